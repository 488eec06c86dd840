"""`pose-lstm`, `pose-cnn`, `pose-cnn-lstm`: published style classifiers of pose and music.

A frame is what the body looks like and what is heard: x, y, z of each joint beside the 20 MFCCs of the same
instant, D = 3 * J + 20 numbers (119 on BlazePose's 33 joints). `pose-lstm` is the LSTM alone, `pose-cnn` the
convolutions alone, `pose-cnn-lstm` feeds the one to the other; the three are one model without one part or
the other.

    input                            (B, T, D)
    Conv1D k3, ReLU, MaxPool 2       (B, channels, T // 2)         not in pose-lstm
    Conv1D k3, ReLU, MaxPool 2       (B, channels, T // 4)         not in pose-lstm
    LSTM, its last state             (B, hidden)                   pose-cnn: the mean over time
    dropout, Dense, ReLU, dropout    (B, dense)
    Dense n_styles                   (B, n_styles)

Loss: cross-entropy, rare styles weighted up. Published are the parts, the inputs and the accuracies (97.64 %
for the LSTM, 80 % for CNN + LSTM), not the sizes: these are small, because the dancers to learn from are few.
T may be anything from `MIN_FRAMES`.
"""

from __future__ import annotations

from torch import Tensor, nn

from core.models.base import Standardise
from core.models.classifier import Classifier
from core.models.configs.pose_sequence import PoseSequenceConfig

MIN_FRAMES = 4


class PoseSequence(Classifier):
    """(B, T, D) -> (B, n_classes) logits."""

    mixed_precision = False

    def __init__(self, config: PoseSequenceConfig, *, n_features: int, n_classes: int) -> None:
        m = config.model
        super().__init__(config.training, n_classes)
        self.standardise = Standardise(n_features)
        self.cnn = _convolutions(n_features, m.channels, m.dropout) if m.cnn else None
        n_seen = m.channels if m.cnn else n_features
        self.lstm = nn.LSTM(n_seen, m.hidden, batch_first=True) if m.lstm else None
        self.classify = nn.Sequential(
            nn.Dropout(m.dropout),
            nn.Linear(m.hidden if m.lstm else n_seen, m.dense),
            nn.ReLU(),
            nn.Dropout(m.dropout),
            nn.Linear(m.dense, n_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.standardise(x)
        if self.cnn is not None:
            x = self.cnn(x.transpose(1, 2)).transpose(1, 2)  # (B, T, D) -> (B, T // 4, channels)
        if self.lstm is not None:
            _, (last, _) = self.lstm(x)  # (1, B, hidden)
            x = last[0]
        else:
            x = x.mean(dim=1)  # (B, channels)
        logits: Tensor = self.classify(x)
        return logits


def _convolutions(n_in: int, channels: int, dropout: float) -> nn.Sequential:
    """(B, n_in, T) -> (B, channels, T // 4)."""
    return nn.Sequential(
        nn.Conv1d(n_in, channels, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool1d(2),
        nn.Conv1d(channels, channels, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool1d(2),
        nn.Dropout(dropout),
    )
