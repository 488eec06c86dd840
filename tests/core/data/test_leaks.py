from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.leaks import LeakKind, find_leaks
from core.data.split import Split, split_dances
from core.data.twins import Likeness
from core.data.windows import WindowRef
from tests.core.data.factories import audio_of, make_chroma, make_dances, pasted, turned_by

WINDOW = 100


def forged(dances, *, train=(0,), valid=(1,), test=(2,)) -> Split:
    """A split that somebody made by hand: the first 200 frames of some dances on each side."""
    sides = [
        tuple(WindowRef(i, start, start + WINDOW) for i in members for start in (0, WINDOW))
        for members in (train, valid, test)
    ]
    return Split(*sides, (), tuple(d.key for d in dances), tuple(d.style for d in dances))


def kinds(leaks) -> set[LeakKind]:
    return {leak.kind for leak in leaks}


def test_a_sound_split_has_no_leaks():
    dances = make_dances({"waltz": 4})
    assert find_leaks(dances, forged(dances, train=(0, 3))) == ()


def test_a_dance_on_two_sides_is_a_leak():
    dances = make_dances({"waltz": 3})
    (leak,) = find_leaks(dances, forged(dances, train=(0, 2)))
    assert leak.kind == LeakKind.SAME_DANCE
    assert (leak.side, leak.other_side) == ("train", "test")
    assert leak.because == "waltz2 is in train and in test."


def test_a_second_take_of_a_song_is_a_leak():
    dances = make_dances({"waltz": 3})
    dances[0] = replace(dances[0], song=dances[2].song)
    (leak,) = find_leaks(dances, forged(dances))
    assert leak.kind == LeakKind.SAME_SONG
    assert (leak.ref.dance, leak.other.dance) == (0, 2)


def test_another_encoding_and_cut_of_a_song_is_a_leak():
    dances = make_dances({"waltz": 3})
    song, noise = make_chroma(50, 500), np.random.default_rng(0).normal(0, 0.05, (300, 12))
    dances[1] = replace(dances[1], audio=audio_of(song[:300]))
    dances[2] = replace(dances[2], audio=audio_of(0.3 * song[47:347] + noise))
    (leak,) = find_leaks(dances, forged(dances))
    assert leak.kind == LeakKind.SAME_RECORDING
    assert (leak.side, leak.other_side) == ("valid", "test")


def copies(motion, kind: str):
    """A stretch of a motion as somebody might have passed it on."""
    noise = np.random.default_rng(1).normal(0, 0.003, motion.positions.shape).astype(np.float32)
    return {
        "shifted in time": motion,
        "elsewhere in the room": motion.with_positions(motion.positions + np.float32([4, 0.1, 2])),
        "estimated again": motion.with_positions(motion.positions + noise),
        "mirrored": motion.mirrored(),
        "slower": motion.at_frames(np.arange(0, motion.n_frames - 1, 0.7)),
        "turned": turned_by(motion, 2.0),
        "mirrored and turned": turned_by(motion.mirrored(), -1.0),
    }[kind]


@pytest.mark.parametrize("side", ["train", "valid"])
@pytest.mark.parametrize(
    "kind", ["shifted in time", "elsewhere in the room", "estimated again", "mirrored", "slower"]
)
def test_near_duplicate_motion_is_a_leak(kind, side):
    dances = make_dances({"waltz": 3})
    copy = copies(dances[2].motion.slice(100, 140), kind)
    taker = {"train": 0, "valid": 1}[side]
    dances[taker] = replace(dances[taker], motion=pasted(dances[taker].motion, copy, 30))
    leaks = find_leaks(dances, forged(dances))
    assert kinds(leaks) == {LeakKind.SAME_MOTION}
    assert {(leak.side, leak.other_side) for leak in leaks} == {(side, "test")}
    found = sum(leak.ref.n_frames for leak in leaks)
    assert found >= 0.9 * copy.n_frames
    assert all(30 <= leak.ref.start < leak.ref.stop <= 30 + copy.n_frames for leak in leaks)


@pytest.mark.parametrize("kind", ["turned", "mirrored and turned"])
def test_a_turned_copy_is_a_leak_when_turns_are_undone(kind):
    dances = make_dances({"waltz": 3})
    copy = copies(dances[2].motion.slice(100, 140), kind)
    dances[0] = replace(dances[0], motion=pasted(dances[0].motion, copy, 30))
    assert find_leaks(dances, forged(dances)) == ()
    (leak,) = find_leaks(dances, forged(dances), Likeness(turned=True))
    assert (leak.ref.start, leak.ref.stop) == (30, 70)
    assert "Frames 30 to 69 of waltz0 (train) are also in waltz2 (test)." in leak.because


def test_a_copy_that_no_window_shows_is_not_a_leak():
    dances = make_dances({"waltz": 3})
    copy = dances[2].motion.slice(100, 140)
    dances[0] = replace(dances[0], motion=pasted(dances[0].motion, copy, 230))
    assert find_leaks(dances, forged(dances)) == ()


def test_a_frozen_dancer_is_like_nobody():
    dances = make_dances({"waltz": 3})
    frozen = dances[0].motion.with_positions(np.repeat(dances[0].motion.positions[:1], 300, axis=0))
    dances = [replace(dance, motion=frozen) for dance in dances]
    assert find_leaks(dances, forged(dances)) == ()


def test_dances_without_anybody_or_music_leak_nothing():
    dances = make_dances({"waltz": 3})
    nobody = dances[0].motion.with_positions(np.full_like(dances[0].motion.positions, np.nan))
    dances = [replace(dance, motion=nobody, audio=None, song=None) for dance in dances]
    assert find_leaks(dances, forged(dances)) == ()


def test_split_avoids_each_leak_that_the_checker_finds():
    dances = make_dances({"waltz": 5})
    dances[1] = replace(dances[1], song=dances[0].song)
    for taker, kind in ((2, "shifted in time"), (3, "mirrored"), (4, "slower")):
        copy = copies(dances[0].motion.slice(100, 140), kind)
        dances[taker] = replace(dances[taker], motion=pasted(dances[taker].motion, copy, 20))
    careless = forged(dances, train=(1, 2, 3), valid=(4,), test=(0,))
    assert kinds(find_leaks(dances, careless)) == {LeakKind.SAME_SONG, LeakKind.SAME_MOTION}
    for fold in range(4):
        made = split_dances(dances, length_s=2, hop_s=1, seed=0, fold=fold)
        assert find_leaks(dances, made) == ()
