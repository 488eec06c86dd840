"""The pose job's work, on a drawn dancer, with the real model."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import CorrectionKind, JobState, JointEdit, Space
from core.errors import Cancelled, InputError, MediaError
from core.skeleton import skeleton
from workbench.actions.imports import import_paths
from workbench.actions.posing import extract_poses, queue_poses
from workbench.actions.previews import thumbnail_path
from workbench.jobs.follow import wait


def _imported(project, path):
    return import_paths(project, [path]).added[0]


def test_both_spaces_of_every_frame_are_stored(project, dancer_film):
    video = _imported(project, dancer_film)
    report = extract_poses(project, video.id)
    assert [(track.space, track.person) for track in report.tracks] == [(Space.IMAGE, 0), (Space.WORLD, 0)]
    assert {track.n_frames for track in report.tracks} == {40}
    assert report.n_missing <= 1
    image = project.tracks.read(report.tracks[0].id)
    assert image.shape == (40, 33, 4)
    assert 0 < image[20, 0, 0] < 288
    assert thumbnail_path(project, video).exists()


def test_corrections_survive_a_second_extraction(project, dancer_film):
    video = _imported(project, dancer_film)
    track = extract_poses(project, video.id).tracks[0]
    project.corrections.put(track.id, [JointEdit(3, 0, CorrectionKind.MOVE, 10.0, 20.0, 0.0)], "Kim")
    again = extract_poses(project, video.id)
    assert again.tracks[0] == track
    assert project.tracks.frame(track.id, 3)[0, :2].tolist() == [10.0, 20.0]


def test_a_forced_extraction_takes_the_place_of_the_first_one(project, dancer_film):
    video = _imported(project, dancer_film)
    first = extract_poses(project, video.id, people=2).tracks
    again = extract_poses(project, video.id, force=True).tracks
    assert project.tracks.current(video.id) == list(again)
    assert project.tracks.for_video(video.id) == [*first, *again]
    summary = project.videos.summaries()[0]
    assert (summary.n_people, summary.n_tracked_frames) == (1, 40)


def test_a_forced_extraction_that_is_stopped_or_fails_leaves_the_poses(project, dancer_film):
    video = _imported(project, dancer_film)
    first = extract_poses(project, video.id).tracks
    asked = iter([False] * 10 + [True] * 1000)
    with pytest.raises(Cancelled):
        extract_poses(project, video.id, force=True, should_stop=lambda: next(asked))
    project.videos.relocate(video.id, str(dancer_film.with_name("elsewhere.mp4")))
    with pytest.raises(MediaError):
        extract_poses(project, video.id, force=True)
    assert project.tracks.for_video(video.id) == list(first)


def test_corrections_made_before_or_during_a_forced_extraction_stay(project, dancer_film):
    video = _imported(project, dancer_film)
    first = extract_poses(project, video.id).tracks
    edit = JointEdit(3, 0, CorrectionKind.HIDE)

    def correct(fraction, message):
        project.corrections.put(first[0].id, [edit], "Kim")

    with pytest.raises(InputError, match="was corrected while"):
        extract_poses(project, video.id, force=True, on_progress=correct)
    assert extract_poses(project, video.id, force=True).tracks == first
    assert project.tracks.for_video(video.id) == list(first)


def test_films_are_queued_as_they_are_now(project, add_motion, dancer_film, make_film):
    busy, motion = _imported(project, dancer_film), add_motion()
    free = _imported(project, make_film())
    for job in project.jobs.active():
        if job.video_id == free.id:
            project.jobs.request_cancel(job.id)
    world = np.zeros((1, 33, 4), np.float32)
    track = project.tracks.add(
        free.id, 0, Space.IMAGE, "mediapipe-full", skeleton("blazepose33"), 25.0, world
    )
    queued = queue_poses(project, [busy.id, motion.id, free.id, free.id], people=2)
    assert [(job.video_id, job.args) for job in queued.jobs] == [(free.id, {"people": 2, "force": True})]
    assert (queued.busy, queued.motions, queued.corrected) == ((busy,), (motion,), ())
    assert project.tracks.for_video(free.id) == [track]
    project.jobs.request_cancel(queued.jobs[0].id)
    project.corrections.put(track.id, [JointEdit(0, 0, CorrectionKind.HIDE)], "Kim")
    queued = queue_poses(project, [free.id])
    assert (queued.jobs, queued.corrected) == ((), (free,))


def test_frames_without_a_person_are_kept_as_missing(project, make_film):
    video = _imported(project, make_film(n_frames=12))
    report = extract_poses(project, video.id)
    assert (report.n_frames, report.n_missing) == (12, 12)
    assert {track.n_frames for track in report.tracks} == {12}


def test_people_whom_nobody_saw_get_no_track(project, dancer_film):
    video = _imported(project, dancer_film)
    report = extract_poses(project, video.id, people=2)
    assert {track.person for track in project.tracks.for_video(video.id)} == {0}
    assert len(report.tracks) == 2


def test_a_stopped_extraction_keeps_nothing(project, dancer_film):
    video = _imported(project, dancer_film)
    asked = iter([False] * 10 + [True] * 1000)
    with pytest.raises(Cancelled):
        extract_poses(project, video.id, should_stop=lambda: next(asked))
    assert project.tracks.for_video(video.id) == []


def test_a_motion_file_has_nothing_to_extract(project, add_motion):
    with pytest.raises(InputError, match="motion file"):
        extract_poses(project, add_motion().id)


def test_two_films_are_looked_at_by_jobs_of_their_own(project, dancer_film, make_film):
    jobs = import_paths(project, [dancer_film, make_film()]).jobs
    ended = wait(project, [job.id for job in jobs])
    assert [job.state for job in ended] == [JobState.DONE, JobState.DONE]
    assert "of 40 frames" in ended[0].message


def test_a_film_that_went_away_fails_its_job_with_a_sentence(project, make_film):
    film = make_film()
    (job,) = import_paths(project, [film]).jobs
    film.unlink()
    (failed,) = wait(project, [job.id])
    assert failed.state is JobState.FAILED
    assert "film.mp4" in failed.error
