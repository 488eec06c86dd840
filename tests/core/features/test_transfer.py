"""Global pose normalisation: known places and heights."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.features.transfer import Stage, moved_to
from core.skeleton import skeleton

BODY = skeleton("blazepose33")


def make_dancer(ankles: list[float], talls: list[float], middle: float = 100.0) -> np.ndarray:
    """(T, 33, 3): an upright dancer whose ankles are in these rows and whose nose is so far above."""
    joints = np.zeros((len(ankles), 33, 3), np.float32)
    joints[..., 0], joints[..., 2] = middle, 1.0
    for t, (ankle, tall) in enumerate(zip(ankles, talls, strict=True)):
        joints[t, :, 1] = ankle - 0.5 * tall
        joints[t, BODY.indices("left_ankle", "right_ankle"), 1] = ankle
        joints[t, BODY.index("nose"), 1] = ankle - tall
        joints[t, BODY.index("left_wrist"), 0] = middle + 0.3 * tall
    return joints


def walking(
    n: int = 101, *, near: float, far: float, near_tall: float, far_tall: float, middle: float = 100.0
):
    """Between near and far, at an even pace and back, so that the size follows the place."""
    share = 0.5 + 0.5 * np.cos(np.linspace(0, 2 * np.pi, n))
    return make_dancer(
        list(far + share * (near - far)), list(far_tall + share * (near_tall - far_tall)), middle
    )


def test_a_dancer_in_place_is_scaled_by_height_and_put_on_the_other_ankles():
    source, target = make_dancer([200.0] * 50, [100.0] * 50, 80), make_dancer([400.0] * 50, [250.0] * 50, 300)
    moved = moved_to(source, BODY, Stage.of(target, BODY))
    assert np.allclose(moved, target, atol=1e-3)


def test_a_jump_stays_a_jump():
    ankles = [200.0] * 40 + [180.0] * 2 + [200.0] * 40
    source, target = make_dancer(ankles, [100.0] * 82), make_dancer([400.0] * 50, [200.0] * 50)
    moved = moved_to(source, BODY, Stage.of(target, BODY))
    feet = moved[:, BODY.index("left_ankle"), 1]
    assert feet[0] == pytest.approx(400, abs=0.1)
    assert feet[40] == pytest.approx(400 - 2 * 20, abs=0.1)


def test_near_and_far_are_mapped_to_near_and_far():
    source = walking(near=300, far=200, near_tall=150, far_tall=100)
    target = walking(near=500, far=420, near_tall=300, far_tall=240, middle=256)
    stage = Stage.of(target, BODY)
    assert stage.near_px == pytest.approx(500, abs=2)
    assert stage.far_px == pytest.approx(420, abs=8)
    moved = moved_to(source, BODY, stage)
    for t in (0, 25, 50):
        assert np.abs(moved[t] - target[t]).max() < 12  # of 300 px: far is found to within a few pixels
    assert np.array_equal(moved[..., 2], source[..., 2])


def test_a_dancer_mapped_to_the_own_stage_stays():
    dancer = walking(near=300, far=200, near_tall=150, far_tall=100)
    assert np.allclose(moved_to(dancer, BODY, Stage.of(dancer, BODY)), dancer, atol=1e-3)


def test_ankles_out_of_sight_are_where_they_were():
    dancer = make_dancer([200.0] * 20, [100.0] * 20)
    stage = Stage.of(dancer, BODY)
    hidden = dancer.copy()
    hidden[5:8, BODY.indices("left_ankle", "right_ankle"), 2] = 0.0
    moved = moved_to(hidden, BODY, stage)
    assert np.allclose(moved[..., :2], dancer[..., :2], atol=1e-3)


def test_a_dancer_without_feet_is_refused():
    dancer = make_dancer([200.0] * 20, [100.0] * 20)
    dancer[:, BODY.indices("left_ankle", "right_ankle")] = np.nan
    with pytest.raises(InputError, match="head to foot"):
        Stage.of(dancer, BODY)


def test_a_stage_survives_json():
    stage = Stage.of(make_dancer([200.0] * 20, [100.0] * 20), BODY)
    assert Stage.from_dict(stage.to_dict()) == stage
