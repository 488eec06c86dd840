"""Labelling stretches of videos."""

from __future__ import annotations

import pytest

from core.errors import InputError
from workbench.actions.labels import label, span_s


def test_a_label_is_stored_with_who_gave_it(project, add_motion):
    video = add_motion()
    segment = label(project, video.id, 0.5, 1.5, "waltz", annotator="Kim")
    assert project.segments.for_video(video.id) == [segment]
    assert (segment.tier, segment.label, segment.annotator) == ("style", "waltz", "Kim")


def test_without_a_name_the_user_is_the_annotator(project, add_motion, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "ada")
    assert label(project, add_motion().id, 0, 1, "waltz").annotator == "ada"


def test_the_whole_span_of_a_video_can_be_labelled(project, add_motion):
    video = add_motion()
    segment = label(project, video.id, *span_s(project, video), "waltz")
    assert segment.end_s == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("start_s", "end_s", "says"),
    [
        (1, 1, "start before its end"),
        (1.5, 0.5, "start before"),
        (0, 9, "not inside"),
        (float("nan"), 1, "start"),
    ],
)
def test_an_impossible_stretch_is_refused(project, add_motion, start_s, end_s, says):
    video = add_motion()
    with pytest.raises(InputError, match=says):
        label(project, video.id, start_s, end_s, "waltz")
    assert project.segments.all() == []


def test_a_video_that_is_not_there_is_named(project):
    with pytest.raises(InputError, match="7"):
        label(project, 7, 0, 1, "waltz")


def test_an_unknown_tier_is_refused(project, add_motion):
    with pytest.raises(InputError, match="tier"):
        label(project, add_motion().id, 0, 1, "waltz", tier="mood")
