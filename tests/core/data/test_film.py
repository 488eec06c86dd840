"""Films of dances: the picture of each frame of the motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dance import Dance
from core.data.film import Film
from core.data.songs import song_groups
from core.errors import InputError, MediaError
from core.training.data import fingerprint
from tests.core.training.films import SKIN, block_at, make_filmed_dance, unfilmed


@pytest.fixture
def dance(tmp_path):
    return make_filmed_dance(tmp_path, "a", n_frames=20)


def test_a_frame_of_the_motion_has_its_picture(dance):
    for frame, picture in zip((3, 4, 11), dance.film.pictures((3, 4, 11)), strict=True):
        left, top = block_at(frame, 25.0, 1.0)
        assert np.abs(picture[top + 12, left + 6].astype(int) - SKIN).max() < 12


def test_a_picture_that_several_frames_show_is_given_for_each(dance):
    times_s = np.repeat(dance.film.times_s[::2], 2)
    film = replace(dance.film, times_s=times_s)
    first, second, third = film.pictures((0, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, third)


def test_no_frames_are_no_pictures(dance):
    assert list(dance.film.pictures(())) == []


def test_a_film_of_another_length_is_refused(dance):
    with pytest.raises(InputError, match="20 frames of motion but 10 of its film"):
        replace(dance, film=Film(dance.film.path, "0", dance.film.times_s[:10], (64, 48)))


def test_joints_of_another_shape_are_refused(dance):
    with pytest.raises(InputError, match=r"shape \(20, 33, 3\)"):
        replace(dance.film, joints_px=dance.film.joints_px[:, :5])


def test_a_film_that_is_gone_says_so(dance):
    dance.film.path.unlink()
    with pytest.raises(MediaError, match="no file"):
        next(dance.film.pictures((0,)))


def test_what_is_cut_out_of_one_film_stays_together(tmp_path, dance):
    def part(key: str, start: int, stop: int) -> Dance:
        film = replace(
            dance.film, times_s=dance.film.times_s[start:stop], joints_px=dance.film.joints_px[start:stop]
        )
        return Dance(key, dance.motion.slice(start, stop), film=film)

    other = replace(make_filmed_dance(tmp_path, "b", n_frames=20), song=None)
    assert song_groups([part("x", 0, 10), other, part("y", 10, 20)]) == [(0, 2), (1,)]


def test_a_fingerprint_covers_the_film_only_where_there_is_one(dance):
    without = fingerprint(unfilmed(dance))
    assert fingerprint(dance) != without
    moved = dance.film.joints_px + np.float32(1)
    assert fingerprint(replace(dance, film=replace(dance.film, joints_px=moved))) != fingerprint(dance)
