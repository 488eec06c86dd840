"""What can be wished of a dance, and how it is said to a model."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.features.heading import heading
from core.models.ability import Ability
from core.training.bodies import common_body
from core.training.pose_vectors import N_ROOT, n_numbers
from core.training.wishes import Edit, Wishes, gone_on
from tests.conftest import make_motion


def test_an_edit_keeps_what_is_outside_its_stretches():
    edit = Edit(make_motion(40), ((0.5, 1.0), (1.5, 2.0)))
    keep = edit.keep(common_body(), fps=10.0, n_frames=25)
    assert keep.shape == (25, n_numbers(common_body()))
    assert np.flatnonzero(~keep.any(axis=1)).tolist() == [5, 6, 7, 8, 9, 15, 16, 17, 18, 19]
    assert (keep.all(axis=1) | ~keep.any(axis=1)).all()


@pytest.mark.parametrize(("joints", "path_stays"), [(("left_wrist",), False), (("left_knee",), True)])
def test_joints_that_stay_take_the_path_along_where_they_stand_on_it(joints, path_stays):
    body = common_body()
    keep = Edit(make_motion(20), ((0, 9),), joints).keep(body, fps=10.0, n_frames=4)
    joint = body.index(joints[0])
    kept = np.flatnonzero(keep[0, :-N_ROOT])
    assert kept.tolist() == [3 * joint, 3 * joint + 1, 3 * joint + 2]
    assert keep[:, -N_ROOT:].all() == path_stays


def test_a_joint_that_no_body_has_is_refused():
    with pytest.raises(InputError, match="'tail'"):
        Edit(make_motion(20), ((0, 9),), ("tail",)).keep(common_body(), 10.0, 4)


@pytest.mark.parametrize("redo_s", [(), ((2.0, 1.0),), ((-1.0, 1.0),)])
def test_an_edit_of_nothing_is_refused(redo_s):
    with pytest.raises(InputError, match="danced anew"):
        Edit(make_motion(20), redo_s)


def test_styles_are_blended_in_the_order_of_the_model():
    wishes = Wishes(styles={"waltz": 3, "ballet": 1})
    assert wishes.style_weights(("ballet", "salsa", "waltz")) == pytest.approx([0.25, 0, 0.75])
    assert Wishes().style_weights(("ballet",)) is None


@pytest.mark.parametrize(
    ("styles", "says"),
    [({"tap": 1}, "not learnt 'tap'"), ({"ballet": 0}, "no blend"), ({"ballet": -1}, "no blend")],
)
def test_a_blend_that_cannot_be_is_refused(styles, says):
    with pytest.raises(InputError, match=says):
        Wishes(styles=styles).style_weights(("ballet", "waltz"))


def test_wishes_say_what_a_model_must_be_able_to_do():
    assert Wishes(seed=3).needed() == frozenset()
    assert Wishes(temperature=0.5, styles={"waltz": 1}).needed() == {Ability.TEMPERATURE, Ability.STYLE}
    assert Wishes(guidance=2, seed_motion=make_motion(3)).needed() == {Ability.GUIDANCE, Ability.BEGIN}


def test_a_limb_that_stays_stays_with_its_hand_or_foot():
    body = common_body()
    keep = Edit(make_motion(20), ((0, 9),), ("left_leg", "arms")).keep(body, fps=10.0, n_frames=4)
    kept = {body.joints[i] for i in range(len(body.joints)) if keep[0, 3 * i]}
    leg = {f"left_{part}" for part in ("hip", "knee", "ankle", "heel", "foot_index")}
    arms = {f"{side}_{part}" for side in ("left", "right") for part in ("shoulder", "elbow", "wrist")}
    assert kept == leg | arms
    assert keep[:, -N_ROOT:].all()


def test_a_dance_goes_on_where_its_seed_motion_ends_and_faces_as_it_did():
    made, before = make_motion(30, seed=1), make_motion(20, seed=2)
    placed = gone_on(made, before)
    assert placed.root[0, [0, 2]] == pytest.approx(before.root[-1, [0, 2]], abs=1e-5)
    assert heading(placed)[0] == pytest.approx(heading(before)[-1], abs=1e-4)
    assert placed.root[:, 1] == pytest.approx(made.root[:, 1], abs=1e-5)
    for frame in (0, 17):  # the body is moved, not changed
        between = np.linalg.norm(np.diff(placed.positions[frame], axis=0), axis=1)
        assert between == pytest.approx(
            np.linalg.norm(np.diff(made.positions[frame], axis=0), axis=1), abs=1e-5
        )
