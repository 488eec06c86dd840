from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from core.entities import Segment, Video
from db.project import Project
from tests.gui.annotate.numbered import FPS, add_film
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import GUTTER_PX

OpenPage = Callable[[], AnnotatePage]


@pytest.fixture
def page(project: Project, video: Video, open_page: OpenPage) -> AnnotatePage:
    """The page on a film of 2.4 s, with the styles waltz and rumba."""
    for name in ("waltz", "rumba"):
        project.segments.add_label("style", name)
    return open_page()


def at(page: AnnotatePage, seconds: float) -> QPoint:
    """A point of the active tier's row."""
    timeline = page.timeline
    y = timeline.rows.active_tier.own.center().y()
    return QPointF(GUTTER_PX + timeline.scale.x(seconds), y).toPoint()


def drag(qtbot: QtBot, page: AnnotatePage, from_s: float, to_s: float) -> None:
    timeline, button = page.timeline, Qt.MouseButton.LeftButton
    qtbot.mousePress(timeline, button, pos=at(page, from_s))
    qtbot.mouseMove(timeline, at(page, (from_s + to_s) / 2))
    qtbot.mouseMove(timeline, at(page, to_s))
    qtbot.mouseRelease(timeline, button, pos=at(page, to_s))


def press(qtbot: QtBot, page: AnnotatePage, key: Qt.Key) -> None:
    qtbot.keyClick(page.canvas, key)


def go(qtbot: QtBot, page: AnnotatePage, frame: int) -> None:
    page.go_to(frame)
    qtbot.waitUntil(lambda: page.state.frame == frame)


def segments(project: Project, video: Video) -> list[Segment]:
    return project.segments.for_video(video.id)


def spans(project: Project, video: Video) -> list[tuple[str, float, float]]:
    return [(s.label, round(s.start_s, 6), round(s.end_s, 6)) for s in segments(project, video)]


def add(page: AnnotatePage, start_s: float, end_s: float, style: int = 1) -> None:
    page.marking._on_drawn(start_s, end_s)
    page.styles.choose(style)


