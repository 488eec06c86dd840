"""Finding the music that sounds most like other music."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.music_index import MusicIndex, described, reference_dance
from core.errors import InputError
from tests.core.training.factories import make_dances


def test_a_description_is_means_and_spreads():
    rows = np.stack([np.full(8, 3.0), np.tile([1.0, -1.0], 4)], axis=1).astype(np.float32)
    assert described(rows).tolist() == [3, 0, 0, 1]


def test_a_known_piece_is_found_first_in_its_group():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(5), 6)
    descriptions = (10 * groups[:, None] + rng.normal(size=(30, 4))).astype(np.float32)
    index = MusicIndex.learned(descriptions)
    for i, description in enumerate(descriptions):
        ranked = index.ranked(description)
        assert ranked[0] == i
        assert set(groups[ranked]) == {groups[i]}


@pytest.mark.parametrize("n", [1, 2, 4])
def test_fewer_pieces_than_groups_are_no_trouble(n):
    descriptions = np.arange(n * 3, dtype=np.float32).reshape(n, 3)
    assert MusicIndex.learned(descriptions).ranked(descriptions[-1]).tolist() == [n - 1]


def test_pieces_that_are_all_alike_are_one_group():
    index = MusicIndex.learned(np.ones((7, 3), np.float32))
    assert sorted(index.ranked(np.zeros(3, np.float32))) == list(range(7))


def test_the_reference_of_known_music_is_the_dance_to_it():
    known = make_dances()
    for dance in known:
        assert reference_dance(dance.audio, known).key == dance.key


def test_a_reference_needs_music():
    with pytest.raises(InputError, match="music"):
        reference_dance(make_dances()[0].audio, [replace(d, audio=None) for d in make_dances()])
