"""CSV and COCO: pose tracks as tables."""

import json

import numpy as np
import pytest
from hypothesis import given

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import coco, csv
from core.skeleton import skeleton
from tests.core.formats.make import anywhere, assert_same_track, one_track, pose_tracks


@anywhere
@given(tracks=pose_tracks(frames=1))
def test_a_table_gives_every_number_back(tmp_path, tracks):
    csv.write(tmp_path / "t.csv", tracks)
    for read, written in zip(csv.read(tmp_path / "t.csv"), tracks, strict=True):
        assert_same_track(read, written)


@anywhere
@given(tracks=pose_tracks(spaces=(Space.IMAGE,)))
def test_coco_gives_every_number_and_skeleton_back(tmp_path, tracks):
    tracks = [track for i, track in enumerate(tracks) if track.video not in {t.video for t in tracks[:i]}]
    coco.write(tmp_path / "t.json", tracks)
    by_number = {track.track: track for track in coco.read(tmp_path / "t.json")}
    assert set(by_number) == {track.track for track in tracks}
    for written in tracks:
        assert_same_track(by_number[written.track], written)
        assert by_number[written.track].skeleton == written.skeleton


def test_a_table_is_made_for_people_too(tmp_path):
    csv.write(tmp_path / "t.csv", [one_track(1)])
    assert (tmp_path / "t.csv").read_text() == (
        "video,track,person,frame,time_s,joint,x,y,z,confidence,corrected,space\n"
        "film,7,0,0,0.0,it,1.0,2.0,3.0,4.0,0,image\n"
    )


def test_an_empty_table_has_no_tracks(tmp_path):
    csv.write(tmp_path / "t.csv", [])
    assert csv.read(tmp_path / "t.csv") == []
    coco.write(tmp_path / "t.json", [])
    assert coco.read(tmp_path / "t.json") == []


def test_rows_may_be_sorted_otherwise_and_frames_left_out(tmp_path):
    csv.write(tmp_path / "t.csv", [one_track(4)])
    head, *rows = (tmp_path / "t.csv").read_text().splitlines()
    (tmp_path / "t.csv").write_text("\n".join([head, rows[3], rows[0], rows[1]]))
    (read,) = csv.read(tmp_path / "t.csv")
    np.testing.assert_allclose(read.times_s, [0, 0.04, 0.08, 0.12])
    assert np.isnan(read.poses[2]).all()
    assert read.poses[3, 0, 0] == 13


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("confidence", "certainty", 1),
        ("film,7", "film,seven", 2),
        ("film,7", "film,-7", 2),
        (",0.0,it", ",soon,it", 2),
        (",it,", ",it,,", 2),
        ("image", "hyper", 2),
        (",0,image", ",yes,image", 2),
        ("1.0", "1e99", 2),
        ("1.0", "inf", 2),
        ("7,0,0", "7,0,999999999", 2),
        ("7,0,0", "7,0,9999999999999", 2),
        ("1.0", "\0", 2),
        ("film", '"film', 2),
        ("1.0", "one", 2),
        ("0,0.0", "0,nan", 2),
        ("0.04,it", "0.04,that,1", 3),
    ],
)
def test_a_damaged_table_names_the_line(tmp_path, old, new, line):
    csv.write(tmp_path / "t.csv", [one_track(2)])
    text = (tmp_path / "t.csv").read_text()
    assert old in text
    (tmp_path / "t.csv").write_text(text.replace(old, new, 1))
    with pytest.raises(MediaError, match=r"t\.csv, line \d+: .+"):
        csv.read(tmp_path / "t.csv")


def test_coco_is_what_its_readers_expect(tmp_path):
    body = skeleton("coco17")
    track = one_track(2, body)
    poses = track.poses.copy()
    poses[0, 3] = [np.nan, np.nan, np.nan, 0]
    poses[0, 5, 3] = 0
    poses[1] = [np.nan, np.nan, np.nan, 0]
    coco.write(tmp_path / "t.json", [one_track(2, body, poses=poses)])
    data = json.loads((tmp_path / "t.json").read_text())
    (category,), images, (annotation,) = data["categories"], data["images"], data["annotations"]
    assert category["keypoints"] == list(body.joints)
    assert min(min(bone) for bone in category["skeleton"]) == 1
    assert [image["id"] for image in images] == [1, 2]
    assert (images[0]["width"], images[0]["height"]) == (640, 360)
    assert (annotation["image_id"], annotation["category_id"], annotation["iscrowd"]) == (1, 1, 0)
    keypoints = np.array(annotation["keypoints"]).reshape(17, 3)
    assert keypoints[3].tolist() == [0, 0, 0]
    assert keypoints[5, 2] == 1
    assert set(np.delete(keypoints[:, 2], [3, 5])) == {2}
    assert annotation["num_keypoints"] == 16
    seen = np.delete(poses[0, :, :2], 3, axis=0)
    np.testing.assert_allclose(annotation["bbox"], [*seen.min(0), *(seen.max(0) - seen.min(0))])
    assert annotation["area"] == pytest.approx(annotation["bbox"][2] * annotation["bbox"][3])
    assert annotation["attributes"]["track_id"] == 7


def test_joints_can_be_mapped_to_cocos_own(tmp_path):
    body = skeleton("blazepose33")
    corrected = np.zeros((2, 33), bool)
    corrected[1, body.index("left_knee")] = True
    track = one_track(2, body, corrected=corrected)
    coco.write(tmp_path / "t.json", [track], skeleton=skeleton("coco17"))
    (read,) = coco.read(tmp_path / "t.json")
    assert read.skeleton is skeleton("coco17")
    knee = read.skeleton.index("left_knee")
    np.testing.assert_array_equal(read.poses[:, knee], track.poses[:, body.index("left_knee")])
    assert np.argwhere(read.corrected).tolist() == [[1, knee]]


