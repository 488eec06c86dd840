"""What is asked below a dance: big buttons with their keys, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core.studies.design import CRITERIA, EQUAL, GENERATED, LEFT, REAL, REASONS, RIGHT, Design, Kind, Scale
from core.studies.records import Given
from workbench.gui.rate.taking.words import Words
from workbench.gui.widgets.flow import FlowLayout

CHOSEN = "✓ "
MOST_COMMENT = 1000
QUESTIONS = {
    Kind.PAIR: "Which dance is better?",
    Kind.STYLE: "Which style is this?",
    Kind.REAL: "Who danced this?",
}
CHOICE_WORDS = {
    LEFT: "Left is better",
    EQUAL: "Both are equally good",
    RIGHT: "Right is better",
    REAL: "A person",
    GENERATED: "A computer",
    "very good": "Very good",
    "good": "Good",
    "fair": "Fair",
    "poor": "Poor",
    "bad": "Bad",
    "excellent": "Excellent",
}
PAIR_VALUES = {LEFT: -1.0, EQUAL: 0.0, RIGHT: 1.0}


class Question(QWidget):
    """One question with its answers."""

    changed = Signal()

    def __init__(self, design: Design, name: str, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._design, self.name, self._words = design, name, words
        self.slider: QSlider | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._texts: dict[str, str] = {}
        self._touched = False
        asked = CRITERIA[name] if design.kind is Kind.GRADE else QUESTIONS[design.kind]
        self.label = QLabel(words(asked), wordWrap=True)
        self.label.setProperty("role", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.label)
        if design.kind is Kind.GRADE and design.scale is Scale.SLIDER:
            column.addWidget(self._slider())
        else:
            column.addWidget(self._choices())

    @property
    def order(self) -> tuple[str, ...]:
        """The choices as they stand on the screen, and as the digits count them: the best grade first."""
        is_words = self._design.kind is Kind.GRADE and self._design.scale in (Scale.FOUR, Scale.FIVE)
        return self._design.choices[::-1] if is_words else self._design.choices

    @property
    def given(self) -> Given | None:
        """The answer; None before there is one."""
        if self.slider is not None:
            return Given(self.name, "", float(self.slider.value())) if self._touched else None
        chosen = next((choice for choice, button in self.buttons.items() if button.isChecked()), None)
        if chosen is None:
            return None
        if self._design.kind is Kind.GRADE:
            return Given(self.name, chosen, float(self._design.choices.index(chosen)))
        return Given(self.name, chosen, PAIR_VALUES.get(chosen))

    def choose(self, number: int) -> None:
        """Take the `number`-th choice, from 1, as its key does."""
        if self.slider is None and 0 < number <= len(self.order):
            self.buttons[self.order[number - 1]].click()

    def _choices(self) -> QWidget:
        widget = QWidget()
        line = FlowLayout(widget, spacing=10)
        self._group = QButtonGroup(self)
        ends = {}
        if self._design.kind is Kind.GRADE and self._design.scale is Scale.SEVEN:
            ends = {"1": self._words("1, not at all"), "7": self._words("7, entirely")}
        for number, choice in enumerate(self.order, start=1):
            text = ends.get(choice) or self._words(CHOICE_WORDS.get(choice, choice))
            button = QPushButton(checkable=True)
            button.setAccessibleName(f"{self.label.text()} {text}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the window
            self.buttons[choice] = button
            self._texts[choice] = text if choice in ends or text.isdigit() else f"{number}   {text}"
            self._group.addButton(button)
            button.toggled.connect(self._on_toggled)
            line.addWidget(button)
        self._show_chosen()
        return widget

    def _slider(self) -> QWidget:
        widget = QWidget()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(50)
        self.slider.setAccessibleName(self.label.text())
        self.slider.setMinimumHeight(2 * self.slider.fontMetrics().height())
        self._value = QLabel("–")
        self._value.setMinimumWidth(4 * self._value.fontMetrics().averageCharWidth() + 12)
        self.slider.sliderPressed.connect(self._on_slid)
        self.slider.valueChanged.connect(self._on_slid)
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self._words("Bad")))
        row.addWidget(self.slider, 1)
        row.addWidget(QLabel(self._words("Excellent")))
        row.addWidget(self._value)
        return widget

    def _on_toggled(self) -> None:
        self._show_chosen()
        self.changed.emit()

    def _on_slid(self) -> None:
        self._touched = True
        if self.slider is not None:
            self._value.setText(str(self.slider.value()))
        self.changed.emit()

    def _show_chosen(self) -> None:
        for choice, button in self.buttons.items():
            button.setText(f"{CHOSEN if button.isChecked() else ''}{self._texts[choice]}")


class Questions(QWidget):
    """All questions of a trial, reasons and free text; locked until the clip was seen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked: list[Question] = []
        self.reasons: dict[str, QPushButton] = {}
        self.comment: QLineEdit | None = None
        self._why: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def ask(self, design: Design, words: Words) -> None:
        """Put fresh questions in the place of answered ones."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.asked = [Question(design, name, words) for name in design.questions]
        self.reasons, self.comment, self._why = {}, None, None
        for question in self.asked:
            question.changed.connect(self._on_changed)
            self._column.addWidget(question)
        if design.kind is Kind.PAIR and design.asks_reasons:
            self._why = self._why_widget(words)
            self._column.addWidget(self._why)
        if design.takes_comments:
            self.comment = QLineEdit(placeholderText=words("Anything to add? (optional)"))
            self.comment.setAccessibleName(words("Anything to add? (optional)"))
            self.comment.setMaxLength(MOST_COMMENT)
            self._column.addWidget(self.comment)
        self._column.addStretch(1)
        self.setEnabled(False)

    @property
    def given(self) -> Sequence[Given] | None:
        """All answers; None while one is missing."""
        answers = [question.given for question in self.asked]
        whole = [answer for answer in answers if answer is not None]
        if len(whole) < len(answers):
            return None
        reasons = tuple(name for name, button in self.reasons.items() if button.isChecked())
        comment = self.comment.text().strip() if self.comment is not None else ""
        return [
            Given(one.question, one.choice, one.value, reasons if one.choice != EQUAL else (), comment)
            for one in whole
        ]

    def choose(self, number: int) -> None:
        """Take a choice of the first question without an answer, or else of the last one."""
        if self.isEnabled() and self.asked:
            open_ = next((question for question in self.asked if question.given is None), self.asked[-1])
            open_.choose(number)

    def _why_widget(self, words: Words) -> QWidget:
        widget = QWidget()
        line = FlowLayout(widget, spacing=8)
        label = QLabel(words("Why? (optional)"))
        line.addWidget(label)
        for name, text in REASONS.items():
            button = QPushButton(words(text), checkable=True)
            button.setAccessibleName(f"{label.text()} {words(text)}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.toggled.connect(partial(_mark, button, words(text)))
            self.reasons[name] = button
            line.addWidget(button)
        widget.setEnabled(False)
        return widget

    def _on_changed(self) -> None:
        if self._why is not None:
            given = self.asked[0].given
            self._why.setEnabled(given is not None and given.choice != EQUAL)
        self.changed.emit()


def _mark(button: QPushButton, text: str, on: bool) -> None:
    button.setText(f"{CHOSEN if on else ''}{text}")
