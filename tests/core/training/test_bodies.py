from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError
from core.skeleton import skeleton
from core.training.bodies import BONE_M, body_for, common_body, on_body, restored_body, standard_size
from tests.conftest import make_motion


def test_the_common_body_is_symmetric_and_connected():
    body = common_body()
    assert len(body.joints) == 18
    assert all(body.mirror[body.mirror[j]] == j != body.mirror[j] for j in range(18))
    reached = grown = {body.index("left_hip")}
    while grown:
        grown = {b for bone in body.bones for a, b in (bone, bone[::-1]) if a in reached} - reached
        reached = reached | grown
    assert len(reached) == 16  # the ears float: blazepose draws the head by the eyes


def test_cameras_and_marker_suits_share_the_common_body():
    camera, suit = make_motion(5), make_motion(5, skeleton_name="ballroom23")
    assert body_for([camera, suit]) == common_body()
    moved = on_body(suit, common_body())
    wrist = suit.positions[:, suit.skeleton.index("left_wrist")]
    assert np.array_equal(moved.positions[:, common_body().index("left_wrist")], wrist)
    assert not moved.missing.any()


def test_dances_of_one_other_skeleton_keep_it():
    motion = make_motion(5, skeleton_name="h36m17")
    assert body_for([motion, motion]) is motion.skeleton
    assert on_body(motion, motion.skeleton) is motion


def test_skeletons_without_a_common_body_are_named():
    with pytest.raises(InputError, match="h36m17"):
        body_for([make_motion(5), make_motion(5, skeleton_name="h36m17")])
    with pytest.raises(InputError, match="heel"):
        on_body(make_motion(5, skeleton_name="coco17"), common_body())


@pytest.mark.parametrize("name", ["blazepose33", "ballroom23"])
def test_a_tall_and_a_short_dancer_become_one_size(name):
    motion = on_body(make_motion(20, skeleton_name=name), common_body())
    tall = standard_size(motion.with_positions(motion.positions * np.float32(1.3)))
    assert np.allclose(tall.positions, standard_size(motion).positions, atol=1e-5)
    ends = np.array(tall.skeleton.bones)
    lengths = np.linalg.norm(tall.positions[:, ends[:, 0]] - tall.positions[:, ends[:, 1]], axis=-1)
    assert np.median(lengths, axis=0).mean() == pytest.approx(BONE_M, rel=1e-4)


def test_a_body_without_extent_stays():
    motion = make_motion(3)
    point = motion.with_positions(np.zeros_like(motion.positions))
    assert np.array_equal(standard_size(point).positions, point.positions)
    boneless = replace(motion, skeleton=replace(skeleton("blazepose33"), bones=()))
    assert np.array_equal(standard_size(boneless).positions, motion.positions)


def test_a_body_survives_the_checkpoint():
    assert restored_body(common_body().to_dict()) == common_body()
    with pytest.raises(InputError, match="no skeleton"):
        restored_body({"name": "x"})
