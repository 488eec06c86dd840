"""A map of the dances' windows, measured beside the window, and the windows that are chosen on it, played."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.actions.mapping import MapWindow, clips_of_windows
from workbench.gui import texts
from workbench.gui.compare.clip_wall import ClipWall
from workbench.gui.compare.map_plot import MapPlot
from workbench.gui.context import AppContext
from workbench.gui.process import Command
from workbench.gui.widgets.empty import EmptyState

METHODS = (("Principal components", "pca"), ("t-SNE", "tsne"), ("UMAP", "umap"))
ALL, ON_STAGE = "All dances", "Those on the stage"
HINT = "Drag around marks, or click one, to see these windows dance; with Shift they are added."
EMPTY = (
    "No map yet",
    "It lays windows of 4 s of the dances out, near each other where they move alike: "
    "are generated dances where the real ones of their style are?",
)
CAUTION = {
    "pca": "The plane holds {share:.0%} of what differs; windows that lie together may differ in the rest.",
    "tsne": "t-SNE keeps neighbours; distances between clusters, and their sizes, mean nothing.",
    "umap": "UMAP keeps neighbours; distances between clusters, and their sizes, mean little.",
}


class DanceMap(QWidget):
    """Measures when asked to; `names` says what is on the stage."""

    def __init__(
        self, context: AppContext, names: Callable[[], list[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._names = context, names
        self._command: Command | None = None
        self.windows: tuple[MapWindow, ...] = ()
        self.method = QComboBox(accessibleName="How the plane is found")
        for words, method in METHODS:
            self.method.addItem(words, method)
        self.which = QComboBox(accessibleName="Which dances")
        self.which.addItems([ALL, ON_STAGE])
        self.measure = QPushButton("Measure", toolTip="Compute the map; the window stays free meanwhile")
        self.stop = QPushButton("Stop")
        self.said = QLabel(wordWrap=True, margin=4)
        self.said.setIndent(8)
        self.said.setProperty("role", "dim")
        self.plot = MapPlot(context.theme)
        self.pointed = QLabel(" ")
        self.pointed.setProperty("role", "small")
        self.wall = ClipWall(context, HINT)
        self.empty = EmptyState(context.theme, "compare", *EMPTY)
        self.empty.add_button("Measure", self.ask, primary=True)
        self._lay_out()
        self.measure.clicked.connect(self.ask)
        self.stop.clicked.connect(self.cancel)
        self.plot.pointed.connect(self._on_pointed)
        self.plot.chosen.connect(self._on_chosen)
        self.plot.play_asked.connect(self.wall.stage.player.toggle)
        context.project_closed.connect(self._forget)
        self._say("")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 0)
        for widget in (QLabel("Map of"), self.which, QLabel("by"), self.method, self.measure, self.stop):
            row.addWidget(widget)
        row.addStretch(1)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.plot, 1)
        column.addWidget(self.pointed)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=1)
        split.addWidget(above)
        split.addWidget(self.wall)
        split.setStretchFactor(0, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(row)
        whole.addWidget(self.said)
        whole.addWidget(self.stack, 1)

    def ask(self) -> None:
        """Measure the chosen dances; what the map showed before stays until then."""
        names = self._names() if self.which.currentText() == ON_STAGE else ["--real", "--generated"]
        if not names:
            self._say("There are no dances on the stage: choose some on the left.")
            return
        self.cancel()
        arguments = ["embed", str(self._context.open.path), *names, "--json"]
        self._command = command = Command([*arguments, "--method", self.method.currentData()], self)
        command.line.connect(self._say)
        command.done.connect(self._on_done)
        command.failed.connect(self._on_failed)
        command.start()
        self._say("Measuring …")

    def cancel(self) -> None:
        """Stop measuring."""
        if self._command is not None:
            self._command.line.disconnect(self._say)
            self._command.cancel()
            self._command = None
        self._say("")

    def _on_done(self, printed: str) -> None:
        self._command = None
        found = json.loads(printed)
        self.windows = tuple(MapWindow(**window) for window in found["windows"])
        self.plot.show_windows(self.windows)
        self.plot.set_axes(*_axes(found))
        self.stack.setCurrentIndex(1)
        self.wall.show_clips([])
        self.wall.title.setText(HINT)
        share = sum(found["explained"] or ())
        self._say(" ".join([CAUTION[found["method"]].format(share=share), *found["notes"]]))

    def _on_failed(self, error: Exception) -> None:
        self._command = None
        self._say("")
        self._context.report(error)

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.stop.setVisible(self._command is not None)
        self.measure.setEnabled(self._command is None)

    def _on_pointed(self, row: int) -> None:
        self.pointed.setText(_named(self.windows[row]) if row >= 0 else " ")

    def _on_chosen(self, rows: list[int]) -> None:
        chosen = [self.windows[row] for row in rows]
        styles = sorted({window.style for window in chosen})
        self.wall.load(chosen, ", ".join(styles) if styles else "a dance", clips_of_windows)

    def _forget(self) -> None:
        self.cancel()
        self.windows = ()
        self.plot.show_windows(())
        self.stack.setCurrentIndex(0)


def _axes(found: dict[str, Any]) -> tuple[str, str]:
    if found["explained"] is None:
        return "", ""
    first, second = found["explained"]
    return f"first component, {first:.0%} of the variance", f"second component, {second:.0%}"


def _named(window: MapWindow) -> str:
    danced = "real" if window.is_real else "generated"
    span = f"{texts.duration(window.start_s)} to {texts.duration(window.stop_s)}"
    return f"  {window.label}, {span}: {window.style}, {danced}"
