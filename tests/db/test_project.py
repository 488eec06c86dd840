import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import StoreError
from db.project import Project
from tests.db.make import add_video, new_video


def test_a_new_project_is_an_empty_folder_with_a_database(tmp_path):
    with Project.create(tmp_path / "my dances.barre") as project:
        assert project.name == "my dances"
        assert project.videos.all() == []
        folders = {path.name for path in project.path.iterdir() if path.is_dir()}
        assert folders == {"media", "runs", "generated", "cache"}


def test_a_closed_project_is_one_file_without_side_files(tmp_path):
    with Project.create(tmp_path / "p.barre") as project:
        add_video(project)
        project.change_count()
    files = [path.name for path in project.path.iterdir() if path.is_file()]
    assert files == ["project.db"]


def test_what_was_stored_is_there_after_reopening(tmp_path):
    with Project.create(tmp_path / "p.barre") as project:
        video = add_video(project, "été 踊り")
    with Project.open(tmp_path / "p.barre") as project:
        assert project.videos.all() == [video]


@pytest.mark.parametrize("there", ["file", "folder", "project"])
def test_a_project_is_never_made_over_something_else(tmp_path, there):
    path = tmp_path / "p.barre"
    if there == "file":
        path.write_text("mine")
    elif there == "folder":
        path.mkdir()
        (path / "mine.txt").write_text("mine")
    else:
        Project.create(path).close()
    before = _contents(tmp_path)
    with pytest.raises(StoreError, match="exists"):
        Project.create(path)
    assert _contents(tmp_path) == before


@pytest.mark.parametrize("name", ["with spaces", "a?b#c%20d", "Ünïcödé 舞", "-dash"])
def test_a_project_may_have_any_name(tmp_path, name):
    with Project.create(tmp_path / f"{name}.barre") as project:
        video = add_video(project)
    with Project.open(tmp_path / f"{name}.barre") as project:
        assert (project.name, project.videos.all()) == (name, [video])
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.barre"]


def test_an_empty_folder_may_become_a_project(tmp_path):
    (tmp_path / "p.barre").mkdir()
    Project.create(tmp_path / "p.barre").close()
    assert Project.open(tmp_path / "p.barre").videos.all() == []


def test_opening_nothing_says_what_to_do(tmp_path):
    with pytest.raises(StoreError, match="There is no project") as caught:
        Project.open(tmp_path / "nothing.barre")
    assert "barre new" in caught.value.hint


def test_a_folder_without_a_database_is_no_project(tmp_path):
    with pytest.raises(StoreError, match="not a Barre project"):
        Project.open(tmp_path)


def test_opening_a_current_project_needs_neither_alembic_nor_heavy_libraries(tmp_path):
    Project.create(tmp_path / "p.barre").close()
    script = (
        "import sys; from db.project import Project; Project.open(sys.argv[1]).videos.summaries();"
        "heavy = {'alembic', 'torch', 'scipy', 'librosa', 'mediapipe', 'cv2', 'av', 'PySide6'};"
        "sys.exit(str(heavy & sys.modules.keys()) if heavy & sys.modules.keys() else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "p.barre")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_paths_inside_the_project_are_stored_relative(sqlite_project):
    project = sqlite_project
    inside = project.media_dir / "a.mp4"
    video = project.videos.add(
        new_video("in", path=str(inside), audio_path=str(project.path / "media/b.mp3"))
    )
    assert (video.path, video.audio_path) == ("media/a.mp4", "media/b.mp3")
    assert project.resolve(video.path) == inside
    outside = project.videos.add(new_video("out", path="/films/a.mp4"))
    assert project.resolve(outside.path) == Path("/films/a.mp4")


def test_a_moved_project_finds_its_own_files(tmp_path):
    with Project.create(tmp_path / "old.barre") as project:
        stored = project.relative(project.media_dir / "a.mp4")
    (tmp_path / "old.barre").rename(tmp_path / "new.barre")
    with Project.open(tmp_path / "new.barre") as project:
        assert project.resolve(stored) == tmp_path / "new.barre/media/a.mp4"


@pytest.mark.parametrize("stored", ["../secret", "media/../../secret", "media/link/secret", ".."])
def test_a_stored_path_may_not_lead_out_of_the_project(sqlite_project, stored):
    (sqlite_project.media_dir / "link").symlink_to(sqlite_project.path.parent)
    with pytest.raises(StoreError, match="leads out"):
        sqlite_project.resolve(stored)


def test_relative_paths_are_the_projects_whatever_the_working_folder(sqlite_project, monkeypatch):
    monkeypatch.chdir("/")
    assert sqlite_project.relative("media/a.mp4") == "media/a.mp4"


def test_the_change_count_moves_with_every_commit_and_only_then(project):
    counts = [project.change_count(), project.change_count()]
    assert counts[0] == counts[1]
    for change in (
        lambda: add_video(project),
        lambda: project.settings.set("a", 1),
        lambda: project.annotators.named("Kim"),
    ):
        change()
        counts.append(project.change_count())
        assert counts[-1] != counts[-2]
    project.videos.summaries()
    assert project.change_count() == counts[-1]


def test_settings_hold_any_json(project):
    assert project.settings.get("nothing", 7) == 7
    for value in ({"a": [1, 2.5, "ü"]}, None, False, "text"):
        project.settings.set("key", value)
        assert project.settings.get("key", 7) == value


def test_an_annotator_is_made_once(project):
    assert project.annotators.named(" Kim ") == project.annotators.named("Kim")
    assert [annotator.name for annotator in project.annotators.all()] == ["Kim"]


def test_the_tests_ran_on_postgres_too():
    if not os.environ.get("BARRE_TEST_POSTGRES"):
        pytest.skip("needs a PostgreSQL database: set BARRE_TEST_POSTGRES to its URL")


def _contents(folder: Path) -> dict[Path, bytes | None]:
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}
