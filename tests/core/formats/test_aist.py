"""AIST++: pickles that are read without running them."""

import os
import pickle
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import aist, pickles, read_motion
from core.skeleton import skeleton
from tests.core.formats.make import anywhere, one_track

BODY = skeleton("coco17")
NAME = "gBR_sBM_cAll_d04_mBR0_ch01.pkl"


def dump(path, value, protocol=2):
    path.write_bytes(pickle.dumps(value, protocol=protocol))
    return path


def coco_track(n_frames, seed, **more):
    rng = np.random.default_rng(seed)
    poses = rng.normal(300, 200, (n_frames, 17, 4)).astype(np.float32)
    poses[..., 2], poses[..., 3] = 0, rng.choice([0, 0.5, 1], poses.shape[:2])
    poses[rng.random(poses.shape[:2]) < 0.3] = [np.nan, np.nan, np.nan, 0]
    return one_track(n_frames, BODY, poses=poses, **more)


@anywhere
@given(n_frames=st.integers(0, 4), n_views=st.integers(1, 3), seed=st.integers(0, 999))
def test_places_and_confidence_of_every_view_come_back(tmp_path, n_frames, n_views, seed):
    views = [coco_track(n_frames, seed + view) for view in range(n_views)]
    aist.write(tmp_path / NAME, views)
    read = aist.read(tmp_path / NAME)
    assert [track.video for track in read] == [
        f"gBR_sBM_c{view:02d}_d04_mBR0_ch01" for view in range(1, n_views + 1)
    ]
    for again, written in zip(read, views, strict=True):
        np.testing.assert_array_equal(again.poses, written.poses)
        assert (again.space, again.skeleton, again.size_px) == (Space.IMAGE, BODY, (1920, 1080))
    np.testing.assert_allclose(read[0].times_s, np.arange(n_frames) / 60)


@anywhere
@given(n_frames=st.integers(0, 4), seed=st.integers(0, 999))
def test_metres_come_back(tmp_path, n_frames, seed):
    positions = np.random.default_rng(seed).normal(0, 1, (n_frames, 17, 3)).astype(np.float32)
    poses = np.concatenate([positions, np.ones((n_frames, 17, 1), np.float32)], axis=2)
    poses[poses[..., 0] > 1] = [np.nan, np.nan, np.nan, 0]
    aist.write(tmp_path / NAME, [one_track(n_frames, BODY, poses=poses, space=Space.WORLD)])
    (track,) = aist.read(tmp_path / NAME)
    np.testing.assert_allclose(track.poses, poses, rtol=1e-6)
    motion = read_motion(tmp_path / NAME)
    np.testing.assert_allclose(motion.motion.positions, poses[..., :3], rtol=1e-6)
    assert (motion.style, motion.motion.fps, motion.motion.skeleton) == ("break", 60.0, BODY)


def test_the_optimised_places_are_preferred(tmp_path):
    raw, optim = np.zeros((2, 17, 3)), np.full((2, 17, 3), 100.0)
    dump(tmp_path / NAME, {"keypoints3d": raw, "keypoints3d_optim": optim})
    assert (read_motion(tmp_path / NAME).motion.positions == 1).all()


def smpl(tmp_path, poses, trans=None):
    data = {
        "smpl_poses": poses.reshape(len(poses), 72),
        "smpl_trans": np.zeros((len(poses), 3)) if trans is None else trans,
        "smpl_scaling": np.array([100.0]),
    }
    return read_motion(dump(tmp_path / NAME, data)).motion


def test_a_body_without_turns_stands_with_its_arms_out(tmp_path):
    motion = smpl(tmp_path, np.zeros((2, 24, 3)), np.array([[0, 100, 0], [50, 100, 0]], float))
    at = dict(zip(motion.skeleton.joints, motion.positions[0], strict=True))
    assert motion.positions[1, 0].tolist() == [0.5, 1.0, 0.0]
    assert at["left_wrist"][0] > at["left_elbow"][0] > at["left_shoulder"][0] > 0 > at["right_wrist"][0]
    assert at["head"][1] > at["neck"][1] > at["pelvis"][1] > at["left_knee"][1] > at["left_ankle"][1]
    assert 1.3 < at["head"][1] - at["left_foot"][1] < 1.7


def test_a_turn_of_a_joint_moves_what_hangs_on_it(tmp_path):
    body = skeleton("smpl24")
    poses = np.zeros((1, 24, 3))
    poses[0, body.index("left_shoulder")] = [0, 0, np.pi / 2]  # about the axis to the front: the arm goes up
    motion, still = smpl(tmp_path, poses), smpl(tmp_path, np.zeros((1, 24, 3)))
    shoulder, wrist = body.indices("left_shoulder", "left_wrist")
    arm = motion.positions[0, wrist] - motion.positions[0, shoulder]
    reach = np.linalg.norm(still.positions[0, wrist] - still.positions[0, shoulder])
    np.testing.assert_allclose(arm, [0, reach, 0], atol=1e-6)
    np.testing.assert_array_equal(motion.positions[0, : shoulder + 1], still.positions[0, : shoulder + 1])


