import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.gaps import fill_gaps
from core.errors import InputError, MediaError
from core.formats import bvh, read_motion
from core.formats.kinematics import axis_rotation, euler_zxy, forward, solve_rotations, tree_of, with_pivots
from core.motion import Motion
from core.skeleton import shipped_skeletons, skeleton
from tests.core.formats.make import CHAIN, ONE_JOINT, RING, SKELETONS, motions, standing

anywhere = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)

ARM = """HIERARCHY
ROOT hip
{
  OFFSET 0 0 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT elbow
  {
    OFFSET 0 10 0
    CHANNELS %s
    End Site
    {
      OFFSET 5 0 0
    }
  }
}
MOTION
Frames: 1
Frame Time: 0.04
"""


def arm(channels):
    return ARM % f"{len(channels.split())} {channels}"


def read_arm(tmp_path, channels, numbers, unit_m=1.0):
    (tmp_path / "arm.bvh").write_text(arm(channels) + " ".join(map(str, numbers)))
    return bvh.read(tmp_path / "arm.bvh", unit_m=unit_m).motion


@anywhere
@given(motion=motions())
def test_positions_come_back_to_a_hundredth_of_a_millimetre(tmp_path, motion):
    if motion.n_frames and motion.missing.all():
        with pytest.raises(InputError, match="no person is seen"):
            bvh.write(tmp_path / "dance.bvh", motion)
        return
    bvh.write(tmp_path / "dance.bvh", motion)
    read = bvh.read(tmp_path / "dance.bvh", unit_m=1.0).motion
    filled = fill_gaps(motion).motion.positions if motion.n_frames else motion.positions
    assert read.fps == pytest.approx(motion.fps, rel=1e-4)
    assert read.n_frames == motion.n_frames
    names = [name.replace("{", " ").replace("}", " ").split() for name in motion.skeleton.joints]
    order = read.skeleton.indices(*("_".join(name) for name in names))
    seen = ~np.isnan(filled)
    np.testing.assert_allclose(read.positions[:, order][seen], filled[seen], atol=1e-5)
    assert not read.missing.any()


@pytest.mark.parametrize("body", shipped_skeletons(), ids=lambda body: body.name)
def test_a_shipped_skeleton_is_recognised_again(tmp_path, body):
    for fixed_lengths in (False, True):
        bvh.write(tmp_path / "a.bvh", standing(3, body.name), fixed_lengths=fixed_lengths)
        assert read_motion(tmp_path / "a.bvh").motion.skeleton is body


@anywhere
@given(body=st.sampled_from(SKELETONS), seed=st.integers(0, 999), n_frames=st.integers(1, 5))
def test_angles_alone_carry_a_body_whose_bones_keep_their_length(tmp_path, body, seed, n_frames):
    motion = _stiff_boned(body, n_frames, seed)
    bvh.write(tmp_path / "a.bvh", motion, fixed_lengths=True)
    assert (tmp_path / "a.bvh").read_text().count("Xposition") == 1
    read = bvh.read(tmp_path / "a.bvh", unit_m=1.0).motion
    names = ["_".join(name.replace("{", " ").replace("}", " ").split()) for name in body.joints]
    positions = read.positions[:, read.skeleton.indices(*names)]
    np.testing.assert_allclose(positions, motion.positions, atol=2e-4)


def test_a_rotation_turns_the_children_and_not_the_joint(tmp_path):
    motion = read_arm(tmp_path, "Zrotation Xrotation Yrotation", [1, 2, 3, 0, 0, 0, 90, 0, 0])
    np.testing.assert_allclose(motion.positions[0], [[1, 2, 3], [1, 12, 3], [1, 17, 3]], atol=1e-5)
    assert motion.skeleton.joints == ("hip", "elbow", "elbow_end")
    assert motion.skeleton.bones == ((0, 1), (1, 2))
    assert motion.fps == 25.0


