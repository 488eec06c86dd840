"""`bilstm-bigru`, `lstm-bigru`, `lstm-gru`: the published style classifier and its two ablations.

It reads 130 numbers of a stretch of dance, the means of 128 mel bands and two values of the pose, as if they
were a sequence: 130 steps of one channel each.

    input                        (B, 130, 1)
    Conv1D 256 k3, LeakyReLU     (B, 128, 256)
    Conv1D 256 k3, LeakyReLU     (B, 126, 256)
    MaxPool 2, dropout           (B, 63, 256)
    Conv1D 256 k3, LeakyReLU     (B, 61, 256)
    Conv1D 256 k3, LeakyReLU     (B, 59, 256)
    MaxPool 2, dropout           (B, 29, 256)
    BiLSTM 256, dropout          (B, 29, 512); LSTM (B, 29, 256) in `lstm-bigru` and `lstm-gru`
    BiGRU 256, dropout           (B, 512), the last state of both directions; GRU (B, 256) in `lstm-gru`
    Dense 256, LeakyReLU, drop.  (B, 256)
    Dense n_styles               (B, n_styles)

Loss: cross-entropy. Optimiser: RMSprop, 1e-3, 200 epochs. Sizes, loss and optimiser are the published ones;
the inputs are standardised with the statistics of the training windows, because decibels, metres and radians
would otherwise share one scale, and rare styles are weighted up. The order of mel bands is not a time: this
is kept as published, for comparison with `motion-bigru`.

The three are rows of one published table (65 videos, five styles): F1 0.98, 0.667 and 0.5, cross-entropy
0.32, 3.37 and 5.63. They differ in nothing but which layers read both ways, so they are one model here.
"""

from __future__ import annotations

from torch import Tensor

from core.models.base import Standardise
from core.models.classifier import Classifier
from core.models.configs.bilstm_bigru import BilstmBigruConfig, RichBilstmBigruConfig
from core.models.recurrent import RecurrentHead, conv_block


class BilstmBigru(Classifier):
    """(B, 130) -> (B, n_classes) logits."""

    mixed_precision = False

    def __init__(
        self, config: BilstmBigruConfig | RichBilstmBigruConfig, *, n_features: int, n_classes: int
    ) -> None:
        super().__init__(config.training, n_classes)
        m = config.model
        self.standardise = Standardise(n_features)
        self.block1 = conv_block(1, m.channels, dropout=m.dropout, slope=m.negative_slope)
        self.block2 = conv_block(m.channels, m.channels, dropout=m.dropout, slope=m.negative_slope)
        self.head = RecurrentHead(
            m.channels,
            m.hidden,
            m.dense,
            n_classes,
            dropout=m.dropout,
            slope=m.negative_slope,
            lstm_both_ways=m.lstm_both_ways,
            gru_both_ways=m.gru_both_ways,
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.numbers(x)[:, None]  # (B, 130) -> (B, 1, 130): channels before time, as Conv1d wants it
        x = self.block2(self.block1(x))  # (B, channels, 29)
        logits: Tensor = self.head(x.transpose(1, 2))
        return logits

    def numbers(self, x: Tensor) -> Tensor:
        """Return what the layers read of the input, (B, n)."""
        read: Tensor = self.standardise(x)
        return read
