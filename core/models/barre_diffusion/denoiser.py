"""The network of `barre-diffusion`: what is a noised dance beyond the linear guess (`guess`)?

    noised dance, what is kept          (B, T, 2 C), C numbers a frame; kept numbers stand there without noise
    `patch` frames a token              (B, S, 2 C patch), S = T / patch
    Dense, + place, + music             (B, S, width)
    `layers` blocks                     (B, S, width): self-attention and a GELU layer of `spread` times the
                                        width, each scaled and shifted by noise level and style
    Dense                               (B, S, C patch) -> (B, T, C)
    + Conv1D k5                         (B, T, C), over the seams between tokens

The music goes in frame by frame where it is heard, (B, T, A) in the same patches through two dense layers;
where it is not, a learnt token stands instead. Noise level and style go into every block (adaptive
normalisation with gates that begin at 0, as Peebles and Xie, "Scalable Diffusion Models with Transformers",
2023).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.models.configs.barre_diffusion import BarreDiffusionOptions

_FASTEST, _SLOWEST = 1.0, 1e4
_LEVEL_SCALE = 1000.0  # noise levels as the steps that sines of places are made for


@dataclass(frozen=True, eq=False)
class Heard:
    """What a dance is danced to.

    Attributes:
        audio: (B, T, A) standardised music.
        heard: (B, T) bool, where it may be listened to.
        style: (B, K + 1) weights of the K styles and of "nobody said"; they sum to 1.
    """

    audio: Tensor
    heard: Tensor
    style: Tensor


class Denoiser(nn.Module):
    """(B, T, C) numbers with noise -> (B, T, C) what to add to the guess, in units of its error."""

    def __init__(self, m: BarreDiffusionOptions, *, n_audio: int, n_numbers: int, n_styles: int) -> None:
        super().__init__()
        self.patch, width = m.patch, m.width
        self.read = nn.Linear(2 * n_numbers * m.patch, width)
        self.hear = nn.Sequential(nn.Linear(n_audio * m.patch, width), nn.GELU(), nn.Linear(width, width))
        self.unheard = nn.Parameter(torch.zeros(width))
        self.level = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.style = nn.Linear(n_styles + 1, width, bias=False)
        self.blocks = nn.ModuleList(Block(m) for _ in range(m.layers))
        self.norm = nn.LayerNorm(width)
        self.write = nn.Linear(width, n_numbers * m.patch)
        self.mend = nn.Conv1d(n_numbers, n_numbers, 5, padding=2)
        # It begins by adding nothing to the guess: all else would be far off in speed, and shake all weights.
        for layer in (self.write, self.mend):
            for weights in layer.parameters():
                nn.init.zeros_(weights)

    def forward(self, x: Tensor, keep: Tensor, music: Heard, level: Tensor) -> Tensor:
        """Return (B, T, C).

        Args:
            x: (B, T, C), T a multiple of the patch.
            keep: (B, T, C) bool, true where x is without noise already.
            level: (B,) noise levels, 0 to 1.
        """
        tokens = self.read(self._patches(torch.cat([x, keep.to(x)], dim=2)))  # (B, S, width)
        tokens = tokens + waves(torch.arange(tokens.shape[1]).to(x), tokens.shape[2]) + self._heard(music)
        told = self.level(waves(level * _LEVEL_SCALE, tokens.shape[2])) + self.style(music.style)
        for block in self.blocks:
            tokens = block(tokens, told)
        written: Tensor = self.write(self.norm(tokens)).reshape(x.shape)
        mended: Tensor = self.mend(written.transpose(1, 2)).transpose(1, 2)
        return written + mended

    def _patches(self, values: Tensor) -> Tensor:
        """(B, T, D) -> (B, S, D patch)"""
        return values.reshape(len(values), -1, values.shape[2] * self.patch)

    def _heard(self, music: Heard) -> Tensor:
        """(B, S, width) what is heard during each token; nothing, where part of it is not heard."""
        heard = music.heard.reshape(len(music.heard), -1, self.patch).all(dim=2)
        return torch.where(heard[..., None], self.hear(self._patches(music.audio)), self.unheard)


class Block(nn.Module):
    """(B, S, width) -> (B, S, width)"""

    def __init__(self, m: BarreDiffusionOptions) -> None:
        super().__init__()
        self.heads, self.dropout = m.heads, m.dropout
        self.before = nn.LayerNorm(m.width, elementwise_affine=False)
        self.between = nn.LayerNorm(m.width, elementwise_affine=False)
        self.attend = nn.Linear(m.width, 3 * m.width)
        self.attended = nn.Linear(m.width, m.width)
        self.think = nn.Sequential(
            nn.Linear(m.width, m.spread * m.width),
            nn.GELU(),
            nn.Dropout(m.dropout),
            nn.Linear(m.spread * m.width, m.width),
        )
        self.told = nn.Linear(m.width, 6 * m.width)
        nn.init.zeros_(self.told.weight)
        nn.init.zeros_(self.told.bias)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Take (B, S, width) tokens and the (B, width) noise level and style."""
        shift, scale, gate, shift2, scale2, gate2 = self.told(F.silu(told))[:, None].chunk(6, dim=2)
        mixed: Tensor = x + gate * self._attention(self.before(x) * (1 + scale) + shift)
        thought: Tensor = self.think(self.between(mixed) * (1 + scale2) + shift2)
        moved: Tensor = mixed + gate2 * thought
        return moved

    def _attention(self, x: Tensor) -> Tensor:
        n, s, width = x.shape
        q, k, v = self.attend(x).reshape(n, s, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        dropout = self.dropout if self.training else 0.0
        mixed = F.scaled_dot_product_attention(q, k, v, dropout_p=dropout)
        attended: Tensor = self.attended(mixed.transpose(1, 2).reshape(n, s, width))
        return attended


def waves(at: Tensor, n_channels: int) -> Tensor:
    """Return (N, n_channels) sines, then cosines, of (N,) places at wave lengths from 2 pi to 2 pi 10,000."""
    rates = torch.exp(torch.linspace(-math.log(_FASTEST), -math.log(_SLOWEST), n_channels // 2)).to(at)
    angles = at[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)
