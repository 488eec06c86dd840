"""The line below the picture while a tool shows what it would make: its numbers, Apply and Drop."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.editing.interpolate import Method
from core.editing.propagate import Decay
from workbench.gui.annotate.poses.tools import Scope, Tool, Way, Wish
from workbench.gui.widgets.flow import FlowLayout

TITLES = {
    Tool.INTERPOLATE: "Interpolate",
    Tool.PROPAGATE: "Propagate",
    Tool.SMOOTH: "Smooth",
    Tool.FOLLOW: "Follow",
}
_METHODS = {Method.LINEAR: "Line", Method.SPLINE: "Spline"}
_DECAYS = {Decay.COSINE: "fades gently", Decay.EXPONENTIAL: "fades fast"}
_WAYS = {Way.ON: "forwards", Way.BACK: "backwards", Way.BOTH: "both ways"}
_ONE_WAY = {way: _WAYS[way] for way in (Way.ON, Way.BACK)}
MOST_FRAMES = 500  # to propagate or follow; far beyond what fades or holds


class ToolPanel(QFrame):
    """Takes the numbers of one tool at a time; knows neither poses nor projects."""

    changed = Signal(object)  # Wish
    applied = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self._wish = Wish(Tool.INTERPOLATE)
        self._is_filling = False
        self.scope = self._combo("Which joints", {})
        self.first, self.last = self._frame("First frame", "from "), self._frame("Last frame", "to ")
        self.method = self._combo("Curve", _METHODS)
        self.ends_when_hidden = QCheckBox("Stop where hidden")
        self.ends_when_hidden.setToolTip(
            "Leave out what lies between frames in which a joint is out of sight"
        )
        self.ends_when_hidden.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.n_frames = QSpinBox(minimum=1, maximum=MOST_FRAMES, suffix=" frames")
        self.way = self._combo("Direction", _WAYS)
        self.decay = self._combo("Decay", _DECAYS)
        self.decay.setToolTip("How it fades: like a cosine, or exponentially")
        self.cutoff_hz = QDoubleSpinBox(minimum=0.1, decimals=1, singleStep=0.5, suffix=" Hz")
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setFixedWidth(120)
        self.apply = QPushButton("Apply")
        self.apply.setProperty("role", "primary")
        self.drop = QPushButton("Drop")
        for box in (self.first, self.last, self.n_frames, self.cutoff_hz):
            box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._connect()
        self.hide()

    @staticmethod
    def _combo(name: str, words: dict[Any, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        _fill(box, words)
        return box

    @staticmethod
    def _frame(name: str, prefix: str) -> QSpinBox:
        box = QSpinBox(prefix=prefix)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setGroupSeparatorShown(True)
        return box

    def _lay_out(self) -> None:
        fields, foot = FlowLayout(), QHBoxLayout()
        around: tuple[QWidget, ...] = (
            self.scope, self.first, self.last, self.method, self.cutoff_hz, self.n_frames, self.way,
            self.decay, self.ends_when_hidden,
        )  # fmt: skip
        for widget in around:
            fields.addWidget(widget)
        foot.addWidget(self.said, 1)
        for widget in (self.progress, self.drop, self.apply):
            foot.addWidget(widget)
        for button in (self.drop, self.apply):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        column.addLayout(fields)
        column.addLayout(foot)

    def _connect(self) -> None:
        for box in (self.scope, self.method, self.way, self.decay):
            box.currentIndexChanged.connect(self._on_changed)
        for number in (self.first, self.last, self.n_frames, self.cutoff_hz):
            number.valueChanged.connect(self._on_changed)
        self.ends_when_hidden.toggled.connect(self._on_changed)
        self.apply.clicked.connect(self.applied)
        self.drop.clicked.connect(self.dropped)

    # -- what is shown ---------------------------------------------------------------------------

    def open(self, wish: Wish, *, scopes: dict[Scope, str], n_frames: int, fps: float) -> None:
        """Show the numbers of a wish.

        Args:
            scopes: the words for the joints that can be meant.
            n_frames, fps: of the track.
        """
        self._is_filling = True
        self._wish = wish
        tool = wish.tool
        self.setAccessibleName(TITLES[tool])
        _fill(self.scope, scopes)
        _fill(self.way, _ONE_WAY if tool is Tool.FOLLOW else _WAYS)
        choices = {
            self.scope: wish.scope,
            self.method: wish.method,
            self.way: wish.way,
            self.decay: wish.decay,
        }
        for box, value in choices.items():
            box.setCurrentIndex(max(0, box.findData(value)))
        for number in (self.first, self.last):
            number.setRange(0, max(0, n_frames - 1))
        self.first.setValue(wish.first)
        self.last.setValue(wish.last)
        self.n_frames.setValue(wish.n_frames)
        self.cutoff_hz.setMaximum(max(0.1, fps / 2 - 0.1))
        self.cutoff_hz.setValue(wish.cutoff_hz)
        self.ends_when_hidden.setChecked(wish.ends_when_hidden)
        self._show_fields(tool)
        self._is_filling = False
        self.show()

    def _show_fields(self, tool: Tool) -> None:
        has_span = tool in (Tool.INTERPOLATE, Tool.SMOOTH)
        for widget in (self.first, self.last):
            widget.setVisible(has_span)
        for widget in (self.n_frames, self.way):
            widget.setVisible(not has_span)
        for widget in (self.method, self.ends_when_hidden):
            widget.setVisible(tool is Tool.INTERPOLATE)
        self.decay.setVisible(tool is Tool.PROPAGATE)
        self.cutoff_hz.setVisible(tool is Tool.SMOOTH)

    def say(self, text: str, *, is_fault: bool = False, can_apply: bool = False) -> None:
        """Say what the tool would do, or why it cannot."""
        self.said.setText(text)
        self.said.setProperty("role", "error" if is_fault else "dim")
        self.said.style().polish(self.said)
        self.apply.setEnabled(can_apply)
        self.progress.hide()

    def show_progress(self, fraction: float) -> None:
        """Show how far the tool is."""
        self.progress.setValue(round(1000 * fraction))
        self.progress.show()

    # -- what is typed ---------------------------------------------------------------------------

    def _on_changed(self) -> None:
        if self._is_filling:
            return
        # Qt hands enumerations back as plain text.
        wish = replace(
            self._wish,
            scope=Scope(self.scope.currentData()),
            first=self.first.value(),
            last=self.last.value(),
            method=Method(self.method.currentData()),
            ends_when_hidden=self.ends_when_hidden.isChecked(),
            n_frames=self.n_frames.value(),
            way=Way(self.way.currentData()),
            decay=Decay(self.decay.currentData()),
            cutoff_hz=self.cutoff_hz.value(),
        )
        if wish != self._wish:  # Enter in a field tells its number again
            self._wish = wish
            self.changed.emit(wish)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            # What is above a splitter is never asked for its height by its width.
            self.setMinimumHeight(self.heightForWidth(self.width()))
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.applied.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


def _fill(box: QComboBox, words: dict[Any, str]) -> None:
    box.clear()
    for value, word in words.items():
        box.addItem(word, value)
