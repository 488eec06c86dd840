"""`pix2pixhd`: from poses to pictures of one person, as "Everybody Dance Now" does with pix2pixHD.

    pose of frame t        (B, J, 3) pixels and confidence -> skeleton map (B, 3, S, S)
    with the frame before  (B, 6, S, S), black before the first
    global generator       at S / 2: convolution 7 x 7, 64; four of stride 2 to 1024; nine residual blocks;
                           four transposed back to 64
    local enhancer         at S: convolution 7 x 7, 32; one of stride 2 to 64, to which the 64 of the global
                           generator are added; three residual blocks; one transposed to 32; 7 x 7 to 3, tanh
    two discriminators     at S and S / 2, on patches: maps and pictures of two frames (B, 12, S, S) ->
                           convolutions 4 x 4: 64, 128, 256 of stride 2, 512, 1

Loss of the generator: LSGAN (`adversarial`), 10 x feature matching (`feature_matching`, mean absolute
difference of the discriminators' layers between real and made), each summed over the discriminators, and,
where a VGG-19 is named, 10 x the perceptual loss. The discriminators': LSGAN's, half for the real and half
for the made pair.

Temporal smoothing: of two frames one after the other the first is made of black and its pose, the second of
the first and its pose; the discriminators see both together, with both maps.

Sources: T.-C. Wang et al., High-Resolution Image Synthesis and Semantic Manipulation with Conditional GANs,
CVPR 2018 (layers, losses, weights, Adam 2e-4 with beta1 0.5); C. Chan et al., Everybody Dance Now, ICCV
2019 (pose as input, two frames). Left open, or ours: the colours and thickness of the map; no gradient goes
from the second frame into the first; `coarse_steps` counts steps where the paper trains in stages, after
which both parts learn together. The second paper's network for faces is not here. All normalisation is by
instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.base import Batch, Outcome
from core.models.configs.pix2pixhd import Pix2PixHdConfig, Pix2PixHdOptions
from core.models.perceptual import Perceptual
from core.models.skeleton_map import SkeletonMap
from core.models.turns import TurnTaking

N_COLOURS = 3
N_FRAMES = 2  # that the discriminators see together


class Painter(nn.Module):
    """The generator: maps and the pictures before, (B, 3, S, S) of -1 to 1 each -> pictures (B, 3, S, S)."""

    def __init__(self, m: Pix2PixHdOptions) -> None:
        super().__init__()
        n, widths = m.channels, [m.channels * 2**i for i in range(m.halvings + 1)]
        self.has_local = m.local
        self.coarse_features = nn.Sequential(
            *_convolution(2 * N_COLOURS, n, 7),
            *(
                layer
                for i in range(m.halvings)
                for layer in _convolution(widths[i], widths[i + 1], 3, stride=2)
            ),
            *(Residual(widths[-1]) for _ in range(m.blocks)),
            *(layer for i in reversed(range(m.halvings)) for layer in _transposed(widths[i + 1], widths[i])),
        )
        self.coarse_picture = _to_picture(n)
        if m.local:
            half = max(1, n // 2)
            self.local_down = nn.Sequential(
                *_convolution(2 * N_COLOURS, half, 7), *_convolution(half, n, 3, stride=2)
            )
            self.local_up = nn.Sequential(
                *(Residual(n) for _ in range(m.local_blocks)), *_transposed(n, half)
            )
            self.picture = _to_picture(half)

    def forward(self, maps: Tensor, before: Tensor) -> Tensor:
        if not self.has_local:
            return self.coarse(maps, before)
        x = torch.cat([maps, before], dim=1)
        features = self.local_down(x) + self.coarse_features(halved(x))
        picture: Tensor = self.picture(self.local_up(features))
        return picture

    def coarse(self, maps: Tensor, before: Tensor) -> Tensor:
        """The global generator alone, at whatever size: (B, 3, S', S') each -> (B, 3, S', S')."""
        picture: Tensor = self.coarse_picture(self.coarse_features(torch.cat([maps, before], dim=1)))
        return picture


class Judges(nn.Module):
    """The discriminators: (B, 12, S, S) -> for each the (B, C, h, w) of its layers, its verdict last."""

    def __init__(self, m: Pix2PixHdOptions) -> None:
        super().__init__()
        self.judges = nn.ModuleList(Judge(m.judge_channels, m.judge_layers) for _ in range(m.judges))

    def forward(self, x: Tensor) -> list[list[Tensor]]:
        found = []
        for judge in self.judges:
            found.append(judge(x))
            x = halved(x)
        return found


class Judge(nn.Module):
    """(B, 12, S, S) -> the (B, C, h, w) of its layers; the last one's numbers are near 1 for real patches."""

    def __init__(self, channels: int, n_layers: int) -> None:
        super().__init__()
        widths = [channels * min(2**i, 8) for i in range(n_layers + 1)]
        layers = [nn.Sequential(nn.Conv2d(2 * N_FRAMES * N_COLOURS, channels, 4, 2, 2), nn.LeakyReLU(0.2))]
        for i in range(n_layers):
            stride = 2 if i < n_layers - 1 else 1
            layers.append(
                nn.Sequential(
                    nn.Conv2d(widths[i], widths[i + 1], 4, stride, 2),
                    nn.InstanceNorm2d(widths[i + 1]),
                    nn.LeakyReLU(0.2),
                )
            )
        self.layers = nn.ModuleList([*layers, nn.Conv2d(widths[-1], 1, 4, 1, 2)])

    def forward(self, x: Tensor) -> list[Tensor]:
        found = []
        for layer in self.layers:
            x = layer(x)
            found.append(x)
        return found