@pytest.mark.parametrize(
    ("channels", "numbers", "end"),
    [
        ("Zrotation Xrotation Yrotation", [90, 90, 0], [0, 15, 0]),
        ("Xrotation Zrotation Yrotation", [90, 90, 0], [0, 10, 5]),
        ("Yrotation Zrotation Xrotation", [90, 90, 0], [0, 15, 0]),
        ("Yrotation Xrotation Zrotation", [90, 90, 0], [0, 10, -5]),
        ("zrotation", [180], [-5, 10, 0]),
    ],
)
def test_channels_are_applied_in_the_order_of_the_file(tmp_path, channels, numbers, end):
    motion = read_arm(tmp_path, channels, [0] * 6 + numbers)
    np.testing.assert_allclose(motion.positions[0, 2], end, atol=1e-5)


def test_a_joint_may_be_named_like_the_motion(tmp_path):
    text = arm("Zrotation").replace("elbow", "EMOTION") + "0 0 0 0 0 0 0"
    (tmp_path / "a.bvh").write_text(text)
    assert read_motion(tmp_path / "a.bvh").motion.skeleton.joints == ("hip", "EMOTION", "EMOTION_end")


def test_a_joints_own_position_replaces_its_offset(tmp_path):
    motion = read_arm(tmp_path, "Yposition Zrotation", [0, 0, 0, 0, 0, 0, 7, 0])
    np.testing.assert_allclose(motion.positions[0], [[0, 0, 0], [0, 7, 0], [5, 7, 0]])


@pytest.mark.parametrize(
    ("height", "unit"),
    [(1.75, "metres"), (175, "centimetres"), (1750, "millimetres"), (69, "inches"), (31, "CMU units")],
)
def test_the_unit_is_guessed_from_the_size_of_the_body(tmp_path, height, unit):
    text = arm("Zrotation").replace("OFFSET 0 10 0", f"OFFSET 0 {height} 0")
    (tmp_path / "a.bvh").write_text(text + "0 0 0 0 0 0 0")
    read = read_motion(tmp_path / "a.bvh")
    assert unit in read.source
    assert read.motion.positions[0, 1, 1] == pytest.approx(1.75, rel=0.02)


@pytest.mark.parametrize(
    ("frame_time", "fps"), [(".0083333", 120), ("0.033333", 30), ("0.0333667", 29.97), ("0.016667", 60)]
)
def test_a_rounded_frame_time_gives_the_rate_that_was_meant(tmp_path, frame_time, fps):
    text = arm("Zrotation").replace("0.04", frame_time)
    (tmp_path / "a.bvh").write_text(text + "0 0 0 0 0 0 0")
    assert read_motion(tmp_path / "a.bvh").motion.fps == pytest.approx(fps, abs=1e-3)


ZEROS = "0 0 0 0 0 0 0 0 0"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HIERARCHY", "HISTORY"),
        ("MOTION", "EMOTION "),
        ("Frames: 1", "Frames: 2"),
        ("Frames: 1", "Frames: -1"),
        ("Frames: 1", "Frames: 999999999"),
        ("0.04", "0"),
        ("0.04", "nan"),
        ("0.04", "soon"),
        ("0.04", "-0.04"),
        ("Zrotation Xrotation Yrotation\n  JOINT", "Zrotation Xrotation Wrotation\n  JOINT"),
        ("CHANNELS 3", "CHANNELS 99999999"),
        ("CHANNELS 3", "CHANNELS two"),
        ("OFFSET 0 10 0", "OFFSET 0 ten 0"),
        ("OFFSET 0 10 0", "OFFSET 0 1e300 0"),
        ("JOINT elbow", "ROOT elbow"),
        ("ROOT hip", "JOINT hip"),
        ("}\nMOTION", "\nMOTION"),
        ("}\nMOTION", "} }\nMOTION"),
        (ZEROS, "0 0 0 0 0 0 0 0"),
        (ZEROS, "0 0 0 0 0 0 0 0 nan"),
        (ZEROS, "0 0 0 0 0 0 0 0 1e300"),
        (ZEROS, "0 0 0 0 0 0 0 0 up"),
        (ZEROS, ""),
    ],
)
def test_a_damaged_file_says_what_is_wrong(tmp_path, old, new):
    text = arm("Zrotation Xrotation Yrotation") + ZEROS
    assert old in text
    (tmp_path / "arm.bvh").write_text(text.replace(old, new))
    with pytest.raises(MediaError, match=r"arm\.bvh is not a readable BVH file: .+"):
        read_motion(tmp_path / "arm.bvh")


