"""Songs for a dance: a list, the dance, and the chosen song under it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import BarreError
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.process import Command
from workbench.gui.recommend.reading import Danced, Offer, Offers, offers_of, read_dance
from workbench.gui.widgets.dances.stage import DanceStage
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.rows import RowsTable

TOP = 12
LIST_PX = 450  # at least: names of songs are read beside four columns
HEADERS = ("Song", "Likeness", "Danced as", "Bpm", "Play at")
OWN = "its own music"


class RecommendPanel(QWidget):
    """Asks a run which songs suit a dance and plays them under it, stretched to its tempo.

    The model is asked in a process of its own: PyTorch is not loaded here.
    """

    named = Signal(str)  # of the dance, once it is known
    train_asked = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._video_id = 0
        self._danced: Danced | None = None
        self._offers: tuple[Offer, ...] = ()
        self._reading: Task | None = None
        self._command: Command | None = None
        self._folder: Path | None = None
        self.run = QComboBox(accessibleName="Run that recommends", toolTip="Who says which songs suit")
        self.folder = QPushButton("Own music …", toolTip="Also rank the songs of a folder of yours")
        self.state = QLabel(wordWrap=True)
        self.state.setProperty("role", "dim")
        self.table = RowsTable()
        self.stage = DanceStage(context)
        self.empty = EmptyState(
            context.theme, "music", "No run has learnt yet which music suits a dance",
            "Train motion-music on dances with their songs; a style classifier will do, too, for songs that "
            "somebody danced to.",
        )  # fmt: skip
        self.empty.add_button("Go to Train", self.train_asked.emit, primary=True)
        self.list = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # songs of a data set differ at the end
        self.table.setAccessibleName("Songs that suit the dance")
        asking = QHBoxLayout()
        asking.addWidget(self.run, 1)
        asking.addWidget(self.folder)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(asking)
        column.addWidget(self.table, 1)
        column.addWidget(self.state)
        self.list.addWidget(listed)
        self.list.setMinimumWidth(self._context.theme.scaled(LIST_PX))
        self.list.addWidget(self.empty)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self.stage)
        splitter.setSizes([560, 440])
        row = QVBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(splitter)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.stage.add_actions(self, "recommend")
        self.stage.failed.connect(self._context.report)
        self.run.activated.connect(self.ask)
        self.folder.clicked.connect(self.ask_folder)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.doubleClicked.connect(lambda _: self.stage.player.play())
        self._context.project_closed.connect(self.close_dance)

    # the dance

    def show_dance(self, video_id: int) -> None:
        """Put a video's dance on the stage and ask which songs suit it."""
        self.close_dance()
        self._video_id = video_id
        project = self._context.open
        self._reading = self._context.background(
            lambda: read_dance(project, video_id), self._on_read, self._on_failed
        )

    def close_dance(self) -> None:
        """Take the dance off the stage, stop asking, and forget what was said."""
        self._stop_asking()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._danced, self._offers = None, ()
        self.stage.clear()
        self.table.set_rows(HEADERS, ())

    def _on_read(self, danced: Danced) -> None:
        self._reading, self._danced = None, danced
        self.named.emit(danced.name)
        self.stage.show_dances([danced.dance], danced.own)
        self.run.clear()
        for run_id, name in danced.runs:
            self.run.addItem(name, run_id)
        self.list.setCurrentIndex(0 if danced.runs else 1)
        if danced.runs:
            self.ask()

    # asking

    def ask_folder(self) -> None:
        """Choose a folder of one's own music."""
        folder = QFileDialog.getExistingDirectory(
            self, "Folder of your own music", str(self._context.settings.last_folder)
        )
        if folder:
            self.add_folder(Path(folder))

    def add_folder(self, folder: Path) -> None:
        """Rank the songs of a folder among the project's."""
        self._folder = self._context.settings.last_folder = folder
        self.ask()

    def ask(self) -> None:
        """Ask the chosen run; what it said before stays in the list until it answers."""
        if self._danced is None or self.run.currentData() is None:
            return
        self._stop_asking()
        arguments = ["recommend", str(self._context.open.path), str(self._video_id), "--json"]
        arguments += ["--run", str(self.run.currentData()), "--top", str(TOP)]
        if self._folder is not None:
            arguments += ["--songs", str(self._folder)]
        # Of the context: a process that was asked to stop may outlive the window by a moment.
        self._command = Command(arguments, self._context)
        self._command.ended.connect(self._command.deleteLater)
        self._command.done.connect(self._on_answer)
        self._command.failed.connect(self._on_failed)
        self._command.line.connect(self.state.setText)
        self.state.setText("Listening to the songs …")
        self._command.start()

    def _stop_asking(self) -> None:
        command, self._command = self._command, None
        if command is not None:
            command.done.disconnect(self._on_answer)
            command.failed.disconnect(self._on_failed)
            command.line.disconnect(self.state.setText)
            command.cancel()

    def _on_answer(self, printed: str) -> None:
        self._command = None
        self._show(offers_of(printed))

    def _on_failed(self, error: BarreError) -> None:
        self._command = None
        self.state.setText(f"{error.message} {error.hint}".strip())

    def _show(self, found: Offers) -> None:
        own = self._danced.own if self._danced is not None else None
        first = () if own is None else (Offer(OWN, own, None, "", None, 1.0),)
        self._offers = (*first, *found.offers)
        rows = [
            (
                offer.name,
                offer.score,
                offer.styles or "",
                None if offer.tempo_bpm is None else round(offer.tempo_bpm),
                f"{offer.speed:.2f} ×",
            )
            for offer in self._offers
        ]
        self.table.set_rows(HEADERS, rows)
        said = [f"The dance: {found.tempo}. Each song is played at its tempo, or at half or twice it."]
        self.state.setText(" ".join([*said, *found.notes]))
        if rows:
            self.table.selectRow(min(len(first), len(rows) - 1))

    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Hear the song of a row under the dance."""
        if current.isValid() and current.row() < len(self._offers):
            self.stage.player.change_sound(self._offers[current.row()].sound)
