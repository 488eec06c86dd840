"""Segments follow the beats that they lie on, and come back when the edit is undone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.audio.grid_edits import Mend, begin_bar, double, halve, insert_beat, move_beat, replace, shift
from core.entities import Segment
from core.errors import InputError
from db.project import Project
from tests.db.make import add_video

GRID = BeatGrid(np.arange(20) * 0.5)


def edges(project: Project, segment: Segment) -> tuple[float, float, float | None, float | None]:
    now = project.segments.get(segment.id)
    return now.start_s, now.end_s, now.start_beat, now.end_beat


def test_edges_are_kept_in_beats_where_a_grid_is_in_force(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 1.0, 2.25, "Kim")
    assert edges(project, segment) == (1.0, 2.25, None, None)
    project.beat_grids.put(video.id, GRID, "Ada")
    assert edges(project, segment) == (1.0, 2.25, 2.0, 4.5)
    project.segments.update(segment.id, end_s=3.0)
    assert edges(project, segment) == (1.0, 3.0, 2.0, 6.0)
    other = project.segments.add(video.id, "move", "turn", 3.0, 3.5, "Kim")
    assert (other.start_beat, other.end_beat) == (6.0, 7.0)


def test_a_moved_beat_takes_the_edges_on_it_along_whoever_set_them(project):
    video, other = add_video(project), add_video(project)
    mine = project.segments.add(video.id, "style", "waltz", 0.0, 1.0, "Kim")
    theirs = project.segments.add(video.id, "move", "turn", 1.0, 3.0, "Ada")
    elsewhere = project.segments.add(other.id, "style", "waltz", 0.0, 1.0, "Kim")
    change = project.beat_grids.mend(video.id, move_beat(GRID, 2, 1.1), "Kim")
    assert edges(project, mine) == (0.0, 1.1, 0.0, 2.0)
    assert edges(project, theirs) == (1.1, 3.0, 2.0, 6.0)
    assert edges(project, elsewhere) == (0.0, 1.0, None, None)
    assert [moved.segment_id for moved in change.moved] == [mine.id, theirs.id]
    assert project.beat_grids.current(video.id) == change.after


@pytest.mark.parametrize(
    "edit", [halve, double, lambda grid: begin_bar(grid, 3), lambda grid: insert_beat(grid, 1.7)]
)
def test_edges_stay_in_time_when_the_beats_are_only_counted_anew(project, edit):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 1.0, 2.2, "Kim")
    change = project.beat_grids.mend(video.id, edit(GRID), "Kim")
    assert change.moved == ()
    after = change.after
    assert edges(project, segment) == (1.0, 2.2, after.position(1.0), after.position(2.2))


def test_undoing_brings_grid_and_edges_back_exactly(project):
    video = add_video(project)
    project.beat_grids.put(video.id, GRID, "Kim")
    segments = [project.segments.add(video.id, "style", "waltz", i / 3, i / 3 + 0.1, "Kim") for i in range(9)]
    project.segments.remove(segments[4].id)
    before = project.segments.for_video(video.id)
    change = project.beat_grids.mend(video.id, shift(GRID, 0.123), "Ada")
    assert len(change.moved) == 9
    project.beat_grids.take_back(change, "Ada")
    assert project.beat_grids.current(video.id) == GRID
    assert project.segments.for_video(video.id) == before
    assert project.segments.restore(segments[4].id) == segments[4]


def test_undoing_the_first_grid_leaves_none(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 1.0, 2.2, "Kim")
    change = project.beat_grids.mend(video.id, Mend(None, GRID), "Kim")
    project.beat_grids.take_back(change, "Kim")
    assert project.beat_grids.current(video.id) is None
    assert edges(project, segment) == (1.0, 2.2, None, None)
    again = project.beat_grids.mend(video.id, Mend(None, GRID), "Kim")
    assert again.before is None


def test_a_removed_segment_follows_too_and_comes_back_where_its_beats_are(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 1.0, 2.0, "Kim")
    project.segments.remove(segment.id)
    project.beat_grids.mend(video.id, shift(GRID, 0.25), "Kim")
    assert project.segments.restore(segment.id).start_s == 1.25


def test_an_edit_of_beats_that_somebody_changed_meanwhile_is_refused(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 1.0, 2.0, "Kim")
    mine, theirs = shift(GRID, 0.25), shift(GRID, 0.5)
    change = project.beat_grids.mend(video.id, theirs, "Ada")
    with pytest.raises(InputError, match="meanwhile"):
        project.beat_grids.mend(video.id, mine, "Kim")
    assert project.beat_grids.current(video.id) == theirs.after
    project.beat_grids.mend(video.id, shift(theirs.after, 0.1), "Kim")
    with pytest.raises(InputError, match="meanwhile"):
        project.beat_grids.take_back(change, "Ada")
    assert edges(project, segment)[0] == pytest.approx(1.6)


def test_undo_does_not_overwrite_what_was_done_to_a_segment_since(project):
    video = add_video(project)
    first, second = (project.segments.add(video.id, "style", "waltz", i, i + 0.5, "Kim") for i in (1.0, 2.0))
    change = project.beat_grids.mend(video.id, shift(GRID, 0.25), "Kim")
    project.segments.update(second.id, end_s=2.9)
    with pytest.raises(InputError, match=f"Segment {second.id} was changed"):
        project.beat_grids.take_back(change, "Kim")
    assert project.beat_grids.current(video.id) == change.after
    assert edges(project, first)[0] == 1.25


def test_segments_stop_at_the_ends_of_the_video_and_never_vanish(project):
    video = add_video(project)
    spans = [(0.0, 0.4), (0.2, 1.0), (3.5, 4.0), (3.8, 4.0), (0.0, 4.0)]
    segments = [project.segments.add(video.id, "comment", "note", *span, "Kim") for span in spans]
    back = project.beat_grids.mend(video.id, shift(GRID, -0.5), "Kim", within=(0.0, 4.0))
    found = [edges(project, segment)[:2] for segment in segments]
    assert found == [(0.0, 0.4), (0.0, 0.5), (3.0, 4.0), (3.3, 4.0), (0.0, 4.0)]
    assert back.stayed == (segments[0].id,)
    project.beat_grids.take_back(back, "Kim")
    project.beat_grids.mend(video.id, shift(GRID, 0.3), "Kim", within=(0.0, 4.0))
    assert edges(project, segments[3])[:2] == (3.8, 4.0)
    assert edges(project, segments[2])[:2] == (3.8, 4.0)


steps = st.lists(st.floats(0.05, 1.0), min_size=3, max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, steps, st.lists(st.tuples(st.floats(0, 9), st.floats(0.01, 1)), max_size=8), st.floats(-3, 3))
def test_no_mend_loses_a_segment_and_every_mend_can_be_undone(sqlite_project, old, new, spans, by_s):
    project = sqlite_project
    video = add_video(project, n_frames=250)
    grid = BeatGrid(np.cumsum(old))
    for start_s, length_s in spans:
        project.segments.add(video.id, "comment", "note", start_s, start_s + length_s, "Kim")
    before = project.segments.for_video(video.id)
    first = project.beat_grids.mend(video.id, shift(grid, by_s), "Kim", within=(0.0, 10.0))
    second = project.beat_grids.mend(video.id, replace(first.after, BeatGrid(np.cumsum(new))), "Ada")
    held = project.segments.for_video(video.id)
    assert {segment.id for segment in held} == {segment.id for segment in before}
    for segment in held:
        assert 0 <= segment.start_s < segment.end_s
        assert (segment.start_beat, segment.end_beat) == (
            second.after.position(segment.start_s), second.after.position(segment.end_s),
        )  # fmt: skip
    project.beat_grids.take_back(second, "Ada")
    project.beat_grids.take_back(first, "Kim")
    assert project.segments.for_video(video.id) == before
