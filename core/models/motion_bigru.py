"""`motion-bigru`: our style classifier, the recurrent core of `bilstm-bigru` reading the motion itself.

130 averaged numbers throw the dance away; here the sequence is time, and each step is what the body does.

    input                        (B, T, D) features of T frames
    Conv1D k3, LeakyReLU         (B, T - 2, channels)
    Conv1D k3, LeakyReLU         (B, T - 4, channels)
    MaxPool 2, dropout           (B, (T - 4) // 2, channels)
    BiLSTM, dropout              (B, (T - 4) // 2, 2 * hidden)
    BiGRU, dropout               (B, 2 * hidden), the last state of both directions
    Dense, LeakyReLU, dropout    (B, dense)
    Dense n_styles               (B, n_styles)

One convolution block, not two: at 12.5 frames a second a second halving would leave less than four steps a
beat. What makes it work for dancers it has not seen, of whom there are always few to learn from: features of
a body of standard size that faces the front; layers a quarter of the published; and, in training, a random
constant on every feature of a window (`offset_noise`), which makes posture and build worthless as evidence
and leaves the movement.

Loss: cross-entropy with label smoothing, rare styles weighted up. T may be anything from `MIN_FRAMES`.
"""

from __future__ import annotations

from torch import Tensor

from core.models.base import OffsetNoise, Standardise
from core.models.classifier import Classifier
from core.models.configs.motion_bigru import MotionBigruConfig
from core.models.recurrent import RecurrentHead, conv_block

MIN_FRAMES = 6


class MotionBigru(Classifier):
    """(B, T, D) -> (B, n_classes) logits."""

    mixed_precision = False

    def __init__(self, config: MotionBigruConfig, *, n_features: int, n_classes: int) -> None:
        m = config.model
        super().__init__(config.training, n_classes, m.label_smoothing)
        self.standardise = Standardise(n_features)
        self.noise = OffsetNoise(m.offset_noise)
        self.block = conv_block(n_features, m.channels, dropout=m.dropout, slope=m.negative_slope)
        self.head = RecurrentHead(
            m.channels, m.hidden, m.dense, n_classes, dropout=m.dropout, slope=m.negative_slope
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.noise(self.standardise(x))
        x = self.block(x.transpose(1, 2))  # (B, D, T) -> (B, channels, (T - 4) // 2)
        logits: Tensor = self.head(x.transpose(1, 2))
        return logits
