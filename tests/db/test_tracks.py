import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.entities import Space
from core.errors import InputError
from core.skeleton import skeleton
from db.chunks import pack, unpack
from tests.db.make import TWO_JOINTS, add_track, add_video, move, poses


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(sizes=st.lists(st.integers(0, 150), max_size=5), seed=st.integers(0, 99))
def test_a_track_written_in_blocks_reads_as_one(sqlite_project, sizes, seed):
    project = sqlite_project
    frames = poses(sum(sizes), seed=seed)
    frames[::3, 0] = np.nan
    frames[::6, 1] = np.nan
    video = add_video(project, n_frames=len(frames))
    with project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0) as writer:
        for stop, size in zip(np.cumsum(sizes), sizes, strict=True):
            writer.append(frames[stop - size : stop])
    track = writer.track
    assert project.tracks.get(track.id) == track
    assert track.n_frames == len(frames)
    assert track.n_missing == len(frames[::6])
    np.testing.assert_array_equal(project.tracks.raw(track.id), frames)
    for start, stop in ((0, None), (1, 3), (63, 65), (len(frames) - 1, None), (5, 5), (900, 1000)):
        expected = frames[start:stop] if start >= 0 else frames[:0]
        np.testing.assert_array_equal(project.tracks.read(track.id, start, stop), expected)


def test_one_frame_is_read_alone(project):
    frames = poses(200)
    track = add_track(project, frames)
    for t in (0, 63, 64, 199):
        np.testing.assert_array_equal(project.tracks.frame(track.id, t), frames[t])
    for t in (-1, 200):
        with pytest.raises(InputError, match=f"no frame {t}"):
            project.tracks.frame(track.id, t)


def test_several_people_are_written_side_by_side(project):
    video = add_video(project)
    body = skeleton("blazepose33")
    specs = [
        (video.id, person, space, "test", body, 25.0)
        for person in (0, 1)
        for space in (Space.IMAGE, Space.WORLD)
    ]
    blocks = [poses(100, 33, seed) for seed in range(4)]
    with project.tracks.writers(specs) as writers:
        for start in range(0, 100, 30):
            writers.append([block[start : start + 30] for block in blocks])
    assert [(t.person, t.space) for t in writers.tracks] == [spec[1:3] for spec in specs]
    assert project.tracks.for_video(video.id) == writers.tracks
    assert [t.person for t in project.tracks.for_video(video.id, Space.WORLD)] == [0, 1]
    for track, block in zip(writers.tracks, blocks, strict=True):
        np.testing.assert_array_equal(project.tracks.read(track.id), block)


def test_a_track_is_invisible_until_it_is_whole(project):
    video = add_video(project)
    with project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0) as writer:
        writer.append(poses(100))
        assert project.tracks.for_video(video.id) == []
        assert project.videos.summaries()[0].n_tracked_frames == 0
    assert len(project.tracks.for_video(video.id)) == 1


def test_a_failure_leaves_no_track(project):
    video = add_video(project)
    writer = project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0)
    with pytest.raises(RuntimeError, match="estimator"), writer:
        _estimate_and_fail(writer)
    assert project.tracks.for_video(video.id) == []


def _estimate_and_fail(writer):
    writer.append(poses(100))
    raise RuntimeError("the estimator failed")


def test_the_next_writer_clears_away_what_a_killed_one_left(project):
    video = add_video(project)
    spec = (video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0)
    abandoned = project.tracks.writer(*spec)
    abandoned.__enter__()  # and never leaves: its process was killed
    abandoned.append(poses(100))
    with project.tracks.writer(*spec) as writer:
        writer.append(poses(5))
    assert project.tracks.for_video(video.id) == [writer.track]
    assert writer.track.n_frames == 5


def test_running_the_estimator_again_adds_a_track(project):
    first = add_track(project)
    project.corrections.put(first.id, [move(0, 0, 1.0)], "Kim")
    second = add_track(project, video_id=first.video_id)
    assert [track.id for track in project.tracks.for_video(first.video_id)] == [first.id, second.id]
    assert len(project.corrections.in_force(first.id)) == 1
    assert project.corrections.in_force(second.id) == []


def test_blocks_of_another_shape_are_refused(project):
    video = add_video(project)
    with (
        pytest.raises(InputError, match=r"blocks \(n, 2, 4\)"),
        project.tracks.writer(video.id, 0, Space.IMAGE, "test", TWO_JOINTS, 25.0) as writer,
    ):
        writer.append(poses(10, 3))
    assert project.tracks.for_video(video.id) == []


def test_a_track_needs_a_video(project):
    with pytest.raises(InputError, match="no video 77"):
        add_track(project, video_id=77)


def test_a_track_can_be_removed_unless_people_corrected_it(project):
    loose, held = add_track(project), add_track(project)
    project.corrections.put(held.id, [move(0, 0, 1.0)], "Kim")
    project.tracks.frame(loose.id, 0)
    project.tracks.remove(loose.id)
    for gone in (project.tracks.get, project.tracks.read, lambda track_id: project.tracks.frame(track_id, 0)):
        with pytest.raises(InputError, match="no track"):
            gone(loose.id)
    with pytest.raises(InputError, match="1 corrections"):
        project.tracks.remove(held.id)
    assert project.tracks.get(held.id) == held


def test_what_is_read_may_be_changed_without_changing_the_track(project):
    track = add_track(project)
    for read in (project.tracks.raw, project.tracks.read):
        poses_read = read(track.id, 0, 10)
        poses_read[:] = 0
        assert not (read(track.id, 0, 10) == 0).any()
    pose = project.tracks.frame(track.id, 0)
    pose[:] = 0
    assert not (project.tracks.frame(track.id, 0) == 0).any()


@given(n_frames=st.integers(0, 70), n_joints=st.integers(1, 4), seed=st.integers(0, 99))
def test_chunks_are_lossless(n_frames, n_joints, seed):
    frames = poses(n_frames, n_joints, seed)
    frames[np.random.default_rng(seed).random(frames.shape) < 0.1] = np.nan
    np.testing.assert_array_equal(unpack(pack(frames), n_frames, n_joints), frames)


@pytest.mark.parametrize("data", [b"", b"text", pack(poses(5)), pack(poses(7))[:-9]])
def test_a_chunk_of_another_size_is_refused(data):
    with pytest.raises(ValueError):
        unpack(data, 7, 2)


def test_a_chunk_that_would_fill_the_memory_is_not_unpacked():
    import zlib

    bomb = zlib.compress(bytes(200 << 20), 9)
    with pytest.raises(ValueError, match="bytes instead of"):
        unpack(bomb, 7, 2)
