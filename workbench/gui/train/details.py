"""Everything about the selected runs: how far, how fast, curves, verdict, settings, data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from core.entities import JobState
from core.training.registry import MAKING
from workbench.gui import texts
from workbench.gui.theme import Theme
from workbench.gui.train.book import RunRecord
from workbench.gui.train.curves import CurvesView
from workbench.gui.train.report import ReportView
from workbench.gui.widgets.facts import FactsTree

BUTTONS = (
    ("cancel", "Cancel", "cancel", "Stop this training; it can be resumed"),
    ("resume", "Resume", "resume", "Continue from the last checkpoint"),
    ("repeat", "Repeat", "refresh", "Train anew with the same preset, settings, data and seed"),
    ("generate", "Generate …", "generate", "Let this run dance to a song, or make a film"),
    ("evaluate", "Evaluate", "evaluate", "Ask the model about the dances that were kept from it"),
    ("log", "Log", "log", "What the training wrote"),
)
MOST_CHARACTERS = 240  # of why a run failed; all of it is in the tool tip and the log


class RunDetails(QWidget):
    """Follows one or more selected runs; what can be done is done to the first of them."""

    asked = Signal(str)  # a name of BUTTONS

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.progress = QLabel(wordWrap=True)
        self.progress.setProperty("role", "dim")
        self.notes = QLabel(wordWrap=True, visible=False)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.curves = CurvesView(theme)
        self.report = ReportView(theme)
        self.report.evaluate_asked.connect(lambda: self.asked.emit("evaluate"))
        self.settings = FactsTree()
        self.summary = QLabel(wordWrap=True, margin=10)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.data = FactsTree()
        self.tabs = QTabWidget(documentMode=True)
        for widget, title in (
            (self.curves, "Curves"),
            (self.report, "Report"),
            (self.settings, "Settings"),
            (self._data_tab(), "Data"),
        ):
            self.tabs.addTab(widget, title)
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.tabs, 1)
        theme.changed.connect(self._draw_icons)
        self._draw_icons()

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.heading)
        words.addWidget(self.progress)
        words.addWidget(self.notes)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 6)
        row.setSpacing(6)
        row.addLayout(words, 1)
        for name, text, _, tip in BUTTONS:
            button = QPushButton(text, toolTip=tip)
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            self.buttons[name] = button
            row.addWidget(button)
        return row

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Draw these runs as they are now."""
        self.curves.show_records(records)
        if not records:
            return
        first = records[0]
        names = [f"{record.run.name} {record.run.id}" for record in records]
        self.heading.setText(names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more")
        said = progress_text(first)
        self.progress.setText(said if len(said) <= MOST_CHARACTERS else f"{said[:MOST_CHARACTERS]} …")
        self.progress.setToolTip(said)
        job = first.job
        state = first.state
        visible = {
            "cancel": state is not None and state.is_active,
            "resume": state is not None and state.can_resume,
            "repeat": first.run.snapshot_id is not None,
            "generate": first.run.task in MAKING and state is JobState.DONE,
            "evaluate": state is JobState.DONE,
            "log": job is not None,
        }
        for name, button in self.buttons.items():
            button.setVisible(visible[name])
        self.buttons["cancel"].setEnabled(job is not None and not job.cancel_requested)
        self.report.evaluate_button.setEnabled(visible["evaluate"])

    def _data_tab(self) -> QWidget:
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        column.addWidget(self.data, 1)
        return tab

    def show_notes(self, notes: Sequence[str]) -> None:
        """Show what the result of the run has to be read with; nothing when there is none."""
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))

    def show_facts(self, record: RunRecord, summary: str, data: Mapping[str, Any] | None) -> None:
        """Show what a run was made with, and the data that were frozen for it."""
        run = record.run
        self.settings.set_facts(
            {
                "preset": run.preset,
                "seed": run.seed,
                "device": run.device,
                **run.config,
                "versions": dict(run.versions),
            }
        )
        self.summary.setText(summary if data is not None else "The data are frozen when the training begins.")
        self.summary.setVisible(bool(self.summary.text()))
        self.data.set_facts(data or {})

    def set_evaluating(self, evaluating: bool) -> None:
        for button in (self.buttons["evaluate"], self.report.evaluate_button):
            button.setEnabled(not evaluating)
            button.setText("Evaluating …" if evaluating else "Evaluate")

    def _draw_icons(self) -> None:
        for name, _, icon, _ in BUTTONS:
            self.buttons[name].setIcon(self._theme.icon(icon))


def progress_text(record: RunRecord) -> str:
    """For example ``Running: epoch 12 of 40, train loss 0.31, 8.1 steps/s, 0:42 left``."""
    job = record.job
    if job is None:
        return ""
    word = texts.state(job)[0]
    if job.state is JobState.RUNNING:
        return f"{word}: {job.message}" if job.message else word
    epochs = (
        f"epoch {record.epoch}" + (f" of {record.n_epochs}" if record.n_epochs else "")
        if record.epoch
        else ""
    )
    took = texts.elapsed_s(job)
    facts = [epochs, f"after {texts.span(took)}" if took is not None else ""]
    said = ", ".join(filter(None, facts))
    return " ".join(filter(None, [f"{word}: {said}." if said else f"{word}.", job.error, job.hint]))
