import numpy as np
import pytest

from core.entities import Space, VideoKind
from core.errors import InputError
from tests.db.make import add_track, add_video, move, new_video, poses


def test_a_video_comes_back_as_it_was_given(project):
    new = new_video(
        "waltz", kind=VideoKind.MOTION, has_audio=True, audio_path="/songs/a.mp3", audio_sha256="b" * 64,
        audio_offset_s=1.5, start_s=2.0, end_s=6.0, width_px=640, height_px=360, size_bytes=5_000_000_000,
    )  # fmt: skip
    video = project.videos.add(new)
    assert {name: getattr(video, name) for name in new.__dataclass_fields__} == new.__dict__
    assert project.videos.get(video.id) == video
    assert video.created_at.tzinfo is not None


def test_times_are_kept_exactly(project):
    times = np.cumsum(np.random.default_rng(0).uniform(0.01, 0.1, 1000))
    video = project.videos.add(new_video(n_frames=1000), times)
    np.testing.assert_array_equal(project.videos.times_s(video.id), times)


def test_without_times_frames_are_evenly_spaced(project):
    video = add_video(project, n_frames=3)
    np.testing.assert_allclose(project.videos.times_s(video.id), [0, 0.04, 0.08])


def test_a_video_may_have_no_frames(project):
    video = add_video(project, n_frames=0)
    assert project.videos.times_s(video.id).shape == (0,)


def test_as_many_times_as_frames_are_needed(project):
    with pytest.raises(InputError, match="as many times"):
        project.videos.add(new_video(n_frames=3), [0.0, 0.1])
    assert project.videos.all() == []


def test_a_video_is_found_by_its_content_and_part(project):
    whole = add_video(project, sha256="c" * 64)
    part = add_video(project, sha256="c" * 64, start_s=1.0, end_s=2.0)
    assert project.videos.find("c" * 64, None, None) == whole
    assert project.videos.find("c" * 64, 1.0, 2.0) == part
    assert project.videos.find("c" * 64, 1.0, None) is None
    assert project.videos.find("d" * 64, None, None) is None


def test_a_video_can_be_renamed_and_its_sound_shifted(project):
    video = add_video(project)
    assert project.videos.rename(video.id, " new name ").name == "new name"
    assert project.videos.set_audio_offset(video.id, -0.25).audio_offset_s == -0.25
    assert project.videos.get(video.id).name == "new name"
    for bad in (float("nan"), float("inf")):
        with pytest.raises(InputError):
            project.videos.set_audio_offset(video.id, bad)
    with pytest.raises(InputError):
        project.videos.rename(video.id, "  ")


def test_a_removed_video_takes_everything_of_it_along(project):
    video = add_video(project)
    track = add_track(project, video_id=video.id)
    project.corrections.put(track.id, [move(0, 0, 1.0)], "Kim")
    project.segments.add(video.id, "style", "waltz", 0, 1, "Kim")
    job = project.jobs.create("pose", {}, video_id=video.id)
    project.videos.remove(video.id)
    assert project.videos.all() == []
    assert project.segments.all() == []
    assert project.jobs.get(job.id).video_id is None
    for gone in (project.videos.get, project.videos.times_s, project.videos.remove):
        with pytest.raises(InputError, match=f"no video {video.id}"):
            gone(video.id)
    with pytest.raises(InputError, match=f"no track {track.id}"):
        project.tracks.get(track.id)


def test_the_id_of_a_removed_video_is_not_given_again(project):
    first = add_video(project)
    project.videos.remove(first.id)
    assert add_video(project).id > first.id


def test_a_video_in_a_study_cannot_be_removed(project):
    video = add_video(project)
    study = project.studies.create("s", seed=1)
    project.studies.add_item(study.id, video_id=video.id)
    with pytest.raises(InputError, match="study"):
        project.videos.remove(video.id)


def test_the_library_row_of_a_bare_video(project):
    video = add_video(project)
    (row,) = project.videos.summaries()
    assert (row.video, row.styles, row.n_people, row.latest_job) == (video, (), 0, None)
    assert row.corrected_share == 0


def test_the_library_row_sums_up_a_video(project):
    video = add_video(project)
    for person in (0, 1):
        for space in (Space.IMAGE, Space.WORLD):
            add_track(project, poses(100), video_id=video.id, person=person, space=space)
    track = project.tracks.for_video(video.id, Space.IMAGE)[0]
    project.corrections.put(track.id, [move(3, 0, 1.0), move(3, 1, 1.0), move(7, 0, 1.0)], "Kim")
    for style, start in (("waltz", 0), ("rumba", 1), ("waltz", 2)):
        project.segments.add(video.id, "style", style, start, start + 1, "Kim")
    project.segments.add(video.id, "move", "turn", 0, 1, "Kim")
    project.jobs.create("pose", {}, video_id=video.id)
    newest = project.jobs.create("pose", {}, video_id=video.id)
    add_video(project, "other")

    row = project.videos.summaries()[0]

    assert row.styles == ("rumba", "waltz")
    assert (row.n_people, row.n_tracked_frames, row.n_corrected_frames) == (2, 200, 2)
    assert row.corrected_share == 0.01
    assert row.latest_job == newest


def test_the_library_row_counts_only_the_newest_search_for_people(project):
    video, other = add_video(project), add_video(project, "other")
    for person in (0, 1, 0):
        for space in (Space.IMAGE, Space.WORLD):
            add_track(project, poses(100), video_id=video.id, person=person, space=space)
    add_track(project, poses(100), video_id=other.id)
    rows = project.videos.summaries()
    assert [(row.n_people, row.n_tracked_frames) for row in rows] == [(1, 100), (1, 100)]
    assert len(project.tracks.for_video(video.id)) == 6
    assert [track.id for track in project.tracks.current(video.id)] == [5, 6]


def test_removed_segments_give_no_style(project):
    video = add_video(project)
    segment = project.segments.add(video.id, "style", "waltz", 0, 1, "Kim")
    project.segments.remove(segment.id)
    assert project.videos.summaries()[0].styles == ()
