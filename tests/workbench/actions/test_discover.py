"""What is found to import."""

from __future__ import annotations

from pathlib import Path

from workbench.actions.discover import Source, discover


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _names(discovery, folder: Path) -> list[str]:
    return [found.path.relative_to(folder).as_posix() for found in discovery.found]


def test_folders_are_walked_in_the_order_of_names(tmp_path):
    _touch(tmp_path, "b.mp4", "a.MOV", "deep/er/c.mkv", "motion.bvh")
    assert _names(discover([tmp_path]), tmp_path) == ["a.MOV", "b.mp4", "motion.bvh", "deep/er/c.mkv"]


def test_hidden_and_other_files_are_skipped_and_counted(tmp_path):
    _touch(tmp_path, "a.mp4", ".hidden.mp4", "notes.txt", "song.mp3", ".git/b.mp4")
    discovery = discover([tmp_path])
    assert _names(discovery, tmp_path) == ["a.mp4"]
    assert sorted(path.name for path in discovery.skipped) == [".hidden.mp4", "notes.txt", "song.mp3"]


def test_a_ballroom_folder_is_one_dance(tmp_path):
    _touch(tmp_path, *(f"DANCE_W_1/{name}" for name in ("skeletons.json", "audio.mp3", "config.json")))
    discovery = discover([tmp_path])
    assert [found.source for found in discovery.found] == [Source.BALLROOM]
    assert discovery.skipped == ()


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path):
    _touch(tmp_path, "clip.dat")
    assert [found.source for found in discover([tmp_path / "clip.dat"]).found] == [Source.FILM]


def test_a_file_named_twice_is_found_once(tmp_path):
    _touch(tmp_path, "a.mp4")
    assert len(discover([tmp_path / "a.mp4", tmp_path]).found) == 1


def test_projects_and_the_answers_beside_a_demo_film_are_not_data(tmp_path):
    _touch(tmp_path, "my.barre/project.db", "my.barre/media/x.mp4", "dance.mp4", "dance.truth.npz")
    assert _names(discover([tmp_path]), tmp_path) == ["dance.mp4"]
