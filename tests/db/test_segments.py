import pytest

from core.errors import InputError
from db.palette import PALETTE
from db.segments import SegmentSpec
from tests.db.make import add_video


def test_a_project_begins_with_five_tiers(project):
    assert project.segments.tiers() == ["style", "phrase", "move", "comment", "cut"]
    assert project.segments.labels("style") == []


def test_a_segment_comes_back_as_it_was_given(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 0.5, 2.25, "Kim")
    assert (segment.tier, segment.label, segment.start_s, segment.end_s) == ("style", "waltz", 0.5, 2.25)
    assert segment.annotator == "Kim"
    assert project.segments.get(segment.id) == segment


def test_segments_are_ordered_by_time_and_filtered(project):
    first, second = add_video(project), add_video(project)
    late = project.segments.add(first.id, "style", "waltz", 5, 6, "Kim")
    early = project.segments.add(first.id, "style", "rumba", 0, 1, "Ada")
    turn = project.segments.add(first.id, "move", "turn", 2, 3, "Kim")
    other = project.segments.add(second.id, "style", "waltz", 0, 1, "Kim")
    assert project.segments.for_video(first.id) == [early, turn, late]
    assert project.segments.for_video(first.id, tier="style") == [early, late]
    assert project.segments.for_video(first.id, annotator="Kim") == [turn, late]
    assert project.segments.all("style") == [early, late, other]
    assert project.segments.all() == [early, turn, late, other]


def test_a_segment_can_be_changed_in_part(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 0, 1, "Kim")
    assert project.segments.update(segment.id, end_s=2).end_s == 2
    assert project.segments.update(segment.id, start_s=0.5).start_s == 0.5
    changed = project.segments.update(segment.id, label="rumba")
    assert (changed.label, changed.start_s, changed.end_s, changed.tier) == ("rumba", 0.5, 2, "style")
    with pytest.raises(InputError):
        project.segments.update(segment.id, start_s=3)
    assert project.segments.get(segment.id) == changed


def test_a_removed_segment_can_be_restored(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 0, 1, "Kim")
    project.segments.remove(segment.id)
    assert project.segments.for_video(video.id) == []
    for gone in (project.segments.get, project.segments.remove, project.segments.update):
        with pytest.raises(InputError):
            gone(segment.id)
    assert project.segments.restore(segment.id) == segment
    assert project.segments.for_video(video.id) == [segment]


def test_segments_are_replaced_and_brought_back(project):
    first, second = add_video(project), add_video(project)
    old = project.segments.add(first.id, "style", "waltz", 0, 1, "Kim")
    specs = [SegmentSpec(video.id, "style", "rumba", 0, 2, "Kim") for video in (first, second)]
    added = project.segments.replace([old.id], add=specs)
    assert [(s.video_id, s.label, s.end_s) for s in added] == [
        (first.id, "rumba", 2),
        (second.id, "rumba", 2),
    ]
    assert project.segments.all() == added
    project.segments.replace([segment.id for segment in added], restore=[old.id])
    assert project.segments.all() == [old]


@pytest.mark.parametrize(
    ("removed", "restored", "end_s"), [((1, 9), (), 2), ((1, 1), (), 2), ((1,), (9,), 2), ((1,), (), 0)]
)
def test_a_replacement_that_fails_half_way_leaves_everything_as_it_was(project, removed, restored, end_s):
    video = add_video(project)
    old = project.segments.add(video.id, "style", "waltz", 0, 1, "Kim")
    assert old.id == 1
    specs = [SegmentSpec(video.id, "style", "rumba", 0, end, "Ada") for end in (2, end_s)]
    with pytest.raises(InputError):
        project.segments.replace(removed, add=specs, restore=restored)
    assert project.segments.all() == [old]
    assert [label.name for label in project.segments.labels("style")] == ["waltz"]


@pytest.mark.parametrize(
    ("start_s", "end_s"), [(1, 1), (2, 1), (-1, 1), (float("nan"), 1), (0, float("nan")), (0, float("inf"))]
)
def test_a_segment_needs_a_span(project, start_s, end_s):
    video = add_video(project)
    with pytest.raises(InputError, match="0 <= start < end"):
        project.segments.add(video.id, "style", "waltz", start_s, end_s, "Kim")
    assert project.segments.labels("style") == []


def test_what_a_segment_refers_to_must_exist(project):
    video = add_video(project)
    with pytest.raises(InputError, match="no video 77"):
        project.segments.add(77, "style", "waltz", 0, 1, "Kim")
    with pytest.raises(InputError, match="no tier 'mood'") as caught:
        project.segments.add(video.id, "mood", "sad", 0, 1, "Kim")
    assert "style, phrase, move" in caught.value.hint
    with pytest.raises(InputError, match="needs a name"):
        project.segments.add(video.id, "style", " ", 0, 1, "Kim")
    with pytest.raises(InputError, match="no segment 5"):
        project.segments.restore(5)


def test_labels_are_made_once_with_colours_of_their_own(project):
    labels = [project.segments.add_label("style", f"style {i}") for i in range(len(PALETTE) + 2)]
    colours = [label.colour for label in labels]
    assert colours[: len(PALETTE)] == list(PALETTE)
    assert project.segments.add_label("style", "style 3") == labels[3]
    assert project.segments.labels("style") == labels
    assert project.segments.add_label("move", "turn").colour == PALETTE[0]
    assert project.segments.add_label("style", "mine", "#123456").colour == "#123456"
