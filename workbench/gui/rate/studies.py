"""The researcher's side of the Rate page: drafts, running studies, results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.studies.design import Design, DesignItem
from core.studies.records import DesignedStudy, StudyState
from core.studies.results import Results
from db.project import Project
from workbench.actions.studies import new_study, start_study, study_results
from workbench.actions.study_export import export_study
from workbench.actions.study_items import study_items
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.messages import Level
from workbench.gui.rate.designer import Designer
from workbench.gui.rate.progress_view import ProgressView
from workbench.gui.rate.results_view import ResultsView
from workbench.gui.rate.taking.window import TakingWindow
from workbench.gui.widgets.empty import EmptyState


@dataclass(frozen=True)
class Shelf:
    """All studies with a design, and what new ones can be made of."""

    studies: tuple[DesignedStudy, ...]
    items: tuple[DesignItem, ...]


@dataclass(frozen=True)
class _Read:
    """What a read found; `found` is None where the results on show are still those of `results_of`."""

    wanted: int | None
    shelf: Shelf
    chosen: DesignedStudy | None
    found: Results | None
    results_of: tuple[object, ...]


def read_shelf(project: Project) -> Shelf:
    """Read what the page lists, and load what its power calculator needs; for the background."""
    import scipy.stats  # noqa: F401 half a second that the window's own thread would stand still

    return Shelf(tuple(project.study_designs.all()), study_items(project))


class Studies(QWidget):
    """One study at a time: its form while it is a draft, then its raters and results."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.shelf = Shelf((), ())
        self.study: DesignedStudy | None = None
        self.taking: TakingWindow | None = None
        self._reading: Task | None = None
        self._stale = False
        self._results_of: tuple[object, ...] = ()  # what the results on show were computed of
        self._wanted: int | None = None  # the study to show when the list has it
        self.designer, self.progress = Designer(), ProgressView()
        self.results = ResultsView(context.theme)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.progress, "Raters")
        self.tabs.addTab(self.results, "Results")
        self.empty = EmptyState(
            context.theme, "rate", "No study yet",
            "A study puts real and generated dances before people, blind, and says what may be concluded.",
        )  # fmt: skip
        self.empty.add_button("New study", self.add, primary=True)
        self.stack = QStackedWidget()
        for widget in (self.empty, self.designer, self.tabs):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        column.addWidget(self.stack, 1)
        self._connect()

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "strip")
        self.chooser = QComboBox(accessibleName="Study")
        self.chooser.setMinimumWidth(180)
        self.new = QPushButton("New study", clicked=self.add)
        self.state = QLabel()
        self.state.setProperty("role", "dim")
        self.start = QPushButton("Start …", clicked=self.ask_start)
        self.take = QPushButton("Take part", clicked=self.take_part)
        for button in (self.start, self.take):
            button.setProperty("role", "primary")
        self.everybody = QCheckBox("Count who failed the checks")
        self.end = QPushButton("End …", clicked=self.ask_end)
        self.export = QPushButton("Export …", clicked=self.ask_export)
        self.throw = QPushButton("Throw away", clicked=self.throw_away)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self.chooser, self.new, self.state):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.everybody, self.throw, self.end, self.export, self.take, self.start):
            row.addWidget(widget)
        return bar

    def _connect(self) -> None:
        self.chooser.activated.connect(self._on_chosen)
        self.designer.changed.connect(self._on_designed)
        self.progress.deletion_asked.connect(self.ask_delete)
        self.everybody.toggled.connect(self.refresh)
        self.context.store_changed.connect(self._on_store_changed)
        self.context.project_closed.connect(self._forget)
        self._show()

    # reading

    def opened(self) -> None:
        """It has become visible."""
        self.refresh()

    def refresh(self) -> None:
        """Read the studies, and what the chosen one says, off the GUI thread."""
        project = self.context.project
        self._stale = self._reading is not None
        if project is None or self._reading is not None:
            return
        wanted = self._wanted if self._wanted is not None else (self.study.id if self.study else None)
        everybody = self.everybody.isChecked()

        shown = self._results_of

        def read() -> _Read:
            shelf = read_shelf(project)
            chosen = next((s for s in shelf.studies if s.id == wanted), next(reversed(shelf.studies), None))
            if chosen is None or chosen.state is StudyState.DRAFT:
                return _Read(wanted, shelf, chosen, None, ())
            answers = project.study_answers.answers(chosen.id)
            raters = project.study_answers.raters(chosen.id)
            of = (chosen.id, everybody, len(answers), tuple(rater.code for rater in raters))
            if of == shown:  # a fit takes its time, and a rater who only plays changes nothing
                return _Read(wanted, shelf, chosen, None, of)
            found = study_results(project, chosen.id, apply_rule=not everybody)
            return _Read(wanted, shelf, chosen, found, of)

        self._reading = self.context.background(read, self._on_read, self._on_read_failed)

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        if self._wanted == read.wanted:
            self._wanted = None
        shelf, chosen, found = read.shelf, read.chosen, read.found
        is_other = chosen is None or self.study is None or chosen.id != self.study.id
        was = self.study.state if self.study is not None else None
        self.shelf, self.study = shelf, chosen
        self.chooser.clear()
        for one in shelf.studies:
            self.chooser.addItem(one.design.name, one.id)
        if chosen is not None:
            self.chooser.setCurrentIndex(self.chooser.findData(chosen.id))
            if chosen.state is StudyState.DRAFT and is_other:
                self.designer.set_design(chosen.design, shelf.items)
        if found is not None:
            self._results_of = read.results_of
            self.progress.show_results(found)
            self.results.show_results(found)
        if chosen is not None and (is_other or was is not chosen.state):
            self.tabs.setCurrentIndex(1 if chosen.state is StudyState.ENDED else 0)
        self._show()
        if self._stale:
            self.refresh()

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.context.report(error)

    def _show(self) -> None:
        state = self.study.state if self.study is not None else None
        self.chooser.setVisible(bool(self.shelf.studies))
        self.state.setText(str(state) if state is not None else "")
        self.start.setVisible(state is StudyState.DRAFT)
        self.throw.setVisible(state is StudyState.DRAFT)
        self.take.setVisible(state is StudyState.RUNNING)
        self.end.setVisible(state is StudyState.RUNNING)
        has_started = state in (StudyState.RUNNING, StudyState.ENDED)
        self.export.setVisible(has_started)
        self.everybody.setVisible(has_started)
        if state is None:
            self.stack.setCurrentWidget(self.empty)
        else:
            self.stack.setCurrentWidget(self.tabs if has_started else self.designer)

    def show_study(self, study_id: int) -> None:
        """Show another study; what was typed into a draft is stored first."""
        self.designer.store()
        self._wanted = study_id
        self.refresh()

    def _on_chosen(self) -> None:
        self.show_study(self.chooser.currentData())

    # deeds

    def add(self) -> None:
        """Make a draft of all dances, in a name that is free."""
        names = {one.design.name for one in self.shelf.studies}
        number = next(n for n in range(1, len(names) + 2) if f"Study {n}" not in names)
        styles = tuple(sorted({item.style for item in self.shelf.items} - {""}))
        design = Design(f"Study {number}", items=self.shelf.items, styles=styles)
        project = self.context.open
        self.context.background(lambda: new_study(project, design), self._on_made)

    def _on_made(self, study: DesignedStudy) -> None:
        self._wanted = study.id
        self.refresh()

    def _on_designed(self, design: Design) -> None:
        study, project = self.study, self.context.open
        if study is not None and study.state is StudyState.DRAFT:
            self.context.background(lambda: project.study_designs.change(study.id, design), self._on_changed)

    def _on_changed(self, study: DesignedStudy) -> None:
        if self.study is not None and study.id == self.study.id:
            self.study = study
            self.chooser.setItemText(self.chooser.currentIndex(), study.design.name)

    def ask_start(self) -> None:
        """Freeze the draft, after a word of warning."""
        self.designer.store()
        sure = QMessageBox.question(
            self, "Start the study",
            "Once started, a study cannot be changed, only ended. Its clips are written now.\n\n"
            f"{self.designer.rule.text()}",
        )  # fmt: skip
        if sure == QMessageBox.StandardButton.Yes:
            self.start_now()

    def start_now(self) -> None:
        """Write the clips and start."""
        study, project = self.study, self.context.open
        if study is None:
            return
        design = self.designer.design
        self.start.setEnabled(False)
        self.state.setText("writing the clips …")

        def work() -> DesignedStudy:
            project.study_designs.change(study.id, design)
            return start_study(project, study.id)

        self.context.background(work, self._on_started, self._on_start_failed)

    def _on_started(self, study: DesignedStudy) -> None:
        self.start.setEnabled(True)
        self._wanted = study.id
        self.refresh()

    def _on_start_failed(self, error: Exception) -> None:
        self.start.setEnabled(True)
        self._show()
        self.context.report(error)

    def take_part(self) -> None:
        """Open the raters' window over the whole screen."""
        if self.study is None:
            return
        self.taking = TakingWindow(self.context, self.study)
        self.taking.destroyed.connect(self._on_left)
        self.taking.showFullScreen()

    def _on_left(self) -> None:
        self.taking = None
        self.refresh()

    def ask_end(self) -> None:
        study, project = self.study, self.context.open
        if study is None:
            return
        sure = QMessageBox.question(self, "End the study", "It takes no more answers. This cannot be undone.")
        if sure == QMessageBox.StandardButton.Yes:
            self.context.background(lambda: project.study_designs.end(study.id), self._on_started)

    def ask_delete(self, code: str) -> None:
        """Delete a rater with all answers, after asking."""
        study, project = self.study, self.context.open
        if study is None or not code:
            return
        sure = QMessageBox.question(self, "Delete a rater", f"All answers of {code} are deleted for good.")
        if sure == QMessageBox.StandardButton.Yes:
            self.context.background(
                lambda: project.study_answers.delete_rater(study.id, code), lambda _: self.refresh()
            )

    def ask_export(self) -> None:
        """Write the answers, without free text, to a file of the person's choice."""
        study, project = self.study, self.context.open
        if study is None:
            return
        start = self.context.settings.last_folder / f"{study.design.name}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, "Export the answers", str(start), "A row an answer (*.csv);;Everything (*.json)"
        )
        if name:
            self.context.settings.last_folder = Path(name).parent
            self.context.background(
                lambda: export_study(project, study.id, Path(name)),
                lambda n: self.context.message(f"{n} answers are in {name}.", Level.GOOD),
                receiver=self,
            )

    def throw_away(self) -> None:
        """Delete the draft; nothing was answered to it."""
        study, project = self.study, self.context.open
        if study is not None and study.state is StudyState.DRAFT:
            self.study = None
            self.context.background(lambda: project.study_designs.delete(study.id), lambda _: self.refresh())

    def _on_store_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _forget(self) -> None:
        self._reading = self.study = self._wanted = None
        self._results_of = ()
        self.shelf = Shelf((), ())
        self.chooser.clear()
        self._show()