def test_a_span_drawn_with_the_mouse_becomes_a_segment_by_a_number(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    drag(qtbot, page, 0.4, 1.2)
    assert page.timeline.pending == pytest.approx((0.4, 1.2))
    assert not segments(project, video)  # no style, nothing to store
    press(qtbot, page, Qt.Key.Key_2)
    assert spans(project, video) == [("rumba", 0.4, 1.2)]
    assert segments(project, video)[0].annotator == "Ada"
    assert page.timeline.pending is None


def test_a_segment_marked_with_keys_holds_its_first_and_last_frame(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    go(qtbot, page, 10)
    press(qtbot, page, Qt.Key.Key_I)
    go(qtbot, page, 29)
    assert page.timeline.pending == pytest.approx((10 / FPS, 30 / FPS))  # it grows with the frame on show
    press(qtbot, page, Qt.Key.Key_O)
    press(qtbot, page, Qt.Key.Key_1)
    assert spans(project, video) == [("waltz", 0.4, 1.2)]


def test_a_new_style_can_be_typed(qtbot: QtBot, page: AnnotatePage, project: Project, video: Video) -> None:
    drag(qtbot, page, 0.4, 1.2)
    press(qtbot, page, Qt.Key.Key_Return)
    field = page.styles.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "Lindy Hop 2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert spans(project, video) == [("Lindy Hop 2", 0.4, 1.2)]
    assert [label.name for label in page.styles.labels] == ["waltz", "rumba", "Lindy Hop 2"]
    assert page.canvas.hasFocus()  # the keys belong to the page again


def test_a_known_style_is_found_whatever_its_case(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    drag(qtbot, page, 0.4, 1.2)
    page.styles.ask("WALTZ")
    qtbot.keyClick(page.styles.field, Qt.Key.Key_Return)
    assert spans(project, video) == [("waltz", 0.4, 1.2)]
    assert len(project.segments.labels("style")) == 2


def test_without_any_style_the_field_asks_at_once(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage
) -> None:
    page = open_page()
    drag(qtbot, page, 0.4, 1.2)
    assert page.styles.field.hasFocus()
    qtbot.keyClick(page.styles.field, Qt.Key.Key_Escape)
    assert page.timeline.pending is None
    assert page.canvas.hasFocus()


def test_escape_drops_a_span_without_a_trace(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    drag(qtbot, page, 0.4, 1.2)
    press(qtbot, page, Qt.Key.Key_Escape)
    assert page.timeline.pending is None
    press(qtbot, page, Qt.Key.Key_1)
    assert not segments(project, video)
    assert context.undo_stack.count() == 0


def test_edges_and_middle_of_a_segment_can_be_dragged(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    add(page, 0.4, 1.2)
    drag(qtbot, page, 1.2, 1.6)
    assert spans(project, video) == [("waltz", 0.4, 1.6)]
    drag(qtbot, page, 0.4, 0.8)
    assert spans(project, video) == [("waltz", 0.8, 1.6)]
    drag(qtbot, page, 1.2, 0.6)
    assert spans(project, video) == [("waltz", 0.2, 1.0)]
    assert len(segments(project, video)) == 1
    assert context.undo_stack.count() == 4


def test_a_segment_cannot_be_turned_inside_out_or_leave_the_video(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    add(page, 0.4, 1.2)
    drag(qtbot, page, 0.4, 2.0)
    assert spans(project, video) == [("waltz", 1.16, 1.2)]
    drag(qtbot, page, 1.2, 2.4)
    drag(qtbot, page, 1.8, 0.1)
    assert spans(project, video)[0][1] == 0.0
    assert segments(project, video)[0].end_s - 0.0 == pytest.approx(1.24)


def test_every_segment_edit_can_be_undone_and_redone(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video, context: AppContext
) -> None:
    add(page, 0.4, 1.2)
    states = [[], spans(project, video)]
    drag(qtbot, page, 1.2, 1.6)
    states.append(spans(project, video))
    page.styles.choose(2)  # the segment just dragged is the chosen one
    states.append(spans(project, video))
    press(qtbot, page, Qt.Key.Key_Delete)
    states.append(spans(project, video))
    assert states[1:] == [[("waltz", 0.4, 1.2)], [("waltz", 0.4, 1.6)], [("rumba", 0.4, 1.6)], []]
    for state in reversed(states[:-1]):
        context.undo_stack.undo()
        assert spans(project, video) == state
    for state in states[1:]:
        context.undo_stack.redo()
        assert spans(project, video) == state
    assert spans(project, video) == [
        (s.label, round(s.start_s, 6), round(s.end_s, 6)) for s in page.state.tiers.segments
    ]


def test_segments_of_others_are_shown_and_left_alone(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage
) -> None:
    project.segments.add_label("style", "waltz")
    project.segments.add(video.id, "style", "waltz", 0.4, 1.2, "Ben")
    page = open_page()
    timeline = page.timeline
    assert len(timeline.rows.active_tier.rows) == 2
    point = QPointF(
        GUTTER_PX + timeline.scale.x(0.8), timeline.rows.active_tier.rows[1].center().y()
    ).toPoint()
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=point)
    press(qtbot, page, Qt.Key.Key_Delete)
    assert spans(project, video) == [("waltz", 0.4, 1.2)]
    assert project.segments.for_video(video.id)[0].annotator == "Ben"


def test_another_annotator_owns_other_segments(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    add(page, 0.4, 1.2)
    context.annotator = "Ben"
    assert page.timeline.rows.active_tier.tier.row_of(segments(project, video)[0]) == 1
    drag(qtbot, page, 0.4, 1.2)  # the own row is empty now
    press(qtbot, page, Qt.Key.Key_2)
    assert [s.annotator for s in segments(project, video)] == ["Ada", "Ben"]


def test_a_segment_made_elsewhere_appears(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, video: Video
) -> None:
    project.segments.add(video.id, "style", "samba", 0.2, 0.6, "Ada")
    context.poll()
    qtbot.waitUntil(lambda: len(page.timeline.content.tier("style").segments) == 1)
    assert page.timeline.content.tier("style").colours["samba"] == project.segments.labels("style")[-1].colour


def test_a_press_on_the_strips_goes_there_and_a_drag_scrubs(qtbot: QtBot, page: AnnotatePage) -> None:
    timeline = page.timeline

    def point(seconds: float) -> QPoint:
        return QPointF(
            GUTTER_PX + timeline.scale.x(seconds), timeline.rows.box("sound").center().y()
        ).toPoint()

    qtbot.mousePress(timeline, Qt.MouseButton.LeftButton, pos=point(0.5))
    assert page.player.target == 12
    qtbot.mouseMove(timeline, point(1.0))
    qtbot.mouseMove(timeline, point(1.5))
    qtbot.waitUntil(lambda: page.player.shown == 37)
    qtbot.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=point(1.5))


def test_undo_of_a_segment_goes_where_it_was(
    qtbot: QtBot, page: AnnotatePage, context: AppContext, project: Project, tmp_path: Path
) -> None:
    add(page, 0.4, 1.2)
    go(qtbot, page, 59)
    context.undo_stack.undo()
    qtbot.waitUntil(lambda: page.state.frame == 10)
    other = add_film(project, tmp_path / "other.mp4", 10)
    page.open_video(other.id)
    qtbot.waitUntil(lambda: page.state.subject.video.id == other.id)
    context.undo_stack.redo()
    qtbot.waitUntil(lambda: page.state.subject.video.id != other.id and page.player.shown == 10)
    qtbot.waitUntil(lambda: [s.label for s in page.state.tiers.segments] == ["waltz"])


def test_many_styles_do_not_widen_the_window(
    qtbot: QtBot, project: Project, video: Video, open_page: OpenPage
) -> None:
    for number in range(15):
        project.segments.add_label("style", f"a style with a long name {number}")
    page = open_page()
    assert page.minimumSizeHint().width() < 900
    drag(qtbot, page, 0.4, 1.2)
    press(qtbot, page, Qt.Key.Key_9)  # out of sight, not out of reach
    assert spans(project, video) == [("a style with a long name 8", 0.4, 1.2)]


def test_a_double_click_asks_for_another_style(
    qtbot: QtBot, page: AnnotatePage, project: Project, video: Video
) -> None:
    add(page, 0.4, 1.2)
    qtbot.mouseDClick(page.timeline, Qt.MouseButton.LeftButton, pos=at(page, 0.8))
    assert page.styles.field.hasFocus()
    assert page.styles.field.selectedText() == "waltz"
    qtbot.keyClicks(page.styles.field, "rumba")
    qtbot.keyClick(page.styles.field, Qt.Key.Key_Return)
    assert spans(project, video) == [("rumba", 0.4, 1.2)]
