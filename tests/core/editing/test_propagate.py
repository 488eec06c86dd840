from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.editing.propagate import Decay, decay_weights, propagate
from core.errors import InputError
from tests.core.editing.factories import standing

NONE = np.full((33, 2), np.nan, np.float32)


def offset(joint: int, dx: float, dy: float) -> np.ndarray:
    out = NONE.copy()
    out[joint] = dx, dy
    return out


def test_a_cosine_fades_to_nothing_one_frame_beyond_and_an_exponential_to_a_twentieth() -> None:
    assert decay_weights(3, Decay.COSINE) == pytest.approx([0.8536, 0.5, 0.1464], abs=1e-4)
    assert decay_weights(2, Decay.EXPONENTIAL) == pytest.approx([0.2236, 0.05], abs=1e-4)


@given(n=st.integers(1, 50), decay=st.sampled_from(Decay))
def test_weights_only_ever_fall(n: int, decay: Decay) -> None:
    weights = np.concatenate([[1.0], decay_weights(n, decay)])
    assert (np.diff(weights) < 0).all()
    assert (weights > 0).all()


def test_neighbours_move_by_what_is_left_of_the_correction() -> None:
    poses = standing(9)
    change = propagate(poses, offset(15, 10, -20), at=4, n_frames=3, start=100)
    moved = change.poses[:, 15, :2] - poses[:, 15, :2]
    assert moved[:, 0] == pytest.approx([0, 1.464, 5, 8.536, 0, 8.536, 5, 1.464, 0], abs=1e-3)
    assert moved[:, 1] == pytest.approx(-2 * moved[:, 0], abs=1e-3)
    assert change.joints == (15,)
    assert change.frames.tolist() == [101, 102, 103, 105, 106, 107]


def test_a_correction_of_its_own_ends_it() -> None:
    poses, bars = standing(9), np.zeros((9, 33), bool)
    bars[[2, 6], 15] = True
    change = propagate(poses, offset(15, 10, 0), at=4, n_frames=4, ends_at=bars)
    assert change.frames.tolist() == [3, 5]
    bars[4] = True  # the corrected frame itself is no end
    assert propagate(poses, offset(15, 10, 0), at=4, n_frames=4, ends_at=bars).frames.tolist() == [3, 5]


def test_hidden_joints_stay_hidden_and_unseen_ones_unknown() -> None:
    poses = standing(3)
    poses[1, 15, 3] = 0
    poses[2, 15] = np.nan
    change = propagate(poses, offset(15, 10, 0), at=0, n_frames=2)
    assert change.frames.tolist() == [1]
    assert change.poses[1, 15, 3] == 0


def test_nothing_is_carried_over_no_frames() -> None:
    assert propagate(standing(5), NONE, at=2, n_frames=2).is_empty
    with pytest.raises(InputError, match="1 frame or more"):
        propagate(standing(5), NONE, at=2, n_frames=0)
