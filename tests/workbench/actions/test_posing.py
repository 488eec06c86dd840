"""The pose job's work, on a drawn dancer, with the real model."""

from __future__ import annotations

import pytest

from core.entities import CorrectionKind, JobState, JointEdit, Space
from core.errors import Cancelled, InputError
from workbench.actions.imports import import_paths
from workbench.actions.posing import extract_poses
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
