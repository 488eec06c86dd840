"""Edits of segments inside their video, and taking them back."""

from __future__ import annotations

import numpy as np
import pytest

from core.audio.grid import BeatGrid
from core.errors import InputError
from workbench.actions.labels import label
from workbench.actions.segment_edits import join, nudge, split, undo


@pytest.fixture
def video(add_motion):
    """Two seconds."""
    return add_motion()


@pytest.fixture
def waltz(project, video):
    return label(project, video.id, 0.5, 1.0, "waltz", annotator="Kim")


def test_an_edge_stops_at_the_ends_of_the_video_and_at_the_neighbour(project, video, waltz):
    assert nudge(project, waltz.id, start_by=-3).after[0].start_s == 0
    rumba = label(project, video.id, 1.5, 1.8, "rumba", annotator="Kim")
    assert nudge(project, waltz.id, end_by=0.7).after[0].end_s == 1.5
    assert nudge(project, rumba.id, end_by=9).after[0].end_s == pytest.approx(2.0)


def test_an_edge_moves_by_beats(project, video, waltz):
    with pytest.raises(InputError, match="No beats"):
        nudge(project, waltz.id, end_by=1, in_beats=True)
    project.beat_grids.put(video.id, BeatGrid(np.array([0, 0.5, 1.0, 1.7, 2.0])), "Kim")
    change = nudge(project, waltz.id, end_by=1, in_beats=True)
    assert (change.after[0].start_s, change.after[0].end_s, change.after[0].end_beat) == (0.5, 1.7, 3)
    assert undo(project, change)[0].end_s == 1.0


def test_a_nudge_that_leaves_nothing_is_refused(project, waltz):
    with pytest.raises(InputError, match="start < end"):
        nudge(project, waltz.id, end_by=-0.6)
    assert project.segments.get(waltz.id) == waltz


def test_split_and_join_with_the_next_are_each_others_undoing(project, waltz):
    change = split(project, waltz.id, 0.75)
    joined = join(project, [waltz.id])
    assert joined.after == (waltz,)
    undo(project, joined)
    undo(project, change)
    assert project.segments.all() == [waltz]


def test_a_segment_without_a_next_one_of_its_label_is_not_joined(project, video, waltz):
    for _ in range(2):
        with pytest.raises(InputError, match="no next segment after 'waltz'"):
            join(project, [waltz.id])
        if len(project.segments.all()) == 1:
            label(project, video.id, 1.0, 1.5, "rumba", annotator="Kim")
