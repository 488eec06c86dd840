"""Tools on the tracks of a project: what would change, and what is stored."""

from __future__ import annotations

import numpy as np
import pytest

from core.editing.interpolate import Method
from core.entities import CorrectionKind, JointEdit, NewVideo, Space, Track, VideoKind
from core.errors import Cancelled, InputError
from core.skeleton import skeleton
from db.project import Project
from workbench.actions.pose_edits import (
    MOST_FRAMES,
    describe,
    following,
    interpolation,
    joint_indices,
    propagation,
    smoothing,
    store,
    swapping,
    track_to_edit,
)

BODY = skeleton("blazepose33")
WRIST, OTHER_WRIST = BODY.indices("left_wrist", "right_wrist")
N = 60


@pytest.fixture
def track(project: Project) -> Track:
    """The track of a person whose joint j stands at (10 j, 100) and trembles by a pixel."""
    video = project.videos.add(
        NewVideo(
            kind=VideoKind.VIDEO, name="film", path="/nowhere/film.mp4", sha256="0" * 64, size_bytes=1,
            fps=25.0, n_frames=N, duration_s=N / 25, width_px=400, height_px=200,
        )
    )  # fmt: skip
    frames = np.zeros((N, 33, 4), np.float32)
    frames[..., 0] = 10 * np.arange(33) + (np.arange(N) % 2)[:, None]
    frames[..., 1], frames[..., 3] = 100, 0.8
    project.tracks.add(video.id, 0, Space.IMAGE, "m", BODY, 25.0, frames=frames)
    return track_to_edit(project, video.id)


def move(project: Project, track: Track, frame: int, x: float, y: float, joint: int = WRIST) -> None:
    project.corrections.put(track.id, [JointEdit(frame, joint, CorrectionKind.MOVE, x, y)], "Ada")


def test_an_interpolation_goes_through_what_was_corrected_in_between(project: Project, track: Track) -> None:
    for frame, x in ((10, 100), (15, 200), (20, 100)):
        move(project, track, frame, x, 50)
    change = interpolation(project, track, 10, 20, joints=[WRIST])
    store(project, track, change, "Kim")
    stored = project.tracks.read(track.id, 10, 21)[:, WRIST, 0]
    assert stored.tolist() == [100, 120, 140, 160, 180, 200, 180, 160, 140, 120, 100]
    assert change.frames.tolist() == [11, 12, 13, 14, 16, 17, 18, 19]
    assert {edit.annotator for edit in project.corrections.in_force(track.id, 11, 15)} == {"Kim"}
    assert describe("interpolate", change, BODY) == "interpolate left wrist, frames 11 to 19"


def test_an_interpolation_stops_where_a_joint_was_hidden(project: Project, track: Track) -> None:
    project.corrections.put(track.id, [JointEdit(14, WRIST, CorrectionKind.HIDE)], "Ada")
    change = interpolation(project, track, 10, 20, joints=[WRIST], ends_when_hidden=True)
    assert change.frames.tolist() == [11, 12, 13, 15, 16, 17, 18, 19]
    whole = interpolation(project, track, 0, N - 1, method=Method.SPLINE)
    assert whole.frames.tolist() == list(range(1, N - 1))
    assert describe("interpolate", whole, BODY) == "interpolate the whole body, frames 1 to 58"


def test_a_correction_is_carried_on_until_the_next(project: Project, track: Track) -> None:
    move(project, track, 30, 10 * WRIST + 20, 100)
    move(project, track, 34, 0, 0)
    change = propagation(project, track, 30, before=2, after=8)
    assert change.joints == (WRIST,)
    assert change.frames.tolist() == [28, 29, 31, 32, 33]
    moved = change.poses[:, WRIST, 0] - project.tracks.read(track.id, 28, 39)[:, WRIST, 0]
    assert 0 < moved[0] < moved[1] < 20
    with pytest.raises(InputError, match="Nothing was moved in frame 5"):
        propagation(project, track, 5, after=3)


def test_a_passage_is_smoothed_as_if_the_whole_track_were(project: Project, track: Track) -> None:
    change = smoothing(project, track, 20, 30, cutoff_hz=4, joints=[WRIST])
    assert change.frames.tolist() == list(range(20, 31))
    inside = change.poses[change.changed]
    assert inside[:, 0] == pytest.approx(10 * WRIST + 0.5, abs=0.05)
    smoothing(project, track, 0, N - 1, cutoff_hz=4)


def test_a_swap_is_stored_and_taken_back_by_another(project: Project, track: Track) -> None:
    before = project.tracks.read(track.id)
    store(project, track, swapping(project, track, 5, 9))
    assert project.tracks.read(track.id)[5:10, WRIST, 0].tolist() == before[5:10, OTHER_WRIST, 0].tolist()
    store(project, track, swapping(project, track, 5, 9))
    assert np.array_equal(project.tracks.read(track.id)[..., :3], before[..., :3])


@pytest.mark.parametrize(("n_frames", "expected"), [(8, range(31, 39)), (-8, range(22, 30))])
def test_a_pose_is_followed_through_pictures_in_both_directions(
    project: Project, track: Track, n_frames: int, expected: range
) -> None:
    ground = np.random.default_rng(0).normal(128, 40, (240, 500)).clip(0, 255)
    for axis in (0, 1):
        ground = (np.roll(ground, 1, axis) + ground + np.roll(ground, -1, axis)) / 3

    def picture(frame: int) -> np.ndarray:
        shifted = np.roll(ground, 2 * (frame - 30), axis=1)[:200, :400]
        return np.repeat(shifted[..., None], 3, axis=2).astype(np.uint8)

    told = []
    change = following(
        project, track, 30, picture, n_frames=n_frames, joints=[WRIST], on_progress=lambda *p: told.append(p)
    )
    assert change.frames.tolist() == list(expected)
    rows = np.array(expected) - change.start
    assert change.poses[rows, WRIST, 0] == pytest.approx(150 + 2 * (np.array(expected) - 30), abs=0.5)
    assert told[-1][0] == 1.0
    with pytest.raises(Cancelled):
        following(project, track, 30, picture, n_frames=n_frames, should_stop=lambda: True)
    move(project, track, 30 + n_frames // 2, 0, 0)
    assert len(following(project, track, 30, picture, n_frames=n_frames, joints=[WRIST]).frames) == 3


def test_what_cannot_be_is_refused_in_a_sentence(project: Project, track: Track) -> None:
    with pytest.raises(InputError, match="frames 0 to 59"):
        smoothing(project, track, 50, 60, cutoff_hz=5)
    with pytest.raises(InputError, match="no frame between 7 and 8"):
        interpolation(project, track, 7, 8)
    with pytest.raises(InputError, match="too many"):
        propagation(project, track, 0, after=MOST_FRAMES + 1)
    with pytest.raises(InputError, match="no joint 'tail'"):
        joint_indices(BODY, ["tail"])
    with pytest.raises(InputError, match="no person 2"):
        track_to_edit(project, track.video_id, 1)
    with pytest.raises(InputError, match="no joint to follow"):
        following(project, track, 3, lambda _: np.zeros((9, 9, 3), np.uint8), n_frames=3, joints=[])
    assert joint_indices(BODY, ["Left wrist", "right_wrist"]) == [WRIST, OTHER_WRIST]


def test_a_motion_has_no_poses_to_correct(project: Project, add_motion) -> None:
    with pytest.raises(InputError, match="no poses to correct"):
        track_to_edit(project, add_motion().id)
