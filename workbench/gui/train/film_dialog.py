"""Asking for a film: what a run goes on with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.entities import VideoKind
from db.project import Project
from workbench.gui.context import AppContext
from workbench.gui.widgets.fields import indent

MAX_SEED = 2**31 - 1
MAX_LENGTH_S = 600.0
SAID = {
    "continue": "{run} goes on with a film of the project from its first frames, as a silhouette.",
    "render": "{run} shows its person dancing what somebody else, or another run, danced.",
}
NOTHING = {
    "continue": "The project has no film yet: import one in the Library.",
    "render": "The project has no dance yet: import one in the Library, and wait for its poses.",
}


@dataclass(frozen=True)
class Source:
    """What a run can make a film of: what commands call it (``"video:3"``), and a name for people."""

    item: str
    label: str


@dataclass(frozen=True)
class FilmWishes:
    """`length_s` None: as long as the source."""

    run_id: int
    source: str
    length_s: float | None
    start_s: float
    seed: int


def sources_for(project: Project, task: str) -> list[Source]:
    """Return what runs of a task can make a film of; for the background."""
    if task == "continue":
        films = (video for video in project.videos.all() if video.kind is VideoKind.VIDEO)
        return [Source(f"video:{video.id}", video.name) for video in films]
    danced = (summary.video for summary in project.videos.summaries() if summary.n_tracked_frames)
    runs = {run.id: run.name for run in project.runs.all()}
    made = (dance for dance in project.generated.all() if not dance.is_film)
    return [
        *(Source(f"video:{video.id}", video.name) for video in danced),
        *(Source(f"generated:{d.id}", f"{runs[d.run_id]}, run {d.run_id}, dance {d.id}") for d in made),
    ]


class FilmDialog(QDialog):
    """A source, where in it to begin, a length, a seed. `asked` carries them."""

    asked = Signal(object)  # FilmWishes

    def __init__(
        self, context: AppContext, run_id: int, run_name: str, task: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Generate a film")
        self.resize(460, 0)
        self._run_id, self._task = run_id, task
        self.said = QLabel(SAID[task].format(run=run_name), wordWrap=True)
        self.source = QComboBox(accessibleName="Source")
        self.start = QDoubleSpinBox(maximum=MAX_LENGTH_S, decimals=1, singleStep=0.5)
        self.length = QDoubleSpinBox(maximum=MAX_LENGTH_S, decimals=1, singleStep=5.0)
        self.length.setSpecialValueText("As long as the source")
        self.seed = QSpinBox(maximum=MAX_SEED)
        self.seed.setToolTip("Another seed gives another film, where the model allows that")
        for field in (self.start, self.length):
            field.setSuffix(" s")
        for field in (self.start, self.length, self.seed):
            indent(field)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("S&ource", self.source)
        form.addRow("&Begin at", self.start)
        form.addRow("&Length", self.length)
        form.addRow("See&d", self.seed)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start_button = buttons.addButton("Generate", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start_button.setProperty("role", "primary")
        self.start_button.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.said)
        column.addLayout(form)
        column.addWidget(buttons)
        project = context.open
        context.background(lambda: sources_for(project, task), self._on_read, receiver=self)

    def wishes(self) -> FilmWishes:
        return FilmWishes(
            self._run_id,
            str(self.source.currentData()),
            self.length.value() or None,
            self.start.value(),
            self.seed.value(),
        )

    def accept(self) -> None:
        if self.start_button.isEnabled():
            self.asked.emit(self.wishes())
            super().accept()

    def _on_read(self, sources: list[Source]) -> None:
        for source in sources:
            self.source.addItem(source.label, source.item)
        self.start_button.setEnabled(bool(sources))
        if not sources:
            self.said.setText(NOTHING[self._task])
