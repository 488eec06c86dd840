"""The layers that `bilstm-bigru` and `motion-bigru` share."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def conv_block(n_in: int, channels: int, *, dropout: float, slope: float) -> nn.Sequential:
    """Two convolutions of width 3, halved in time: (B, n_in, T) -> (B, channels, (T - 4) // 2)."""
    return nn.Sequential(
        nn.Conv1d(n_in, channels, 3),
        nn.LeakyReLU(slope),
        nn.Conv1d(channels, channels, 3),
        nn.LeakyReLU(slope),
        nn.MaxPool1d(2),
        nn.Dropout(dropout),
    )


class RecurrentHead(nn.Module):
    """BiLSTM over the sequence, BiGRU to its last state, a dense layer, one logit a style."""

    def __init__(
        self, n_in: int, hidden: int, dense: int, n_classes: int, *, dropout: float, slope: float
    ) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_in, hidden, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(2 * hidden, hidden, batch_first=True, bidirectional=True)
        self.dense = nn.Sequential(nn.Linear(2 * hidden, dense), nn.LeakyReLU(slope))
        self.classify = nn.Linear(dense, n_classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, n_in) -> (B, n_classes)."""
        x, _ = self.lstm(x)  # (B, T, 2 * hidden)
        _, last = self.gru(self.dropout(x))  # (2, B, hidden): where each direction ended
        x = torch.cat([last[0], last[1]], dim=1)  # (B, 2 * hidden)
        x = self.dense(self.dropout(x))  # (B, dense)
        logits: Tensor = self.classify(self.dropout(x))
        return logits
