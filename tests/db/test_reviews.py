"""What people said of frames, and how it is taken back."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import ReviewState
from core.errors import InputError
from db.people import Exchange
from db.reviews import ReviewSpec, spans_of
from tests.db.make import add_track, add_video, poses

ACCEPTED, UNSEEN = ReviewState.ACCEPTED, ReviewState.UNSEEN


@pytest.fixture
def track(project):
    return add_track(project)


def test_the_newest_word_over_a_frame_counts(project, track):
    project.reviews.put(track.id, [ReviewSpec(2, 8, ACCEPTED), ReviewSpec(4, 6, UNSEEN)], "Kim")
    accepted = project.reviews.accepted(track.id, track.n_frames)
    assert np.flatnonzero(accepted).tolist() == [2, 3, 6, 7]


def test_what_was_before_can_be_said_again(project, track):
    project.reviews.put(track.id, [ReviewSpec(2, 4, ACCEPTED)], "Kim")
    before = project.reviews.said(track.id, track.n_frames)
    project.reviews.put(track.id, [ReviewSpec(0, 9, ACCEPTED)], "Ada")
    project.reviews.put(track.id, spans_of(before[0:9], 0), "Ada")
    np.testing.assert_array_equal(project.reviews.said(track.id, track.n_frames), before)
    assert [review.annotator for review in project.reviews.history(track.id)][:2] == ["Kim", "Ada"]


@pytest.mark.parametrize(
    "spec", [ReviewSpec(3, 3, ACCEPTED), ReviewSpec(-1, 2, ACCEPTED), ReviewSpec(0, 10_000, ACCEPTED),
             ReviewSpec(0, 2, ReviewState.CORRECTED)],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(project, track, spec):
    with pytest.raises(InputError):
        project.reviews.put(track.id, [ReviewSpec(0, 1, ACCEPTED), spec], "Kim")
    assert project.reviews.history(track.id) == []


def test_a_word_goes_with_the_body_that_it_was_said_of(project):
    video = add_video(project, n_frames=20)
    first, second = (add_track(project, poses(20), video_id=video.id, person=who) for who in (0, 1))
    project.reviews.put(first.id, [ReviewSpec(5, 15, ReviewState.ACCEPTED)], "Ada")
    change = project.people.mend(video.id, [Exchange(0, 1, ((10, 20),))], "Kim")
    assert np.flatnonzero(project.reviews.accepted(first.id, 20)).tolist() == [5, 6, 7, 8, 9]
    assert np.flatnonzero(project.reviews.accepted(second.id, 20)).tolist() == [10, 11, 12, 13, 14]
    parts = project.reviews.put(first.id, [ReviewSpec(8, 12, ReviewState.ACCEPTED)], "Ada")
    assert [(part.start_frame, part.stop_frame) for part in parts] == [(8, 10), (10, 12)]
    assert {part.track_id for part in parts} == {first.id}  # as it was said, whoever's body it is on
    project.people.put(change.inverse, "Kim")
    assert np.flatnonzero(project.reviews.accepted(second.id, 20)).tolist() == [10, 11]
