"""Between two styles: dances of one run to one song, from the one style to the other, on one clock."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.entities import Generated, Job
from core.errors import InputError
from core.models.ability import Ability
from db.project import Project
from workbench.actions.blending import Blend, Song, blended, in_words, queue_blend, songs_danced_to
from workbench.actions.staging import Showing
from workbench.gui import texts
from workbench.gui.background import Task
from workbench.gui.compare.dances import Loaded, load
from workbench.gui.context import AppContext
from workbench.gui.train.generate_dialog import MUSIC
from workbench.gui.train.generate_offer import offer_of
from workbench.gui.widgets.dances.stage import DanceStage
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.fields import indent
from workbench.gui.widgets.flow import FlowLayout

MOST_BETWEEN = 5
MOST_LENGTH_S = 120.0
HINT = "Choose a song and two styles, and Generate: the dances between them will play here, at once."
EMPTY = (
    "No run can blend styles yet",
    "Train a generator that can be told a style, for example with the preset vae-lstm-mdn or "
    "barre-diffusion, on dances of two styles or more.",
)


@dataclass(frozen=True)
class Blender:
    """A run that can blend: its number, its name, and the styles it has learnt."""

    run_id: int
    label: str
    styles: tuple[str, ...]


@dataclass(frozen=True)
class Blenders:
    """What can be chosen."""

    runs: tuple[Blender, ...] = ()
    songs: tuple[Song, ...] = ()


@dataclass(frozen=True, eq=False)
class Steps:
    """What was made of a blend, and that on one clock."""

    blend: Blend
    made: tuple[Generated | None, ...]
    loaded: Loaded


def read_blenders(project: Project) -> Blenders:
    """Read what can be chosen; for the background."""
    found = []
    for run in reversed(project.runs.all()):
        if run.task != "generate":
            continue
        with suppress(InputError):  # of a preset that this version does not have
            offer = offer_of(project, run.id)
            if Ability.STYLE in offer.abilities and len(offer.styles) > 1:
                found.append(Blender(run.id, f"{run.name} {run.id}", offer.styles))
    return Blenders(tuple(found), tuple(songs_danced_to(project)))


def read_steps(project: Project, blend: Blend) -> Steps:
    """Read what was made of a blend; for the background."""
    made = tuple(blended(project, blend))
    names = [f"generated:{dance.id}" for dance in made if dance]
    return Steps(blend, made, load(project, names, Showing(), measures=False))


class StyleBlend(QWidget):
    """Asks for the dances that are not there yet, and shows those that are."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._blenders: Blenders | None = None
        self._shown: tuple[Blend, tuple[Generated | None, ...]] | None = None
        self._reading: Task | None = None
        self._make_fields()
        self.stage = DanceStage(context)
        self.stage.failed.connect(context.report)
        self.empty = EmptyState(context.theme, "generate", *EMPTY)
        self.empty.add_button("Go to Train", lambda: context.show_page("train"), primary=True)
        self.nothing = EmptyState(context.theme, "generate", "Nothing between these styles yet", HINT)
        self._lay_out()
        self.run.currentIndexChanged.connect(self._on_run_changed)
        self.song.activated.connect(self._on_song_activated)
        self.song.currentIndexChanged.connect(self._on_song_changed)
        for box in (self.first, self.second, self.song):
            box.currentIndexChanged.connect(self.refresh_dances)
        for spin in (self.between, self.start, self.length, self.seed):
            spin.valueChanged.connect(self.refresh_dances)
        self.generate.clicked.connect(self.ask)
        context.store_changed.connect(self._on_store_changed)
        context.project_closed.connect(self._forget)

    def _make_fields(self) -> None:
        self.run = QComboBox(accessibleName="Run")
        self.song = QComboBox(accessibleName="Song")
        self.first = QComboBox(accessibleName="From style")
        self.second = QComboBox(accessibleName="To style")
        self.between = QSpinBox(minimum=1, maximum=MOST_BETWEEN, value=3, suffix=" between")
        self.start = QDoubleSpinBox(maximum=7200, decimals=1, prefix="from ", suffix=" s")
        self.length = QDoubleSpinBox(
            minimum=1, maximum=MOST_LENGTH_S, value=20, decimals=1, singleStep=5, prefix="for ", suffix=" s"
        )
        self.seed = QSpinBox(maximum=2**31 - 1, prefix="seed ")
        for spin, name in (
            (self.between, "Dances between the styles"), (self.start, "Where in the song they begin"),
            (self.length, "Length"), (self.seed, "Seed"),
        ):  # fmt: skip
            spin.setAccessibleName(name)
            spin.setKeyboardTracking(False)  # not a reading for every digit
            indent(spin)
        self.generate = QPushButton("Generate")
        self.generate.setProperty("role", "primary")
        self.said = QLabel(wordWrap=True, margin=4)
        self.said.setProperty("role", "dim")

    def _lay_out(self) -> None:
        self._form = QWidget()
        flow = FlowLayout(self._form)
        for widget in (
            self.run, self.song, self.start, self.length, self.first, self.between, self.second, self.seed,
            self.generate,
        ):  # fmt: skip
            flow.addWidget(widget)
        self.dances = _Modest()
        self.dances.addWidget(self.nothing)
        self.dances.addWidget(self.stage)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(8, 8, 8, 0)
        inner.addWidget(self._form)
        inner.addWidget(self.said)
        inner.addWidget(self.dances, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(content)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.stack)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_store_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stage.player.pause()

    @property
    def blend(self) -> Blend | None:
        """What is chosen; None while something is missing."""
        song: Song | None = self.song.currentData()
        first, second, run_id = self.first.currentText(), self.second.currentText(), self.run.currentData()
        if song is None or run_id is None or not first or first == second:
            return None
        return Blend(
            run_id, song.path, first, second, self.between.value(),
            round(self.start.value(), 1), round(self.length.value(), 1), self.seed.value(),
        )  # fmt: skip

    def add_song(self, path: Path) -> None:
        """Offer a file, and choose it."""
        self.song.insertItem(self.song.count() - 1, path.name, Song(path.name, path, 0.0))
        self.song.setCurrentIndex(self.song.count() - 2)

    def ask(self) -> None:
        """Queue the dances that are not there yet."""
        project, blend = self._context.open, self.blend
        if blend is not None:
            self._context.background(
                lambda: queue_blend(project, blend), self._on_queued, self._context.report, receiver=self
            )

    def refresh_dances(self) -> None:
        """Show what was made of what is chosen."""
        project, blend = self._context.project, self.blend
        self.generate.setEnabled(blend is not None)
        if blend is None:
            self.said.setText("Choose a song and two styles that differ.")
        elif self._shown is None or self._shown[0] != blend:
            self.said.setText("Looking for dances …")
        if project is not None and blend is not None and self.isVisible():
            if self._reading is not None:
                self._reading.cancel()
            self._reading = self._context.background(
                lambda: read_steps(project, blend), self._on_steps, self._context.report, receiver=self
            )

    def _on_queued(self, jobs: list[Job]) -> None:
        self._context.job_keeper.tend()
        self._context.job_keeper.refresh()
        show = ("Show jobs", lambda: self._context.show_page("library", jobs=True))
        n = texts.plural(len(jobs), "dance")
        self._context.message(f"{n} queued. They will play here as soon as they are made.", action=show)
        self.refresh_dances()

    def _on_steps(self, steps: Steps) -> None:
        if steps.blend != self.blend:  # something else was chosen meanwhile
            return
        n, n_made = len(steps.made), sum(dance is not None for dance in steps.made)
        self.generate.setEnabled(n_made < n)
        self.said.setText(
            f"{n_made} of {n} dances are made. Generate asks for the others, as jobs." if n_made < n else
            "All dances are made: the same run, song and seed; only the styles differ."
        )  # fmt: skip
        if self._shown == (steps.blend, steps.made):
            return
        self._shown = (steps.blend, steps.made)
        loaded = steps.loaded
        for error in loaded.errors:
            self._context.report(error)
        grid = loaded.heard.grid
        self.dances.setCurrentWidget(self.stage if loaded.dances else self.nothing)
        self.stage.show_dances(loaded.dances, loaded.sound, None if grid is None else grid.beats_s)
        there = [f"generated:{dance.id}" if dance else "" for dance in steps.made]
        words = dict(zip(there, map(in_words, steps.blend.steps), strict=True))
        for pane, item in zip(self.stage.panes, loaded.items, strict=True):
            pane.title.setText(words[item.name])
            pane.set_words(item.label)

    def _on_store_changed(self) -> None:
        project = self._context.project
        if project is not None and self.isVisible():
            self._context.background(
                lambda: read_blenders(project), self._on_blenders, self._context.report, receiver=self
            )

    def _on_blenders(self, found: Blenders) -> None:
        if found != self._blenders:
            self._blenders = found
            _fill(self.run, [(each.label, each.run_id) for each in found.runs])
            own = [self.song.itemData(i) for i in range(self.song.count() - 1)]
            files = [song for song in own if song not in found.songs]
            _fill(self.song, [(song.label, song) for song in (*found.songs, *files)] + [("A file …", None)])
            self._on_run_changed()
            self._on_song_changed()
        self.stack.setCurrentIndex(1 if found.runs else 0)
        self.refresh_dances()

    def _on_run_changed(self) -> None:
        runs = self._blenders.runs if self._blenders is not None else ()
        styles = next((each.styles for each in runs if each.run_id == self.run.currentData()), ())
        _fill(self.first, [(style, style) for style in styles])
        _fill(self.second, [(style, style) for style in styles], default=1)
        self.refresh_dances()

    def _on_song_activated(self, row: int) -> None:
        if row == self.song.count() - 1:
            settings = self._context.settings
            file, _ = QFileDialog.getOpenFileName(self, "Song", str(settings.last_folder), MUSIC)
            if file:
                settings.last_folder = Path(file).parent
                self.add_song(Path(file))

    def _on_song_changed(self) -> None:
        song: Song | None = self.song.currentData()
        if song is not None:
            self.start.setValue(song.start_s)

    def _forget(self) -> None:
        self._blenders = self._shown = None
        for box in (self.run, self.song, self.first, self.second):
            box.clear()
        self.stage.clear()
        self.stack.setCurrentIndex(0)


class _Modest(QStackedWidget):
    """Takes the room there is and wishes for no more than it needs, so that the page need not scroll."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


def _fill(box: QComboBox, rows: list[tuple[str, object]], *, default: int = 0) -> None:
    """Offer other rows; what was chosen stays chosen where it is still there."""
    chosen = box.currentText()
    box.blockSignals(True)
    box.clear()
    for label, data in rows:
        box.addItem(label, data)
    row = box.findText(chosen) if chosen else -1
    box.setCurrentIndex(row if row >= 0 else min(default, box.count() - 1))
    box.blockSignals(False)
