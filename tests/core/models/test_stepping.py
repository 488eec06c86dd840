"""An LSTM that goes one step at a time."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from core.models.stepping import Stepper, one_thread


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("n_batch", [1, 2])
def test_steps_give_what_the_layer_gives_for_the_whole_sequence(layers, n_batch):
    torch.manual_seed(0)
    lstm = nn.LSTM(7 + 5, 6, layers, batch_first=True).eval()
    fed, ahead = torch.randn(n_batch, 9, 7), torch.randn(n_batch, 9, 5)
    state = (torch.randn(layers, n_batch, 6), torch.randn(layers, n_batch, 6))
    with torch.inference_mode():
        whole, _ = lstm(torch.cat([fed, ahead], dim=2), state)
        stepper = Stepper(lstm, ahead, state)
        steps = torch.stack([stepper.step(fed[:, t], t) for t in range(9)], dim=1)
    assert torch.allclose(steps, whole, atol=1e-6)


def test_the_number_of_threads_is_as_before_afterwards():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2
    torch.set_num_threads(before)
