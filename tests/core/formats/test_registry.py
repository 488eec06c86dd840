import subprocess
import sys

import pytest

from core.errors import InputError, MediaError
from core.formats import MOTION_SUFFIXES, npz, read_motion
from core.formats.registry import is_motion
from core.formats.skeletons import mirror_of, skeleton_for, unique
from core.skeleton import shipped_skeletons
from tests.core.formats.make import standing, write_ballroom


def test_the_suffixes_are_those_that_are_read():
    assert set(MOTION_SUFFIXES) == {".npz", ".bvh", ".c3d", ".pkl"}


def test_what_a_motion_looks_like(tmp_path):
    folder = write_ballroom(tmp_path / "d", standing().positions)
    assert is_motion(folder)
    assert is_motion("a.BVH")
    assert not is_motion("a.mp4")
    assert not is_motion(tmp_path)


def test_a_capital_suffix_is_the_same_format(tmp_path):
    npz.write(tmp_path / "A.NPZ", standing())
    assert read_motion(tmp_path / "A.NPZ").name == "A"


@pytest.mark.parametrize("name", ["a.txt", "a", "a.mp4"])
def test_other_files_are_refused_with_what_is_known(tmp_path, name):
    (tmp_path / name).write_text("hello")
    with pytest.raises(MediaError, match="not a motion file") as caught:
        read_motion(tmp_path / name)
    assert ".bvh" in caught.value.hint


@pytest.mark.parametrize("name", ["a.npz", "a.bvh", "a.c3d", "nowhere"])
def test_a_file_that_is_not_there_is_a_sentence(tmp_path, name):
    with pytest.raises(InputError, match=name):
        read_motion(tmp_path / name)


@pytest.mark.parametrize("suffix", sorted(MOTION_SUFFIXES))
@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 5000, b"\xff" * 5000])
def test_a_file_that_only_has_the_name_of_a_motion_is_a_sentence(tmp_path, suffix, content):
    path = tmp_path / f"été 舞{suffix}"
    path.write_bytes(content)
    with pytest.raises(MediaError, match="été 舞"):
        read_motion(path)


def test_a_folder_without_a_dance_is_a_sentence(tmp_path):
    with pytest.raises(MediaError, match=r"no skeletons\.json"):
        read_motion(tmp_path)


def test_asking_what_is_a_motion_imports_no_reader():
    script = (
        "import sys, core.formats.registry, core.formats\n"
        "assert not {'core.formats.bvh', 'core.formats.c3d', 'ezc3d', 'scipy', 'av'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("left_knee", "right_knee"), ("LeftLeg", "RightLeg"), ("LFHD", "RFHD"), ("knee.L", "knee.R"),
        ("knee_l", "knee_r"), ("l_knee", "r_knee"), ("LHipJoint", "RHipJoint"), ("lThumb", "rThumb"),
        ("mouth_left", "mouth_right"), ("LEFT ARM", "RIGHT ARM"),
    ],
)  # fmt: skip
def test_sides_are_found_by_name(left, right):
    assert mirror_of(["spine", left, right]) == (0, 2, 1)


def test_a_side_without_its_other_is_its_own_mirror():
    assert mirror_of(["RBAC", "lamp", "ramp", "leftmost"]) == (0, 1, 2, 3)


@pytest.mark.parametrize("body", shipped_skeletons(), ids=lambda body: body.name)
def test_names_alone_give_the_shipped_mirror_and_skeleton(body):
    assert mirror_of(body.joints) == body.mirror
    assert skeleton_for(body.joints) is body


def test_names_are_made_unique_and_never_empty():
    assert unique(["a", "", "a", "a_2", ""]) == ["a", "joint", "a_2", "a_2_2", "joint_2"]