class Pix2PixHd(TurnTaking):
    """Learns one person. Batches hold ``joints`` (B, 2, J, 3), pixels and confidence, of two frames one after
    the other, and ``pictures`` (B, 2, 3, S, S) uint8.
    """

    def __init__(self, config: Pix2PixHdConfig, *, n_bones: int) -> None:
        super().__init__(config.training)
        self.options = m = config.model
        self.map = SkeletonMap(n_bones, config.data.size, config.data.line)
        self.painter, self.judges = Painter(m), Judges(m)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.normal_(module.weight, 0.0, 0.02)  # published
        # Neither learnt nor kept with the model: the file is asked for again when training goes on.
        self._perceptual = Perceptual(m.perceptual) if m.perceptual else None
        self._made: Tensor | None = None  # of this batch: what the judges are to see of the made pair

    @property
    def parts(self) -> Mapping[str, nn.Module]:
        return {"painter": self.painter, "judges": self.judges}

    def turn(self, part: str, batch: Batch) -> Outcome:
        maps, real = self._seen(batch)
        if part == "painter":
            return self._painted(maps, real)
        if self._made is None:
            raise RuntimeError("the judges' turn comes after the painter's")
        made, self._made = self._made, None
        verdicts = {
            "judged_real": [layers[-1] for layers in self.judges(torch.cat([*maps, *real], dim=1))],
            "judged_made": [layers[-1] for layers in self.judges(made)],
        }
        wanted = {"judged_real": 1.0, "judged_made": 0.0}
        return Outcome({name: 0.5 * _far_from(wanted[name], found) for name, found in verdicts.items()})

    def optimiser_for(self, weights: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        o = self._options
        if o.optimiser == "adam":
            return torch.optim.Adam(
                weights, o.learning_rate, betas=(self.options.beta1, 0.999), weight_decay=o.weight_decay
            )
        return super().optimiser_for(weights)

    @torch.inference_mode()
    def paint(self, poses: Tensor) -> Iterator[Tensor]:
        """Yield the (3, S, S) uint8 picture of each of (T, J, 3) poses, each made of the one before, too."""
        self.eval()
        before = poses.new_zeros(1, N_COLOURS, self.map.size, self.map.size) - 1  # black
        for pose in poses:
            before = self.painter(self.map(pose[None]), before)
            yield ((before[0].clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)

    @property
    def _is_coarse(self) -> bool:
        return self.options.local and self.training and self.steps_done < self.options.coarse_steps

    def _seen(self, batch: Batch) -> tuple[list[Tensor], list[Tensor]]:
        """Return the maps and pictures of both frames, (B, 3, S, S) of -1 to 1; halved while coarse."""
        maps = [self.map(batch["joints"][:, i]) for i in range(N_FRAMES)]
        pictures = [batch["pictures"][:, i].float() / 127.5 - 1 for i in range(N_FRAMES)]
        if self._is_coarse:
            maps, pictures = [halved(x) for x in maps], [halved(x) for x in pictures]
        return maps, pictures

    def _painted(self, maps: list[Tensor], real: list[Tensor]) -> Outcome:
        paint = self.painter.coarse if self._is_coarse else self.painter
        first = paint(maps[0], torch.full_like(maps[0], -1.0))
        second = paint(maps[1], first.detach())
        pair = torch.cat([*maps, first, second], dim=1)
        self._made = pair.detach()
        found = self.judges(pair)
        with torch.no_grad():
            wanted = self.judges(torch.cat([*maps, *real], dim=1))
        losses = {
            "adversarial": _far_from(1.0, [layers[-1] for layers in found]),
            "feature_matching": self.options.feature_weight * _apart(found, wanted),
        }
        if self._perceptual is not None:
            apart = self._perceptual.between(torch.cat([first, second]), torch.cat(real))
            losses["perceptual"] = self.options.perceptual_weight * apart
        off = torch.stack([F.l1_loss(a, b) for a, b in zip((first, second), real, strict=True)]).mean() / 2
        return Outcome(losses, beside={"l1": off.detach()})


class Residual(nn.Module):
    """(B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.change = nn.Sequential(
            *_convolution(n, n, 3),
            nn.Conv2d(n, n, 3, padding=1, padding_mode="reflect"),
            nn.InstanceNorm2d(n),
        )

    def forward(self, x: Tensor) -> Tensor:
        changed: Tensor = self.change(x)
        return x + changed


def halved(x: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, C, H / 2, W / 2), as the discriminators' pyramid is made."""
    half: Tensor = F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False)
    return half


def _convolution(n_in: int, n_out: int, width: int, *, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(n_in, n_out, width, stride, width // 2, padding_mode="reflect")
    return [convolution, nn.InstanceNorm2d(n_out), nn.ReLU()]


def _transposed(n_in: int, n_out: int) -> list[nn.Module]:
    return [nn.ConvTranspose2d(n_in, n_out, 3, 2, 1, output_padding=1), nn.InstanceNorm2d(n_out), nn.ReLU()]


def _to_picture(n_in: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(n_in, N_COLOURS, 7, padding=3, padding_mode="reflect"), nn.Tanh())


def _far_from(wanted: float, verdicts: Sequence[Tensor]) -> Tensor:
    """Return LSGAN's loss: the mean square of what is off, summed over the discriminators."""
    return torch.stack([(verdict.float() - wanted).square().mean() for verdict in verdicts]).sum()


def _apart(found: list[list[Tensor]], wanted: list[list[Tensor]]) -> Tensor:
    """Return the mean absolute differences of all layers but the verdicts, summed."""
    layers = [
        F.l1_loss(a, b)
        for f, w in zip(found, wanted, strict=True)
        for a, b in zip(f[:-1], w[:-1], strict=True)
    ]
    return torch.stack(layers).sum()
