import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import MediaError
from core.formats import c3d, read_motion
from core.skeleton import skeleton
from tests.core.formats.make import DEC, INTEL, SGI, c3d_bytes

anywhere = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def read_bytes(tmp_path, data):
    (tmp_path / "take.c3d").write_bytes(data)
    return read_motion(tmp_path / "take.c3d")


def points_of(positions, residual=0.0):
    return np.concatenate([positions, np.full((*positions.shape[:2], 1), residual)], axis=-1)


@anywhere
@given(
    n_frames=st.integers(0, 5),
    n_points=st.integers(1, 6),
    processor=st.sampled_from([INTEL, DEC, SGI]),
    n_analogue=st.integers(0, 3),
    first=st.integers(1, 500),
    seed=st.integers(0, 999),
)
def test_markers_come_back_from_every_kind_of_machine(
    tmp_path, n_frames, n_points, processor, n_analogue, first, seed
):
    rng = np.random.default_rng(seed)
    positions = rng.normal(0, 1000, (n_frames, n_points, 3)).astype(np.float32)
    points = points_of(positions)
    unseen = rng.random(positions.shape[:2]) < 0.2
    points[unseen, 3] = -1
    labels = [f"M{i}" for i in range(n_points)]
    data = c3d_bytes(points, labels, processor=processor, n_analogue=n_analogue, first=first, up="+Y")
    motion = read_bytes(tmp_path, data).motion
    assert (motion.skeleton.joints, motion.fps) == (tuple(labels), 100.0)
    np.testing.assert_array_equal(motion.missing, unseen)
    np.testing.assert_allclose(motion.positions[~unseen], positions[~unseen] / 1000, rtol=1e-6)


@pytest.mark.parametrize("processor", [INTEL, DEC, SGI])
def test_integers_are_scaled(tmp_path, processor):
    points = np.array([[[1000, -2000, 30, 0], [1, 2, 3, -1]]])
    data = c3d_bytes(points, ["A", "B"], scale=0.5, processor=processor, up="+Y")
    motion = read_bytes(tmp_path, data).motion
    np.testing.assert_allclose(motion.positions[0, 0], [0.5, -1.0, 0.015])
    assert motion.missing.tolist() == [[False, True]]


@pytest.mark.parametrize(
    ("up", "expected"),
    [
        ("", [1, 3, -2]),  # nothing said: z is up
        ("+Z", [1, 3, -2]), ("-Z", [1, -3, 2]), ("+Y", [1, 2, 3]), ("Y", [1, 2, 3]), ("-Y", [-1, -2, 3]),
        ("+X", [-2, 1, 3]), ("-X", [2, -1, 3]), ("sideways", [1, 3, -2]),
    ],
)  # fmt: skip
def test_up_becomes_y(tmp_path, up, expected):
    data = c3d_bytes(points_of(np.array([[[1.0, 2.0, 3.0]]])), ["A"], units="m", up=up)
    np.testing.assert_allclose(read_bytes(tmp_path, data).motion.positions[0, 0], expected)


def test_turning_up_to_y_mirrors_nobody():
    for turn in c3d._TO_Y_UP.values():
        assert np.linalg.det(np.array(turn, float)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("units", "metres"), [("mm", 1e-3), ("cm", 0.01), ("m", 1.0), ("M ", 1.0), ("furlong", 1e-3)]
)
def test_units_become_metres(tmp_path, units, metres):
    data = c3d_bytes(points_of(np.ones((1, 1, 3))), ["A"], units=units)
    np.testing.assert_allclose(np.abs(read_bytes(tmp_path, data).motion.positions), metres)


def test_markers_without_a_name_are_left_out_and_prefixes_too(tmp_path):
    data = c3d_bytes(points_of(np.zeros((1, 4, 3))), ["Ann:LHIP", "*7", "Ann:RHIP", ""])
    body = read_bytes(tmp_path, data).motion.skeleton
    assert (body.joints, body.mirror, body.root) == (("LHIP", "RHIP"), (1, 0), (0, 1))


def test_markers_keep_numbers_when_none_has_a_name(tmp_path):
    data = c3d_bytes(points_of(np.zeros((1, 2, 3))), [])
    assert read_bytes(tmp_path, data).motion.skeleton.joints == ("marker_1", "marker_2")


def test_equal_names_are_told_apart(tmp_path):
    data = c3d_bytes(points_of(np.zeros((1, 3, 3))), ["A", "A", "A"])
    assert read_bytes(tmp_path, data).motion.skeleton.joints == ("A", "A_2", "A_3")


def test_the_known_marker_set_is_recognised_in_any_order(tmp_path):
    body = skeleton("vicon41")
    order = np.random.default_rng(0).permutation(41)
    positions = np.random.default_rng(1).normal(0, 1, (2, 41, 3))
    data = c3d_bytes(
        points_of(positions[:, order]), [f"s:{body.joints[i]}" for i in order], units="m", up="+Y"
    )
    motion = read_bytes(tmp_path, data).motion
    assert motion.skeleton is body
    np.testing.assert_allclose(motion.positions, positions, rtol=1e-6)


def test_a_file_that_was_cut_short_says_so(tmp_path):
    data = c3d_bytes(points_of(np.zeros((9, 2, 3))), ["A", "B"])
    with pytest.raises(MediaError, match=r"take\.c3d .*cut short: 9 frames"):
        read_bytes(tmp_path, data[:-1])


@pytest.mark.parametrize("data", [b"x", b"\2\x50" + bytes(600), b"\2\x50" + bytes(5000), bytes(5000)])
def test_something_else_is_refused(tmp_path, data):
    with pytest.raises(MediaError, match="not a readable C3D file"):
        read_bytes(tmp_path, data)


def test_the_reader_agrees_with_an_independent_writer(tmp_path):
    ezc3d = pytest.importorskip("ezc3d")
    positions = np.random.default_rng(0).normal(0, 500, (7, 3, 3))
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [80]
    file["parameters"]["POINT"]["LABELS"]["value"] = ["LFHD", "C7", "RFHD"]
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    points = np.ones((4, 3, 7))
    points[:3] = positions.transpose(2, 1, 0)
    file["data"]["points"] = points
    file.write(str(tmp_path / "take.c3d"))
    read = read_motion(tmp_path / "take.c3d")
    assert (read.motion.fps, read.motion.skeleton.joints) == (80.0, ("LFHD", "C7", "RFHD"))
    expected = positions[..., [0, 2, 1]] * [1, 1, -1] / 1000
    np.testing.assert_allclose(read.motion.positions, expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["14", "ll_lb_05_1", "mm_tg_02_1"])
def test_a_real_dancer_stands_upright_and_faces_the_right_way(shared_data, name):
    motion = read_motion(shared_data / "motion" / f"{name}.c3d").motion
    assert (motion.skeleton.name, motion.fps) == ("vicon41", 80.0)
    place = {joint: motion.positions[:, j] for j, joint in enumerate(motion.skeleton.joints)}
    assert 1.3 < np.nanmedian(place["LFHD"][:, 1] - place["LTOE"][:, 1]) < 1.8
    left = place["LFWT"] - place["RFWT"]
    ahead = place["STRN"] - place["T10"]
    # Right-handed with y up: left x up = ahead. A mirrored person would face backwards.
    assert np.nanmedian((np.cross(left, [0, 1, 0]) * ahead).sum(axis=1)) > 0.01
