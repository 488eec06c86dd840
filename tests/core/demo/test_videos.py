"""The demo's films and what is true about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.demo.choreography import STYLES
from core.demo.videos import DemoVideo, make_demo_videos, read_truth, truth_path_of
from core.errors import Cancelled, MediaError, StoreError
from core.media.probe import probe
from core.media.reader import VideoReader
from core.media.sound import load_audio


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[DemoVideo]:
    folder = tmp_path_factory.mktemp("films") / "new folder"
    return make_demo_videos(folder, per_style=2, duration_s=2, size=192, seed=1)


def test_there_are_as_many_of_each_style_as_asked_for(films: list[DemoVideo]) -> None:
    names = sorted(film.path.name for film in films)
    assert names == sorted(f"{style}-{n}.mp4" for style in STYLES for n in (1, 2))
    assert len({film.tempo_bpm for film in films}) > len(STYLES)


def test_films_are_real_films_with_sound(films: list[DemoVideo]) -> None:
    for film in films:
        info = probe(film.path)
        assert (info.width_px, info.height_px, info.n_frames, info.codec) == (192, 192, 50, "h264")
        sound = load_audio(film.path, mono=True)
        assert sound.duration_s == pytest.approx(2.0, abs=0.05)
        assert np.abs(sound.samples).max() > 0.1


def test_the_picture_is_ink_where_the_truth_has_joints(films: list[DemoVideo]) -> None:
    film = films[0]
    assert film.joints_px.shape == (50, 33, 2)
    with VideoReader(film.path) as video:
        picture = video.frame(25).astype(int)
    empty = picture[:, :1]
    columns, rows = np.rint(film.joints_px[25]).astype(int).T
    drawn = np.abs(picture[rows, columns] - empty[rows, 0]).max(axis=1) > 30
    assert drawn.mean() > 0.9


def test_the_truth_is_read_as_it_was_written(films: list[DemoVideo]) -> None:
    for film in films:
        truth = read_truth(film.path)
        assert (truth.style, truth.tempo_bpm, truth.height_px) == (film.style, film.tempo_bpm, film.height_px)
        assert np.array_equal(truth.joints_px, film.joints_px)
        assert np.array_equal(truth.beats_s, film.beats_s)
        assert np.array_equal(truth.motion.positions, film.motion.positions)


def test_the_truth_holds_no_pickle(films: list[DemoVideo]) -> None:
    with np.load(truth_path_of(films[0].path), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_a_film_without_its_truth_says_so(films: list[DemoVideo], tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"no file .*other\.truth\.npz"):
        read_truth(tmp_path / "other.mp4")
    (tmp_path / "bad.truth.npz").write_bytes(truth_path_of(films[0].path).read_bytes()[:5000])
    with pytest.raises(MediaError, match=r"bad\.truth\.npz"):
        read_truth(tmp_path / "bad.mp4")


def test_progress_rises_to_one_and_the_end_can_come_early(tmp_path: Path) -> None:
    shares: list[float] = []
    make_demo_videos(tmp_path / "all", per_style=1, duration_s=0.4, size=64, on_progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    asked = iter([False] * 15 + [True] * 99)
    with pytest.raises(Cancelled):
        make_demo_videos(
            tmp_path / "some", per_style=1, duration_s=0.4, size=64, should_stop=lambda: next(asked)
        )
    left = sorted(file.name for file in (tmp_path / "some").iterdir())
    assert left == ["ballet-1.mp4", "ballet-1.truth.npz"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        make_demo_videos(tmp_path / "file" / "folder", per_style=1, duration_s=0.2, size=64)


@pytest.fixture(scope="module")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> list[DemoVideo]:
    return make_demo_videos(tmp_path_factory.mktemp("demo"), per_style=5, seed=2)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("style", STYLES)
def test_the_pose_estimator_finds_every_dancer_of_a_style(style: str, whole_demo: list[DemoVideo]) -> None:
    from core.pose.estimate import estimate

    for film in [film for film in whole_demo if film.style == style]:
        with VideoReader(film.path) as video:
            found = np.concatenate([block.image[:, 0, :, :2] for block in estimate(video)])
        error = np.linalg.norm(found - film.joints_px, axis=2)
        assert np.isfinite(error).all(axis=1).mean() >= 0.99
        assert np.nanmean(error) <= 0.02 * film.height_px
