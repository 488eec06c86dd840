"""Poses of other programs become people of a video."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, VideoKind
from core.errors import InputError, MediaError
from core.formats import coco, csv, cvat, openpose
from core.formats.pose_track import PoseTrack
from core.skeleton import skeleton
from workbench.actions.exporting import Format, export
from workbench.actions.import_poses import import_poses
from workbench.actions.motions import tracks_of
from workbench.actions.posing import queue_poses

BODY = skeleton("blazepose33")


@pytest.fixture
def film(project):
    """A film of 12 frames with a variable frame rate, and one estimated person."""
    times_s = 2.0 + np.cumsum([0, *[0.04, 0.06] * 5, 0.04])
    new = NewVideo(VideoKind.VIDEO, "waltz", "/films/waltz.mp4", "a" * 64, 1, 20.0, 12, 0.6, 640, 360)
    video = project.videos.add(new, times_s)
    frames = np.random.default_rng(0).uniform(50, 300, (12, 33, 4)).astype(np.float32)
    frames[..., 3] = 0.5
    project.tracks.add(video.id, 0, Space.IMAGE, "mediapipe-full", BODY, 20.0, frames)
    return video


def people(n_frames=12, count=2, video="waltz", body=BODY, size=(640, 360), times_s=None, **more):
    tracks = []
    for person in range(count):
        poses = np.random.default_rng(person + 5).uniform(50, 300, (n_frames, len(body.joints), 4))
        poses[..., 2], poses[..., 3] = 0, 1
        times = np.arange(n_frames) / 25 if times_s is None else times_s
        tracks.append(
            PoseTrack(
                video, person + 1, person, Space.IMAGE, body, times, poses.astype(np.float32),
                np.zeros(poses.shape[:2], bool), size, **more,
            )
        )  # fmt: skip
    return tracks


def test_people_come_beside_those_that_are_there(project, film, tmp_path):
    cvat.write(tmp_path / "a.xml", people())
    before = project.tracks.read(project.tracks.current(film.id)[0].id)
    report = import_poses(project, film.id, tmp_path / "a.xml")
    assert [person.track.person for person in report.people] == [1, 2]
    assert [person.n_seen for person in report.people] == [12, 12]
    assert (report.skeletons, report.lost, report.derived) == (("blazepose33",), (), ())
    tracks = tracks_of(project, film.id, Space.IMAGE)
    assert [(track.person, track.source) for track in tracks] == [
        (0, "mediapipe-full"), (1, "import:cvat"), (2, "import:cvat"),
    ]  # fmt: skip
    np.testing.assert_array_equal(project.tracks.read(tracks[0].id), before)
    np.testing.assert_array_equal(project.tracks.read(tracks[2].id), people()[1].poses)


@pytest.mark.parametrize("fmt", [Format.CSV, Format.COCO, Format.CVAT, Format.OPENPOSE, Format.AIST])
def test_what_was_exported_comes_back_corrections_included(project, film, tmp_path, fmt):
    (track,) = project.tracks.current(film.id)
    project.corrections.put(track.id, [JointEdit(3, 11, CorrectionKind.MOVE, 7.0, 8.0)], "Kim")
    (path,) = export(project, fmt, tmp_path / "out")
    report = import_poses(project, film.id, path)
    (person,) = report.people
    body = person.track.skeleton
    poses, was = project.tracks.read(person.track.id), project.tracks.read(track.id)
    shared = [joint for joint in body.joints if joint in BODY.joints]
    assert len(shared) >= 17
    np.testing.assert_array_equal(poses[:, body.indices(*shared), :2], was[:, BODY.indices(*shared), :2])
    assert poses[3, body.index("left_shoulder"), :2].tolist() == [7, 8]


def test_frames_go_where_their_times_are(project, film, tmp_path):
    times_s = project.videos.times_s(film.id)
    part = people(4, 1, times_s=times_s[5:9] + 0.004)
    csv.write(tmp_path / "a.csv", part)
    report = import_poses(project, film.id, tmp_path / "a.csv")
    poses = project.tracks.read(report.people[0].track.id)
    assert np.flatnonzero(~np.isnan(poses[:, 0, 0])).tolist() == [5, 6, 7, 8]
    np.testing.assert_array_equal(poses[5:9], part[0].poses)


def test_frames_at_other_times_are_left_out_and_counted(project, film, tmp_path):
    times_s = project.videos.times_s(film.id)
    csv.write(tmp_path / "a.csv", people(4, 1, times_s=times_s[-2:].repeat(2) + np.array([0, 0, 0, 3])))
    report = import_poses(project, film.id, tmp_path / "a.csv")
    assert report.notes == ("Frames of track 1 left out, outside waltz: 1.",)
    csv.write(tmp_path / "b.csv", people(4, 1, times_s=np.arange(4) + 500.0))
    with pytest.raises(InputError, match="None of the frames"):
        import_poses(project, film.id, tmp_path / "b.csv")


def test_more_frames_than_the_film_has_are_refused(project, film, tmp_path):
    cvat.write(tmp_path / "a.xml", people(13))
    with pytest.raises(InputError, match="frame 12, from 0; waltz has 12 frames"):
        import_poses(project, film.id, tmp_path / "a.xml")
    assert len(project.tracks.for_video(film.id)) == 1


def test_fewer_frames_leave_the_rest_missing(project, film, tmp_path):
    cvat.write(tmp_path / "a.xml", people(4, 1))
    report = import_poses(project, film.id, tmp_path / "a.xml")
    poses = project.tracks.read(report.people[0].track.id)
    assert len(poses) == 12
    assert np.isnan(poses[4:, :, :2]).all()


def test_places_on_smaller_pictures_are_scaled_and_other_pictures_refused(project, film, tmp_path):
    cvat.write(tmp_path / "a.xml", people(4, 1, size=(320, 180)))
    report = import_poses(project, film.id, tmp_path / "a.xml")
    poses = project.tracks.read(report.people[0].track.id)
    np.testing.assert_allclose(poses[:4, :, :2], people(4, 1)[0].poses[..., :2] * 2)
    assert report.notes == ("Places were scaled from 320 x 180 to 640 x 360 pixels.",)
    cvat.write(tmp_path / "b.xml", people(4, 1, size=(360, 640)))
    with pytest.raises(InputError, match="pictures of 360 x 640"):
        import_poses(project, film.id, tmp_path / "b.xml")


def test_of_several_videos_the_one_called_so_is_taken(project, film, tmp_path):
    tracks = [*people(count=1, video="tango"), *[replace(t, track=9) for t in people(count=1)]]
    times_s = project.videos.times_s(film.id)
    csv.write(tmp_path / "a.csv", [replace(track, times_s=times_s) for track in tracks])
    report = import_poses(project, film.id, tmp_path / "a.csv")
    assert [person.name for person in report.people] == ["track 9"]
    assert [p.name for p in import_poses(project, film.id, tmp_path / "a.csv", of="tango").people] == [
        "track 1"
    ]
    with pytest.raises(InputError, match="no poses of 'salsa'") as caught:
        import_poses(project, film.id, tmp_path / "a.csv", of="salsa")
    assert "tango, waltz" in caught.value.hint


def test_joints_are_mapped_when_asked_and_what_is_lost_or_made_up_is_said(project, film, tmp_path):
    coco.write(tmp_path / "a.json", people(count=1, times_s=project.videos.times_s(film.id)))
    report = import_poses(project, film.id, tmp_path / "a.json", onto="openpose25")
    assert report.skeletons == ("openpose25",)
    assert report.derived == ("neck", "mid_hip")
    assert report.lost == ("left_small_toe", "right_small_toe")
    with pytest.raises(InputError, match="no skeleton 'octopus'"):
        import_poses(project, film.id, tmp_path / "a.json", onto="octopus")


def test_somebody_whom_nobody_saw_is_left_out(project, film, tmp_path):
    first, second = people()
    unseen = np.full_like(second.poses, np.nan)
    cvat.write(tmp_path / "a.xml", [first, replace(second, poses=unseen)])
    report = import_poses(project, film.id, tmp_path / "a.xml")
    assert len(report.people) == 1
    assert report.notes == ("track 2 is seen in no frame and was left out.",)
    cvat.write(tmp_path / "b.xml", [replace(second, poses=unseen)])
    with pytest.raises(InputError, match="nobody in it"):
        import_poses(project, film.id, tmp_path / "b.xml")


def test_names_of_people_come_along(project, film, tmp_path):
    pytest.importorskip("sleap_io", reason='needs pip install "barre[sleap]"')
    from core.formats import sleap

    sleap.write(tmp_path / "a.slp", people(count=1, name="Kim"))
    report = import_poses(project, film.id, tmp_path / "a.slp")
    assert report.people[0].name == "Kim"
    assert [person.name for person in project.people.of_video(film.id)] == ["", "Kim"]
    (path,) = export(project, Format.SLEAP, tmp_path / "out")
    assert {track.name for track in sleap.read(path)} == {"", "Kim"}


def test_a_new_search_does_not_push_imported_people_aside(project, film, tmp_path):
    cvat.write(tmp_path / "a.xml", people(count=1))
    import_poses(project, film.id, tmp_path / "a.xml")
    queued = queue_poses(project, [film.id])
    assert (queued.jobs, [video.id for video in queued.corrected]) == ((), [film.id])


def test_pixels_need_pictures(project, add_motion, tmp_path):
    motion = add_motion()
    cvat.write(tmp_path / "a.xml", people())
    with pytest.raises(InputError, match="without pictures"):
        import_poses(project, motion.id, tmp_path / "a.xml")


def test_metres_become_a_track_of_a_motion(project, add_motion, tmp_path):
    motion = add_motion()
    (path,) = export(project, Format.CSV, tmp_path / "out")
    report = import_poses(project, motion.id, path)
    (person,) = report.people
    assert (person.track.space, person.track.person) == (Space.WORLD, 1)
    poses = project.tracks.read(person.track.id)
    np.testing.assert_array_equal(
        poses, project.tracks.read(tracks_of(project, motion.id, Space.WORLD)[0].id)
    )


def test_a_folder_of_openpose_is_a_file_too(project, film, tmp_path):
    openpose.write(tmp_path / "clip", people(body=skeleton("openpose25")))
    report = import_poses(project, film.id, tmp_path / "clip")
    assert report.skeletons == ("openpose25",)
    assert len(report.people) == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.zip", "no poses"),
        ("a.txt", "no poses"),
        ("a.json", "does not hold COCO"),
        ("a.xml", "skeleton tracks"),
    ],
)
def test_the_wrong_kind_of_file_is_one_sentence_and_the_project_stays(project, film, tmp_path, name, says):
    (tmp_path / name).write_bytes(b"{}")
    count = project.change_count()
    with pytest.raises(MediaError, match=says):
        import_poses(project, film.id, tmp_path / name)
    assert project.change_count() == count
