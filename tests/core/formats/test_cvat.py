"""CVAT for video 1.1: skeleton tracks."""

import numpy as np
import pytest
from hypothesis import assume, given

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import cvat
from core.skeleton import skeleton
from tests.core.formats.make import anywhere, one_track, pose_tracks

HEAD = """<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><name>waltz</name><size>9</size><labels>
<label><name>arm</name><type>skeleton</type><svg>&lt;line data-type="edge" data-node-from="1"
data-node-to="2"&gt;&lt;/line&gt;&lt;circle data-node-id="1" data-label-name="elbow"&gt;
&lt;circle data-node-id="2"
data-label-name="wrist"&gt;</svg></label>
<label><name>elbow</name><type>points</type><parent>arm</parent></label>
<label><name>wrist</name><type>points</type><parent>arm</parent></label>
</labels><original_size><width>640</width><height>360</height></original_size></task></meta>
%s</annotations>"""

KEYFRAMES = """<track id="4" label="arm" source="manual">
<skeleton frame="1" keyframe="1"><points label="elbow" outside="0" occluded="0" points="10.00,20.00"/>
<points label="wrist" outside="0" occluded="1" points="0,0"/></skeleton>
<skeleton frame="5" keyframe="1"><points label="elbow" outside="0" occluded="1" points="18,28"/>
<points label="wrist" outside="1" occluded="0" points="0,0"/></skeleton></track>"""


def held(track):
    """What CVAT can hold of a track: places, and whether they are seen."""
    poses = track.poses.copy()
    missing = np.isnan(poses[..., :2]).any(axis=-1)
    poses[..., 3] = np.where(poses[..., 3] > 0, 1, 0)
    poses[..., 2] = 0
    poses[missing] = [np.nan, np.nan, np.nan, 0]
    return poses


@anywhere
@given(tracks=pose_tracks(spaces=(Space.IMAGE,)))
def test_places_and_whether_they_are_seen_come_back(tmp_path, tracks):
    assume(tracks)
    tracks = [track for track in tracks if track.video == tracks[0].video]
    longest = max((len(track.times_s) for track in tracks), default=0)
    cvat.write(tmp_path / "t.xml", tracks)
    for read, written in zip(cvat.read(tmp_path / "t.xml"), tracks, strict=True):
        assert (read.video, read.track, read.size_px) == (written.video, written.track, (640, 360))
        assert (read.skeleton.joints, read.skeleton.bones) == (
            written.skeleton.joints,
            written.skeleton.bones,
        )
        assert len(read.poses) == longest
        n = len(written.poses)
        np.testing.assert_array_equal(read.poses[:n], held(written))
        assert np.isnan(read.poses[n:, :, :3]).all()
        assert read.notes == ()


def test_between_keyframes_places_are_filled_in_and_counted(tmp_path):
    (tmp_path / "a.xml").write_text(HEAD % KEYFRAMES)
    (track,) = cvat.read(tmp_path / "a.xml")
    assert (track.video, track.track, track.person, track.size_px) == ("waltz", 4, 0, (640, 360))
    assert (track.skeleton.joints, track.skeleton.bones) == (("elbow", "wrist"), ((0, 1),))
    assert track.poses.shape == (9, 2, 4)
    elbow, wrist = track.poses[:, 0], track.poses[:, 1]
    assert elbow[1:6, 0].tolist() == [10, 12, 14, 16, 18]
    assert elbow[1:6, 3].tolist() == [1, 1, 1, 1, 0]
    assert wrist[1:5, 0].tolist() == [0, 0, 0, 0]  # held until it leaves
    assert wrist[1:5, 3].tolist() == [0, 0, 0, 0]
    assert np.isnan(elbow[[0, 6, 7, 8], 0]).all()
    assert np.isnan(wrist[5:, 0]).all()
    assert track.notes == ("Places between keyframes that were filled in, as CVAT does: 6.",)


def test_a_skeleton_that_is_outside_takes_its_joints_along(tmp_path):
    text = KEYFRAMES.replace('frame="5" keyframe="1"', 'frame="5" keyframe="1" outside="1"')
    (tmp_path / "a.xml").write_text(HEAD % text)
    (track,) = cvat.read(tmp_path / "a.xml")
    assert np.flatnonzero(~np.isnan(track.poses[:, 0, 0])).tolist() == [1, 2, 3, 4]


