"""The Compare page."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QWidget

from workbench.actions.staging import Showing
from workbench.gui.background import Task
from workbench.gui.compare.blend import StyleBlend
from workbench.gui.compare.choices import Choices, read_choices
from workbench.gui.compare.confusion import Confusion
from workbench.gui.compare.curves import RunCurves
from workbench.gui.compare.dances import Loaded, load
from workbench.gui.compare.figures import Figures
from workbench.gui.compare.flagging import flag, place_of
from workbench.gui.compare.map import DanceMap
from workbench.gui.compare.picker import Picker
from workbench.gui.compare.saving import Saving
from workbench.gui.compare.strip import ErrorStrip
from workbench.gui.context import AppContext
from workbench.gui.page import Page
from workbench.gui.recommend.window import RecommendWindow
from workbench.gui.train.book import RunBook
from workbench.gui.widgets.dances.stage import DanceStage
from workbench.gui.widgets.empty import EmptyState

MAX_DANCES = 6
SMALLEST_PX = (440, 320)
NARROW_PX = 760  # below this the choice of dances gets a tab of its own


class ComparePage(Page):
    """Real and generated dances side by side on one clock, their runs' curves, classifiers' confusion."""

    title = "Compare"
    icon = "compare"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._reading: Task | None = None
        self._stale = False  # something changed while it was read
        self._loading: Task | None = None
        self._shown: tuple[list[str], Showing] = ([], Showing())
        self._loaded = Loaded()
        self.setMinimumSize(*SMALLEST_PX)
        self.book = RunBook(context, self)
        self.picker = Picker()
        self.stage = DanceStage(context)
        self.strip = ErrorStrip(context.theme)
        self.stage.put_above_transport(self.strip)
        self.empty = EmptyState(
            context.theme, "compare", "No dances to compare yet",
            "Import dances in the Library, train a generator, and let it dance to the same song.",
        )  # fmt: skip
        self.empty.add_button("Go to the Library", lambda: context.show_page("library"), primary=True)
        self.nothing = EmptyState(context.theme, "compare", "Choose dances on the left", "")
        self.dances = QStackedWidget()
        for widget in (self.stage, self.nothing):
            self.dances.addWidget(widget)
        self.tabs = QTabWidget(documentMode=True)
        self.curves = RunCurves(context.theme, self.book)
        self.confusion = Confusion(context, self.book)
        self.figures = Figures(context)
        self.map = DanceMap(context, self._names)
        self.blend = StyleBlend(context)
        self.saving = Saving(context, self)
        for title, widget in (
            ("Dances", self.dances), ("Figures", self.figures), ("Curves", self.curves),
            ("Confusion", self.confusion), ("Map", self.map), ("Blend", self.blend),
        ):  # fmt: skip
            self.tabs.addTab(widget, title)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._content())
        self.stack.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.stack)
        self._connect()

    def _content(self) -> QWidget:
        widget = QWidget()
        self._row = QHBoxLayout(widget)
        self._row.setContentsMargins(12, 12, 12, 12)
        self._row.setSpacing(12)
        self._row.addWidget(self.picker)
        self._row.addWidget(self.tabs, 1)
        return widget

    def _connect(self) -> None:
        self.stage.add_actions(self, "compare")
        self.stage.failed.connect(self.context.report)
        self.stage.player.target_changed.connect(lambda _: self.strip.timeline.set_playhead(self.stage.at_s))
        self.strip.scrubbed.connect(self.stage.seek_s)
        self.strip.correction_asked.connect(self._on_correction_asked)
        self.picker.chosen.connect(self._on_chosen)
        self.picker.music_asked.connect(self._show_music)
        self.picker.film_asked.connect(lambda: self.saving.ask_film(self._names(), self.picker.showing))
        self.picker.report_asked.connect(lambda: self.saving.ask_report(self._names(), self.curves.ticked))
        self.saving.line.connect(self.picker.say)
        self.context.store_changed.connect(self._on_store_changed)
        self.context.project_closed.connect(self._forget)

    # page

    def opened(self) -> None:
        self.refresh()

    def closed(self) -> None:
        self.stage.player.pause()
        self.map.wall.stage.player.pause()

    def open_item(self, **what: object) -> None:
        """`real` and `generated` (names, see `Choice`) are put on the stage; `tab` is shown."""
        titles = [self.tabs.tabText(i) for i in range(self.tabs.count())]
        if what.get("tab") in titles:
            self.tabs.setCurrentIndex(titles.index(str(what["tab"])))
        generated = what.get("generated")
        if isinstance(generated, list):
            real = what.get("real")
            self.picker.choose(str(real) if real else None, [str(name) for name in generated])

    # what is shown

    def refresh(self) -> None:
        """Read what can be compared, off the GUI thread."""
        self.book.refresh()
        project = self.context.project
        self._stale = self._reading is not None
        if project is not None and self._reading is None:
            self._reading = self.context.background(
                lambda: read_choices(project), self._on_read, self._on_read_failed
            )

    def _on_read(self, choices: Choices) -> None:
        self._reading = None
        self.picker.set_choices(choices)
        has_any = bool(choices.real or choices.generated or self.book.records)
        self.stack.setCurrentIndex(0 if has_any else 1)
        self._on_chosen()
        if self._stale:
            self.refresh()

    def _on_read_failed(self, error: Exception) -> None:
        self._reading = None
        self.context.report(error)

    def _on_chosen(self) -> None:
        """Load what is chosen now, unless it is on the stage; a load under way is dropped."""
        names = [choice.name for choice in self.picker.on_stage][:MAX_DANCES]
        showing = self.picker.showing
        self.curves.follow(choice.run_id for choice in self.picker.on_stage if choice.run_id is not None)
        if (names, showing) == self._shown:
            return
        self._shown = (names, showing)
        if self._loading is not None:
            self._loading.cancel()
        if not names:
            self._loading = None
            self._show(Loaded())
            return
        project = self.context.open
        self._loading = self.context.background(lambda: load(project, names, showing), self._show)

    def _show(self, loaded: Loaded) -> None:
        self._loading = None
        for error in loaded.errors:
            self.context.report(error)
        self.dances.setCurrentWidget(self.stage if loaded.dances else self.nothing)
        self._loaded = loaded
        grid = loaded.heard.grid
        self.stage.show_dances(loaded.dances, loaded.sound, None if grid is None else grid.beats_s)
        self.figures.show_items([item.name for item in loaded.items])
        self.strip.set_compared(self.stage.player.times_s, loaded.heard, loaded.compared)
        for pane, words in zip(self.stage.panes, loaded.words, strict=True):
            pane.set_words(words)

    def _names(self) -> list[str]:
        return [item.name for item in self._loaded.items]

    def _on_correction_asked(self, at_s: float) -> None:
        """Flag the frame of the dance whose differences are shown, else of the reference."""
        shown, items = self.strip.shown, self._loaded.items
        first = [item for item in items if shown is not None and item.label == shown.label]
        project = self.context.open
        self.context.background(
            lambda: place_of(project, [*first, *items], at_s),
            lambda place: flag(self.context, place),
            self.context.report,
            receiver=self,
        )

    def _show_music(self) -> None:
        """Show which songs suit the real dance; real dances are called ``video:N``."""
        reference = self.picker.reference
        if reference is not None:
            self.stage.player.pause()
            RecommendWindow(self.context, int(reference.name.partition(":")[2]), self).show()

    def _on_store_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width() < NARROW_PX)

    def _fit(self, narrow: bool) -> None:
        """The choice beside the dances where there is room, else on a tab of its own."""
        on_tab = self.tabs.indexOf(self.picker) >= 0
        if narrow == on_tab:
            return
        if narrow:
            self.tabs.addTab(self.picker, "Choose")
        else:
            self.tabs.removeTab(self.tabs.indexOf(self.picker))
            self._row.insertWidget(0, self.picker)
            self.picker.show()  # a tab that is taken out is hidden
        self.picker.set_wide(narrow)

    def _forget(self) -> None:
        self._reading = self._loading = None
        self._shown = ([], Showing())
        self._loaded = Loaded()
        self.picker.set_choices(Choices())
        self.stage.clear()
