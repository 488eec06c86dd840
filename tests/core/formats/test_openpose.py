"""Folders of OpenPose."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import openpose
from core.skeleton import skeleton
from tests.core.formats.make import anywhere, one_track

BODY = skeleton("openpose25")


@st.composite
def body25(draw):
    """Up to three people in view of one film, each with gaps."""
    n_frames = draw(st.integers(1, 4))
    tracks = []
    for person in range(draw(st.integers(1, 3))):
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        poses = rng.normal(300, 200, (n_frames, 25, 4)).astype(np.float32)
        poses[..., 2], poses[..., 3] = 0, rng.choice([0, 0.25, 1], poses.shape[:2])
        poses[rng.random(poses.shape[:2]) < draw(st.sampled_from([0, 0.3, 1]))] = [np.nan, np.nan, np.nan, 0]
        tracks.append(one_track(n_frames, BODY, poses=poses, track=person, person=person))
    return tracks


@anywhere
@given(tracks=body25())
def test_places_and_confidence_come_back(tmp_path, tracks):
    assert openpose.write(tmp_path / "film", tracks) is None
    read = {track.person: track for track in openpose.read(tmp_path / "film")}
    for track in tracks:
        if np.isnan(track.poses[..., :2]).all():
            assert track.person not in read  # nobody saw them
            continue
        same = read[track.person]
        assert (same.video, same.skeleton, same.notes) == ("film", BODY, ())
        np.testing.assert_array_equal(same.poses, track.poses)


def test_joints_that_were_made_up_or_lost_are_named_in_every_file(tmp_path):
    body = skeleton("blazepose33")
    mapped = openpose.write(tmp_path / "film", [one_track(2, body)])
    assert mapped.derived == ("neck", "mid_hip")
    assert mapped.lost == ("left_small_toe", "right_small_toe")
    files = sorted((tmp_path / "film").iterdir())
    assert [file.name for file in files] == [
        "film_000000000000_keypoints.json", "film_000000000001_keypoints.json",
    ]  # fmt: skip
    data = json.loads(files[0].read_text())
    assert data["barre"] == {"derived": ["neck", "mid_hip"], "lost": ["left_small_toe", "right_small_toe"]}
    places = np.array(data["people"][0]["pose_keypoints_2d"]).reshape(25, 3)
    assert places[BODY.index("left_small_toe")].tolist() == [0, 0, 0]
    (read,) = openpose.read(tmp_path / "film")
    sides = read.poses[:, BODY.indices("left_shoulder", "right_shoulder"), :2]
    np.testing.assert_allclose(read.poses[:, BODY.index("neck"), :2], sides.mean(axis=1))


def _person(x, person=None):
    places = [[x + i, 100 + 10 * i, 0.9] for i in range(25)]
    entry = {"pose_keypoints_2d": [value for place in places for value in place]}
    return entry if person is None else entry | {"person_id": [person]}


def _frames(folder, frames):
    folder.mkdir(exist_ok=True)
    for frame, people in frames.items():
        text = json.dumps({"version": 1.3, "people": people})
        (folder / f"clip_{frame:012d}_keypoints.json").write_text(text)


def test_people_without_numbers_are_told_apart_by_where_they_were(tmp_path):
    left, right = [100 + 3 * t for t in range(8)], [600 - 3 * t for t in range(8)]
    people = {t: [_person(right[t], -1), _person(left[t], -1)][:: 1 if t % 2 else -1] for t in range(8)}
    _frames(tmp_path / "clip", people)
    tracks = openpose.read(tmp_path / "clip")
    assert sorted(track.poses[:, 0, 0].tolist() for track in tracks) == [left, right]
    assert "Who is who" in tracks[0].notes[0]


def test_a_frame_without_a_file_is_missing_and_a_file_stands_for_its_folder(tmp_path):
    _frames(tmp_path / "clip", {0: [_person(1)], 3: [_person(4)]})
    (track,) = openpose.read(tmp_path / "clip" / "clip_000000000003_keypoints.json")
    assert np.isnan(track.poses[1:3, :, :3]).all()
    assert track.poses[[0, 3], 0, 0].tolist() == [1, 4]


def test_an_earlier_export_is_replaced_but_not_other_files(tmp_path):
    openpose.write(tmp_path / "film", [one_track(5, BODY)])
    openpose.write(tmp_path / "film", [one_track(2, BODY)])
    assert len(list((tmp_path / "film").iterdir())) == 2
    (tmp_path / "film" / "diary.txt").write_text("dear diary")
    with pytest.raises(InputError, match="other files"):
        openpose.write(tmp_path / "film", [one_track(2, BODY)])
    assert len(list((tmp_path / "film").iterdir())) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["film"]


def test_openpose_holds_no_metres(tmp_path):
    with pytest.raises(InputError, match="metres"):
        openpose.write(tmp_path / "film", [one_track(2, BODY, space=Space.WORLD)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (None, "no list"),
        ([{}], "pose_keypoints_2d"),
        ([{"pose_keypoints_2d": [1, 2, 3] * 18}], "18 joints"),
        ([{"pose_keypoints_2d": [1, 2, "x"] * 25}], "not made of numbers"),
        ([{"pose_keypoints_2d": [1, 2, 1e300] * 25}], "too far"),
        ([_person(1, 0), _person(2, 0)], "one number"),
        ([_person(1, 10**9)], "number of a person"),
        ([_person(1)] * 65, "at most 64"),
    ],
)
def test_a_damaged_frame_is_named(tmp_path, people, says):
    _frames(tmp_path / "clip", {0: [_person(1)], 1: people})
    with pytest.raises(MediaError, match="clip_000000000001_keypoints") as caught:
        openpose.read(tmp_path / "clip")
    assert says in caught.value.message


def test_a_folder_without_poses_and_a_frame_beyond_all_dances_are_sentences(tmp_path):
    with pytest.raises(MediaError, match="no poses of OpenPose"):
        openpose.read(tmp_path)
    _frames(tmp_path / "clip", {999_999_999_999: [_person(1)]})
    with pytest.raises(MediaError, match="longer than any dance"):
        openpose.read(tmp_path / "clip")
