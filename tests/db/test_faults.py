"""Damaged, foreign, locked and unwritable projects: one sentence each, and nothing changed."""

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, event

from core.entities import Space
from core.errors import BarreError, StoreError
from db import engine as engines
from db.project import DATABASE, Project
from tests.db.make import TWO_JOINTS, add_track, add_video, move, poses
from tests.db.old_project import unpack_old


@pytest.mark.parametrize(
    "content",
    [b"", b"a text, not a database\n" * 100, b"SQLite format 3\0", b"SQLite format 3\0" + b"\7" * 5000],
)
def test_a_corrupt_database_is_refused_unchanged(tmp_path, content):
    folder = unpack_old("0003", tmp_path / "p.barre")
    (folder / DATABASE).write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Project.open(folder)
    assert "p.barre" in caught.value.message
    assert caught.value.hint
    assert (folder / DATABASE).read_bytes() == content
    assert [path.name for path in folder.iterdir() if path.is_file()] == [DATABASE]


def test_a_truncated_database_is_refused_unchanged(tmp_path):
    folder = unpack_old("0003", tmp_path / "p.barre")
    content = (folder / DATABASE).read_bytes()[:9000]
    (folder / DATABASE).write_bytes(content)
    with pytest.raises(StoreError, match=r"p\.barre is damaged") as caught:
        Project.open(folder)
    assert "backup" in caught.value.hint
    assert (folder / DATABASE).read_bytes() == content


def test_somebody_elses_database_is_refused_unchanged(tmp_path):
    folder = unpack_old("0003", tmp_path / "p.barre")
    (folder / DATABASE).unlink()
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("CREATE TABLE songs (name)")
    content = (folder / DATABASE).read_bytes()
    with pytest.raises(StoreError, match="not a Barre project"):
        Project.open(folder)
    assert (folder / DATABASE).read_bytes() == content


@pytest.mark.parametrize("seed", range(40))
def test_a_database_with_flipped_bytes_gives_data_or_a_sentence(tmp_path, seed):
    folder = unpack_old("0003", tmp_path / "p.barre")
    content = bytearray((folder / DATABASE).read_bytes())
    rng = random.Random(seed)
    used = [i for i, byte in enumerate(content) if byte]
    for place in rng.sample(used, 30):
        content[place] = rng.randrange(256)
    (folder / DATABASE).write_bytes(content)
    try:
        with Project.open(folder) as project:
            for read in (
                project.videos.all, project.videos.summaries, project.jobs.all, project.runs.all,
                project.generated.all, project.studies.all, project.segments.all, project.segments.tiers,
                lambda: project.tracks.read(1), lambda: project.tracks.frame(1, 3),
                lambda: project.videos.times_s(1), lambda: project.corrections.history(1),
                lambda: project.runs.metrics(1), lambda: project.settings.get("theme"),
                lambda: project.studies.ratings(1), lambda: project.runs.snapshot_of(1),
            ):  # fmt: skip
                with suppress(BarreError):
                    read()
    except StoreError as e:
        said = e.message
    else:
        said = "p.barre"
    assert "p.barre" in said


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ("UPDATE chunks SET data = x'00'", "damaged"),
        ("DELETE FROM chunks WHERE position = 1", "damaged"),
        ("UPDATE tracks SET n_frames = 1000000000", "damaged"),
        ("UPDATE tracks SET chunk_frames = 1000000000", "damaged"),
        ("UPDATE tracks SET chunk_frames = 0", "damaged"),
        ("UPDATE tracks SET skeleton = '{}'", "damaged"),
        ("UPDATE tracks SET skeleton = 'no json'", r"p\.barre"),
        ("UPDATE tracks SET space = 'hyper'", "unknown Space 'hyper'"),
        ("UPDATE corrections SET kind = 'teleport'", "unknown CorrectionKind"),
        ("UPDATE tracks SET created_at = 'yesterday'", "no time"),
    ],
)
def test_a_row_that_makes_no_sense_is_a_sentence(tmp_path, change, match):
    folder = unpack_old("0003", tmp_path / "p.barre")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute(change)
        connection.commit()
    with Project.open(folder) as project, pytest.raises(StoreError, match=match):
        (project.tracks.get(1), project.corrections.history(1), project.tracks.read(1))


