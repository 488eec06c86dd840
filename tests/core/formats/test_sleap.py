"""SLEAP labels, through sleap-io in a process of its own."""

import importlib.util
import pickle
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import sleap, sleap_child
from core.skeleton import skeleton
from tests.core.formats.make import CHAIN, anywhere, one_track, pose_tracks

needs_sleap_io = pytest.mark.skipif(
    importlib.util.find_spec("sleap_io") is None, reason='needs pip install "barre[sleap]"'
)
BODY = skeleton("coco17")


def track(n_frames=4, person=0, **more):
    """A track with a gap, a hidden joint and a corrected frame."""
    poses = one_track(n_frames, BODY).poses.copy()
    poses[..., 2] = 0
    poses[..., 3] = 0.5
    poses[1] = [np.nan, np.nan, np.nan, 0]
    poses[2, 3] = [np.nan, np.nan, np.nan, 0]
    poses[3, 4, 3] = 0
    corrected = np.zeros(poses.shape[:2], bool)
    corrected[2, 0] = True
    values = {"poses": poses, "corrected": corrected, "person": person, "track": person + 1}
    return one_track(n_frames, BODY, **(values | more))


def held(written):
    """What SLEAP can hold of a track."""
    poses, corrected = written.poses.copy(), written.corrected.copy()
    missing = np.isnan(poses[..., :2]).any(axis=-1)
    corrected[:] = (corrected.any(axis=1) & ~missing.all(axis=1))[:, None]
    poses[..., 3] = np.where(corrected, poses[..., 3] > 0, poses[..., 3])
    poses[..., 2] = 0
    poses[missing] = [np.nan, np.nan, np.nan, 0]
    return poses, corrected


@needs_sleap_io
def test_people_come_back_in_a_process_of_its_own(tmp_path):
    written = [track(), track(person=1, name="Kim")]
    sleap.write(tmp_path / "t.slp", written, media="/films/waltz.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["t.slp"]
    read = sleap.read(tmp_path / "t.slp")
    assert [(each.video, each.person, each.name) for each in read] == [
        ("waltz", 0, ""), ("waltz", 1, "Kim"),
    ]  # fmt: skip
    for again, was in zip(read, written, strict=True):
        poses, corrected = held(was)
        np.testing.assert_array_equal(again.poses, poses)
        np.testing.assert_array_equal(again.corrected, corrected)
        assert (again.skeleton, again.size_px, again.timed) == (BODY, (640, 360), False)


@needs_sleap_io
@settings(anywhere, max_examples=15)
@given(tracks=pose_tracks(spaces=(Space.IMAGE,), frames=1))
def test_what_sleap_holds_comes_back(tmp_path, tracks):
    tracks = [each for each in tracks if each.video == tracks[0].video]
    people = [each for each in tracks if not np.isnan(each.poses[..., :2]).any(axis=-1).all()]
    if not tracks:
        return
    sleap.write(tmp_path / "t.slp", tracks)
    found = sleap_child.extract(tmp_path / "t.slp")
    for i, was in enumerate(people):
        poses, corrected = held(was)
        np.testing.assert_array_equal(found[f"poses{i}"][: len(poses)], poses)
        np.testing.assert_array_equal(found[f"corrected{i}"][: len(poses)], corrected)
    assert len(found) == 1 + 2 * len(people)


@needs_sleap_io
def test_a_persons_word_counts_where_the_machines_is_too_and_loose_people_are_told_apart(tmp_path):
    import sleap_io as sio

    body = sio.Skeleton(nodes=["a", "b"], edges=[("a", "b")])
    video = sio.Video(filename="C:\\films\\tango.mp4", open_backend=False)
    kim = sio.Track("Kim")

    def at(x, track=None):
        return sio.PredictedInstance.from_numpy(
            np.full((2, 2), x), skeleton=body, point_scores=np.full(2, 0.25), score=0.5, track=track
        )

    by_hand = sio.Instance.from_numpy(np.full((2, 2), 9.0), skeleton=body, track=kim)
    frames = [
        sio.LabeledFrame(video=video, frame_idx=0, instances=[by_hand, at(1.0, kim), at(2.0), at(3.0)]),
        sio.LabeledFrame(video=video, frame_idx=5, instances=[at(4.0, kim)]),
    ]
    sio.save_slp(sio.Labels(frames, [video], [body], [kim]), str(tmp_path / "t.slp"))
    tracks = sleap.read(tmp_path / "t.slp")
    assert [(each.video, each.name, each.person) for each in tracks] == [
        ("tango", "Kim", 0), ("tango", "", 1), ("tango", "", 2),
    ]  # fmt: skip
    first, second, third = tracks
    assert first.poses[:, 0, 0].tolist()[::5] == [9, 4]
    assert first.poses[[0, 5], 0, 3].tolist() == [1, 0.25]
    assert first.corrected[:, 0].tolist() == [True, *[False] * 5]
    assert (second.poses[0, 0, 0], third.poses[0, 0, 0]) == (2, 3)
    assert first.skeleton.bones == ((0, 1),)


@needs_sleap_io
def test_reading_imports_no_pickle_reader_and_shuts_the_one_there_is(tmp_path, monkeypatch):
    from sleap_io.io import slp, slp_lazy

    for module in (slp, slp_lazy):
        assert "pickle" not in vars(module)
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, getattr(pickle, name))  # put back after the test
    before = pickle.dumps([1])
    monkeypatch.setitem(sys.modules, "resource", None)  # only the child's memory may be bound
    sleap_child.confine(10)
    with pytest.raises(ValueError, match="pickled objects"):
        pickle.loads(before)
    sleap.write(tmp_path / "t.slp", [track()])
    assert sleap_child.extract(tmp_path / "t.slp")["poses0"].shape == (4, 17, 4)


