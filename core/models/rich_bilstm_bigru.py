"""`bilstm-bigru-rich`: the published style classifier on the richer features that its paper describes.

    input                       (B, D): 128 mel-band means and what `core.features.movement` says of a window
    standardise, select         (B, n_selected)
    `bilstm-bigru` from there   (B, n_styles)

The selection, principal components or the most important features, is learnt from training windows only and
stored with the weights: one that has seen the tested dances would be a leak. Loss and optimiser are those of
`bilstm-bigru`.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.features.selection import most_important, principal_axes
from core.models.bilstm_bigru import BilstmBigru
from core.models.configs.bilstm_bigru import RichBilstmBigruConfig


class RichBilstmBigru(BilstmBigru):
    """(B, D) -> (B, n_classes) logits."""

    selection: Tensor

    def __init__(self, config: RichBilstmBigruConfig, *, n_features: int, n_classes: int) -> None:
        super().__init__(config, n_features=n_features, n_classes=n_classes)
        self._select = config.data.select
        n = min(config.data.n_selected, n_features)
        self.register_buffer("selection", torch.eye(n_features, n))  # (D, n)

    def learn_selection(self, x: Tensor, y: Tensor) -> None:
        known = self.standardise(x).cpu().numpy()
        n = self.selection.shape[1]
        if self._select == "pca":
            self.selection.copy_(torch.from_numpy(principal_axes(known, n)))
            return
        kept = most_important(known, y.cpu().numpy(), n)
        one_hot = np.zeros(tuple(self.selection.shape), np.float32)
        one_hot[kept, np.arange(n)] = 1
        self.selection.copy_(torch.from_numpy(one_hot))

    def numbers(self, x: Tensor) -> Tensor:
        return super().numbers(x) @ self.selection  # (B, D) -> (B, n_selected)
