"""The window itself: welcome, how it goes, one trial after another, thanks; then the next person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import BarreError
from core.studies.records import DesignedStudy, EventKind, Rater
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.rate.taking import session
from workbench.gui.rate.taking.message import MessageScreen
from workbench.gui.rate.taking.questions import Questions
from workbench.gui.rate.taking.session import Diary, Showing, Sitting
from workbench.gui.rate.taking.stage import StudyStage
from workbench.gui.rate.taking.welcome import Welcome
from workbench.gui.rate.taking.words import system_language, words_in

BASE_PERCENT = 150
"""The letters of raters at 100 %, against those of the workbench: read from farther away, without glasses."""

CHECK_PX = 15  # a box to tick, at the size of the workbench
MOST_BELOW, WIDTH_BESIDE = 0.36, 0.42  # shares of the window that questions may take

HOW = (
    "Your code is {code}. Write it down: with it you can go on after an interruption, or have your answers "
    "deleted.\n\nWatch each dance to its end, then answer. What is marked as practice does "
    "not count.\n\nYou can touch the screen, use the mouse, or press keys: the digits answer, Enter goes on, "
    "Space pauses, R plays again, L repeats a phrase."
)
THANKS = "You have answered everything. If you ever want your answers deleted, give your code: {code}."
SEE_FIRST = "Watch to the end first, then answer."
NOW_ANSWER = "Now answer, or watch again."


class TakingWindow(QWidget):
    """Full screen, for one rater after another."""

    finished = Signal(str)  # code: everything is answered

    def __init__(self, context: AppContext, study: DesignedStudy, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("taking")
        self.context, self.study = context, study
        self.words = words_in(system_language())
        self.percent = 100
        self.sitting: Sitting | None = None
        self.showing: Showing | None = None
        self._task: Task | None = None
        self._diary, self._answerable_ms = Diary(), 0
        self.welcome, self.message = Welcome(), MessageScreen()
        self.stage, self.questions = StudyStage(context), Questions()
        self.stack = QStackedWidget()
        for screen in (self.welcome, self.message, self._trial_screen()):
            self.stack.addWidget(screen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.fault)
        column.addWidget(self.stack, 1)
        self._connect()
        self._dress()
        self.next_person()

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("role", "strip")
        self.progress_text, self.code = QLabel(), QLabel()
        self.progress = QProgressBar(textVisible=False)
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.leave = QPushButton(clicked=self.close)
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(16)
        row.addWidget(self.progress_text)
        row.addWidget(self.progress, 1)
        row.addWidget(self.code)
        row.addWidget(self.leave)
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setProperty("role", "error")
        self.fault.setContentsMargins(20, 8, 20, 8)
        self.fault.hide()
        return head

    def _trial_screen(self) -> QWidget:
        self.hint = QLabel(wordWrap=True)
        self.next = QPushButton(enabled=False, clicked=self.give)
        self.next.setProperty("role", "primary")
        self.next.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        foot = QHBoxLayout()
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.next)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.questions)
        self._sides = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._sides.setSpacing(12)
        self._sides.addWidget(self.stage, 3)
        self._sides.addWidget(scroll, 2)
        screen = QWidget()
        column = QVBoxLayout(screen)
        column.setContentsMargins(20, 10, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._sides, 1)
        column.addLayout(foot)
        self._scroll = scroll
        return screen

    def _arrange(self) -> None:
        """Questions below the dances where they have the room, else beside them."""
        needed = self.questions.sizeHint().height()
        is_below = needed <= self.height() * MOST_BELOW
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.TopToBottom if is_below else direction.LeftToRight)
        self._scroll.setMinimumHeight(needed + 4 if is_below else 0)
        self._scroll.setMinimumWidth(0 if is_below else round(self.width() * WIDTH_BESIDE))

    def _connect(self) -> None:
        self._then: Callable[[], None] = self.next_person
        self.message.gone_on.connect(lambda: self._then())
        self.welcome.begun.connect(self._on_begun)
        self.welcome.gone_on.connect(self._on_gone_on)
        self.welcome.language_chosen.connect(self._on_language)
        self.welcome.percent_chosen.connect(self._on_percent)
        self.stage.seen.connect(self._on_seen)
        self.stage.did.connect(self._log)
        self.stage.failed.connect(self._on_failed)
        self.questions.changed.connect(self._on_changed)
        self.context.project_closed.connect(self.close)

    def _dress(self) -> None:
        percent = round(BASE_PERCENT * self.percent / 100)
        px = CHECK_PX * percent // 100
        tick = f"QCheckBox::indicator {{ width: {px}px; height: {px}px; }}"
        self.setStyleSheet(self.context.theme.sheet(percent) + tick)
        self.setWindowTitle(self.words("Watch dances and say what you think"))
        self.leave.setText(self.words("Leave"))
        self.leave.setAccessibleName(self.words("Leave; you can go on later with your code"))
        self.progress.setAccessibleName(self.words("How much is done"))
        self.next.setText(self.words("Next"))
        self.next.setAccessibleName(self.words("Next"))
        self.stage.set_words(self.words)

    # before and after

    def next_person(self) -> None:
        """Start clean: nothing of the last rater is left on the screen."""
        self.sitting = self.showing = None
        self.percent = 100
        self.words = words_in(system_language())
        self.stage.clear()
        self._dress()
        self._show_head()
        self.welcome.set_raters((), self.words)
        self._show_welcome()
        self._run(
            lambda: session.unfinished(self.context.open, self.study.id),
            lambda raters: self.welcome.set_raters(raters, self.words),
        )

    def _show_welcome(self) -> None:
        design = self.study.design
        self.welcome.set_up(self.words, design.title, design.consent, self.percent)
        self.stack.setCurrentWidget(self.welcome)

    def _on_language(self, language: str) -> None:
        self.words = words_in(language)
        self._dress()
        self._show_welcome()

    def _on_percent(self, percent: int) -> None:
        self.percent = percent
        self._dress()
        self.welcome.show_percent(percent)

    def _on_begun(self) -> None:
        language, consent = self.words.language, self.welcome.consent.text()
        self._run(lambda: session.sit_down(self.context.open, self.study, language, consent), self._explain)

    def _on_gone_on(self, code: str) -> None:
        def back() -> Sitting:
            return session.come_back(self.context.open, self.study, code)

        self._run(back, self._go_on)

    def _explain(self, sitting: Sitting) -> None:
        self.sitting = sitting
        text = self.words(HOW, code=sitting.rater.code)
        self.message.say(self.words("How it goes"), text, self.words("Start"))
        self._turn_message_to(self._ask_next)

    def _go_on(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.words = words_in(sitting.rater.language)
        self._dress()
        self._ask_next()

    def _turn_message_to(self, then: Callable[[], None]) -> None:
        self._then = then
        self.stack.setCurrentWidget(self.message)
        self.message.button.setFocus()

    def _thank(self, rater: Rater) -> None:
        self.showing = None
        self.stage.clear()
        self._show_head()
        self.message.say(
            self.words("Thank you!"), self.words(THANKS, code=rater.code), self.words("For the next person")
        )
        self._turn_message_to(self.next_person)
        self.finished.emit(rater.code)

    # one trial after another

    def _ask_next(self) -> None:
        sitting = self.sitting
        if sitting is not None:
            self._run(lambda: session.next_showing(self.context.open, sitting), self._show)

    def _show(self, showing: Showing | None) -> None:
        if self.sitting is None:
            return
        if showing is None:
            self._thank(self.sitting.rater)
            return
        self.showing = showing
        self._diary, self._answerable_ms = Diary(), 0
        self.questions.ask(self.study.design, self.words)
        self._arrange()
        self.hint.setText(self.words(SEE_FIRST))
        self.next.setEnabled(False)
        self._show_head()
        self.stack.setCurrentIndex(2)
        self._scroll.verticalScrollBar().setValue(0)
        self.setFocus()
        self._log(EventKind.SHOWN, 0.0)
        self.stage.put(showing)

    def _show_head(self) -> None:
        showing = self.showing
        self.code.setText(self.sitting.rater.code if self.sitting else "")
        for widget in (self.progress, self.progress_text):
            widget.setVisible(showing is not None)
        if showing is not None:
            self.progress.setRange(0, showing.n_trials)
            self.progress.setValue(showing.n_before)
            text = self.words("{number} of {all}", number=showing.n_before + 1, all=showing.n_trials)
            self.progress_text.setText(f"{self.words('Practice')} · {text}" if showing.is_practice else text)

    def _on_seen(self) -> None:
        if not self.questions.isEnabled():
            self._answerable_ms = self._diary.ms()
            self.questions.setEnabled(True)
            self.hint.setText(self.words(NOW_ANSWER))

    def _on_changed(self) -> None:
        self.next.setEnabled(self.questions.given is not None and self._task is None)

    def give(self) -> None:
        """Store what was answered; what comes next is shown when that is on the disk."""
        sitting, showing, given = self.sitting, self.showing, self.questions.given
        if sitting is None or showing is None or given is None or self._task is not None:
            return
        if not self.questions.isEnabled():
            return
        self.stage.player.pause()
        self.next.setEnabled(False)
        self.questions.setEnabled(False)
        response_ms, n_plays = self._diary.ms() - self._answerable_ms, self.stage.n_plays
        self._run(
            lambda: session.say(self.context.open, sitting, showing.trial, given, response_ms, n_plays),
            self._show,
        )

    def _log(self, kind: EventKind, at_s: float) -> None:
        sitting, showing = self.sitting, self.showing
        if sitting is None or showing is None:
            return
        project, since_ms = self.context.open, self._diary.ms()
        self.context.background(
            lambda: session.log(project, sitting, showing.trial, kind, since_ms, at_s), receiver=self
        )

    # work and faults

    def _run(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        def finish(result: object) -> None:
            self._task = None
            self.fault.hide()
            done(result)

        self._task = self.context.background(work, finish, self._on_failed, receiver=self)

    def _on_failed(self, error: Exception) -> None:
        """Say it here: the message bar is behind this window. What is asked is read anew from the project."""
        self._task = None
        self.context.report(error)
        text = str(error) if isinstance(error, BarreError) else type(error).__name__
        self.fault.setText(f"{self.words('Please tell the person who leads the study:')} {text}")
        self.fault.show()
        if self.sitting is not None and self.showing is not None and "answered already" in str(error):
            self._ask_next()
        elif self.showing is not None and self.stage.n_plays:
            self.questions.setEnabled(True)
            self._on_changed()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.stack.currentIndex() != 2 or event.isAutoRepeat():
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.questions.choose(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.give()
        elif key == Qt.Key.Key_Space:
            self.stage.toggle()
        elif key == Qt.Key.Key_R:
            self.stage.repeat()
        elif key == Qt.Key.Key_L:
            self.stage.toggle_loop()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stage.clear()
        super().closeEvent(event)
