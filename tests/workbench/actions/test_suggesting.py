"""What is suggested of a project's videos, on top of people's work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.demo.estimated import SCALE_PX, SIZE_PX, Estimated, estimated
from core.entities import CorrectionKind, JointEdit, NewVideo, ReviewState, Space, Track, Video, VideoKind
from core.errors import InputError
from core.suggestions.reasons import Reason
from core.suggestions.search import BLOCK_FRAMES, Search
from core.suggestions.suggestion import Suggestion
from db.project import Project
from workbench.actions.reviewing import review
from workbench.actions.suggesting import LiveSearch, suggestions_of

WRIST = 15
HAND = [15, 17, 19, 21]
FRAME = 300


@pytest.fixture
def dancer() -> Estimated:
    """A dancer whose left hand jumps in one frame."""
    made = estimated("salsa", 600, seed=21)
    made.image[FRAME, HAND, 0] += 0.5 * made.height_px
    made.world[FRAME, HAND, 0] += 0.5 * made.height_px / SCALE_PX
    return made


@pytest.fixture
def video(project: Project, dancer: Estimated) -> Video:
    new = NewVideo(VideoKind.VIDEO, "film", "/nowhere.mp4", "0" * 64, 1, 25.0, 600, 24.0, *SIZE_PX)
    video = project.videos.add(new)
    for space, poses in ((Space.IMAGE, dancer.image), (Space.WORLD, dancer.world)):
        project.tracks.add(video.id, 0, space, "m", dancer.skeleton, 25.0, frames=poses)
    return video


def track_of(project: Project, video: Video) -> Track:
    return project.tracks.for_video(video.id, Space.IMAGE)[0]


def at(queue: list[Suggestion], frame: int = FRAME) -> list[Suggestion]:
    return [each for each in queue if each.frame == frame]


def test_the_jump_is_first(project: Project, video: Video) -> None:
    first = suggestions_of(project, video.id)[0]
    assert (first.frame, first.reason) == (FRAME, Reason.JUMP)


def test_only_a_reason_that_is_asked_for(project: Project, video: Video) -> None:
    jumps = suggestions_of(project, video.id, reason=Reason.JUMP)
    assert jumps
    assert all(Reason.JUMP in each.reasons for each in jumps)


def test_a_corrected_joint_leaves_and_comes_back_when_that_is_undone(
    project: Project, video: Video, dancer: Estimated
) -> None:
    track = track_of(project, video)
    right = [JointEdit(FRAME, j, CorrectionKind.MOVE, *dancer.image[FRAME - 1, j, :2].tolist()) for j in HAND]
    project.corrections.put(track.id, right, "Ada")
    assert not at(suggestions_of(project, video.id))
    back = [JointEdit(FRAME, j, CorrectionKind.REVERT) for j in HAND]
    project.corrections.put(track.id, back, "Ada")
    assert at(suggestions_of(project, video.id))


def test_a_hidden_joint_is_not_suggested_again(project: Project, video: Video) -> None:
    hide = [JointEdit(FRAME, j, CorrectionKind.HIDE) for j in HAND]
    project.corrections.put(track_of(project, video).id, hide, "Ada")
    assert not at(suggestions_of(project, video.id))


def test_a_joint_that_is_still_wrong_beside_a_corrected_one_stays(
    project: Project, video: Video, dancer: Estimated
) -> None:
    right = JointEdit(FRAME, WRIST, CorrectionKind.MOVE, *dancer.image[FRAME - 1, WRIST, :2].tolist())
    project.corrections.put(track_of(project, video).id, [right], "Ada")
    found = at(suggestions_of(project, video.id))
    assert found
    assert found[0].joints[0] in HAND[1:]


def test_accepted_frames_leave_and_come_back(project: Project, video: Video) -> None:
    review(project, video.id, FRAME, FRAME, "accepted", annotator="Ada")
    assert not at(suggestions_of(project, video.id))
    review(project, video.id, FRAME, FRAME, ReviewState.UNSEEN, annotator="Ben")
    assert at(suggestions_of(project, video.id))


def test_the_search_is_kept_in_the_cache_until_something_changes(project: Project, video: Video) -> None:
    folder = project.cache_dir / "suggestions"
    queue = suggestions_of(project, video.id)
    (path,) = folder.iterdir()
    first = path.stat().st_mtime_ns
    assert suggestions_of(project, video.id) == queue
    assert path.stat().st_mtime_ns == first
    review(project, video.id, FRAME, FRAME, "accepted")
    suggestions_of(project, video.id)
    assert list(folder.iterdir()) == [path]
    assert path.stat().st_mtime_ns != first


@pytest.mark.parametrize("content", ["", "[]", "{", '{"0": [[1]]}', '{"0": [["jump",0,9999,0,1,[1],1,1]]}'])
def test_a_damaged_cache_is_looked_through_again(project: Project, video: Video, content: str) -> None:
    queue = suggestions_of(project, video.id)
    (path,) = (project.cache_dir / "suggestions").iterdir()
    path.write_text(content)
    assert suggestions_of(project, video.id) == queue


def test_a_live_search_follows_corrections_and_reviews(
    project: Project, video: Video, dancer: Estimated
) -> None:
    live = LiveSearch(project, video.id)
    assert at(live.start())
    right = [JointEdit(FRAME, j, CorrectionKind.MOVE, *dancer.image[FRAME - 1, j, :2].tolist()) for j in HAND]
    project.corrections.put(track_of(project, video).id, right, "Ada")
    queue = live.catch_up()
    assert not at(queue)
    assert queue == suggestions_of(project, video.id)
    back = [JointEdit(FRAME, j, CorrectionKind.REVERT) for j in HAND]
    project.corrections.put(track_of(project, video).id, back, "Ada")
    assert at(live.catch_up())
    review(project, video.id, FRAME, FRAME, "accepted")
    assert not at(live.catch_up())


def test_a_video_without_poses_says_what_to_do(project: Project, tmp_path: Path) -> None:
    new = NewVideo(VideoKind.VIDEO, "empty", str(tmp_path / "x.mp4"), "1" * 64, 1, 25.0, 10, 0.4)
    video = project.videos.add(new)
    with pytest.raises(InputError, match="barre poses"):
        suggestions_of(project, video.id)
    with pytest.raises(InputError, match="barre poses"):
        review(project, video.id, 0, 5, "accepted")


@pytest.mark.parametrize(
    ("first", "last", "state"), [(5, 4, "accepted"), (0, 600, "accepted"), (0, 1, "fine")]
)
def test_reviews_that_make_no_sense_are_refused(
    project: Project, video: Video, first: int, last: int, state: str
) -> None:
    with pytest.raises(InputError):
        review(project, video.id, first, last, state)
    assert not project.reviews.history(track_of(project, video).id)


def test_somebody_who_is_not_there_cannot_be_reviewed(project: Project, video: Video) -> None:
    with pytest.raises(InputError, match="no person 3"):
        review(project, video.id, 0, 1, "accepted", person=2)


def test_a_person_may_be_missing_all_the_time(project: Project, video: Video) -> None:
    nobody = np.full((600, 33, 4), np.nan, np.float32)
    nobody[..., 3] = 0
    skeleton = track_of(project, video).skeleton
    project.tracks.add(video.id, 1, Space.IMAGE, "m", skeleton, 25.0, frames=nobody)
    assert {each.person for each in suggestions_of(project, video.id)} == {0}


def test_only_the_stretch_that_people_worked_on_is_looked_at_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = 2 * BLOCK_FRAMES
    dancer = estimated("salsa", n, seed=21)
    new = NewVideo(VideoKind.VIDEO, "long", "/nowhere.mp4", "2" * 64, 1, 25.0, n, n / 25, *SIZE_PX)
    video = project.videos.add(new)
    project.tracks.add(video.id, 0, Space.IMAGE, "m", dancer.skeleton, 25.0, frames=dancer.image)
    suggestions_of(project, video.id)
    looked: list[int] = []
    look = Search._look

    def spy(search: Search, number: int) -> object:
        looked.append(number)
        return look(search, number)

    monkeypatch.setattr(Search, "_look", spy)
    suggestions_of(project, video.id)
    assert looked == []
    review(project, video.id, BLOCK_FRAMES + 100, BLOCK_FRAMES + 110, "accepted")
    suggestions_of(project, video.id)
    assert looked == [1]


def test_the_search_loads_no_heavy_library_into_the_window() -> None:
    code = "import sys, workbench.actions.suggesting; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"torch", "librosa", "mediapipe", "cv2", "sklearn", "scipy", "av"}
    assert heavy & set(done.stdout.split()) == set()
