"""An LSTM that goes one step at a time, for dances that hear their own last pose.

`nn.LSTM` prepares all of its weights at each call, which for a single step takes ten times the step itself.
Here a step is two matrix products a layer, and what is known of the input for all steps ahead, the music, has
passed its weights beforehand, for all steps in one product.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional as F

State = tuple[Tensor, Tensor]


class Stepper:
    """An LSTM in the midst of a sequence; gives what the layer would give, but for rounding.

    Args:
        lstm: batch first, one direction, without projection.
        ahead: (B, T, K) the last K numbers of its input in steps 0 to T - 1.
        state: hidden and cell states, (layers, B, H) each.
    """

    def __init__(self, lstm: nn.LSTM, ahead: Tensor, state: State) -> None:
        self._hidden: list[Tensor] = list(state[0])
        self._cells: list[Tensor] = list(state[1])
        layers = [[_gated(weight) for weight in weights] for weights in lstm.all_weights]
        biases = [b_in + b_own for _, _, b_in, b_own in layers]
        w_first = layers[0][0]
        n_fed = w_first.shape[1] - ahead.shape[2]
        self._known = F.linear(ahead, w_first[:, n_fed:], biases[0])  # (B, T, 4 H)
        self._first = torch.cat([w_first[:, :n_fed], layers[0][1]], dim=1)
        self._others = [torch.cat([w_in, w_own], dim=1) for w_in, w_own, _, _ in layers[1:]]
        self._biases = biases[1:]

    def step(self, fed: Tensor, t: int) -> Tensor:
        """(B, D) the rest of the input of step t -> (B, H)."""
        gates = self._known[:, t] + F.linear(torch.cat([fed, self._hidden[0]], dim=1), self._first)
        self._pass(0, gates)
        for i, (weight, bias) in enumerate(zip(self._others, self._biases, strict=True), start=1):
            read = torch.cat([self._hidden[i - 1], self._hidden[i]], dim=1)
            self._pass(i, F.linear(read, weight, bias))
        return self._hidden[-1]

    def _pass(self, layer: int, gates: Tensor) -> None:
        """Take a layer over to its next state."""
        size = gates.shape[1] // 4
        take, keep, tell = torch.sigmoid(gates[:, : 3 * size]).chunk(3, dim=1)
        cell = torch.addcmul(take * torch.tanh(gates[:, 3 * size :]), keep, self._cells[layer])
        self._cells[layer], self._hidden[layer] = cell, tell * torch.tanh(cell)


def _gated(weight: Tensor) -> Tensor:
    """Put the rows of what is new, the third of four in PyTorch, last: the others are squashed alike."""
    take, keep, new, tell = weight.chunk(4)
    return torch.cat([take, keep, tell, new])


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch compute in one thread meanwhile: for one small thing after the other, more only wait.

    On two busy cores an answer of motion-bigru took 99 ms of processor time in two threads, and 3 ms in one.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
