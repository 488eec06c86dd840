"""The Train page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.training.registry import MAKING
from workbench.gui import texts
from workbench.gui.actions import action
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.page import Page
from workbench.gui.train.book import RunBook, RunRecord
from workbench.gui.train.deeds import TrainDeeds
from workbench.gui.train.details import RunDetails
from workbench.gui.train.new_run import NewRunPanel, StyleCount
from workbench.gui.train.runs_model import RunsModel
from workbench.gui.train.table import RunsTable
from workbench.gui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from core.training.presets import Preset
    from db.project import Project

FORM_PX = 330
NARROW_PX = 860  # below this the form and the runs take turns
LEAST_PX = 500  # height of table and curves; a lower window scrolls


class TrainPage(Page):
    """Set up runs at the left; watch them at the right."""

    title = "Train"
    icon = "train"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading: Task | None = None
        self._wanted: int | None = None  # a run to select as soon as it is in the table
        self._facts_of: tuple[object, ...] = ()  # run, state and snapshot that the facts were read of
        self.book = RunBook(context, self)
        self.deeds = TrainDeeds(context, self)
        self.new_run = NewRunPanel(context)
        self.model = RunsModel(context.theme, self)
        self.table = RunsTable(context.theme, self.model)
        self.details = RunDetails(context.theme)
        self._lay_out()
        self._connect()
        self._add_actions()
        self._show_what_there_is()

    def _lay_out(self) -> None:
        theme = self.context.theme
        self.empty = EmptyState(
            theme, "train", "No model was trained yet",
            "Choose a preset and start: the run goes on in the background, and its curves grow here.",
        )  # fmt: skip
        self.none_chosen = EmptyState(
            theme, "train", "No run is selected", "Select one or more to see their curves."
        )
        self.right = QStackedWidget()
        self.below = QStackedWidget()
        self.below.addWidget(self.none_chosen)
        self.below.addWidget(self.details)
        splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=1)
        splitter.addWidget(self.table)
        splitter.addWidget(self.below)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([240, 420])
        splitter.setMinimumHeight(LEAST_PX)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(splitter)
        self.right.addWidget(self.empty)
        self.right.addWidget(scroll)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.new_run)
        row.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(row, 1)

    def _head(self) -> QFrame:
        """A line that is there only in a narrow window, to go between the form and the runs."""
        self.head = QFrame()
        self.head.setProperty("role", "bar")
        self.count = QLabel()
        self.count.setProperty("role", "dim")
        self.form_button = QPushButton("New run", checkable=True)
        self.form_button.toggled.connect(self._fit)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.count, 1)
        row.addWidget(self.form_button)
        self.head.hide()
        return self.head

    def _connect(self) -> None:
        context = self.context
        context.project_opened.connect(self._on_project_opened)
        context.project_closed.connect(self._on_project_closed)
        context.store_changed.connect(self.refresh)
        self.book.changed.connect(self._on_book_changed)
        self.new_run.asked.connect(self.deeds.start)
        self.deeds.run_started.connect(self._on_run_started)
        self.deeds.evaluated.connect(self._on_evaluated)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.details.asked.connect(self.do)
        context.theme.changed.connect(self.table.viewport().update)
        context.theme.changed.connect(self._fit)

    def _add_actions(self) -> None:
        keymap = self.context.keymap
        action(keymap, self, "train.start", self.new_run.ask)
        action(keymap, self, "train.new-run", self.start_form)
        for deed in ("cancel", "resume", "repeat", "generate", "evaluate", "log"):
            action(keymap, self.table, f"train.{deed}", partial(self.do, deed))

    # page

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.refresh_choices()

    def open_item(self, **what: object) -> None:
        """`run_id` selects a run, `preset` chooses one in the form, `tab` names a part of the details."""
        if "run_id" in what:
            self._on_run_started(int(str(what["run_id"])))
        if "preset" in what:
            self.new_run.choose(str(what["preset"]))
        if "tab" in what:
            self.show_tab(str(what["tab"]))

    def show_tab(self, title: str) -> None:
        """Show a part of the details: Curves, Report, Settings or Data."""
        tabs = self.details.tabs
        titles = [tabs.tabText(i) for i in range(tabs.count())]
        if title in titles:
            tabs.setCurrentIndex(titles.index(title))

    def start_form(self) -> None:
        """Go to the form."""
        self.form_button.setChecked(True)
        self.new_run.preset_box.setFocus()

    # what is shown

    def refresh(self) -> None:
        """Read what is new of the runs, while the page is seen."""
        if self.isVisible() and self.context.project is not None:
            self.book.refresh()

    def refresh_choices(self) -> None:
        """Read the presets, styles and annotators again, off the GUI thread."""
        project = self.context.project
        if project is not None and self._reading is None:
            self._reading = self.context.background(
                lambda: read_choices(project), self._on_choices_read, self._on_failed
            )

    def _on_choices_read(self, choices: Choices) -> None:
        self._reading = None
        self.new_run.set_presets(choices.presets)
        self.new_run.set_data(choices.styles, choices.annotators)

    def _on_failed(self, error: Exception) -> None:
        self._reading = None
        self.context.report(error)

    def selected(self) -> list[RunRecord]:
        """The selected runs, the current one first."""
        found = (self.book.get(run_id) for run_id in self.table.selected())
        return [record for record in found if record is not None]

    def select(self, *run_ids: int) -> None:
        self.table.select(run_ids)

    def _on_book_changed(self) -> None:
        records = self.book.records
        self.model.set_records(records)
        self.count.setText(texts.plural(len(records), "run") if records else "")
        if self._wanted is not None and self.model.row_of(self._wanted) is not None:
            wanted, self._wanted = self._wanted, None
            self.table.select([wanted])
        elif records and not self.table.selected():
            self.table.select([records[-1].run.id])
        self._show_what_there_is()

    def _on_selection_changed(self) -> None:
        self.book.watch(self.table.selected())
        self._show_what_there_is()

    def _show_what_there_is(self) -> None:
        records = self.selected()
        self.right.setCurrentIndex(1 if self.book.records else 0)
        self.below.setCurrentIndex(1 if records else 0)
        self.details.show_records(records)
        if records:
            run = records[0].run
            self.details.set_evaluating(self.deeds.is_evaluating(run.id))
            if self._facts_of != (state := (run.id, records[0].state, run.snapshot_id)):
                if self._facts_of[:1] != (run.id,):
                    self.details.show_notes(())
                self._facts_of = state
                self._read_facts(run.id)

    def _read_facts(self, run_id: int) -> None:
        """Read the verdict on a run and its frozen data."""
        project = self.context.open
        self.context.background(
            lambda: read_facts(project, run_id),
            lambda facts: self._on_facts_read(run_id, facts),
            receiver=self,
        )

    def _on_facts_read(self, run_id: int, facts: Facts) -> None:
        record = self.book.get(run_id)
        if record is not None and self._facts_of[:1] == (run_id,):
            self.details.show_facts(record, facts.summary, facts.data)
            self.details.show_notes(facts.notes)
            self.details.report.show_verdict(facts.verdict)

    # what can be done

    def do(self, what: str) -> None:
        """Do something with the selected runs: cancel, resume, repeat, log, generate, evaluate."""
        records = self.selected()
        if what in ("cancel", "resume"):
            for record in records:
                getattr(self.deeds, what)(record)
        elif records and what == "repeat" and records[0].run.snapshot_id is not None:
            self.deeds.repeat(records[0])
        elif records and what == "log":
            self.deeds.show_log(records[0])
        elif records and what == "evaluate":
            self.deeds.evaluate(records[0])
        elif records and what == "generate" and records[0].run.task in MAKING:
            self.deeds.ask_generate(records[0])

    def _on_run_started(self, run_id: int) -> None:
        self._wanted = run_id
        self.form_button.setChecked(False)
        self.book.refresh()
        self._on_book_changed()

    def _on_evaluated(self, run_id: int) -> None:
        self._show_what_there_is()
        if self._facts_of[:1] == (run_id,):
            self._read_facts(run_id)

    def _on_project_opened(self) -> None:
        self.refresh()
        self.refresh_choices()

    def _on_project_closed(self) -> None:
        self._reading = None
        self._wanted, self._facts_of = None, ()

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Form and runs beside one another where there is room, else one of them."""
        scaled = self.context.theme.scaled
        narrow = self.width() < scaled(NARROW_PX)
        self.head.setVisible(narrow)
        form_only = narrow and self.form_button.isChecked()
        self.new_run.setVisible(form_only or not narrow)
        self.right.setVisible(not form_only)
        wide = scaled(FORM_PX)
        self.new_run.setMinimumSize(QSize(0 if narrow else wide, 0))
        self.new_run.setMaximumWidth(16_777_215 if narrow else wide)


