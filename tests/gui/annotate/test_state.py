"""The page's state, driven without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, Video, VideoKind
from core.skeleton import skeleton
from db.people import Exchange
from db.project import Project
from tests.conftest import make_motion
from tests.gui.annotate.numbered import known_joints
from workbench.gui.annotate.poses.cache import KEPT_WINDOWS, WINDOW_FRAMES
from workbench.gui.annotate.state import AnnotateState, PoseChange
from workbench.gui.annotate.status import where_text
from workbench.gui.annotate.strips import mean_confidence
from workbench.gui.annotate.subject import load_subject
from workbench.gui.widgets.pose import Mark, PersonPose

N_FRAMES = 200


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.barre") as made:
        yield made


def add(project: Project, frames: np.ndarray | None = None, *, people: int = 1) -> Video:
    frames = known_joints(N_FRAMES) if frames is None else frames
    n = len(frames)
    video = project.videos.add(
        NewVideo(
            kind=VideoKind.VIDEO, name="film", path="/nowhere/film.mp4", sha256="0" * 64, size_bytes=1,
            fps=25.0, n_frames=n, duration_s=n / 25, width_px=320, height_px=180,
        )
    )  # fmt: skip
    for person in range(people):
        project.tracks.add(video.id, person, Space.IMAGE, "m", skeleton("blazepose33"), 25.0, frames=frames)
    return video


@pytest.fixture
def state(project: Project) -> AnnotateState:
    made = AnnotateState()
    made.open(load_subject(project, add(project).id))
    made.set_corrected_frames(made.track.id, np.zeros(0, np.int64))
    return made


def put(project: Project, state: AnnotateState, change: PoseChange | None) -> None:
    state.take(tuple(project.corrections.put(change.track_id, change.edits, "Ada")))


def joint(state: AnnotateState, number: int) -> list[float]:
    return state.people(state.frame)[state.person].joints[number].tolist()


def test_what_the_state_shows_after_an_edit_is_what_the_store_holds(
    project: Project, state: AnnotateState
) -> None:
    state.frame = 70
    put(project, state, state.move(0, 15, 12.5, 34.5))
    state.select(0, 15)
    put(project, state, state.toggle_hidden())
    put(project, state, state.move(0, 3, 1.0, 2.0))
    shown = state.people(70)[0]
    assert np.array_equal(shown.joints, project.tracks.frame(state.track.id, 70))
    assert shown.marks[[15, 3, 0]].tolist() == [Mark.HIDDEN, Mark.MOVED, Mark.MACHINE]
    assert state.corrected_frames.tolist() == [70]


def test_a_limb_follows_and_what_is_locked_stays(project: Project, state: AnnotateState) -> None:
    state.frame = 3
    state.select(0, 13)
    assert state.toggle_lock() is True
    before = state.pose
    put(project, state, state.reach(0, 15, 40.0, 70.0))
    after = state.pose
    assert np.array_equal(after.joints[13], before.joints[13])
    assert after.marks[[13, 15, 19]].tolist() == [Mark.MACHINE, Mark.MOVED, Mark.MOVED]
    assert state.move(0, 13, 1.0, 1.0) is None
    assert state.nudge(1.0, 0.0) is None
    assert state.toggle_hidden() is None
    assert state.toggle_lock() is False
    assert state.nudge(1.0, 0.0) is not None


def test_locks_are_kept_for_each_person_until_the_project_is_closed(project: Project) -> None:
    state = AnnotateState()
    first, second = add(project, people=2), add(project)
    state.open(load_subject(project, first.id))
    state.select(1, 7)
    state.toggle_lock()
    state.select(0, 7)
    assert not state.locked
    state.open(load_subject(project, second.id))
    state.open(load_subject(project, first.id))
    assert [pose.locked for pose in state.people(0)] == [frozenset(), frozenset({7})]
    state.close()
    state.open(load_subject(project, first.id))
    assert not state.people(0)[1].locked


def test_corrected_frames_follow_edits_of_many_frames(project: Project, state: AnnotateState) -> None:
    edits = [
        JointEdit(frame, joint, CorrectionKind.MOVE, 5.0, 5.0) for frame in range(50, 150) for joint in (1, 2)
    ]
    put(project, state, state.change_of(edits))
    assert state.corrected_frames.tolist() == list(range(50, 150))
    known = state.corrected_frames
    put(project, state, state.change_of([JointEdit(60, 1, CorrectionKind.REVERT)]))
    assert state.corrected_frames is known  # joint 2 is still corrected
    back = [JointEdit(frame, joint, CorrectionKind.REVERT) for frame in range(50, 100) for joint in (1, 2)]
    put(project, state, state.change_of(back))
    assert state.corrected_frames.tolist() == list(range(100, 150))


def test_corrected_frames_are_found_in_both_directions(project: Project, state: AnnotateState) -> None:
    for frame in (150, 20, 80):
        state.frame = frame
        put(project, state, state.move(0, 1, 5.0, 5.0))
    assert state.corrected_frames.tolist() == [20, 80, 150]
    assert state.corrected_frame(1, start=20) == 80
    assert state.corrected_frame(-1, start=80) == 20
    assert state.corrected_frame(1, start=150) is None
    assert state.corrected_frame(-1, start=0) is None


def test_a_step_within_a_window_reads_nothing(
    project: Project, state: AnnotateState, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    raw = project.tracks.raw
    monkeypatch.setattr(project.tracks, "raw", lambda *args: (reads.append(args[1]), raw(*args))[1])
    for frame in range(2 * WINDOW_FRAMES):
        state.people(frame)
    assert reads == [0, WINDOW_FRAMES]


def test_memory_does_not_grow_with_the_frames_visited(project: Project) -> None:
    n = WINDOW_FRAMES * (KEPT_WINDOWS + 5)
    state = AnnotateState()
    state.open(load_subject(project, add(project, np.zeros((n, 33, 4), np.float32)).id))
    for frame in range(0, n, WINDOW_FRAMES):
        state.people(frame)
    assert len(state.subject.poses._windows) == KEPT_WINDOWS


def test_tab_order_leaves_out_joints_that_are_not_seen(project: Project) -> None:
    frames = known_joints(2)
    frames[0, [0, 1, 31, 32]] = np.nan
    frames[1] = np.nan
    state = AnnotateState()
    state.open(load_subject(project, add(project, frames).id))
    assert [state.next_joint(1), state.next_joint(1)] == [2, 3]
    state.joint = 30
    assert state.next_joint(1) == 2
    assert state.next_joint(-1) == 30
    state.frame = 1
    assert state.next_joint(1) is None
    assert where_text(state).endswith("nobody found in this frame")


def test_a_joint_that_the_machine_missed_can_be_put_where_it_is(project: Project) -> None:
    frames = known_joints(3)
    frames[1, 15, :3], frames[1, 15, 3] = np.nan, 0
    state = AnnotateState()
    state.open(load_subject(project, add(project, frames).id), frame=1)
    put(project, state, state.move(0, 15, 7.0, 8.0))
    assert joint(state, 15)[:2] == [7.0, 8.0]
    assert joint(state, 15)[3] == 1.0


def test_a_person_keeps_the_chosen_joint_from_video_to_video(project: Project) -> None:
    state = AnnotateState()
    first, second = add(project, people=2), add(project)
    state.open(load_subject(project, first.id))
    state.select(1, 15)
    state.open(load_subject(project, second.id))
    assert (state.person, state.joint) == (0, 15)


def test_a_motion_is_shown_on_a_stage_and_cannot_be_changed(project: Project) -> None:
    motion = make_motion(30)
    video = project.videos.add(
        NewVideo(
            kind=VideoKind.MOTION, name="m", path="m.npz", sha256="1" * 64, size_bytes=1,
            fps=25.0, n_frames=30, duration_s=1.2,
        )
    )  # fmt: skip
    frames = np.concatenate([motion.positions, np.ones((30, 33, 1), np.float32)], axis=2)
    project.tracks.add(video.id, 0, Space.WORLD, "file", motion.skeleton, 25.0, frames=frames)
    state = AnnotateState()
    state.open(load_subject(project, video.id))
    width, height = state.subject.size_px
    for frame in (0, 29):
        x, y = state.people(frame)[0].joints[:, :2].T
        assert (x > 0).all()
        assert (x < width).all()
        assert (y > 0).all()
        assert (y < height).all()
    assert not state.subject.is_editable
    assert state.move(0, 1, 2.0, 3.0) is None
    picture = state.subject.open_pictures().frame(3)
    assert picture.shape == (height, width, 3)


def test_edits_of_others_are_seen_after_forgetting(project: Project, state: AnnotateState) -> None:
    state.people(0)
    edit = JointEdit(0, 4, CorrectionKind.MOVE, 9.0, 9.0)
    project.corrections.put(state.track.id, [edit], "Ben")
    assert joint(state, 4)[:2] != [9.0, 9.0]
    state.forget_poses()
    assert joint(state, 4)[:2] == [9.0, 9.0]


def test_the_confidence_of_a_frame_is_the_mean_of_the_joints_that_are_seen(project: Project) -> None:
    frames = known_joints(5)
    frames[1] = np.nan
    frames[1, :, 3] = 0
    frames[2, :30, :3] = np.nan
    frames[2, 30:, 3] = 0.5
    track = project.tracks.for_video(add(project, frames).id)[0]
    for _ in range(2):  # worked out, then read from the cache
        confidence = mean_confidence(project, track)
        assert confidence == pytest.approx(
            [frames[0, :, 3].mean(), np.nan, 0.5, *frames[3:, :, 3].mean(axis=1)], nan_ok=True
        )


def test_a_damaged_cache_is_worked_out_again(project: Project) -> None:
    track = project.tracks.for_video(add(project).id)[0]
    expected = mean_confidence(project, track)
    path = project.cache_dir / "confidence" / f"{track.id}-0.npy"
    for content in (b"", b"no array", path.read_bytes()[:-100]):
        path.write_bytes(content)
        assert np.array_equal(mean_confidence(project, track), expected)


def test_a_pose_says_which_joint_is_nearest() -> None:
    pose = PersonPose(known_joints(1)[0], np.zeros(33, np.uint8), skeleton("blazepose33"))
    x, y = pose.joints[20, :2].tolist()
    assert pose.nearest(x + 3, y - 4, 5.01) == 20
    assert pose.nearest(x + 3, y - 4, 4.9) is None
    nobody = PersonPose(np.full((33, 4), np.nan, np.float32), pose.marks, pose.skeleton)
    assert nobody.is_missing
    assert nobody.nearest(x, y, 1000) is None


def test_the_confidence_is_worked_out_again_when_people_were_swapped(project: Project) -> None:
    frames = np.ones((2, 10, 33, 4), np.float32)
    frames[1, ..., 3] = 0.5
    video = add(project, frames[0])
    track = project.tracks.for_video(video.id)[0]
    project.tracks.add(video.id, 1, Space.IMAGE, "m", track.skeleton, 25.0, frames[1])
    assert mean_confidence(project, track).tolist() == [1.0] * 10
    project.people.mend(video.id, [Exchange(0, 1, ((4, 10),))], "Kim")
    assert mean_confidence(project, track).tolist() == [1.0] * 4 + [0.5] * 6
    assert [path.name for path in (project.cache_dir / "confidence").iterdir()] == ["1-1.npy"]
