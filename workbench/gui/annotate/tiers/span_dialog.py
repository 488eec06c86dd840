"""Where a segment begins and ends, typed: in seconds, or in bars and beats."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.audio.grid import BeatGrid
from workbench.gui.widgets.timeline.grip import Span
from workbench.gui.widgets.timeline.scale import clock_text
from workbench.gui.widgets.timeline.time_text import count_text, parse_clock, parse_count

BAD = "Write seconds as 83.2 or 1:23.2"
BAD_WITH_BEATS = "Write seconds as 83.2 or 1:23.2, bars and beats as 12.3 or 12.3 +0.1"
BACKWARDS = "The end has to come after the start"


class SpanDialog(QDialog):
    """Takes a start and an end; what is written in one way is shown in the other.

    Args:
        bounds: earliest start and latest end that are allowed.
        grid: the beats; None: seconds only.
    """

    def __init__(
        self, title: str, span: Span, bounds: Span, grid: BeatGrid | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._bounds, self._grid = bounds, grid
        self._times: list[float | None] = list(span)
        self.seconds = [self._field(f"{edge}, seconds") for edge in ("Start", "End")]
        self.counts = [self._field(f"{edge}, bar and beat") for edge in ("Start", "End")]
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.ok = QPushButton("Set")
        self.ok.setProperty("role", "primary")
        self._lay_out()
        for edge in (0, 1):
            self._write(edge)
            self.seconds[edge].textEdited.connect(lambda text, edge=edge: self._take_seconds(edge, text))
            self.counts[edge].textEdited.connect(lambda text, edge=edge: self._take_count(edge, text))
        self.seconds[0].selectAll()
        self._check()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        table = QGridLayout()
        for place, word in enumerate(("Start", "End"), start=1):
            table.addWidget(QLabel(word), 0, place)
        ways = [("Seconds", self.seconds), ("Bar.beat", self.counts)]
        for row, (word, fields) in enumerate(ways[: 2 if self._grid is not None else 1], start=1):
            table.addWidget(QLabel(word), row, 0)
            for place, field in enumerate(fields, start=1):
                table.addWidget(field, row, place)
        column = QVBoxLayout(self)
        column.addLayout(table)
        column.addWidget(self.fault)
        column.addWidget(buttons)
        self.ok.setDefault(True)  # not before it is in the dialog

    @staticmethod
    def _field(name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        return field

    @property
    def span(self) -> Span | None:
        """The span that is written, held inside the bounds; None while it means none."""
        start_s, end_s = self._times
        if start_s is None or end_s is None:
            return None
        start_s, end_s = max(start_s, self._bounds[0]), min(end_s, self._bounds[1])
        return (start_s, end_s) if start_s < end_s else None

    def _take_seconds(self, edge: int, text: str) -> None:
        self._times[edge] = parse_clock(text)
        self._write(edge, but=self.seconds[edge])
        self._check()

    def _take_count(self, edge: int, text: str) -> None:
        self._times[edge] = None if self._grid is None else parse_count(self._grid, text)
        self._write(edge, but=self.counts[edge])
        self._check()

    def _write(self, edge: int, *, but: QLineEdit | None = None) -> None:
        """Show an edge in every way but the one in which it is being written."""
        at_s = self._times[edge]
        if at_s is None:
            return
        if but is not self.seconds[edge]:
            self.seconds[edge].setText(clock_text(at_s, decimals=3))
        if but is not self.counts[edge] and self._grid is not None:
            self.counts[edge].setText(count_text(self._grid, at_s))

    def _check(self) -> None:
        fault = ""
        if None in self._times:
            fault = BAD if self._grid is None else BAD_WITH_BEATS
        elif self.span is None:
            fault = BACKWARDS
        self.fault.setText(fault)
        self.ok.setEnabled(not fault)
