"""`motion-transformer`: our style classifier that compares every moment of a window with every other.

It reads what `motion-bigru` reads, through the same convolutions, and has self-attention where that has
recurrent layers: a figure that comes back after a bar is one step away, not a bar's worth of steps.

    input                          (B, T, D) features of T frames
    Conv1D k3, LeakyReLU           (B, T - 2, channels)
    Conv1D k3, LeakyReLU           (B, T - 4, channels)
    MaxPool 2, dropout             (B, S, channels), S = (T - 4) // 2
    sine and cosine of the place   (B, S, channels), added
    `layers` encoder layers        (B, S, channels): self-attention of `heads` heads, GELU of twice the width
    norm, mean over time, dropout  (B, channels)
    Dense n_styles                 (B, n_styles)

The encoder is that of Vaswani et al. (Attention is all you need, 2017), normalised before each part (Xiong et
al., On layer normalization in the transformer architecture, 2020), since it then learns without a warm-up.

Loss: cross-entropy with label smoothing, rare styles weighted up. T may be anything from `MIN_FRAMES` of
`motion-bigru`. As there, `offset_noise` makes posture and build worthless as evidence.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from core.models.base import OffsetNoise, Standardise
from core.models.classifier import Classifier
from core.models.configs.motion_transformer import MotionTransformerConfig
from core.models.recurrent import conv_block

_LONGEST_WAVE = 1000.0  # steps; far more than any window has, so that no two places look alike


class MotionTransformer(Classifier):
    """(B, T, D) -> (B, n_classes) logits."""

    def __init__(self, config: MotionTransformerConfig, *, n_features: int, n_classes: int) -> None:
        m = config.model
        super().__init__(config.training, n_classes, m.label_smoothing)
        self.standardise = Standardise(n_features)
        self.noise = OffsetNoise(m.offset_noise)
        self.block = conv_block(n_features, m.channels, dropout=m.dropout, slope=m.negative_slope)
        layer = nn.TransformerEncoderLayer(
            m.channels,
            m.heads,
            2 * m.channels,
            m.attention_dropout,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.encoder = nn.TransformerEncoder(
            layer, m.layers, norm=nn.LayerNorm(m.channels), enable_nested_tensor=False
        )
        self.classify = nn.Sequential(nn.Dropout(m.dropout), nn.Linear(m.channels, n_classes))

    def forward(self, x: Tensor) -> Tensor:
        x = self.noise(self.standardise(x))
        x = self.block(x.transpose(1, 2)).transpose(1, 2)  # (B, T, D) -> (B, S, channels)
        x = self.encoder(x + places(x.shape[1], x.shape[2]).to(x))
        logits: Tensor = self.classify(x.mean(dim=1))
        return logits


def places(n_steps: int, n_channels: int) -> Tensor:
    """Return (S, channels) sines, then cosines, of the step at wave lengths from 2 pi to `_LONGEST_WAVE`."""
    rates = torch.exp(torch.linspace(0, -math.log(_LONGEST_WAVE / (2 * math.pi)), n_channels // 2))
    angles = torch.arange(n_steps)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)
