"""Tiers without overlaps stay so; splits, joins and their undoing lose nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.errors import InputError
from db.segments import OnOverlap, SegmentSpec
from tests.db.make import add_video


@pytest.fixture
def video(project):
    return add_video(project)


@pytest.fixture
def add(project, video):
    """Mark a span of the film; Kim's waltz on the style tier unless said otherwise."""

    def add(start_s, end_s, label="waltz", *, tier="style", annotator="Kim", on_overlap=OnOverlap.REFUSE):
        return project.segments.add(video.id, tier, label, start_s, end_s, annotator, on_overlap=on_overlap)

    return add


def test_a_segment_over_another_of_the_same_annotator_is_refused(project, video, add):
    add(1, 3)
    with pytest.raises(InputError, match="Kim has 'waltz' from 1 s to 3 s there already") as caught:
        add(2, 4, "rumba")
    assert "allows overlaps" in caught.value.hint
    assert [label.name for label in project.segments.labels("style")] == ["waltz"]
    for free in (add(3, 4, "rumba"), add(2, 4, annotator="Ada"), add(1, 3, "turn", tier="move")):
        assert project.segments.get(free.id) == free


def test_comments_may_lie_over_one_another(add):
    assert add(1, 3, "arms", tier="comment").id != add(2, 4, "feet", tier="comment").id


def test_a_moved_segment_is_refused_where_another_is(project, add):
    first, second = add(1, 3), add(4, 5)
    for change in ({"start_s": 2.5}, {"start_s": 0.5}, {"start_s": 1.5, "end_s": 2}):
        with pytest.raises(InputError, match="there already"):
            project.segments.update(second.id, **change)
    assert project.segments.get(second.id) == second
    assert project.segments.update(second.id, start_s=3).start_s == first.end_s


def test_a_segment_is_cut_to_the_free_room_on_request(project, add):
    add(1, 3)
    add(6, 7)
    cut = add(2, 10, "rumba", on_overlap=OnOverlap.CLIP)
    assert (cut.start_s, cut.end_s) == (3, 6)
    with pytest.raises(InputError, match="there already"):
        add(1.5, 2.5, "rumba", on_overlap=OnOverlap.CLIP)
    moved = project.segments.update(cut.id, start_s=0, on_overlap=OnOverlap.CLIP)
    assert (moved.start_s, moved.end_s) == (3, 6)  # where it was, though there is room before 1 s, too


def test_what_was_made_elsewhere_may_be_kept_as_it_is(project, video, add):
    add(1, 3)
    assert add(2, 4, on_overlap=OnOverlap.KEEP).start_s == 2
    spec = SegmentSpec(video.id, "style", "rumba", 0, 9, "Kim")
    assert len(project.segments.replace([], add=[spec], on_overlap=OnOverlap.KEEP)) == 1


def test_segments_that_overlap_already_can_still_be_edited(project, add):
    first, second = add(1, 3), add(2, 5, on_overlap=OnOverlap.KEEP)
    add(7, 8)
    assert project.segments.update(second.id, label="rumba").label == "rumba"
    assert project.segments.update(second.id, start_s=1.5).start_s == 1.5
    with pytest.raises(InputError, match="7 s to 8 s"):
        project.segments.update(first.id, end_s=7.5)


def test_a_removed_segment_comes_back_only_where_there_is_room(project, add):
    first = add(1, 3)
    project.segments.remove(first.id)
    second = add(2, 4)
    with pytest.raises(InputError, match="there already"):
        project.segments.restore(first.id)
    project.segments.remove(second.id)
    assert project.segments.restore(first.id) == first
    assert project.segments.restore(first.id) == first


def test_segments_that_lay_over_one_another_come_back_so(project, video, add):
    """As in a project from before tiers had rules."""
    pair = [add(1, 3), add(2, 4, on_overlap=OnOverlap.KEEP)]
    project.segments.remove(pair[0].id)
    assert project.segments.restore(pair[0].id) == pair[0]
    ids = [segment.id for segment in pair]
    spec = SegmentSpec(video.id, "style", "rumba", 0, 9, "Kim")
    (whole,) = project.segments.replace(ids, add=[spec])
    project.segments.replace([whole.id], restore=ids)
    assert project.segments.all() == pair
    change = project.segments.join(ids)
    assert project.segments.exchange(change.after, change.before) == pair


def test_a_replacement_makes_room_for_itself(project, video, add):
    first = add(1, 3)
    spec = SegmentSpec(video.id, "style", "rumba", 1, 3, "Kim")
    (second,) = project.segments.replace([first.id], add=[spec])
    project.segments.replace([second.id], restore=[first.id])
    assert project.segments.all() == [first]


