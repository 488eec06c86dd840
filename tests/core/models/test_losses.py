"""The ten losses: known answers, nothing at equality, and gradients that are numbers whatever comes."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from core.models.configs.seq2seq import LOSS_NAMES
from core.models.losses import HUBER_TURN, LOSSES, POSE_FLOOR, VELOCITY_FLOOR, losses_of

# One dance of two frames and two numbers: the real one goes (3, 4) in a frame, the predicted one (6, 8).
REAL = torch.tensor([[[1.0, 2.0], [4.0, 6.0]]])
PREDICTED = torch.tensor([[[1.0, 2.0], [7.0, 10.0]]])

KNOWN = {
    "mape": (0 + 0 + 3 / 4 + 4 / 6) / 4,
    "rpd": (0 + 0 + 3 / 5.5 + 4 / 8) / 4,
    "mape_velocity": 1.0,
    "rpd_velocity": 2 / 3,
    "euclidean": 2.5,
    "srse_velocity": 5.0,
    "ensemble": 7.5,
    "mae": 7 / 4,
    "mse": 25 / 4,
    "huber": (2.5 + 3.5) / 4,
}
# How much a loss becomes when both dances are made twice as large.
TWICE = dict.fromkeys(("mape", "rpd", "mape_velocity", "rpd_velocity"), 1.0)
TWICE |= dict.fromkeys(("euclidean", "srse_velocity", "ensemble", "mae"), 2.0) | {"mse": 4.0}

every_loss = pytest.mark.parametrize("name", LOSSES)


def gradient(name: str, predicted: Tensor, real: Tensor) -> Tensor:
    leaf = predicted.clone().requires_grad_()
    LOSSES[name](leaf, real).backward()
    return leaf.grad


def naive_srse_velocity(predicted: Tensor, real: Tensor) -> Tensor:
    """As it was published: a square root for the speed, another one for the size of the error."""
    speed_p, speed_r = (torch.sqrt((poses.diff(dim=1) ** 2).sum(-1)) for poses in (predicted, real))
    return torch.sqrt((speed_p - speed_r) ** 2).mean()


def test_the_options_name_exactly_the_losses():
    assert tuple(LOSSES) == LOSS_NAMES
    assert len(LOSSES) == 10


@every_loss
def test_a_loss_has_the_known_value(name):
    assert LOSSES[name](PREDICTED, REAL).item() == pytest.approx(KNOWN[name])


@every_loss
def test_the_parts_of_a_loss_sum_to_it(name):
    assert sum(losses_of(name, PREDICTED, REAL).values()).item() == pytest.approx(KNOWN[name])


@every_loss
def test_equal_dances_cost_nothing_and_pull_nowhere(name):
    dance = torch.randn(2, 7, 5, generator=torch.Generator().manual_seed(0))
    assert LOSSES[name](dance, dance).item() == 0
    assert not gradient(name, dance, dance).any()


@pytest.mark.parametrize("name", TWICE)
def test_a_loss_scales_as_its_docstring_says(name):
    assert LOSSES[name](2 * PREDICTED, 2 * REAL).item() == pytest.approx(TWICE[name] * KNOWN[name])


def test_huber_is_a_square_below_its_turn_and_straight_beyond():
    def huber_of(error: float) -> float:
        return LOSSES["huber"](torch.full((1, 2, 1), error), torch.zeros(1, 2, 1)).item()

    assert huber_of(0.4 * HUBER_TURN) == pytest.approx(4 * huber_of(0.2 * HUBER_TURN))
    assert huber_of(9 * HUBER_TURN) - huber_of(8 * HUBER_TURN) == pytest.approx(HUBER_TURN**2)


def test_shares_of_almost_nothing_are_shares_of_the_floor():
    nothing, error = torch.zeros(1, 4, 3), torch.zeros(1, 4, 3)
    error[:, 1::2] = 0.001
    assert LOSSES["mape"](error, nothing).item() == pytest.approx(0.0005 / POSE_FLOOR)
    assert LOSSES["rpd"](error, nothing).item() == pytest.approx(0.0005 / POSE_FLOOR)
    assert LOSSES["mape_velocity"](error, nothing).item() == pytest.approx(0.001 / VELOCITY_FLOOR)


def test_rpd_is_two_where_the_signs_differ():
    assert LOSSES["rpd"](torch.ones(1, 2, 2), -3 * torch.ones(1, 2, 2)).item() == pytest.approx(2)


def test_srse_velocity_compares_speeds_and_not_directions():
    assert LOSSES["srse_velocity"](-REAL, REAL).item() == pytest.approx(0, abs=1e-6)


def test_the_square_roots_as_published_give_nan_on_a_frame_that_stands_still():
    still = torch.zeros(1, 3, 2, requires_grad=True)
    loss = naive_srse_velocity(still, torch.cat([REAL, REAL[:, -1:]], dim=1))
    loss.backward()
    assert math.isfinite(loss.item())
    assert still.grad.isnan().any()


@pytest.mark.parametrize("name", ["srse_velocity", "ensemble"])
def test_a_frame_that_stands_still_breaks_nothing_here(name):
    still = torch.zeros(1, 3, 2)
    assert gradient(name, still, torch.cat([REAL, REAL[:, -1:]], dim=1)).isfinite().all()


def test_where_the_square_roots_work_they_say_the_same():
    generator = torch.Generator().manual_seed(3)
    predicted, real = torch.randn(2, 2, 6, 4, generator=generator)
    leaf = predicted.clone().requires_grad_()
    naive = naive_srse_velocity(leaf, real)
    naive.backward()
    assert LOSSES["srse_velocity"](predicted, real).item() == pytest.approx(naive.item())
    assert torch.allclose(gradient("srse_velocity", predicted, real), leaf.grad)


# The values that break formulas (0, equal neighbours, tiny, huge) come up often.
numbers = st.one_of(st.sampled_from([0.0, 1.0, -1.0, 1e-30, -1e-20, 1e6]), st.floats(-1e6, 1e6, width=32))
dances = st.lists(numbers, min_size=12, max_size=12).map(lambda values: torch.tensor(values).view(1, 4, 3))


@every_loss
@settings(max_examples=60, deadline=None)
@given(predicted=dances, real=dances)
def test_a_loss_and_its_gradient_are_always_numbers(name, predicted, real):
    assert LOSSES[name](predicted, real).item() >= 0
    assert math.isfinite(LOSSES[name](predicted, real).item())
    assert gradient(name, predicted, real).isfinite().all()
