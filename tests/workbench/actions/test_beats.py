"""The beats of a video as people and librosa have them, in the video's own time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.audio.grid import BeatGrid
from core.audio.grid_edits import halve, shift
from core.demo.music import synthesise
from core.errors import InputError
from core.media.sound import save_wav
from workbench.actions.beats import grid_of, listened_grid, mend_grid, put_mend, tap_mend
from workbench.actions.labels import label


@pytest.fixture
def song(tmp_path: Path) -> tuple[Path, np.ndarray]:
    """A waltz of 12 s and its beats."""
    audio, beats_s = synthesise("waltz", 90.0, 12.0, 3)
    save_wav(tmp_path / "song.wav", audio)
    return tmp_path / "song.wav", beats_s


@pytest.fixture
def danced(add_motion, sway, song):
    """A motion of 8 s that begins 2 s into the song."""
    more = {"audio_path": str(song[0]), "audio_sha256": "5" * 64, "audio_offset_s": 2.0, "has_audio": True}
    return add_motion("danced", sway(200), **more)


def test_a_video_that_nobody_listened_to_has_no_beats_yet(project, danced):
    assert grid_of(project, danced) is None
    with pytest.raises(InputError, match="No beats of danced"):
        mend_grid(project, danced, halve)


def test_found_beats_are_told_in_the_time_of_the_video(project, danced, song):
    grid = listened_grid(project, danced)
    assert grid is not None
    assert grid.beats_per_bar == 3
    assert np.abs(grid.downbeats_s[:, None] + 2.0 - song[1][::3]).min(axis=1).max() < 0.03
    assert grid_of(project, danced) == grid
    assert project.beat_grids.current(danced.id) is None


def test_what_people_made_of_the_beats_counts(project, danced):
    mine = BeatGrid(np.arange(10) * 0.4)
    project.beat_grids.put(danced.id, mine, "Kim")
    assert grid_of(project, danced) == mine
    assert listened_grid(project, danced) == mine


def test_a_motion_without_a_song_has_no_beats(project, add_motion):
    assert listened_grid(project, add_motion()) is None


def test_mending_found_beats_moves_what_lies_on_them(project, danced):
    grid = listened_grid(project, danced)
    start_s, end_s = (float(at_s) for at_s in grid.beats_s[[3, 6]])
    segment = label(project, danced.id, start_s, end_s, "waltz", annotator="Ada")
    change = mend_grid(project, danced, partial(shift, by_s=0.05), "Kim")
    moved = project.segments.get(segment.id)
    assert (moved.start_s, moved.end_s) == pytest.approx((start_s + 0.05, end_s + 0.05))
    assert (moved.start_beat, moved.end_beat) == pytest.approx((3, 6))
    project.beat_grids.take_back(change, "Kim")
    assert project.segments.get(segment.id) == segment
    assert grid_of(project, danced) == grid


def test_segments_do_not_follow_the_beats_out_of_the_video(project, danced):
    project.beat_grids.put(danced.id, BeatGrid(np.arange(17) * 0.5), "Kim")
    segment = label(project, danced.id, 6.0, 8.0, "waltz", annotator="Ada")
    mend_grid(project, danced, partial(shift, by_s=1.0), "Kim")
    assert project.segments.get(segment.id).end_s == 8.0


def test_taps_are_the_beats_of_a_video_that_has_none(project, add_motion, sway):
    video = add_motion("silent", sway(200))
    put_mend(project, video, tap_mend(project, video, np.arange(2, 6, 0.5) + 0.12, lag_s=0.12), "Kim")
    grid = grid_of(project, video)
    assert grid.beats_s == pytest.approx(np.arange(0, 8.01, 0.5), abs=1e-6)
    assert 2.0 in grid.downbeats_s.round(6)


def test_taps_take_the_place_of_the_beats_that_they_cover(project, danced):
    project.beat_grids.put(danced.id, BeatGrid(np.arange(17) * 0.5 + 0.1), "Kim")
    segment = label(project, danced.id, 3.1, 4.1, "waltz", annotator="Ada")
    put_mend(project, danced, tap_mend(project, danced, np.arange(2, 6, 0.5)), "Kim")
    grid = grid_of(project, danced)
    assert grid.beats_s[[0, 4, 16]] == pytest.approx([0.1, 2.0, 8.1])
    assert project.segments.get(segment.id).start_s == pytest.approx(3.0)
