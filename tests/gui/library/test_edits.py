"""Edits of the Library when the project does not take them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from db import engine as engines
from db.project import DATABASE
from workbench.gui.library.edits import SetStyle


@contextmanager
def busy(project) -> Iterator[None]:
    """Another program holds the project's write lock."""
    with closing(sqlite3.connect(project.path / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def videos(project, context, add_video, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_S", 0.1)
    made = [add_video(project, name) for name in ("tango_1", "tango_2")]
    project.segments.add(made[0].id, "style", "milonga", 0.5, 1.0, "Ada")
    assert context.open_project(project.path)  # its connections know the short patience
    return made


def styles(context) -> list[tuple[str, ...]]:
    return [summary.styles for summary in context.open.videos.summaries()]


OLD, NEW = [("milonga",), ()], [("tango",), ("tango",)]


def test_an_edit_that_was_never_made_is_not_on_the_stack(context, videos, qtbot):
    with busy(context.open), qtbot.waitSignal(context.message_sent):
        context.undo_stack.push(SetStyle(context, videos, "tango"))
    assert (context.undo_stack.count(), styles(context)) == (0, OLD)


def test_a_style_that_fails_half_way_labels_nothing(context, videos, qtbot):
    context.open.videos.remove(videos[1].id)
    with qtbot.waitSignal(context.message_sent):
        context.undo_stack.push(SetStyle(context, videos, "tango"))
    assert (context.undo_stack.count(), styles(context)) == (0, OLD[:1])


def test_undo_and_redo_can_be_asked_for_again_after_the_project_was_busy(context, videos, qtbot):
    stack = context.undo_stack
    stack.push(SetStyle(context, videos, "tango"))
    with busy(context.open), qtbot.waitSignal(context.message_sent):
        stack.undo()
    assert (stack.canUndo(), stack.canRedo(), styles(context)) == (True, False, NEW)
    stack.undo()
    assert styles(context) == OLD
    with busy(context.open), qtbot.waitSignal(context.message_sent):
        stack.redo()
    assert (stack.canUndo(), stack.canRedo(), styles(context)) == (False, True, OLD)
    stack.redo()
    assert styles(context) == NEW
    stack.undo()
    assert styles(context) == OLD


def test_an_undo_that_can_never_be_made_leaves_the_stack(context, videos, qtbot):
    context.undo_stack.push(SetStyle(context, videos, "tango"))
    taken = context.open.segments.for_video(videos[1].id)[0]
    context.open.segments.remove(taken.id)
    with qtbot.waitSignal(context.message_sent):
        context.undo_stack.undo()
    assert (context.undo_stack.count(), styles(context)) == (0, [("tango",), ()])
