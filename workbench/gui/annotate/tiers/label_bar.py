"""The line below the timeline: the labels of the active tier, by number, by name, or a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from core.entities import Label
from workbench.gui.actions import follow_tip
from workbench.gui.keys.annotate import NUMBERED
from workbench.gui.keys.keymap import Keymap
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.heads import tier_title

CHIP_TEXT_PX = 96
NAME_PX, SENTENCE_PX = 210, 440  # width of the field
DOT_PX = 10
NO_LABELS = "no labels yet. Write the first one here, or fill the tier from the menu Tiers."


class StyleField(QLineEdit):
    """Takes the name of a label, or a sentence; Escape gives up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)


class StyleBar(QFrame):
    """Says which labels a tier has and takes a choice; knows neither spans nor segments."""

    style_chosen = Signal(str)
    given_up = Signal()

    def __init__(self, theme: Theme, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._keymap = theme, keymap
        self._labels: tuple[Label, ...] = ()
        self._idle = self._said = ""
        self._chips: list[QPushButton] = []
        self.setProperty("role", "strip")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 12, 4)
        self._row.setSpacing(6)
        self.prompt = QLabel()
        self.prompt.setProperty("role", "dim")
        self.field = StyleField()
        self.field.returnPressed.connect(self._on_return)
        self.field.given_up.connect(self.given_up)
        self._row.addWidget(self.prompt)
        self._row.addStretch(1)
        self._row.addWidget(self.field)
        self.set_tier("style", ())
        self.say("")

    @property
    def labels(self) -> tuple[Label, ...]:
        return self._labels

    def set_tier(self, name: str, labels: Sequence[Label], *, free_text: bool = False) -> None:
        """Show the labels of a tier; the first nine have a key. `free_text`: it takes sentences."""
        title = tier_title(name)
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(f"Write a {name}" if free_text else f"{title} by name, or a new one")
        idle = title if labels or free_text else f"{title}: {NO_LABELS}"
        if self._said == self._idle:  # nothing is to be done just now
            self._said = idle
        self._idle = idle
        self.field.setFixedWidth(SENTENCE_PX if free_text else NAME_PX)
        self._set_labels(labels)
        self._fit()

    def _set_labels(self, labels: Sequence[Label]) -> None:
        if tuple(labels) == self._labels:
            return
        self._labels = tuple(labels)
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()  # it goes a little later
            chip.deleteLater()
        self._chips = [self._chip(i, label) for i, label in enumerate(self._labels[:NUMBERED])]
        for i, chip in enumerate(self._chips):
            self._row.insertWidget(1 + i, chip)
        completer = QCompleter([label.name for label in self._labels], self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)

    def choose(self, number: int) -> None:
        """Choose by number, from 1."""
        if number <= min(len(self._labels), NUMBERED):
            self.style_chosen.emit(self._labels[number - 1].name)

    def ask(self, current: str = "") -> None:
        """Put the cursor into the field."""
        self.field.setText(current)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, prompt: str) -> None:
        """Show what is to be done, with keys in place of their rows, see `Keymap.fill`; empty: the tier."""
        self._said = self._keymap.fill(prompt) or self._idle
        role = "" if prompt else "dim"
        if self.prompt.property("role") != role:
            self.prompt.setProperty("role", role)
            self.prompt.style().polish(self.prompt)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.field.width() + 120, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what is said, and as many labels as there is room for; the others have numbers and names."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.field.width() - 2 * self._row.spacing()
        shown = self.prompt.fontMetrics().elidedText(self._said, Qt.TextElideMode.ElideRight, max(room, 0))
        self.prompt.setText(shown)
        self.prompt.setToolTip("" if shown == self._said else self._said)
        room -= self.prompt.sizeHint().width()
        for chip in self._chips:
            room -= chip.sizeHint().width() + self._row.spacing()
            chip.setVisible(room >= 0)

    def _chip(self, index: int, label: Label) -> QPushButton:
        chip = QPushButton(self)
        name = chip.fontMetrics().elidedText(label.name, Qt.TextElideMode.ElideRight, CHIP_TEXT_PX)
        chip.setText(f"{index + 1}  {name}".replace("&", "&&"))
        chip.setIcon(_dot(label.colour, self.devicePixelRatioF()))
        chip.setIconSize(QSize(DOT_PX, DOT_PX))
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        follow_tip(self._keymap, chip, f"annotate.style-{index + 1}", label.name)
        chip.clicked.connect(lambda: self.style_chosen.emit(label.name))
        return chip

    def _on_return(self) -> None:
        name = self.field.text().strip()
        if not name:
            return
        known = {label.name.casefold(): label.name for label in self._labels}
        self.field.clear()
        self.style_chosen.emit(known.get(name.casefold(), name))


def _dot(colour: str, ratio: float) -> QIcon:
    pixmap = QPixmap(QSize(DOT_PX, DOT_PX) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(0, 0, DOT_PX, DOT_PX)
    painter.end()
    return QIcon(pixmap)
