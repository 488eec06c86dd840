import io
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.errors import MediaError
from core.formats import npz, read_motion
from tests.core.formats.make import CHAIN, motions, standing

anywhere = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@anywhere
@given(motion=motions())
def test_a_motion_comes_back_exactly(tmp_path, motion):
    npz.write(tmp_path / "dance.npz", motion)
    read = read_motion(tmp_path / "dance.npz")
    np.testing.assert_array_equal(read.motion.positions, motion.positions)
    assert (read.motion.fps, read.motion.skeleton, read.name) == (motion.fps, motion.skeleton, "dance")


def test_a_shipped_skeleton_keeps_its_recipes(tmp_path):
    npz.write(tmp_path / "a.npz", standing(name="blazepose33"))
    assert read_motion(tmp_path / "a.npz").motion.skeleton.recipes


def test_positions_and_a_frame_rate_are_enough_for_a_known_number_of_joints(tmp_path):
    np.savez(tmp_path / "a.npz", positions=np.zeros((4, 33, 3)), fps=30)
    read = read_motion(tmp_path / "a.npz").motion
    assert (read.skeleton.name, read.fps) == ("blazepose33", 30.0)
    np.savez(tmp_path / "b.npz", positions=np.zeros((4, 17, 3)), fps=30, skeleton="h36m17")
    assert read_motion(tmp_path / "b.npz").motion.skeleton.name == "h36m17"


def test_joint_names_alone_make_a_skeleton(tmp_path):
    joints = ["LeftHip", "RightHip", "Head"]
    np.savez(tmp_path / "a.npz", positions=np.zeros((4, 3, 3)), fps=30, joints=joints)
    body = read_motion(tmp_path / "a.npz").motion.skeleton
    assert (body.joints, body.mirror, body.root) == (tuple(joints), (1, 0, 2), (0, 1))


def test_infinite_positions_are_missing(tmp_path):
    positions = np.zeros((1, 33, 3))
    positions[0, 0, 0], positions[0, 1, 1] = np.inf, 1e300
    np.savez(tmp_path / "a.npz", positions=positions, fps=30)
    assert read_motion(tmp_path / "a.npz").motion.missing[0].tolist() == [True, True, *[False] * 31]


@pytest.mark.parametrize(
    ("arrays", "match"),
    [
        ({"fps": 25}, "has no array 'positions'"),
        ({"positions": np.zeros((2, 33, 3))}, "has no array 'fps'"),
        ({"positions": np.zeros((2, 33, 2)), "fps": 25}, r"shape \(2, 33, 2\)"),
        ({"positions": np.zeros((2, 0, 3)), "fps": 25}, "shape"),
        ({"positions": np.zeros((2, 5, 3)), "fps": 25}, "does not name its 5 joints"),
        ({"positions": np.zeros((2, 17, 3)), "fps": 25}, "does not name its 17 joints"),
        ({"positions": np.zeros((2, 33, 3)), "fps": -1}, "frame rate"),
        ({"positions": np.zeros((2, 33, 3)), "fps": np.nan}, "frame rate"),
        ({"positions": np.zeros((2, 33, 3)), "fps": "fast"}, "frame rate"),
        ({"positions": np.zeros((2, 33, 3), complex), "fps": 25}, "another kind"),
        ({"positions": np.zeros((2, 2, 3)), "fps": 25, "joints": ["a", "a"]}, "unique|inconsistent"),
        (
            {"positions": np.zeros((2, 2, 3)), "fps": 25, "joints": ["a", "b"], "bones": [[0, 9]],
             "mirror": [0, 1], "root": [0]},
            "outside",
        ),
    ],
)  # fmt: skip
def test_an_archive_that_is_no_motion_says_what_it_lacks(tmp_path, arrays, match):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(MediaError, match=match) as caught:
        read_motion(tmp_path / "a.npz")
    assert "a.npz" in caught.value.message


def test_pickled_objects_are_never_loaded(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("it was unpickled",))

    np.savez(tmp_path / "a.npz", positions=np.array([Trap()], object), fps=25)
    with pytest.raises(MediaError, match="Python objects"):
        read_motion(tmp_path / "a.npz")


def test_an_archive_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "a.npz", positions=np.zeros((10_000, 33, 3)), fps=25)
    assert (tmp_path / "a.npz").stat().st_size < 1 << 15
    monkeypatch.setattr(npz, "MAX_BYTES", 1 << 20)
    with pytest.raises(MediaError, match="more than 1 MB"):
        read_motion(tmp_path / "a.npz")


def test_an_array_whose_header_promises_more_than_it_has_is_refused(tmp_path):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "<f4", "fortran_order": False, "shape": (10**12, 33, 3)}
    )
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("positions.npy", stream.getvalue())
        archive.writestr("fps.npy", b"")
    with pytest.raises(MediaError, match="does not fit its 0 bytes"):
        read_motion(tmp_path / "a.npz")


def test_an_archive_of_a_million_names_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for i in range(3000):
            archive.writestr(f"array {i}.npy", b"")
    with pytest.raises(MediaError, match="not an archive of a few arrays"):
        read_motion(tmp_path / "a.npz")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    npz.write(tmp_path / "a.npz", standing())
    before = (tmp_path / "a.npz").read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(Exception, match=r"full|space"):
        npz.write(tmp_path / "a.npz", standing(9))
    assert (tmp_path / "a.npz").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_arrays_in_fortran_order_are_read_too(tmp_path):
    positions = np.asfortranarray(np.random.default_rng(0).normal(size=(4, len(CHAIN.joints), 3)))
    np.savez(tmp_path / "a.npz", positions=positions, fps=25, joints=CHAIN.joints)
    np.testing.assert_array_equal(
        read_motion(tmp_path / "a.npz").motion.positions, positions.astype(np.float32)
    )
