"""What people get wrong ends in exit code 2, one sentence, and an unchanged project."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from core.formats import npz
from core.motion import Motion
from core.skeleton import skeleton
from db.project import Project


def _check_refusal(done, *says: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for words in says:
        assert words in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("Error:")]) == 1


def _fingerprint(path: Path) -> str:
    """A hash of everything that a project says and holds."""
    with Project.open(path) as project:
        rows = [
            project.videos.all(), project.segments.all(), project.jobs.all(), project.runs.all(),
            project.generated.all(), project.studies.all(), project.annotators.all(),
        ]  # fmt: skip
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*"))
    files = [name for name in files if not name.startswith("project.db")]  # SQLite's own come and go
    return hashlib.sha256(repr((rows, files)).encode()).hexdigest()


@pytest.fixture(scope="module")
def project(tmp_path_factory, barre) -> Path:
    """A project of one motion."""
    folder = tmp_path_factory.mktemp("bad input")
    path = folder / "my.barre"
    body = skeleton("blazepose33")
    still = np.random.default_rng(0).normal(0, 0.4, (1, 33, 3)).repeat(50, axis=0)
    npz.write(folder / "still.npz", Motion(still.astype(np.float32), 25.0, body))
    assert barre("new", path).returncode == 0
    assert barre("import", path, folder / "still.npz").returncode == 0
    return path


@pytest.fixture
def unchanged(project):
    """The project, which must be after the test as it was before."""
    before = _fingerprint(project)
    yield project
    assert _fingerprint(project) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zero.mp4", b""),
        ("text.mp4", b"Dear diary, today we danced.\n" * 50),
        ("cut.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
        ("broken.npz", b"PK\x03\x04 and no more"),
        ("broken.bvh", b"HIERARCHY and no more"),
        ("broken.c3d", b"\x02\x50" * 300),
    ],
)
def test_files_that_are_not_what_their_name_says(barre, unchanged, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    _check_refusal(barre("import", unchanged, file), name)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("label", "P", 99, 0, 1, "waltz"), "99"),
        (("label", "P", 1, 1, 0, "waltz"), "start"),
        (("label", "P", 1, 0, 1, "waltz", "--tier", "mood"), "mood"),
        (("import", "P", "/nowhere/at/all.mp4"), "all.mp4"),
        (("import-poses", "P", 1, "/nowhere/poses.xml"), "poses.xml"),
        (("import-poses", "P", 1, "poses.doc"), "poses.doc"),
        (("import-poses", "P", 99, "poses.csv"), "99"),
        (("import-labels", "P", 1, "/nowhere/labels.eaf"), "labels.eaf"),
        (("import-labels", "P", 1, "labels.srt"), "labels.srt"),
        (("run", "P", 99), "99"),
        (("cancel", "P", 99), "99"),
        (("resume", "P", 99), "99"),
        (("log", "P", 99), "99"),
        (("rate", "P", 99, "good"), "99"),
        (("compare", "P", "video:1", "video:99"), "99"),
        (("compare", "P", "video:1", "nothing.npz"), "nothing.npz"),
        (("compare", "P", "video:1"), "two"),
        (("compare", "P", "video:x", "video:1"), "video:x"),
        (("train", "P", "--preset", "walzer-net"), "walzer-net"),
        (("train", "P", "--preset", "motion-bigru", "--set", "nonsense=1"), "nonsense"),
        (("train", "P", "--preset", "motion-bigru", "--set", "nonsense"), "nonsense"),
        (("train", "P", "--preset", "motion-bigru", "--style", "walz"), "walz"),
        (("train", "P", "--preset", "motion-bigru", "--annotator", "Nobody"), "Nobody"),
        (("generate", "P", "--run", 99, "--music", "song.mp3", "--out", "x.npz"), "99"),
        (("evaluate", "P", "--run", 99), "99"),
    ],
)
def test_names_and_numbers_that_are_not_there(barre, unchanged, tmp_path, arguments, says):
    done = barre(*(unchanged if word == "P" else word for word in arguments), cwd=tmp_path)
    _check_refusal(done, says)


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("train", "P"),
        ("train", "P", "--preset", "motion-bigru", "--device", "abacus"),
        ("export", "P", "--format", "fbx", "--out", "x"),
        ("import", "P"),
        ("import", "P", "x.mp4", "--people", "0"),
        ("label", "P", "one", "0", "1", "waltz"),
    ],
)
def test_bad_usage(barre, unchanged, tmp_path, arguments):
    done = barre(*(unchanged if word == "P" else word for word in arguments), cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_job_that_cannot_be_resumed(barre, tmp_path):
    path = tmp_path / "my.barre"
    with Project.create(path) as project:
        job = project.jobs.create("pose", {})
    _check_refusal(barre("resume", path, job.id), "cannot be resumed", "queued")


def test_a_project_that_is_not_there(barre, tmp_path):
    _check_refusal(barre("videos", tmp_path / "no.barre"), "no.barre", "barre new")


def test_a_folder_that_is_no_project(barre, tmp_path):
    _check_refusal(barre("videos", tmp_path), "not a Barre project")


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_corrupt_project_is_refused_and_left_alone(barre, tmp_path, content):
    path = tmp_path / "my.barre"
    Project.create(path).close()
    (path / "project.db").write_bytes(content)
    _check_refusal(barre("videos", path))
    assert (path / "project.db").read_bytes() == content


def test_new_does_not_overwrite(barre, unchanged):
    _check_refusal(barre("new", unchanged), "exists")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_project(barre, tmp_path):
    path = tmp_path / "my.barre"
    Project.create(path).close()
    path.chmod(0o555)
    try:
        _check_refusal(barre("videos", path), "may not be written")
    finally:
        path.chmod(0o755)


def test_a_bad_file_among_good_ones_is_exit_code_one(barre, tmp_path):
    path, body = tmp_path / "my.barre", skeleton("blazepose33")
    barre("new", path)
    npz.write(tmp_path / "good.npz", Motion(np.ones((5, 33, 3), np.float32), 25.0, body))
    (tmp_path / "bad.bvh").write_bytes(b"no")
    done = barre("import", path, tmp_path / "bad.bvh", tmp_path / "good.npz")
    assert done.returncode == 1
    assert "bad.bvh" in done.stderr
    assert "1 imported, 0 known, 1 failed." in done.stdout


def test_a_window_without_a_display_is_one_sentence(barre):
    done = barre("open", DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == 1
    assert "no display" in done.stderr


def test_a_reader_that_stops_early_is_no_error(barre, project):
    import subprocess
    import sys

    command = f'"{sys.executable}" -P -m workbench labels --help | head -1'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
