"""Planted errors are where they are said to be, and nowhere else."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from core.demo.estimated import SIZE_PX, estimated
from core.demo.planted import APART_FRAMES, COUNTS, plant
from core.errors import InputError
from core.suggestions.reasons import DETECTED, Reason

FEW = dict.fromkeys(DETECTED, 4)


def test_the_whole_film_has_300_errors_of_every_kind() -> None:
    assert sum(COUNTS.values()) == 300
    assert set(COUNTS) == set(DETECTED)


def test_as_many_are_planted_as_asked_for_and_apart_from_each_other() -> None:
    film = plant(n_frames=2000, seed=4, counts=FEW)
    assert Counter(error.reason for error in film.errors) == Counter(FEW)
    for person in range(2):
        mine = [e for e in film.errors if e.person == person or e.reason is Reason.PEOPLE]
        gaps = [b.start - a.stop for a, b in pairwise(mine)]
        assert min(gaps) >= APART_FRAMES


def test_only_the_frames_and_joints_that_are_named_differ_from_a_clean_film() -> None:
    film, clean = plant(n_frames=2000, seed=4, counts=FEW), plant(n_frames=2000, seed=4, counts={})
    for person in range(2):
        changed = ~np.isclose(film.image[person], clean.image[person], equal_nan=True).all(axis=2)
        expected = np.zeros_like(changed)
        for error in film.errors:
            if error.person == person or error.reason is Reason.PEOPLE:
                expected[error.start : error.stop, list(error.joints)] = True
        assert not (changed & ~expected).any()
        assert all(changed[e.start : e.stop].any() for e in film.errors if e.person == person)


def test_a_seed_gives_one_film() -> None:
    a, b = (plant(n_frames=600, seed=9, counts={Reason.JUMP: 3}) for _ in range(2))
    assert a.errors == b.errors
    assert np.array_equal(a.image[1], b.image[1], equal_nan=True)


def test_an_estimated_dancer_stays_in_the_picture_and_turns() -> None:
    dancer = estimated("waltz", 1500, seed=3)
    xy = dancer.image[..., :2]
    seen = np.isfinite(xy).all(axis=2)
    inside = (xy[seen] > 0).all(axis=1) & (xy[seen] < np.array(SIZE_PX)).all(axis=1)
    assert inside.mean() > 0.995
    facing_away = dancer.world[:, 11, 0] < dancer.world[:, 12, 0]
    assert 0.02 < facing_away.mean() < 0.6
    assert dancer.turning.any()


def test_a_film_that_is_too_short_for_its_errors_is_refused() -> None:
    with pytest.raises(InputError, match="too short"):
        plant(n_frames=20, seed=1, counts={Reason.JUMP: 1})