def test_a_file_of_deep_nesting_is_read_without_recursion(tmp_path):
    depth = 3000
    joints = "".join(f"JOINT j{i}\n{{\nOFFSET 0 0 0\nCHANNELS 0\n" for i in range(depth))
    text = (
        "HIERARCHY\nROOT r\n{\nOFFSET 0 0 0\nCHANNELS 1 Yposition\n" + joints + "}\n" * (depth + 1)
        + "MOTION\nFrames: 2\nFrame Time: 0.04\n1\n2\n"
    )  # fmt: skip
    (tmp_path / "deep.bvh").write_text(text)
    assert read_motion(tmp_path / "deep.bvh").motion.positions[1, -1].tolist() == [0, 2, 0]


def test_a_tall_and_long_motion_is_refused_before_it_fills_the_memory(tmp_path):
    joints = "".join(f"JOINT j{i}\n{{\nOFFSET 0 0 0\nCHANNELS 0\n}}\n" for i in range(4000))
    rows = "0\n" * 40_000
    text = (
        "HIERARCHY\nROOT r\n{\nOFFSET 0 0 0\nCHANNELS 1 Yposition\n" + joints + "}\n"
        + f"MOTION\nFrames: 40000\nFrame Time: 0.04\n{rows}"
    )  # fmt: skip
    (tmp_path / "long.bvh").write_text(text)
    with pytest.raises(MediaError, match="longer than any dance"):
        read_motion(tmp_path / "long.bvh")


def test_an_empty_motion_and_a_lone_joint_can_be_written(tmp_path):
    empty = Motion(np.empty((0, 33, 3), np.float32), 25.0, skeleton("blazepose33"))
    bvh.write(tmp_path / "a.bvh", empty)
    assert read_motion(tmp_path / "a.bvh").motion.n_frames == 0
    dot = Motion(np.array([[[1, 2, 3]], [[4, 5, 6]]], np.float32), 25.0, ONE_JOINT)
    bvh.write(tmp_path / "b.bvh", dot)
    np.testing.assert_allclose(read_motion(tmp_path / "b.bvh").motion.positions, dot.positions)


def test_a_joint_that_is_never_seen_lies_on_its_parent(tmp_path):
    positions = np.random.default_rng(0).normal(0, 1, (3, 4, 3)).astype(np.float32)
    positions[:, 3] = np.nan
    bvh.write(tmp_path / "a.bvh", Motion(positions, 25.0, CHAIN))
    read = bvh.read(tmp_path / "a.bvh", unit_m=1.0).motion.positions
    np.testing.assert_allclose(read[:, 3], positions[:, 2], atol=1e-5)


def test_the_text_is_laid_out_as_other_programs_expect(tmp_path):
    bvh.write(tmp_path / "a.bvh", standing(2))
    lines = [line.strip() for line in (tmp_path / "a.bvh").read_text().splitlines()]
    assert lines[:3] == ["HIERARCHY", "ROOT Hips_centre", "{"]
    assert lines.count("{") == lines.count("}")
    assert lines[lines.index("MOTION") + 1 :][0] == "Frames: 2"
    channels = sum(int(line.split()[1]) for line in lines if line.startswith("CHANNELS"))
    assert {len(line.split()) for line in lines[lines.index("MOTION") + 3 :]} == {channels}