@needs_sleap_io
def test_a_file_that_leads_to_other_files_is_refused(tmp_path):
    import h5py

    sleap.write(tmp_path / "t.slp", [track()])
    with h5py.File(tmp_path / "t.slp", "a") as file:
        del file["points"]
        file["points"] = h5py.ExternalLink("/etc/passwd", "points")
    with pytest.raises(MediaError, match="other files"):
        sleap.read(tmp_path / "t.slp")


@needs_sleap_io
def test_a_table_that_would_fill_the_memory_is_refused(tmp_path):
    import h5py

    sleap.write(tmp_path / "t.slp", [track()])
    with h5py.File(tmp_path / "t.slp", "a") as file:
        kind = file["pred_points"].dtype
        del file["pred_points"]
        file.create_dataset("pred_points", (1 << 40,), kind, chunks=(1 << 16,), compression="gzip")
    with pytest.raises(MediaError, match="more than 200 MB"):
        sleap.read(tmp_path / "t.slp")


@needs_sleap_io
@pytest.mark.parametrize("content", [b"hello", b"\x89HDF\r\n\x1a\n" + b"\xff" * 500])
def test_what_is_no_slp_file_is_a_sentence(tmp_path, content):
    (tmp_path / "t.slp").write_bytes(content)
    with pytest.raises(MediaError, match=r"t\.slp is not a readable SLEAP file"):
        sleap.read(tmp_path / "t.slp")


def test_without_sleap_io_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(sleap, "find_spec", lambda _: None)
    (tmp_path / "t.slp").write_bytes(b"anything")
    for use in (lambda: sleap.read(tmp_path / "t.slp"), lambda: sleap.write(tmp_path / "o.slp", [track()])):
        with pytest.raises(InputError, match="sleap-io") as caught:
            use()
        assert "barre[sleap]" in caught.value.hint
    assert not (tmp_path / "o.slp").exists()


def test_sleap_holds_pixels_of_one_video(tmp_path):
    with pytest.raises(InputError, match="metres"):
        sleap.write(tmp_path / "t.slp", [track(space=Space.WORLD)])
    with pytest.raises(InputError, match="one video"):
        sleap.write(tmp_path / "t.slp", [one_track(2, CHAIN), one_track(2, CHAIN, video="other")])
