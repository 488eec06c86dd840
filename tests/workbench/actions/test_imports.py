"""Importing into a project."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from core.entities import JobState, Space, VideoKind
from core.errors import Cancelled, InputError
from workbench.actions.imports import import_paths


def _ballroom(folder: Path, n_frames: int = 30) -> Path:
    folder.mkdir(parents=True)
    skeletons = np.zeros((n_frames, 23, 3)) + np.arange(23)[None, :, None]
    data = {"length": n_frames, "center": [[0, 90, 0]] * n_frames, "skeletons": skeletons.tolist()}
    (folder / "skeletons.json").write_text(json.dumps(data))
    (folder / "config.json").write_text(json.dumps({"start_position": 50, "end_position": 80}))
    (folder / "audio.mp3").write_bytes(b"not looked into")
    return folder


def test_a_film_is_added_with_its_times_and_gets_a_pose_job(project, make_film):
    report = import_paths(project, [make_film(n_frames=20, fps=10, sound=True)])
    (video,) = report.added
    assert (video.kind, video.n_frames, video.has_audio) == (VideoKind.VIDEO, 20, True)
    assert project.videos.times_s(video.id) == pytest.approx(np.arange(20) / 10, abs=1e-3)
    pose, songs = report.jobs
    assert (pose.kind, pose.state, pose.video_id, pose.args) == (
        "pose",
        JobState.QUEUED,
        video.id,
        {"people": 1},
    )
    assert (songs.kind, songs.args) == ("songs", {"videos": [video.id]})


def test_a_motion_file_is_complete_at_once(project, make_motion_file):
    report = import_paths(project, [make_motion_file(n_frames=40)])
    (track,) = project.tracks.for_video(report.added[0].id)
    assert (track.space, track.n_frames, track.n_missing, report.jobs) == (Space.WORLD, 40, 0, ())


def test_a_file_is_recognised_by_its_content_under_another_name(project, make_film, tmp_path):
    film = make_film()
    first = import_paths(project, [film])
    copy = tmp_path / "other name.mp4"
    copy.write_bytes(film.read_bytes())
    second = import_paths(project, [copy])
    assert (second.added, second.known) == ((), first.added)
    assert second.jobs == ()  # the first import's job is still queued


def test_a_known_film_whose_pose_job_failed_gets_a_new_one(project, make_film):
    film = make_film()
    job = import_paths(project, [film]).jobs[0]
    project.jobs.finish(job.id, JobState.FAILED, "no model")
    assert len(import_paths(project, [film]).jobs) == 1


def test_a_style_is_given_to_the_whole_of_each_video_once(project, make_motion_file):
    file = make_motion_file(n_frames=50)
    for _ in range(2):
        import_paths(project, [file], style="waltz", annotator="Kim")
    (segment,) = project.segments.all()
    assert (segment.label, segment.annotator) == ("waltz", "Kim")
    assert (segment.start_s, segment.end_s) == pytest.approx((0, 2.0))


def test_a_ballroom_dance_brings_its_song_and_its_style(project, tmp_path):
    report = import_paths(project, [_ballroom(tmp_path / "set" / "DANCE_W_3").parent])
    (video,) = report.added
    assert (video.name, video.audio_offset_s) == ("DANCE_W_3", 2.0)
    assert video.audio_sha256 is not None
    (segment,) = project.segments.all()
    assert (segment.label, segment.annotator) == ("waltz", "dataset")
    assert [(job.kind, job.args) for job in report.jobs] == [("songs", {"videos": [video.id]})]


def test_a_style_that_is_given_beats_the_folder_name(project, tmp_path):
    import_paths(project, [_ballroom(tmp_path / "DANCE_W_3")], style="slow", annotator="Kim")
    assert [(s.label, s.annotator) for s in project.segments.all()] == [("slow", "Kim")]


def test_cuts_keep_only_the_danced_parts(project, make_film, tmp_path):
    cuts = tmp_path / "cuts.txt"
    cuts.write_text("film 0.5 1.0\nfilm 1.2 2.0\nghost 0 1\n")
    report = import_paths(project, [make_film(n_frames=20, fps=10)], cuts=cuts)
    spans = [(video.start_s, video.end_s, video.n_frames) for video in report.added]
    assert spans == [(0.5, 1.0, 5), (1.2, 2.0, 8)]
    assert project.videos.times_s(report.added[1].id)[0] == pytest.approx(1.2, abs=1e-3)
    assert len(report.jobs) == 2
    assert "ghost" in report.notes[0]


def test_a_cut_of_a_danced_song_is_heard_where_it_was(project, tmp_path):
    folder = _ballroom(tmp_path / "DANCE_W_3")
    cuts = tmp_path / "cuts.txt"
    cuts.write_text("DANCE_W_3 0.4 1.0\n")
    (video,) = import_paths(project, [folder], cuts=cuts).added
    assert video.audio_offset_s == pytest.approx(2.4)
    assert project.segments.all()[0].start_s == pytest.approx(0.4)


def test_copied_files_lie_in_the_project_once(project, make_film):
    film = make_film("deep/dance.mp4")
    import_paths(project, [film], copy=True)
    import_paths(project, [film], copy=True)
    (video,) = project.videos.all()
    assert video.path == "media/dance.mp4"
    assert [path.name for path in project.media_dir.iterdir()] == ["dance.mp4"]


def test_a_known_film_is_not_copied(project, make_film):
    film = make_film()
    (video,) = import_paths(project, [film]).added
    assert import_paths(project, [film], copy=True).known == (video,)
    assert list(project.media_dir.iterdir()) == []


def test_a_bad_cut_leaves_no_copy_and_names_the_file(project, make_film, tmp_path):
    film, cuts = make_film(n_frames=20, fps=10), tmp_path / "cuts.txt"
    cuts.write_text("film 0 1\nfilm 50 60\n")
    (failure,) = import_paths(project, [film], cuts=cuts, copy=True).failed
    assert str(film) in failure.message
    assert list(project.media_dir.iterdir()) == []
    assert project.videos.all() == []


def test_a_dance_named_by_dots_is_copied_under_its_own_name(project, tmp_path, monkeypatch):
    inside = _ballroom(tmp_path / "DANCE_W_3") / "x"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (video,) = import_paths(project, [".."], copy=True).added
    assert (video.path, video.name) == ("media/DANCE_W_3/skeletons.json", "DANCE_W_3")
    assert not (project.path / "skeletons.json").exists()


def test_copies_of_other_files_of_the_same_name_do_not_overwrite(project, make_film):
    import_paths(project, [make_film("a/x.mp4", 10), make_film("b/x.mp4", 12)], copy=True)
    assert {video.path for video in project.videos.all()} == {"media/x.mp4", "media/x-2.mp4"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("text.mp4", b"Dear diary, today we danced."),
        ("motion.npz", b"PK\x03\x04 cut off"),
    ],
)
def test_a_bad_file_is_reported_and_the_others_go_on(project, make_film, tmp_path, name, content):
    bad = tmp_path / name
    bad.write_bytes(content)
    report = import_paths(project, [bad, make_film()])
    assert len(report.added) == 1
    (failure,) = report.failed
    assert failure.path == bad
    assert name in failure.message


def test_a_missing_file_is_reported(project, tmp_path):
    report = import_paths(project, [tmp_path / "nowhere.mp4"])
    assert "nowhere.mp4" in report.failed[0].message
    assert project.videos.all() == []


def test_a_motion_that_cannot_be_stored_leaves_no_video(project, make_motion_file, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project.tracks, "add", full)
    report = import_paths(project, [make_motion_file()])
    assert "disk is full" in report.failed[0].message
    assert project.videos.all() == []


def test_a_copy_onto_a_full_disk_leaves_nothing(project, make_film, monkeypatch):
    def full(_source, target):
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    report = import_paths(project, [make_film()], copy=True)
    assert "full" in report.failed[0].message
    assert list(project.media_dir.iterdir()) == []
    assert project.videos.all() == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_reported(project, make_film):
    film = make_film()
    film.chmod(0)
    assert "cannot be read" in import_paths(project, [film]).failed[0].message


def test_nothing_to_import_is_said(project, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="nothing to import"):
        import_paths(project, [tmp_path / "empty"])


def test_an_import_can_be_stopped(project, make_film):
    with pytest.raises(Cancelled):
        import_paths(project, [make_film()], should_stop=lambda: True)


def test_paths_with_spaces_and_other_alphabets(project, make_film):
    (video,) = import_paths(project, [make_film("пара в зале/танго 探戈.mp4")]).added
    assert video.name == "танго 探戈"