def test_a_split_is_two_segments_and_undone_one(project, video, add):
    project.beat_grids.put(video.id, BeatGrid(np.arange(20) * 0.5), "Kim")
    whole = add(1, 4)
    change = project.segments.split(whole.id, 2.25)
    left, right = change.after
    assert (left.id, left.start_s, left.end_s, left.end_beat) == (whole.id, 1, 2.25, 4.5)
    assert (right.label, right.start_s, right.end_s, right.start_beat) == ("waltz", 2.25, 4, 4.5)
    assert project.segments.exchange(change.after, change.before) == [whole]
    assert project.segments.all() == [whole]
    assert project.segments.exchange(change.before, change.after) == [left, right]


@pytest.mark.parametrize("at_s", [0.5, 1.0, 4.0, 9, float("nan")])
def test_a_segment_is_split_inside_only(project, add, at_s):
    whole = add(1, 4)
    with pytest.raises(InputError, match="not inside"):
        project.segments.split(whole.id, at_s)
    assert project.segments.all() == [whole]


def test_neighbours_are_joined_and_undone_apart(project, add):
    first, second, third = add(1, 2), add(2.5, 3), add(3, 4)
    change = project.segments.join([third.id, first.id, second.id])
    (joined,) = project.segments.all()
    assert (joined.id, joined.start_s, joined.end_s) == (first.id, 1, 4)
    assert project.segments.exchange(change.after, change.before) == [first, second, third]
    assert project.segments.all() == [first, second, third]


def test_only_neighbours_of_one_kind_are_joined(project, add):
    first, between, last = add(1, 2), add(2, 3, "rumba"), add(3, 4)
    theirs = add(5, 6, annotator="Ada")
    with pytest.raises(InputError, match="'rumba' from 2 s to 3 s"):
        project.segments.join([first.id, last.id])
    for other in (between, theirs):
        with pytest.raises(InputError, match="one label"):
            project.segments.join([first.id, other.id])
    with pytest.raises(InputError, match="two segments"):
        project.segments.join([first.id, first.id])
    assert project.segments.all() == [first, between, last, theirs]


def test_undo_does_not_overwrite_what_somebody_did_since(project, add):
    change = project.segments.split(add(1, 4).id, 2)
    right = project.segments.update(change.after[1].id, end_s=3)
    with pytest.raises(InputError, match=f"Segment {right.id} was changed since"):
        project.segments.exchange(change.after, change.before)
    project.segments.remove(right.id)
    with pytest.raises(InputError, match="was removed"):
        project.segments.exchange(change.after, change.before)
    assert project.segments.get(change.after[0].id).end_s == 2


def test_undo_does_not_put_a_segment_over_somebody_elses_new_one(project, add):
    change = project.segments.join([add(1, 2).id, add(5, 6).id])
    project.segments.exchange(change.after, change.before)
    add(3, 4, "rumba")
    with pytest.raises(InputError, match="'rumba' from 3 s to 4 s"):
        project.segments.exchange(change.before, change.after)
    assert len(project.segments.all()) == 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0.01, 20)), max_size=12))
def test_however_segments_are_drawn_none_lies_over_another(sqlite_project, drawn):
    video = add_video(sqlite_project)
    for start_s, length_s in drawn:
        try:
            sqlite_project.segments.add(
                video.id, "style", "waltz", start_s, start_s + length_s, "Kim", on_overlap=OnOverlap.CLIP
            )
        except InputError:
            continue
    held = sqlite_project.segments.for_video(video.id)
    assert all(a.end_s <= b.start_s for a, b in pairwise(held))
    assert bool(held) == bool(drawn)


def test_tiers_of_ones_own_are_added_renamed_and_allowed_overlaps(project, video, add):
    project.segments.add_tier("mood")
    segment = add(1, 2, "sad", tier="mood")
    assert project.segments.rename_tier("mood", " feeling ").name == "feeling"
    assert project.segments.get(segment.id).tier == "feeling"
    assert project.segments.tiers()[-1] == "feeling"
    with pytest.raises(InputError, match="there already"):
        add(1.5, 3, "glad", tier="feeling")
    assert project.segments.set_overlaps("feeling", True).overlaps
    add(1.5, 3, "glad", tier="feeling")
    project.segments.set_overlaps("feeling", False)
    assert len(project.segments.for_video(video.id, "feeling")) == 2


def test_a_tier_keeps_its_name_where_barre_needs_it_or_another_has_the_new_one(project):
    project.segments.add_tier("mood")
    for name, new, says in [
        ("style", "genre", "keeps its name"),
        ("mood", "move", "already"),
        ("mood", " ", "needs"),
    ]:
        with pytest.raises(InputError, match=says):
            project.segments.rename_tier(name, new)
    assert project.segments.rename_tier("mood", "mood").name == "mood"


def test_several_labels_are_added_at_once_or_not_at_all(project):
    project.segments.add_label("style", "rumba", "#123456")
    added = project.segments.add_labels("style", ["waltz", "rumba"])
    assert [label.name for label in added] == ["waltz", "rumba"]
    assert added[1].colour == "#123456"
    with pytest.raises(InputError):
        project.segments.add_labels("style", ["tango", " "])
    assert [label.name for label in project.segments.labels("style")] == ["rumba", "waltz"]
