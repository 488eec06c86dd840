"""`vae-lstm-mdn`: an LSTM that dances in the latent space of pose windows and draws its next move.

    poses                          (B, T, P) cut into N windows of 2 H frames, each H after the one before
    variational autoencoder        (B, N, L) latents z (`core.models.pose_vae`)
    music of each window           (B, N, 2 H * A) -> Linear, GELU, dropout (B, N, M)
    style                          (B, S) its vector, or zeros where it is not known
    z before, music now, style     (B, N - 1, L + M + S)
    LSTM 256, dropout, LSTM 256    (B, N - 1, 256)
    mixture density head           K Gaussians over the next z (`core.models.mixture`)

Loss: the negative log-likelihood of the next latent per number of it, in nats (`nll`), and beside it those of
the autoencoder. The published choreography models of this kind pack single poses (L. Crnkovic-Friis and
L. Crnkovic-Friis, Generative Choreography using Deep Learning, ICCC 2016: LSTM and mixture density; M. Pettee
et al., Beyond Imitation, ICCC 2019: autoencoder, styles and interpolation) and lengthen their sequences while
they learn. The temperature is that of D. Ha and D. Eck, sketch-rnn, ICLR 2018: shares of the Gaussians to the
power of 1 / temperature, variances times it; 0 is the likeliest mean.

Left open, and our choice:

* Both parts learn in one run and in turns, each with its own optimiser. The LSTM reads latents that are drawn
  anew each time and carry no gradient: the autoencoder learns what it would learn alone, and the LSTM learns
  to live with latents that are a little off, as its own are.
* Windows overlap by half and pass into each other, so that a dance has no seams. What is drawn for one says
  nothing of what is drawn for the next, which trembles; so a dance is smoothed over five frames. On the
  ballroom set its jerk was otherwise three times that of real dances; its speed falls by a tenth.
* Sequences are of `curriculum_start` windows at first and double in length every `curriculum_steps` steps.
* A blend of styles mixes their vectors by its weights, and the latents of the windows that a dance of each
  begins with: so the ends of the slider are the styles themselves.
* Without a move to go on from, a dance goes on from one of the training dances of its style; the seed says
  which.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.base import Batch, Outcome, Standardise
from core.models.configs.vae_lstm_mdn import VaeLstmMdnConfig
from core.models.generator import Generator, Request
from core.models.mixture import Mixture, MixtureHead
from core.models.pose_vae import PoseVae, cut, lay, smoothed
from core.models.turns import TurnTaking

State = tuple[Tensor, Tensor]


class Dancer(nn.Module):
    """(B, N, L) latents before, (B, N, 2 H, A) music, (B, S) style -> (B, N) mixtures over latents."""

    def __init__(self, config: VaeLstmMdnConfig, *, n_audio: int, n_styles: int) -> None:
        super().__init__()
        m = config.model
        self.hear = nn.Sequential(
            nn.Linear(2 * m.hop_frames * n_audio, m.music_units), nn.GELU(), nn.Dropout(m.dropout)
        )
        self.styles = nn.Embedding(n_styles, m.style_units)
        between = m.dropout if m.layers > 1 else 0.0
        self.lstm = nn.LSTM(
            m.latent + m.music_units + m.style_units, m.units, m.layers, batch_first=True, dropout=between
        )
        self.dropout = nn.Dropout(m.dropout)
        self.head = MixtureHead(m.units, m.latent, m.mixtures)

    def forward(
        self, before: Tensor, music: Tensor, style: Tensor, state: State | None = None
    ) -> tuple[Mixture, State]:
        heard = self.hear(music.flatten(-2))
        told = style[:, None].expand(-1, before.shape[1], -1)
        x, state = self.lstm(torch.cat([before, heard, told], dim=-1), state)
        return self.head(self.dropout(x)), state


class VaeLstmMdn(TurnTaking, Generator):
    """(B, T, A) music and (B, T, P) poses -> mixtures over the latents of windows 1 to N - 1.

    Attributes:
        starts: (max(1, styles), n_seeds, F, P) what dances of each style can go on from.
    """

    mixed_precision = False
    starts: Tensor

    def __init__(
        self,
        config: VaeLstmMdnConfig,
        *,
        n_audio: int,
        n_pose: int,
        n_seeds: int,
        start_frames: int,
        n_styles: int = 0,
    ) -> None:
        super().__init__(config.training, n_styles)
        m = self._sizes = config.model
        self.audio, self.pose = Standardise(n_audio), Standardise(n_pose)
        self.vae = PoseVae(hop=m.hop_frames, n_pose=n_pose, units=m.vae_units, latent=m.latent)
        self.dancer = Dancer(config, n_audio=n_audio, n_styles=n_styles)
        self.register_buffer("starts", torch.zeros(max(1, n_styles), n_seeds, start_frames, n_pose))

    @property
    def parts(self) -> Mapping[str, nn.Module]:
        return {"dancer": self.dancer, "vae": self.vae}

    @property
    def n_windows(self) -> int:
        """Of a sequence that is learnt now."""
        m = self._sizes
        return m.curriculum_start << min(self.steps_done // m.curriculum_steps, 30)

    def turn(self, part: str, batch: Batch) -> Outcome:
        windows = cut(self.pose(batch["pose"]), self._sizes.hop_frames)
        if part == "vae":
            return Outcome(self.vae.losses(windows, self._sizes.kl_weight))
        with torch.no_grad():
            latents = self.vae.draw(windows)
        music = cut(self.audio(batch["audio"]), self._sizes.hop_frames)
        style = self._told(batch["style"])
        if self.training:
            latents, music, style = self._shortened(latents, music, style)
        mixture, _ = self.dancer(latents[:, :-1], music[:, 1:], style)
        return Outcome({"nll": mixture.nll(latents[:, 1:]).mean() / latents.shape[-1]})

    def _told(self, style: Tensor) -> Tensor:
        """(B,) indices, -1 where unknown -> (B, S) vectors, of which training withholds some."""
        if not self.n_styles:
            return self._unknown().expand(len(style), -1)
        known = style >= 0
        if self.training:
            known = known & (torch.rand_like(style, dtype=torch.float) >= self._sizes.style_dropout)
        vectors: Tensor = self.dancer.styles(style.clamp(min=0)) * known[:, None]
        return vectors

    def _shortened(self, latents: Tensor, music: Tensor, style: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, N, ...) -> (B * C, n, ...): the C sequences of the curriculum's length n that fit.

        Where they begin is drawn, so that over time each window is each place of a sequence.
        """
        n = min(self.n_windows, latents.shape[1])
        count = latents.shape[1] // n
        begin = int(torch.randint(latents.shape[1] - count * n + 1, (1,)))
        latents, music = (
            x[:, begin : begin + count * n].reshape(count * len(x), n, *x.shape[2:]) for x in (latents, music)
        )
        return latents, music, style.repeat_interleave(count, dim=0)

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:  # noqa: ARG002  # see learn_starts
        self.audio.learn(audio.mean((0, 1)), audio.std((0, 1)))
        self.pose.learn(pose.mean((0, 1)), pose.std((0, 1)))

    def learn_starts(self, pose: Tensor, style: Tensor, seed: int) -> None:
        """Choose among (N, T, P) training sequences of (N,) styles what dances go on from."""
        generator = torch.Generator().manual_seed(seed)
        for i, chosen in enumerate(self.starts):
            of_style = (style == i).nonzero()[:, 0] if self.n_styles else torch.arange(len(pose))
            rows = of_style[torch.randint(len(of_style), (len(chosen),), generator=generator)]
            chosen.copy_(pose[rows, : chosen.shape[1]])

    @torch.inference_mode()
    def dance(self, request: Request) -> Tensor:
        self.eval()
        hop, n = self._sizes.hop_frames, len(request.audio)
        generator = torch.Generator(request.audio.device).manual_seed(request.seed)
        before, style = self._begun(request, generator)  # (1, S, L), (1, S)
        # The first window lies half before the dance; the last one may reach beyond its music.
        n_windows = -(-n // hop) + 1
        frames = torch.arange(-hop, n_windows * hop, device=request.audio.device).clamp(0, n - 1)
        music = cut(self.audio(request.audio[frames])[None], hop)
        mixture, state = self.dancer(before, music[:, :1].expand(-1, before.shape[1], -1, -1), style)
        latents = [mixture.sample(request.temperature, generator)[:, -1:]]
        for t in range(1, n_windows):
            mixture, state = self.dancer(latents[-1], music[:, t : t + 1], style, state)
            latents.append(mixture.sample(request.temperature, generator))
        poses = smoothed(lay(self.vae.decode(torch.cat(latents, dim=1)[0])))
        return self.pose.undo(poses)[hop : hop + n]

    def _begun(self, request: Request, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return (1, S, L) latents of the move that the dance goes on from, and (1, S) its style.

        A wished style is that of both; a move alone leaves the style unknown; without either, the style of
        the training dance that it goes on from is taken.
        """
        told = request.style if request.style is not None else self._drawn(generator)
        is_known = self.n_styles > 0 and (request.style is not None or request.begin is None)
        vector = told @ self.dancer.styles.weight if is_known else self._unknown()
        if request.begin is not None:
            return self._packed(request.begin[None]), vector[None]
        moves = self.starts[:, request.seed % self.starts.shape[1]]  # (C, F, P)
        return torch.einsum("c,csl->sl", told, self._packed(moves))[None], vector[None]

    def _drawn(self, generator: torch.Generator) -> Tensor:
        """Return (C,) weights of one style."""
        at = torch.randint(len(self.starts), (), generator=generator, device=generator.device)
        return F.one_hot(at, len(self.starts)).to(self.starts.dtype)

    def _unknown(self) -> Tensor:
        return self.starts.new_zeros(self._sizes.style_units)

    def _packed(self, moves: Tensor) -> Tensor:
        """(C, F, P) moves of any length -> (C, S, L) latents of the windows that their last frames fill."""
        hop = self._sizes.hop_frames
        n = max(2 * hop, min(moves.shape[1], self.starts.shape[2]) // hop * hop)
        still = moves[:, :1].expand(-1, max(0, n - moves.shape[1]), -1)
        latents, _ = self.vae.encode(cut(self.pose(torch.cat([still, moves[:, -n:]], dim=1)), hop))
        return latents
