"""What the Library says about how far people are."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from core.entities import Reviewed, ReviewState, Space
from db.people import Exchange
from db.reviews import ReviewSpec
from tests.db.make import add_track, add_video, move, poses, revert

ACCEPTED, CORRECTED, UNSEEN = ReviewState.ACCEPTED, ReviewState.CORRECTED, ReviewState.UNSEEN


def accept(project, track, start, stop, who="Kim", state=ACCEPTED):
    project.reviews.put(track.id, [ReviewSpec(start, stop, state)], who)


def test_a_video_that_nobody_looked_at_is_unseen(project):
    add_track(project)
    (row,) = project.videos.summaries()
    assert row.reviewed == Reviewed()
    assert row.review_shares == {UNSEEN: 1.0, CORRECTED: 0.0, ACCEPTED: 0.0}


def test_without_a_track_there_are_no_shares(project):
    add_video(project)
    assert set(project.videos.summaries()[0].review_shares.values()) == {0.0}


def test_an_accepted_frame_counts_as_accepted_whether_it_was_corrected_or_not(project):
    track = add_track(project)
    project.corrections.put(track.id, [move(f, 0, 1.0) for f in (5, 15, 16, 17)], "Kim")
    project.corrections.put(track.id, [revert(17, 0)], "Kim")
    accept(project, track, 0, 16)
    (row,) = project.videos.summaries()
    assert (row.reviewed.n_accepted, row.reviewed.n_both) == (16, 2)
    assert row.review_shares == pytest.approx({UNSEEN: 0.83, CORRECTED: 0.01, ACCEPTED: 0.16})


def test_the_newest_word_counts_and_is_its_annotators(project):
    track = add_track(project)
    accept(project, track, 0, 50, "Kim")
    accept(project, track, 40, 60, "Ada")
    accept(project, track, 0, 10, "Ada", UNSEEN)
    assert project.videos.summaries()[0].reviewed.by_annotator == (("Ada", 20), ("Kim", 30))


def test_people_of_one_video_are_added_and_swapping_them_changes_nothing(project):
    video = add_video(project)
    tracks = [add_track(project, poses(100), video_id=video.id, person=p) for p in (0, 1)]
    add_track(project, poses(100), video_id=video.id, space=Space.WORLD)
    accept(project, tracks[0], 0, 30)
    accept(project, tracks[1], 90, 100)
    before = project.videos.summaries()[0]
    assert before.reviewed.n_accepted == 40
    assert before.review_shares[ACCEPTED] == 0.2
    project.people.mend(video.id, [Exchange(0, 1, ((10, 100),))], "Kim")
    assert project.videos.summaries()[0].reviewed == before.reviewed


def test_words_on_an_earlier_search_do_not_count(project):
    video = add_video(project)
    accept(project, add_track(project, poses(100), video_id=video.id), 0, 30)
    add_track(project, poses(100), video_id=video.id)
    assert project.videos.summaries()[0].reviewed == Reviewed()


def test_three_hundred_videos_cost_as_many_queries_as_three(project):
    def n_queries() -> int:
        seen: list[str] = []
        engine = project._store.engine
        event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        project.videos.summaries()
        return len(seen)

    for i in range(3):
        accept(project, add_track(project, poses(20), video_id=add_video(project, f"v{i}").id), 0, 5)
    few = n_queries()
    for i in range(3, 300):
        track = add_track(project, poses(20), video_id=add_video(project, f"v{i}").id)
        if i % 10 == 0:
            accept(project, track, 0, 5)
            project.corrections.put(track.id, [move(2, 0, 1.0)], "Kim")
    assert n_queries() == few


def test_what_is_said_of_several_tracks_is_stored_together_or_not_at_all(project):
    video = add_video(project)
    tracks = [add_track(project, poses(100), video_id=video.id, person=p) for p in (0, 1)]
    bad = {tracks[0].id: [ReviewSpec(0, 5, ACCEPTED)], tracks[1].id: [ReviewSpec(0, 500, ACCEPTED)]}
    with pytest.raises(Exception, match="not a stretch"):
        project.reviews.put_all(bad, "Kim")
    assert not project.reviews.history(tracks[0].id)
    project.reviews.put_all({track.id: [ReviewSpec(0, 5, ACCEPTED)] for track in tracks}, "Kim")
    assert [project.reviews.accepted(track.id, 100).sum() for track in tracks] == [5, 5]
