"""Bodies of other skeletons become bodies that can be drawn."""

from __future__ import annotations

import numpy as np
import pytest

from core.demo.choreography import choreograph
from core.motion import Motion
from core.render.anatomy import standing_height
from core.render.body import MAIN_JOINTS, as_body
from core.skeleton import Skeleton, skeleton

BLAZE = skeleton("blazepose33")


@pytest.fixture(scope="module")
def dance() -> Motion:
    return choreograph("waltz", n_beats=12, tempo_bpm=96, seed=5)


@pytest.mark.parametrize("name", ["h36m17", "coco17", "ballroom23"])
def test_a_body_survives_the_way_through_another_skeleton(dance: Motion, name: str) -> None:
    other, _ = dance.on(skeleton(name))
    body = as_body(other)
    assert body is not None
    main = BLAZE.indices(*MAIN_JOINTS)
    assert body.positions[:, main] == pytest.approx(dance.positions[:, main], abs=1e-5)
    # Hands, feet and face are guessed: near where they were, on the right side of the body.
    height = standing_height(dance.positions)
    error = np.linalg.norm(body.positions - dance.positions, axis=2) / height
    assert error.mean() < 0.02
    assert error.max() < 0.13


def test_a_blazepose_motion_is_itself(dance: Motion) -> None:
    assert as_body(dance) is dance or np.array_equal(as_body(dance).positions, dance.positions)  # type: ignore[union-attr]


def mocap_names(spelling: str) -> dict[str, str]:
    words = {
        "shoulder": "Arm", "elbow": "ForeArm", "wrist": "Hand",
        "hip": "UpLeg", "knee": "Leg", "ankle": "Foot", "foot_index": "ToeBase",
    }  # fmt: skip
    return {
        f"{side}_{joint}": spelling.format(side=side.title(), word=word)
        for side in ("left", "right")
        for joint, word in words.items()
    }


@pytest.mark.parametrize("spelling", ["{side}{word}", "mixamorig:{side}{word}", "{side}_{word}"])
def test_the_usual_names_of_mocap_files_are_understood(dance: Motion, spelling: str) -> None:
    names = mocap_names(spelling)
    joints = ("Hips", "Head", "LeftShoulder", "RightShoulder", *names.values())
    tree = Skeleton("file", joints, (), tuple(range(len(joints))), (0,))
    positions = np.zeros((dance.n_frames, len(joints), 3), np.float32)
    positions[:, 1] = dance.positions[:, BLAZE.indices("left_ear", "right_ear")].mean(axis=1)
    # "LeftShoulder" is the collar bone where there is a "LeftArm".
    positions[:, 2:4] = 77.0
    positions[:, 4:] = dance.positions[:, BLAZE.indices(*names)]
    body = as_body(Motion(positions, 25.0, tree))
    assert body is not None
    main = BLAZE.indices(*MAIN_JOINTS, "left_foot_index")
    assert body.positions[:, main] == pytest.approx(dance.positions[:, main], abs=1e-6)


def test_a_skeleton_without_elbows_is_no_body() -> None:
    tree = Skeleton("file", ("Hips", "LeftHand"), ((0, 1),), (0, 1), (0,))
    assert as_body(Motion(np.zeros((3, 2, 3), np.float32), 25.0, tree)) is None


def test_what_the_source_did_not_see_stays_missing(dance: Motion) -> None:
    other, _ = dance.on(skeleton("h36m17"))
    other.positions[3] = np.nan
    other.positions[5, skeleton("h36m17").index("left_wrist")] = np.nan
    body = as_body(other)
    assert body is not None
    assert np.isnan(body.positions[3]).all()
    assert np.isnan(body.positions[5, BLAZE.indices("left_wrist", "left_index")]).all()
    assert np.isfinite(body.positions[5, BLAZE.index("right_index")]).all()


def test_a_body_squeezed_into_a_point_has_no_guessed_joints() -> None:
    flat = Motion(np.ones((2, 17, 3), np.float32), 25.0, skeleton("h36m17"))
    body = as_body(flat)
    assert body is not None
    assert np.isnan(body.positions[:, BLAZE.index("left_thumb")]).all()


def test_height_is_that_of_the_body(dance: Motion) -> None:
    tall = standing_height(dance.positions * np.float32(2))
    assert tall == pytest.approx(2 * standing_height(dance.positions), rel=1e-5)
    assert 1.5 < standing_height(dance.positions) < 2.0
    assert np.isnan(standing_height(np.full((4, 33, 3), np.nan, np.float32)))
