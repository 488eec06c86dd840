"""What style classifiers share: how sure they are, and what being wrong costs."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.models.base import Batch, DanceModel, Outcome
from core.models.configs.common import TrainingOptions


class Classifier(DanceModel):
    """A model whose `forward` turns (B, ...) inputs into (B, C) logits.

    Batches hold ``x`` (B, ...) and ``y`` (B,) the index of the true style. The loss is cross-entropy with
    each style weighted by the inverse of how often it is trained on, so that a rare style counts as much as
    a common one; the weights are stored with the model.
    """

    class_weights: Tensor

    def __init__(self, training: TrainingOptions, n_classes: int, label_smoothing: float = 0.0) -> None:
        super().__init__(training)
        self._label_smoothing = label_smoothing
        self.register_buffer("class_weights", torch.ones(n_classes))

    def weigh_classes(self, y: Tensor) -> None:
        """Learn the weights from (N,) true styles of the training windows; they average 1 over these."""
        counts = torch.bincount(y, minlength=len(self.class_weights)).clamp(min=1)
        self.class_weights.copy_(len(y) / (len(counts) * counts))

    def learn_selection(self, x: Tensor, y: Tensor) -> None:
        """Learn from (N, ...) training windows of styles (N,) what to read of them; most models read all."""

    def outcome(self, batch: Batch) -> Outcome:
        logits, y = self(batch["x"]), batch["y"]
        smoothing = self._label_smoothing if self.training else 0.0
        loss = F.cross_entropy(logits.float(), y, weight=self.class_weights, label_smoothing=smoothing)
        n_classes = len(self.class_weights)
        cells = torch.bincount(y * n_classes + logits.argmax(dim=1), minlength=n_classes**2)
        return Outcome({"cross_entropy": loss}, cells.reshape(n_classes, n_classes))

    @torch.inference_mode()
    def probabilities(self, x: Tensor) -> Tensor:
        """Return (B, C) probabilities; rows sum to 1."""
        self.eval()
        return torch.softmax(self(x).float(), dim=1)

    @torch.inference_mode()
    def hidden(self, x: Tensor) -> Tensor:
        """Return (B, H), what the last layer reads: a window as it is described before it gets a name."""
        self.eval()
        last = [module for module in self.modules() if isinstance(module, nn.Linear)][-1]
        read: list[Tensor] = []
        handle = last.register_forward_pre_hook(lambda _layer, inputs: read.append(inputs[0]))
        try:
            self(x)
        finally:
            handle.remove()
        return read[-1].float()
