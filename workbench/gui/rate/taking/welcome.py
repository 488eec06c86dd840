"""The first screen: language, size of the letters, what is asked and kept, and who begins or goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.studies.records import Rater
from workbench.gui.rate.taking.questions import CHOSEN
from workbench.gui.rate.taking.words import Words, can_be_written, languages
from workbench.gui.widgets.flow import FlowLayout

TITLE = "Watch dances and say what you think"
CONSENT = (
    "You will see short dances with music and answer a few questions about each. There are no right or wrong "
    "answers. You may stop at any time. We keep your answers, how long they took and what you played, under "
    "a code; not your name, picture or voice. They are used for research and may be published. If you tell "
    "us your code, everything you answered is deleted."
)
MOST_CODES = 6
WIDE_PX = 900
PERCENTS = (100, 125, 150, 200)


class Welcome(QWidget):
    """Asks for consent before anything is shown."""

    begun = Signal()
    gone_on = Signal(str)  # code
    language_chosen = Signal(str)
    percent_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.languages: dict[str, QPushButton] = {}
        self.percents: dict[int, QPushButton] = {}
        self.codes: dict[str, QPushButton] = {}
        self._raters: Sequence[Rater] = ()
        self.title = QLabel(wordWrap=True)
        self.title.setProperty("role", "title")
        self.consent = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.consent.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.condition = QLabel(wordWrap=True)
        self.agree = QCheckBox()
        self.agree.toggled.connect(lambda on: self.begin.setEnabled(on))
        self.begin = QPushButton(enabled=False)
        self.begin.clicked.connect(lambda: self.begun.emit())
        self.begin.setProperty("role", "primary")
        self.back = QLabel(wordWrap=True)
        self._sizes_label = QLabel()
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(WIDE_PX * 2)
        column = QVBoxLayout(inner)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(18)
        tongues = QWidget()
        line = FlowLayout(tongues, spacing=8)
        for words in filter(can_be_written, languages()):
            button = QPushButton(words.name, checkable=True)
            button.setAccessibleName(words.name)
            button.clicked.connect(lambda _=False, code=words.language: self.language_chosen.emit(code))
            self.languages[words.language] = button
            line.addWidget(button)
        sizes = QWidget()
        row = FlowLayout(sizes, spacing=8)
        row.addWidget(self._sizes_label)
        for percent in PERCENTS:
            button = QPushButton(f"{percent} %", checkable=True)
            button.clicked.connect(lambda _=False, percent=percent: self.percent_chosen.emit(percent))
            self.percents[percent] = button
            row.addWidget(button)
        self._codes = QWidget()
        self._codes_line = FlowLayout(self._codes, spacing=8)
        foot = QHBoxLayout()
        foot.addWidget(self.begin)
        foot.addStretch(1)
        for widget in (tongues, sizes, self.title, self.consent, self.condition, self.agree):
            column.addWidget(widget)
        column.addLayout(foot)
        column.addWidget(self.back)
        column.addWidget(self._codes)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def set_up(self, words: Words, title: str, consent: str, percent: int) -> None:
        """Say everything in a language, and ask for consent to what is said now."""
        self.title.setText(title or words(TITLE))
        self.consent.setText(consent or words(CONSENT))
        self.condition.setText(words("If you have read this, are an adult and agree, tick the box."))
        self.agree.setText(words("I agree"))
        self.agree.setAccessibleName(f"{self.condition.text()} {self.agree.text()}")
        self.agree.setChecked(False)
        self.begin.setText(words("Begin"))
        self.begin.setAccessibleName(words("Begin"))
        self._sizes_label.setText(words("Size of the letters"))
        for language, button in self.languages.items():
            button.setChecked(language == words.language)
            button.setText(f"{CHOSEN if button.isChecked() else ''}{button.accessibleName()}")
        self.show_percent(percent)
        for value, button in self.percents.items():
            button.setAccessibleName(f"{words('Size of the letters')} {value} %")
        self.back.setText(words("Were you interrupted? Go on with your code:"))
        self._show_raters(words)

    def show_percent(self, percent: int) -> None:
        """Mark the size that is in use, not by colour alone."""
        for value, button in self.percents.items():
            button.setChecked(value == percent)
            button.setText(f"{CHOSEN if value == percent else ''}{value} %")

    def set_raters(self, raters: Sequence[Rater], words: Words) -> None:
        """Offer those who began and did not end to go on."""
        self._raters = raters[:MOST_CODES]
        self._show_raters(words)

    def _show_raters(self, words: Words) -> None:
        for button in self.codes.values():
            self._codes_line.removeWidget(button)
            button.deleteLater()
        self.codes = {}
        for rater in self._raters:
            button = QPushButton(rater.code)
            button.setAccessibleName(f"{words('Go on as')} {rater.code}")
            button.clicked.connect(lambda _=False, code=rater.code: self.gone_on.emit(code))
            self.codes[rater.code] = button
            self._codes_line.addWidget(button)
        self.back.setVisible(bool(self._raters))
        self._codes.setVisible(bool(self._raters))