@pytest.mark.parametrize("body", SKELETONS, ids=lambda body: body.name)
def test_every_skeleton_grows_into_one_tree_of_all_its_joints(body):
    for tree in (tree_of(body), with_pivots(tree_of(body))):
        assert {joint for joint in tree.joints if joint >= 0} == set(range(len(body.joints)))
        assert tree.parents[0] == -1
        assert all(0 <= parent < node for node, parent in enumerate(tree.parents) if node)
        assert len(set(tree.names)) == len(tree.names)
    assert max(len(children) for children in with_pivots(tree_of(RING)).children()) <= 3


@given(angles=st.tuples(*[st.floats(-180, 180)] * 3))
def test_euler_angles_give_their_rotation_again(angles):
    z, x, y = (axis_rotation(axis, np.array(angle)) for axis, angle in zip((2, 0, 1), angles, strict=True))
    again = euler_zxy(z @ x @ y)
    z2, x2, y2 = (axis_rotation(axis, again[i]) for i, axis in enumerate((2, 0, 1)))
    np.testing.assert_allclose(z2 @ x2 @ y2, z @ x @ y, atol=1e-6)


def test_rotations_are_found_from_positions():
    """Three children fix a joint's turn completely; a leaf turns with its parent."""
    tree = tree_of(skeleton("h36m17"))
    rng = np.random.default_rng(0)
    offsets = rng.normal(0, 1, (len(tree.names), 3))
    turn = axis_rotation(1, np.array([30.0])) @ axis_rotation(0, np.array([50.0]))
    rest = forward(tree.parents, offsets[None], np.broadcast_to(np.eye(3), (1, len(tree.names), 3, 3)))
    turned = (rest - rest[:, :1]) @ turn[0].T
    found = solve_rotations(tree, turned, offsets)
    np.testing.assert_allclose(found[0, 0], turn[0], atol=1e-5)


def test_the_cmu_file_is_a_person_who_walks(shared_data):
    read = read_motion(shared_data / "motion" / "cmu_01_01.bvh")
    motion = read.motion
    assert (motion.skeleton.name, motion.fps, motion.n_frames) == ("cmu38", 120.0, 2752)
    assert "CMU units" in read.source
    a, b = np.array(motion.skeleton.bones).T
    lengths = np.linalg.norm(motion.positions[:, a] - motion.positions[:, b], axis=-1)
    assert lengths.std(axis=0).max() < 1e-6
    height = motion.positions[:, motion.skeleton.index("Head_end"), 1].max() - motion.positions[..., 1].min()
    assert 1.5 < height < 3.0
    assert np.allclose(motion.positions[0, 0], np.array([9.3722, 17.8693, -17.3198]) * 0.0254 / 0.45)


def _stiff_boned(body, n_frames, seed):
    """A random motion whose bones keep their lengths, as far as they are in the tree."""
    tree = with_pivots(tree_of(body))
    rng = np.random.default_rng(seed)
    offsets = rng.normal(0, 0.3, (len(tree.names), 3))
    is_pivot = np.array([name.endswith("_pivot") for name in tree.names])
    offsets[is_pivot] = 0
    angles = rng.uniform(-60, 60, (3, n_frames, len(tree.names)))
    turns = axis_rotation(2, angles[0]) @ axis_rotation(0, angles[1]) @ axis_rotation(1, angles[2])
    if tree.joints[0] < 0:  # the root is the middle of its joints, which turn about it as one
        hips = [node for node, joint in enumerate(tree.joints) if joint in body.root and not is_pivot[node]]
        offsets[hips] -= offsets[hips].mean(axis=0)
        for hip in hips:
            turns[:, tree.parents[hip]] = np.eye(3)
    translations = np.broadcast_to(offsets, (n_frames, *offsets.shape)).copy()
    translations[:, 0] = rng.normal(0, 1, (n_frames, 3))
    placed = forward(tree.parents, translations, turns)
    joints = [node for node, joint in enumerate(tree.joints) if joint >= 0 and not is_pivot[node]]
    positions = np.empty((n_frames, len(body.joints), 3), np.float32)
    positions[:, [tree.joints[node] for node in joints]] = placed[:, joints]
    return Motion(positions, 25.0, body)
