"""The layers that the recurrent style classifiers share."""

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
    """LSTM over the sequence, GRU to its last state, a dense layer, one logit a style.

    Either layer reads both ways (BiLSTM, BiGRU) unless it is told to read forwards only.
    """

    def __init__(
        self,
        n_in: int,
        hidden: int,
        dense: int,
        n_classes: int,
        *,
        dropout: float,
        slope: float,
        lstm_both_ways: bool = True,
        gru_both_ways: bool = True,
    ) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_in, hidden, batch_first=True, bidirectional=lstm_both_ways)
        n_read = (1 + lstm_both_ways) * hidden
        self.gru = nn.GRU(n_read, hidden, batch_first=True, bidirectional=gru_both_ways)
        self.dense = nn.Sequential(nn.Linear((1 + gru_both_ways) * hidden, dense), nn.LeakyReLU(slope))
        self.classify = nn.Linear(dense, n_classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, n_in) -> (B, n_classes)."""
        x, _ = self.lstm(x)  # (B, T, directions * hidden)
        _, last = self.gru(self.dropout(x))  # (directions, B, hidden): where each direction ended
        x = torch.cat(list(last), dim=1)  # (B, directions * hidden)
        x = self.dense(self.dropout(x))  # (B, dense)
        logits: Tensor = self.classify(self.dropout(x))
        return logits
