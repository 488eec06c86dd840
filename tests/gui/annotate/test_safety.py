"""Two windows on one project see each other's edits within a second; a full disk loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from core.entities import Video
from db.project import Project
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings

NOSE, LEFT_EYE = 0, 2


@pytest.fixture
def other_page(qtbot: QtBot, project: Project, video: Video, tmp_path: Path) -> Iterator[AnnotatePage]:
    """The page of another window, with connections to the database of its own."""
    context = AppContext(Settings(tmp_path / "other.ini"), starts_jobs=False)
    context.annotator = "Kim"
    assert context.open_project(project.path)
    page = AnnotatePage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.opened()
    qtbot.waitUntil(lambda: page.player.shown >= 0 and not page.loader.is_reading("marks"))
    yield page
    context.shutdown()


@contextmanager
def _full_disk(project: Project) -> Iterator[None]:
    """Let the project's database grow no further, as on a full disk."""
    engine = project._store.engine

    def limit(connection, _record, _proxy) -> None:
        with closing(connection.cursor()) as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count={pages}")

    def unlimited(connection, _record, _proxy) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA max_page_count=1000000")

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", unlimited)


def drag(qtbot: QtBot, page: AnnotatePage, joint: int, by: tuple[int, int]) -> None:
    canvas, button = page.canvas, Qt.MouseButton.LeftButton
    x, y = canvas.people[0].joints[joint, :2].tolist()
    at = QPointF(*canvas.view.to_widget(x, y)).toPoint()
    qtbot.mousePress(canvas, button, pos=at)
    qtbot.mouseMove(canvas, at + QPoint(*by) / 2)
    qtbot.mouseMove(canvas, at + QPoint(*by))
    qtbot.mouseRelease(canvas, button, pos=at + QPoint(*by))


def shown(page: AnnotatePage, joint: int) -> list[float]:
    return page.canvas.people[0].joints[joint, :2].tolist()


def test_edits_are_seen_in_the_other_window_within_a_second(
    qtbot: QtBot, page: AnnotatePage, other_page: AnnotatePage, project: Project
) -> None:
    drag(qtbot, page, NOSE, (30, 40))
    qtbot.waitUntil(lambda: shown(other_page, NOSE) == shown(page, NOSE), timeout=1000)
    drag(qtbot, other_page, LEFT_EYE, (0, 50))
    qtbot.waitUntil(lambda: shown(page, LEFT_EYE) == shown(other_page, LEFT_EYE), timeout=1000)
    assert shown(page, NOSE) == shown(other_page, NOSE)
    track = project.tracks.for_video(1)[0]
    assert [edit.annotator for edit in project.corrections.history(track.id)] == ["Ada", "Kim"]


def test_undo_in_one_window_leaves_the_other_s_edit(
    qtbot: QtBot, page: AnnotatePage, other_page: AnnotatePage
) -> None:
    before = shown(page, NOSE)
    drag(qtbot, page, NOSE, (30, 40))
    drag(qtbot, other_page, LEFT_EYE, (0, 50))
    page.context.undo_stack.undo()
    qtbot.waitUntil(lambda: shown(other_page, NOSE) == before, timeout=1000)
    qtbot.waitUntil(lambda: shown(page, LEFT_EYE) == shown(other_page, LEFT_EYE), timeout=1000)


def test_segments_are_seen_in_the_other_window_within_a_second(
    qtbot: QtBot, page: AnnotatePage, other_page: AnnotatePage, project: Project
) -> None:
    project.segments.add_label("style", "waltz")
    qtbot.waitUntil(lambda: bool(page.styles.labels) and bool(other_page.styles.labels), timeout=1000)
    page.activateWindow()
    page.canvas.setFocus()
    qtbot.waitUntil(page.canvas.hasFocus)
    for key in (Qt.Key.Key_I, Qt.Key.Key_O, Qt.Key.Key_1):
        qtbot.keyClick(page.canvas, key)
    qtbot.waitUntil(lambda: len(other_page.state.tiers.segments) == 1, timeout=1000)
    assert other_page.state.tiers.segments[0].annotator == "Ada"


def test_an_edit_on_a_full_disk_is_refused_with_a_sentence_and_changes_nothing(
    qtbot: QtBot, page: AnnotatePage, project: Project
) -> None:
    messages: list[str] = []
    page.context.message_sent.connect(lambda message: messages.append(message.text))
    before, track = shown(page, NOSE), project.tracks.for_video(1)[0]
    with _full_disk(project):
        for _ in range(200):  # until what is free within the file is used up
            drag(qtbot, page, NOSE, (30, 40))
            if messages:
                break
            before = shown(page, NOSE)
    assert "disk is full" in messages[0]
    assert shown(page, NOSE) == before
    assert not page.context.undo_stack.canRedo()
    stored = project.tracks.frame(track.id, page.state.frame)[NOSE, :2].tolist()
    assert stored == before
    drag(qtbot, page, NOSE, (-10, -10))  # there is room again
    assert shown(page, NOSE) != before
