"""Batches from memory, in an order that depends on nothing but the seed and the epoch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch import from_numpy

from core.models.base import Batch


class Batches:
    """The windows of one side, batch by batch; each iteration is the next epoch.

    Because an epoch's order is drawn from (seed, epoch) alone, a run that goes on after a stop sees the same
    batches as one that never stopped. It has no length: after a resume the first epoch is shorter than the
    others, and Lightning would cut all of them to the first one's length.

    Args:
        tensors: (copies * N, ...) each; row ``k * N + i`` is variation k of window i.
        copies: variations of each window, of which an epoch sees one at random.
        seed: None keeps the order and the first variation (validation).
        first_epoch, first_batch: where to begin.
    """

    def __init__(
        self,
        tensors: Batch,
        *,
        batch_size: int,
        copies: int = 1,
        seed: int | None = None,
        first_epoch: int = 0,
        first_batch: int = 0,
    ) -> None:
        self.tensors, self.batch_size, self.copies, self.seed = tensors, batch_size, copies, seed
        first = next(iter(tensors.values()))
        self.device, self.n_windows = first.device, len(first) // copies
        self.n_batches = -(-self.n_windows // batch_size)
        self._epoch, self._first_batch = first_epoch, first_batch

    def __iter__(self) -> Iterator[Batch]:
        # Rows are picked where the data lie: on the device when they are held there.
        rows = from_numpy(self._rows(self._epoch)).to(self.device)
        first, self._first_batch = self._first_batch, 0
        self._epoch += 1
        for batch in range(first, self.n_batches):
            chosen = rows[batch * self.batch_size : (batch + 1) * self.batch_size]
            yield {name: values[chosen] for name, values in self.tensors.items()}

    def _rows(self, epoch: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """(N,) which row stands for each window, in the order of the epoch."""
        if self.seed is None:
            return np.arange(self.n_windows)
        rng = np.random.default_rng((self.seed, epoch))
        return rng.permutation(self.n_windows) + self.n_windows * rng.integers(
            self.copies, size=self.n_windows
        )
