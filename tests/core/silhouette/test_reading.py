"""Silhouettes: who is in the picture, small, in black and white."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.film import Film
from core.demo.videos import make_demo_videos
from core.errors import InputError
from core.media.reader import VideoReader
from core.media.writer import VideoWriter
from core.metrics.silhouettes import overlap
from core.silhouette.plain import PlainBackdrop
from core.silhouette.reading import Look, silhouettes
from tests.core.training.films import HEIGHT, WIDTH, block_at, make_filmed_dance

LOOK = Look(height=24, width=40, every=2)


def film_of(path: Path) -> Film:
    with VideoReader(path) as reader:
        return Film(path, "0" * 64, reader.times_s, reader.size)


@pytest.fixture(scope="module")
def dancer(tmp_path_factory) -> Film:
    """A drawn dancer of the demo, two seconds long."""
    (*_, video) = make_demo_videos(tmp_path_factory.mktemp("demo"), per_style=1, duration_s=2, seed=3)
    return film_of(video.path)


def test_the_silhouette_is_where_the_dancer_is(tmp_path):
    dance = make_filmed_dance(tmp_path, "a", n_frames=21)
    found = silhouettes(dance.film, LOOK)
    assert found.shape == (11, 24, 40)
    assert found.dtype == np.uint8
    for i, picture in enumerate(found):
        left, top = block_at(2 * i, 25.0, 1.0)
        real = np.zeros((HEIGHT, WIDTH), bool)
        real[top : top + 24, left : left + 12] = True
        small = np.zeros((24, 40), bool)
        small[:, 4:36] = real.reshape(24, 2, 32, 2).mean(axis=(1, 3)) >= 0.5  # the film is 4:3, in the middle
        assert overlap(picture > 0, small) > 0.85


def test_a_shadow_is_no_part_of_the_dancer():
    wall = np.full((20, 30, 3), (200, 180, 160), np.uint8)
    backdrop = PlainBackdrop.of([wall] * 3)
    picture = wall.copy()
    picture[5:10, 5:10] = (120, 108, 96)  # six tenths of the light
    picture[5:10, 15:20] = (120, 60, 96)
    found = backdrop.mask(picture)
    assert found[5:10, 15:20].all()
    assert found.sum() == 25


@pytest.mark.parametrize("fault", ["sides differ", "flickers", "full"])
def test_what_is_not_plain_is_not_taken_for_plain(fault):
    rng = np.random.default_rng(0)
    pictures = np.full((6, 20, 30, 3), 200, np.uint8)
    if fault == "sides differ":
        pictures[:, :, :10] = 90
    elif fault == "flickers":
        pictures[::2] = 120
    else:
        pictures[:, :, 5:25] = rng.integers(0, 255, (20, 20, 3))
    assert PlainBackdrop.of(list(pictures)) is None


def test_a_film_that_is_not_plain_says_what_to_do(tmp_path):
    rng = np.random.default_rng(0)
    with VideoWriter(tmp_path / "noise.mp4", width=32, height=32, fps=10) as film:
        for _ in range(4):
            film.write(rng.integers(0, 255, (32, 32, 3), np.uint8))
    with pytest.raises(InputError, match="not plain"):
        silhouettes(film_of(tmp_path / "noise.mp4"), replace(LOOK, way="plain"))


def test_the_segmentation_of_a_person_agrees_with_a_plain_backdrop(dancer):
    by_colour = silhouettes(dancer, Look(64, 96, 10, "plain"))
    by_network = silhouettes(dancer, Look(64, 96, 10, "person"))
    assert overlap(by_colour > 0, by_network > 0) > 0.8


def test_what_moves_before_a_standing_camera_is_found(tmp_path):
    with VideoWriter(tmp_path / "crossing.mp4", width=96, height=48, fps=25) as film:
        for t in range(60):
            picture = np.full((48, 96, 3), 200, np.uint8)
            picture[10:40, t : t + 12] = (40, 60, 30)
            film.write(picture)
    film = film_of(tmp_path / "crossing.mp4")
    moving, plain = (silhouettes(film, replace(LOOK, way=way)) > 0 for way in ("moving", "plain"))
    assert overlap(moving, plain) > 0.7


def test_a_film_is_read_once_and_kept(tmp_path):
    film = make_filmed_dance(tmp_path, "a", n_frames=21).film
    first = silhouettes(film, LOOK)
    (kept,) = (tmp_path / "silhouettes").iterdir()
    written = kept.stat().st_mtime_ns
    assert np.array_equal(silhouettes(film, LOOK), first)
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(b"damaged")
    assert np.array_equal(silhouettes(film, LOOK), first)
    assert np.array_equal(silhouettes(film, LOOK, first=4), first[:4])
    silhouettes(film, replace(LOOK, every=3))
    assert len(list((tmp_path / "silhouettes").iterdir())) == 2


def test_an_unknown_way_is_refused():
    with pytest.raises(InputError, match="Known: auto, plain, person, moving"):
        Look(8, 8, 1, "magic")