def test_coco_holds_no_metres(tmp_path):
    with pytest.raises(InputError, match="metres"):
        coco.write(tmp_path / "t.json", [one_track(space=Space.WORLD)])
    assert list(tmp_path.iterdir()) == []


def test_somebody_elses_coco_is_read(tmp_path):
    data = {
        "images": [
            {"id": 40, "file_name": "b.jpg"},
            {"id": 30, "file_name": "a.jpg", "width": 8, "height": 6},
        ],
        "categories": [{"id": 1, "name": "person", "keypoints": ["a", "b"], "skeleton": [[1, 2]]}],
        "annotations": [
            {"id": 1, "image_id": 30, "category_id": 1, "keypoints": [1, 2, 2, 3, 4, 1]},
            {"id": 2, "image_id": 30, "category_id": 1, "keypoints": [5, 6, 2, 0, 0, 0]},
            {"id": 3, "image_id": 40, "category_id": 1, "keypoints": [7, 8, 2, 9, 9, 2]},
        ],
    }
    (tmp_path / "theirs.json").write_text(json.dumps(data))
    first, second = coco.read(tmp_path / "theirs.json")
    assert (first.video, first.person, second.person) == ("theirs", 0, 1)
    assert first.skeleton.bones == ((0, 1),)
    assert first.poses.tolist() == [[[1, 2, 0, 1], [3, 4, 0, 0]], [[7, 8, 0, 1], [9, 9, 0, 1]]]
    assert np.isnan(second.poses[0, 1, :3]).all()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["categories"], 5),
        (["categories", 0, "keypoints"], []),
        (["categories", 0, "skeleton"], [[1, 99]]),
        (["categories", 0, "root"], [99]),
        (["images", 0, "id"], "one"),
        (["images", 0, "frame_index"], 10**12),
        (["images", 0, "frame_index"], -1),
        (["images", 0, "time_s"], "soon"),
        (["annotations", 0, "image_id"], 99),
        (["annotations", 0, "keypoints"], [1, 2]),
        (["annotations", 0, "keypoints"], "many"),
        (["annotations", 0, "keypoints"], [1e300, 0, 2]),
        (["annotations", 0, "category_id"], 9),
        (["annotations", 0, "attributes"], "none"),
        (["annotations", 0, "attributes", "z"], [1, 2, 3]),
        (["annotations", 0, "attributes", "corrected"], [99]),
        (["annotations", 0, "attributes", "track_id"], True),
        (["tracks", 0, "n_frames"], 10**15),
        (["tracks", 0, "n_frames"], 10**9),
        (["tracks", 0, "category_id"], 4),
        (["annotations"], None),
        (["images"], {}),
    ],
)
def test_damaged_coco_is_a_sentence(tmp_path, path, value):
    coco.write(tmp_path / "t.json", [one_track()])
    data = json.loads((tmp_path / "t.json").read_text())
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    (tmp_path / "t.json").write_text(json.dumps(data))
    with pytest.raises(MediaError, match=r"t\.json"):
        coco.read(tmp_path / "t.json")


def test_a_track_of_the_wrong_shape_is_refused():
    with pytest.raises(InputError, match="corrected"):
        one_track(corrected=np.zeros((1, 1), bool))


def _theirs(tmp_path, images, annotations):
    categories = [{"id": 1, "name": "person", "keypoints": ["a", "b"], "skeleton": [[1, 2]]}]
    data = {"images": images, "categories": categories, "annotations": annotations}
    (tmp_path / "theirs.json").write_text(json.dumps(data))
    return coco.read(tmp_path / "theirs.json")


def _said(image, x, **more):
    return {"id": x, "image_id": image, "category_id": 1, "keypoints": [x, 0, 2, 0, 0, 0], **more}


@pytest.mark.parametrize("key", ["track_id", "object_id"])
@pytest.mark.parametrize("inside", [True, False])
def test_people_are_told_apart_by_the_number_that_tools_give_them(tmp_path, key, inside):
    def who(number):
        return {"attributes": {key: number}} if inside else {key: number}

    images = [{"id": 1}, {"id": 2}]
    said = [_said(1, 10, **who(7)), _said(1, 20, **who(4)), _said(2, 21, **who(4)), _said(2, 11, **who(7))]
    four, seven = _theirs(tmp_path, images, said)
    assert (four.track, four.poses[:, 0, 0].tolist()) == (4, [20, 21])
    assert (seven.track, seven.poses[:, 0, 0].tolist()) == (7, [10, 11])
    assert not four.timed


def test_pictures_called_as_cvat_calls_them_are_the_frames_that_they_count(tmp_path):
    images = [{"id": 1, "file_name": "a/frame_000002.PNG"}, {"id": 2, "file_name": "a/frame_000005.PNG"}]
    (track,) = _theirs(tmp_path, images, [_said(1, 1), _said(2, 2)])
    assert np.flatnonzero(~np.isnan(track.poses[:, 0, 0])).tolist() == [2, 5]


def test_coco_says_who_in_both_ways(tmp_path):
    coco.write(tmp_path / "t.json", [one_track(1)])
    attributes = json.loads((tmp_path / "t.json").read_text())["annotations"][0]["attributes"]
    assert (attributes["track_id"], attributes["object_id"]) == (7, 7)
    assert coco.read(tmp_path / "t.json")[0].timed
