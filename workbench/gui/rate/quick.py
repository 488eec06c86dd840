"""A quick look: everything that was generated, one dance at a time, for one of four grades."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.entities import Grade
from workbench.gui import texts
from workbench.gui.actions import action
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.keys.stage import grade_id
from workbench.gui.rate.state import Clip, answer, n_dances, next_clip
from workbench.gui.widgets.dances.stage import DanceStage
from workbench.gui.widgets.empty import EmptyState

QUESTION = "How good is this dance?"


class QuickRating(QWidget):
    """One generated dance at a time, without saying who made it, and four grades; no consent, no checks."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.clip: Clip | None = None
        self._task: Task | None = None
        self.stage = DanceStage(context)
        self.stage.failed.connect(context.report)
        self.buttons = {grade: self._button(grade) for grade in Grade}
        context.keymap.changed.connect(self._show_keys)
        self._show_keys()
        self.progress = QLabel()
        self.progress.setProperty("role", "dim")
        self.empty = EmptyState(context.theme, "rate", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._asking())
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.stage.add_actions(self, "rate")
        context.project_closed.connect(self._forget)
        context.annotator_changed.connect(lambda _: self._ask_next())
        context.store_changed.connect(self._on_store_changed)

    def _asking(self) -> QWidget:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        question = QLabel(QUESTION)
        question.setProperty("role", "title")
        head.addWidget(question)
        head.addStretch(1)
        head.addWidget(self.progress)
        grades = QFrame()
        grades.setProperty("role", "strip")
        row = QHBoxLayout(grades)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        for button in self.buttons.values():
            row.addWidget(button, 1)
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.stage, 1)
        column.addWidget(grades)
        return widget

    def _button(self, grade: Grade) -> QPushButton:
        button = QPushButton(accessibleName=grade.capitalize())
        button.setMinimumHeight(44)
        button.clicked.connect(partial(self.give, grade))
        action(self.context.keymap, self, grade_id(grade), partial(self.give, grade))
        return button

    def _show_keys(self) -> None:
        for grade, button in self.buttons.items():
            key = self.context.keymap.text(grade_id(grade))
            button.setText(f"{grade.capitalize()}   {key}".rstrip())

    # shown and hidden

    def opened(self) -> None:
        """It has become visible."""
        self._ask_next()

    def closed(self) -> None:
        """Something else is about to be shown."""
        self.stage.player.pause()

    # asking and answering

    def give(self, grade: Grade, *_: object) -> None:
        """Answer for the dance on the stage; the next one comes when the answer is stored."""
        if self.clip is None or self._task is not None:
            return
        project, clip, rater = self.context.open, self.clip, self.context.annotator
        self._enable(False)
        self._task = self.context.background(
            lambda: answer(project, clip, rater, grade), self._show, self._on_failed
        )

    def _ask_next(self) -> None:
        if self.context.project is None or self._task is not None or not self.isVisible():
            return
        project, rater = self.context.open, self.context.annotator
        self._task = self.context.background(lambda: next_clip(project, rater), self._show, self._on_failed)

    def _show(self, clip: Clip | None) -> None:
        self._task = None
        if clip is None:
            self._show_end()
            return
        same = self.clip is not None and self.clip.item_id == clip.item_id
        self.clip = clip
        self.progress.setText(f"{texts.plural(clip.n_left, 'dance')} left, rated by {self.context.annotator}")
        self.stack.setCurrentIndex(0)
        self._enable(True)
        if not same:
            self.stage.show_dances([clip.dance], clip.sound)
            if self.isVisible():
                self.stage.player.play()

    def _show_end(self) -> None:
        self.clip = None
        self.stage.clear()
        n = n_dances(self.context.open)
        if n:
            self.empty.say(
                f"Thank you, {self.context.annotator}: all {texts.plural(n, 'dance')} are rated.",
                "For another rater, change the name at the foot of the side bar.",
            )
        else:
            self.empty.say(
                "No dances to rate yet",
                "Train a generator and let it dance to a song: its dances come here, without its name.",
            )
        self.stack.setCurrentWidget(self.empty)

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self._enable(True)
        self.context.report(error)

    def _on_store_changed(self) -> None:
        if self.clip is None:
            self._ask_next()

    def _forget(self) -> None:
        self.clip, self._task = None, None
        self.stage.clear()

    def _enable(self, on: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(on)