@dataclass(frozen=True)
class Choices:
    """What the form offers."""

    presets: list[Preset]
    styles: list[StyleCount]
    annotators: list[str]


@dataclass(frozen=True)
class Facts:
    """What was frozen for a run, in sentences and whole, the verdict on it, and what to read it with.

    None before they exist.
    """

    summary: str
    data: Mapping[str, Any] | None
    verdict: dict[str, Any] | None
    notes: Sequence[str] = ()


def read_choices(project: Project) -> Choices:
    """Return what can be trained on what. Loads no model."""
    from core.training.presets import load_preset, preset_names

    counts = Counter(style for summary in project.videos.summaries() for style in summary.styles)
    return Choices(
        presets=[load_preset(name) for name in preset_names()],
        styles=[StyleCount(name, n) for name, n in sorted(counts.items())],
        annotators=[annotator.name for annotator in project.annotators.all()],
    )


def read_facts(project: Project, run_id: int) -> Facts:
    """Return what is shown of a run beside its curves."""
    from core.data.split import Split
    from workbench.actions.evaluating import saved_evaluation
    from workbench.actions.run_notes import run_notes

    snapshot, notes = project.runs.snapshot_of(run_id), run_notes(project, run_id)
    verdict = saved_evaluation(project, run_id)
    if snapshot is None:
        return Facts("", None, verdict, notes)
    split = snapshot.content.get("split")
    return Facts(Split.from_dict(split).summary() if split else "", snapshot.content, verdict, notes)