def test_a_track_without_a_skeleton_cannot_be_corrected(tmp_path):
    folder = unpack_old("0003", tmp_path / "p.barre")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("UPDATE tracks SET skeleton = '[1]'")
        connection.commit()
    with Project.open(folder) as project, pytest.raises(StoreError, match="damaged"):
        project.corrections.put(1, [move(0, 0, 1.0)], "Kim")


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path):
    folder = tmp_path / "p.barre"
    with Project.create(folder) as project:
        track = add_track(project)
        project.corrections.put(track.id, [move(0, 0, 1.0)], "Kim")
        video = add_video(project, n_frames=10_000)
    with _full_at((folder / DATABASE).stat().st_size // 4096 + 20), Project.open(folder) as project:
        writer = project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0)
        with pytest.raises(StoreError, match=r"p\.barre cannot grow: the disk is full") as caught, writer:
            writer.append(poses(10_000))
        assert "Free some space" in caught.value.hint
        stored = _correct_until_full(project, track.id)
        assert project.tracks.for_video(video.id) == []
    with Project.open(folder) as project:
        assert [c.frame for c in project.corrections.history(track.id)] == [0, *stored]
        assert project.tracks.for_video(video.id) == []


def test_a_full_disk_leaves_no_half_project(tmp_path):
    with _full_at(10), pytest.raises(StoreError, match="disk is full"):
        Project.create(tmp_path / "p.barre")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_while_a_project_is_made_leaves_nothing(tmp_path, monkeypatch):
    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(StoreError, match="disk is full"):
        Project.create(tmp_path / "p.barre")
    assert list(tmp_path.iterdir()) == []


def test_a_project_in_a_read_only_folder_says_so():
    with _as_somebody_else() as folder:
        project = folder / "p.barre"
        unpack_old("0003", project)
        before = (project / DATABASE).read_bytes()
        project.chmod(0o555)
        with pytest.raises(StoreError, match="may not be written") as caught:
            Project.open(project)
        assert "permissions" in caught.value.hint
        project.chmod(0o755)
        assert (project / DATABASE).read_bytes() == before


def test_a_read_only_database_says_so():
    with _as_somebody_else() as folder:
        project = folder / "p.barre"
        unpack_old("0003", project)
        (project / DATABASE).chmod(0o444)
        with pytest.raises(StoreError, match=r"project\.db may not be written"):
            Project.open(project)


def test_a_project_cannot_be_made_in_a_read_only_folder():
    with _as_somebody_else() as folder:
        folder.chmod(0o555)
        with pytest.raises(StoreError, match=r"p\.barre cannot be used: Permission denied"):
            Project.create(folder / "p.barre")
        assert list(folder.iterdir()) == []
        folder.chmod(0o755)


def test_a_project_that_another_program_keeps_locked_says_so(sqlite_project, monkeypatch):
    project = sqlite_project
    monkeypatch.setattr(engines, "BUSY_S", 0.1)
    path = project.path / DATABASE
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Project.open(project.path) as ours:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="being written by another program"):
            ours.settings.set("a", 1)
        assert ours.settings.get("a") is None
        other.execute("ROLLBACK")
        ours.settings.set("a", 1)
        assert ours.settings.get("a") == 1


def test_a_project_whose_folder_went_away_says_so(sqlite_project):
    sqlite_project.close()
    shutil.rmtree(sqlite_project.path)
    with pytest.raises(StoreError, match="cannot be opened"):
        sqlite_project.videos.all()


def test_a_wrong_database_address_says_so(tmp_path):
    with pytest.raises(StoreError, match=r"p\.barre"):
        Project.create(tmp_path / "p.barre", url="nonsense://nowhere/db")
    assert list(tmp_path.iterdir()) == []


def _correct_until_full(project: Project, track_id: int) -> list[int]:
    """Return the frames whose corrections were stored before the disk was full."""
    stored: list[int] = []
    for frame in range(1, 100):
        edits = [move(frame, joint, np.pi) for joint in (0, 1)] * 200
        try:
            stored += [c.frame for c in project.corrections.put(track_id, edits, "Kim")]
        except StoreError as e:
            break_reason = e.message
            break
    assert "disk is full" in break_reason
    return stored


@contextmanager
def _full_at(pages: int) -> Iterator[None]:
    """SQLite answers as on a full disk when a database would grow beyond some pages of 4 kB."""

    def limit(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


@contextmanager
def _as_somebody_else() -> Iterator[Path]:
    """A folder of one's own, as a person to whom permissions apply (root may write anything)."""
    with tempfile.TemporaryDirectory() as name:
        folder, is_root = Path(name), os.geteuid() == 0
        if is_root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