def test_joints_that_the_head_does_not_name_are_taken_as_they_come(tmp_path):
    text = HEAD.replace("<parent>arm</parent>", "") % KEYFRAMES
    (tmp_path / "a.xml").write_text(text)
    assert cvat.read(tmp_path / "a.xml")[0].skeleton.joints == ("elbow", "wrist")


def test_people_who_share_a_group_are_told_apart_by_their_order(tmp_path):
    both = KEYFRAMES.replace('id="4"', 'id="4" group_id="3"') + KEYFRAMES.replace(
        'id="4"', 'id="5" group_id="3"'
    )
    (tmp_path / "a.xml").write_text(HEAD % both)
    assert [track.person for track in cvat.read(tmp_path / "a.xml")] == [0, 1]


def test_every_frame_is_a_keyframe_and_says_of_each_joint_how_it_is_seen(tmp_path):
    body = skeleton("coco17")
    poses = one_track(3, body).poses.copy()
    poses[0, 0] = [np.nan, np.nan, np.nan, 0]
    poses[0, 1, 3] = 0
    poses[2] = [np.nan, np.nan, np.nan, 0]
    cvat.write(tmp_path / "t.xml", [one_track(3, body, poses=poses)])
    text = (tmp_path / "t.xml").read_text()
    assert text.count("<skeleton ") == 3  # the last one ends the track: CVAT would hold it
    assert 'label="nose" keyframe="1" outside="1" occluded="0"' in text
    assert 'label="left_eye" keyframe="1" outside="0" occluded="1"' in text
    assert 'label="right_eye" keyframe="1" outside="0" occluded="0" points="9.0,10.0"' in text
    assert "<size>3</size>" in text
    assert text.count("<parent>coco17</parent>") == 17


def test_cvat_holds_no_metres_and_one_video(tmp_path):
    with pytest.raises(InputError, match="metres"):
        cvat.write(tmp_path / "t.xml", [one_track(space=Space.WORLD)])
    with pytest.raises(InputError, match="one video"):
        cvat.write(tmp_path / "t.xml", [one_track(), one_track(video="other")])
    assert list(tmp_path.iterdir()) == []


BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE annotations [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<annotations><version>&c;</version></annotations>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE annotations [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<annotations><version>&secret;</version></annotations>"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BILLION_LAUGHS, "document type"),
        (OUTSIDE, "document type"),
        ("<annotations>" * 100, "deep"),
        ("<annotations><a " + 'b="1" c' * 400_000, "does not end"),
        ("<annotations>" + "a" * (2 << 20) + "</annotations>", "too long"),
        ("<annotations><track></annotations>", "label"),
        ("<annotations><meta></annotations>", "mismatched"),
        ("<svg/>", "begins with 'svg'"),
        ("hello", "line 1"),
        ('<?xml version="1.0" encoding="klingon"?><annotations/>', "encoding"),
        ("<annotations>&nothing;</annotations>", "undefined entity"),
        ("<annotations><image id='0' name='a.jpg'/></annotations>", "no track"),
        (HEAD % KEYFRAMES.replace('frame="5"', 'frame="x"'), "'x' is not a whole number"),
        (HEAD % KEYFRAMES.replace('frame="5"', 'frame="999999999999"'), "too long"),
        (HEAD % KEYFRAMES.replace("18,28", "18,28;19,29"), "not the place of a joint"),
        (HEAD % KEYFRAMES.replace("18,28", "nan,28"), "not the place of a joint"),
        (HEAD % KEYFRAMES.replace("18,28", "1e300,28"), "not the place of a joint"),
        ((HEAD % KEYFRAMES).replace("<size>9</size>", "<size>99999999999</size>"), "too long"),
    ],
)
def test_a_damaged_or_hostile_file_is_a_sentence(tmp_path, text, says):
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(MediaError, match=r"a\.xml") as caught:
        cvat.read(tmp_path / "a.xml")
    assert says in caught.value.message


@pytest.mark.timeout(60)  # read in time that grows with the square, it would take many minutes
@pytest.mark.parametrize("drawing", ["&lt;line " * 100_000, "&lt;line " + "data-" * 190_000 + "&gt;"])
def test_a_drawing_made_to_be_slow_is_read_soon(tmp_path, drawing):
    text = (HEAD % KEYFRAMES).replace("<svg>", f"<svg>{drawing}")
    (tmp_path / "a.xml").write_text(text)
    assert cvat.read(tmp_path / "a.xml")[0].skeleton.joints == ("elbow", "wrist")
