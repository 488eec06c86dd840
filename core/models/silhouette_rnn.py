"""`silhouette-rnn`: the image path of the published choreography models, continuing films of silhouettes.

    silhouettes                            (B, T, 64, 96) 0 or 1
    encoder: convolutions 3 x 3, stride 2  (B * T, 16, 32, 48), (B * T, 32, 16, 24), (B * T, 64, 8, 12)
             Linear, sigmoid               (B, T, 128) the code
    LSTM 256, dropout, LSTM 256            (B, T, 256)
    Linear                                 (B, T, 128) what changes, added before the sigmoid: the next code
    decoder: Linear, transposed            (B, T, 64, 96) logits of the dancer
             convolutions 4 x 4, stride 2

Loss: binary cross-entropy a pixel of the autoencoder's pictures (`reconstruction`), and of the decoded next
codes against the next silhouettes, from the last given frame on (`continuation`). With `model.mixtures` the
LSTM gives a mixture of Gaussians over the next code instead, and the second loss is its negative
log-likelihood per number of the code, in nats (`code_nll`), the real code held fixed.

Published are: every other frame, grey, 64 x 96, background removed, a convolutional autoencoder to 128
numbers with a sigmoid, an LSTM (in one of the papers with a mixture density head), five given frames, and
that the autoencoder is trained first. Left open, and our choice:

* Both are trained in one run. The LSTM reads codes that carry no gradient, so the encoder learns what it
  would learn alone; only the decoder hears from both losses.
* The LSTM says what changes of the code, so that without any knowledge the next picture is the last one: the
  baseline that a continuation has to beat.
* Noise on the codes that the LSTM is fed, as it has to go on from its own.
* Going on, the LSTM is not fed the code that it named but that of the picture which this becomes. Many codes
  become the same picture, and it only knows those that the encoder gives: without this a continuation was
  wrong from its second frame on.
* Each convolution but the last is normalised over its picture; without it nothing was learnt for the first
  hundred steps.

The ``pixel_accuracy`` and ``overlap`` (intersection over union) of an epoch are those of the next
silhouettes, each predicted from real ones. Most pixels are background, so that the accuracy is high from the
start; the overlap tells more.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.base import Batch, DanceModel, Outcome
from core.models.configs.silhouette_rnn import HALVINGS, SilhouetteRnnConfig
from core.models.mixture import Mixture, MixtureHead

State = tuple[Tensor, Tensor]

_SURE = 1e-4  # codes this near to 0 and 1 are as far as a change can start from: its logit stays finite


class Autoencoder(nn.Module):
    """(N, H, W) of 0 to 1 -> (N, C) codes within 0 and 1 -> (N, H, W) logits."""

    def __init__(self, *, height: int, width: int, channels: int, code: int) -> None:
        super().__init__()
        deep = channels * 2 ** (HALVINGS - 1)
        small = (deep, height // 2**HALVINGS, width // 2**HALVINGS)
        n = small[0] * small[1] * small[2]
        sizes = [1, *(channels * 2**i for i in range(HALVINGS))]
        convolutions: list[nn.Module] = []
        for n_in, n_out in pairwise(sizes):
            convolutions += [
                nn.Conv2d(n_in, n_out, 3, stride=2, padding=1),
                nn.GroupNorm(1, n_out),
                nn.LeakyReLU(0.1),
            ]
        self.encoder = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(n, code), nn.Sigmoid())
        spread: list[nn.Module] = []
        for n_in, n_out in pairwise(sizes[::-1]):
            spread += [
                nn.GroupNorm(1, n_in),
                nn.LeakyReLU(0.1),
                nn.ConvTranspose2d(n_in, n_out, 4, stride=2, padding=1),
            ]
        self.decoder = nn.Sequential(nn.Linear(code, n), nn.Unflatten(1, small), *spread)

    def encode(self, pictures: Tensor) -> Tensor:
        """(B, T, H, W) -> (B, T, C)."""
        codes: Tensor = self.encoder(pictures.flatten(0, 1)[:, None])
        return codes.view(*pictures.shape[:2], -1)

    def decode(self, codes: Tensor) -> Tensor:
        """(B, T, C) -> (B, T, H, W) logits."""
        logits: Tensor = self.decoder(codes.flatten(0, 1))
        return logits.view(*codes.shape[:2], *logits.shape[2:])


class SilhouetteRnn(DanceModel):
    """Continues silhouettes. Batches hold ``pictures`` (B, T, H, W) of 0 and 1, T at least `given` + 1."""

    mixed_precision = False

    def __init__(self, config: SilhouetteRnnConfig) -> None:
        super().__init__(config.training)
        m, data = config.model, config.data
        self._given, self._noise = data.given, m.code_noise
        self.pictures = Autoencoder(height=data.height, width=data.width, channels=m.channels, code=m.code)
        between = m.dropout if m.layers > 1 else 0.0
        self.lstm = nn.LSTM(m.code, m.hidden, m.layers, batch_first=True, dropout=between)
        self.change = None if m.mixtures else nn.Linear(m.hidden, m.code)
        self.mixture = MixtureHead(m.hidden, m.code, m.mixtures) if m.mixtures else None
        if self.change is not None:
            nn.init.zeros_(self.change.weight)
            nn.init.zeros_(self.change.bias)

    def outcome(self, batch: Batch) -> Outcome:
        pictures = batch["pictures"].float()
        codes = self.pictures.encode(pictures)
        losses = {"reconstruction": _cross_entropy(self.pictures.decode(codes), pictures)}
        fixed = codes.detach()
        before, following = fixed[:, :-1], fixed[:, self._given :]
        if self.training:
            before = (before + self._noise * torch.randn_like(before)).clamp(0, 1)
        heard, _ = self.lstm(before)
        heard, before = heard[:, self._given - 1 :], before[:, self._given - 1 :]
        if self.mixture is not None:
            mixture = self.mixture(heard)
            losses["code_nll"] = mixture.nll(following).mean() / following.shape[-1]
            with torch.no_grad():
                logits = self.pictures.decode(mixture.sample(0.0).clamp(0, 1))
        else:
            logits = self.pictures.decode(self._changed(before, heard))
            losses["continuation"] = _cross_entropy(logits, pictures[:, self._given :])
        return Outcome(losses, beside=_likeness(logits > 0, pictures[:, self._given :] > 0))

    def _changed(self, before: Tensor, heard: Tensor) -> Tensor:
        """(B, T, C) codes and what the LSTM makes of them -> (B, T, C) the codes after them."""
        if self.change is None:
            raise TypeError("a mixture is drawn from, it changes nothing")
        return torch.sigmoid(torch.logit(before, _SURE) + self.change(heard))

    def _next(self, before: Tensor, heard: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
        if self.mixture is None:
            return self._changed(before, heard)
        mixture: Mixture = self.mixture(heard)
        return mixture.sample(temperature, generator).clamp(0, 1)

    @torch.inference_mode()
    def go_on(self, given: Tensor, n_frames: int, *, temperature: float = 1.0, seed: int = 0) -> Tensor:
        """Continue silhouettes.

        Args:
            given: (B, G, H, W) of 0 and 1, G at least 1.
            n_frames: how many follow.
            temperature: of a mixture, how freely it is drawn from: 0 takes the likeliest. Else no effect.
            seed: of what is drawn.

        Returns:
            (B, n_frames, H, W) how likely each pixel is the dancer's.
        """
        self.eval()
        generator = torch.Generator(given.device).manual_seed(seed)
        codes = self.pictures.encode(given.float())
        heard, state = self.lstm(codes)
        code = self._next(codes[:, -1:], heard[:, -1:], temperature, generator)
        pictures = []
        for _ in range(n_frames):
            pictures.append(torch.sigmoid(self.pictures.decode(code)))
            seen = self.pictures.encode(pictures[-1])
            heard, state = self.lstm(seen, state)
            code = self._next(seen, heard, temperature, generator)
        return torch.cat(pictures, dim=1)


def _likeness(found: Tensor, real: Tensor) -> dict[str, Tensor]:
    """Return the share of pixels that are the same, and that of the dancer's which are in both."""
    both, either = (found & real).sum(), (found | real).sum()
    return {"pixel_accuracy": (found == real).float().mean(), "overlap": both / either.clamp(min=1)}


def _cross_entropy(logits: Tensor, pictures: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, pictures)
