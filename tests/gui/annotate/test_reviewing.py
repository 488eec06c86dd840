"""Accepting frames by key, and what the lane and the Library then show."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.entities import CorrectionKind, JointEdit, ReviewState
from core.suggestions.reasons import Reason
from workbench.actions.suggesting import suggestions_of
from workbench.gui.annotate.poses.reviewing import MARK_A_SPAN

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def accepted(page, project, video):
    """What is stored: which frames of the first person are accepted."""
    track = project.tracks.for_video(video.id)[0]
    return lambda: np.flatnonzero(project.reviews.accepted(track.id, track.n_frames)).tolist()


def test_a_frame_is_accepted_and_unseen_again_by_key_and_by_undo(page, qtbot, accepted, context):
    page.go_to(7)
    qtbot.waitUntil(lambda: page.state.frame == 7)
    qtbot.keyClick(page.canvas, Qt.Key.Key_A)
    assert accepted() == [7]
    assert context.undo_stack.undoText() == "Accept frame 7"
    qtbot.keyClick(page.canvas, Qt.Key.Key_U)
    assert accepted() == []
    context.undo_stack.undo()
    assert accepted() == [7]
    context.undo_stack.undo()
    assert accepted() == []


def test_a_frame_is_flagged_by_key_and_stays_first_in_the_queue_until_it_is_accepted(
    page, qtbot, project, video, context
):
    page.go_to(7)
    qtbot.waitUntil(lambda: page.state.frame == 7)
    qtbot.keyClick(page.canvas, Qt.Key.Key_F, SHIFT)
    assert context.undo_stack.undoText() == "Flag frame 7 to be corrected"
    first = suggestions_of(project, video.id)[0]
    assert (first.reason, first.start, first.stop) == (Reason.FLAGGED, 7, 8)
    qtbot.keyClick(page.canvas, Qt.Key.Key_A)
    assert all(each.reason is not Reason.FLAGGED for each in suggestions_of(project, video.id))
    context.undo_stack.undo()
    assert suggestions_of(project, video.id)[0].reason is Reason.FLAGGED


def test_a_marked_span_is_accepted_frame_by_frame_exactly(page, qtbot, accepted, context):
    times_s = page.player.times_s
    page.timeline.set_pending((float(times_s[10]), float(times_s[20])))
    qtbot.keyClick(page.timeline, Qt.Key.Key_A, SHIFT)
    assert accepted() == list(range(10, 20))
    assert context.undo_stack.undoText() == "Accept frames 10 to 19"
    page.timeline.set_pending((float(times_s[15]), float(times_s[30])))
    qtbot.keyClick(page.canvas, Qt.Key.Key_U, SHIFT)
    assert accepted() == list(range(10, 15))
    context.undo_stack.undo()
    assert accepted() == list(range(10, 20))


def test_the_chosen_segment_is_accepted(page, qtbot, accepted, project, video):
    times_s = page.player.times_s
    segment = project.segments.add(video.id, "style", "waltz", float(times_s[3]), float(times_s[6]), "Ada")
    page.context.notify("segment", segment, video_id=video.id)
    page.marking.choose_segment(segment.id)
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, SHIFT)
    assert accepted() == [3, 4, 5]


def test_without_a_span_it_says_what_to_do(page, qtbot, accepted):
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, SHIFT)
    assert accepted() == []
    assert page.desk.stored.text() == MARK_A_SPAN


def test_the_whole_video_is_one_step(page, qtbot, accepted, context):
    page.reviewing.mark_frame(ReviewState.ACCEPTED)
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, CTRL | SHIFT)
    assert accepted() == list(range(60))
    assert context.undo_stack.undoText() == "Accept the whole video"
    context.undo_stack.undo()
    assert accepted() == [0]
    qtbot.keyClick(page.canvas, Qt.Key.Key_U, CTRL | SHIFT)
    assert accepted() == []


def test_what_is_so_already_is_no_step(page, qtbot, accepted, context):
    qtbot.keyClick(page.canvas, Qt.Key.Key_U)
    assert context.undo_stack.count() == 0
    assert page.desk.stored.text() == "This is unseen already"


def test_the_lane_is_green_where_frames_are_accepted_and_amber_where_only_corrected(
    page, qtbot, project, video, context
):
    track = project.tracks.for_video(video.id)[0]
    project.corrections.put(track.id, [JointEdit(f, 0, CorrectionKind.HIDE) for f in (5, 30)], "Ada")
    page.feed.read_again(page.state.subject)
    page.timeline.set_pending((0.0, float(page.player.times_s[20])))
    qtbot.keyClick(page.canvas, Qt.Key.Key_A, SHIFT)
    page.timeline.set_pending(None)
    qtbot.waitUntil(lambda: page.reviewing.is_accepted(19) and len(page.state.corrected_frames) == 2)
    qtbot.waitUntil(lambda: not page.loader.is_reading("marks"))
    image, box = page.timeline.grab().toImage(), page.timeline.rows.box("reviewed")

    def colour(frame: int) -> int:
        x = round(page.timeline.view.x(float(page.player.times_s[frame]) + 0.02))
        return image.pixelColor(x, round(box.center().y())).rgb()

    theme = context.theme
    assert colour(5) == colour(19) == theme.colour("good").rgb()
    assert colour(30) == theme.colour("warn").rgb()
    assert colour(40) == theme.colour("sunken").rgb()