def test_the_source_says_that_the_body_is_made_up(tmp_path):
    data = {"smpl_poses": np.zeros((1, 72)), "smpl_trans": np.zeros((1, 3)), "smpl_scaling": np.ones(1)}
    assert "made-up body" in read_motion(dump(tmp_path / NAME, data)).source


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("dtype", ["f4", "f8", ">f8", "i4", "u1", "?", "f2"])
def test_arrays_of_numbers_of_every_protocol_are_read(tmp_path, protocol, dtype):
    array = (np.arange(6).reshape(2, 3) % 2).astype(dtype)
    value = {"a": array, "f": np.asfortranarray(array), "s": array[0, 1], "l": [1, (2.5, None, True)], 3: "é"}
    read = pickles.read(dump(tmp_path / "a.pkl", value, protocol))
    np.testing.assert_array_equal(read["a"], array)
    np.testing.assert_array_equal(read["f"], array)
    assert read["a"].dtype == array.dtype
    assert (read["s"], read["l"], read[3]) == (array[0, 1], [1, (2.5, None, True)], "é")


class Trap:
    """Calls something when it is unpickled."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "value",
    [
        Trap(os.system, "touch /tmp/barre-was-here"),
        Trap(eval, "1"),
        {"keypoints3d": Trap(pytest.fail, "it was called")},
        Trap(np.load, "/etc/passwd"),
        Trap(np.zeros, (1 << 40,)),
        OrderedDict(a=1),
        {1, 2},
        np.array([Trap(pytest.fail, "it was called")], object),
        np.array(["words"]),
        np.zeros(2, [("a", "f8")]),
        np.array([np.datetime64("2020-01-01")]),
        print,
    ],
)  # fmt: skip
def test_nothing_but_containers_and_arrays_of_numbers_is_read(tmp_path, value, protocol):
    with pytest.raises(MediaError, match=r"a\.pkl is not a pickle of arrays"):
        pickles.read(dump(tmp_path / "a.pkl", value, protocol))


def _nested(n):
    value = []
    for _ in range(n):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"hello", "not a pickle"),
        (pickle.dumps({"a": 1})[:-3], "not a pickle"),
        (b"\x80\x02]q\xff", "not a pickle"),
        (b"\x80\x02" + b"]" * 2_000_000 + b".", "more parts"),
        (pickle.dumps(_nested(31)), "too deep"),
        (b"\x80\x05\x96\xff\xff\xff\xff\xff\xff\xff\x00.", "not a pickle"),
        (pickle.dumps(np.zeros((3, 4))).replace(b"K\x03K\x04\x86", b"K\xffK\xff\x86"), "does not fit"),
        (b"\x80\x02]q\x00h\x00a.", "too deep"),  # a list that holds itself
    ],
)
def test_a_hostile_or_damaged_pickle_is_a_sentence(tmp_path, data, says):
    (tmp_path / "a.pkl").write_bytes(data)
    with pytest.raises(MediaError, match=r"a\.pkl") as caught:
        pickles.read(tmp_path / "a.pkl")
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([1], "no named arrays"),
        ({}, "'keypoints3d'"),
        ({"keypoints3d": np.zeros((2, 18, 3))}, "T x 17 x 3"),
        ({"keypoints3d": np.zeros((2, 17, 3), bool)}, "of numbers"),
        ({"smpl_poses": np.zeros((2, 71)), "smpl_trans": np.zeros((2, 3))}, "T x 72"),
        ({"smpl_poses": [1], "smpl_trans": np.zeros((2, 3))}, "of numbers"),
        ({"smpl_poses": np.zeros((2, 72)), "smpl_trans": np.zeros((3, 3))}, "does not fit"),
        ({"smpl_poses": np.zeros((2, 72))}, "smpl_trans"),
    ],
)
def test_a_pickle_that_is_no_annotation_says_what_it_lacks(tmp_path, data, says):
    with pytest.raises(MediaError, match="gBR") as caught:
        read_motion(dump(tmp_path / NAME, data))
    assert says in caught.value.message


def test_views_are_bounded_and_one_person_is_written(tmp_path):
    dump(tmp_path / NAME, {"keypoints2d": np.zeros((40, 1, 17, 3))})
    with pytest.raises(MediaError, match="40 views"):
        aist.read(tmp_path / NAME)
    with pytest.raises(InputError, match="one person"):
        aist.write(tmp_path / "b.pkl", [])
