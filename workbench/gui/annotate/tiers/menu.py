"""Which tiers are shown and which one is worked on: the heads of the timeline, their menu, and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from core.errors import BarreError
from workbench.actions.vocabularies import use_taxonomy
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.tiers.new_tier import NewTierDialog
from workbench.gui.annotate.tiers.tiers import FREE_TEXT
from workbench.gui.annotate.tiers.vocabulary_menu import vocabulary_menu
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.heads import tier_title
from workbench.gui.widgets.timeline.widget import Timeline

FOLDED, HIDDEN = "timeline/folded", "timeline/hidden"


class TierMenu(QObject):
    """Chooses, shows, hides, folds and adds tiers; what is folded or hidden is remembered."""

    changed = Signal()  # another tier is worked on, or there is a new one

    def __init__(self, context: AppContext, state: AnnotateState, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._context, self._state, self._timeline = context, state, timeline
        self.extra: Callable[[], Sequence[QAction]] = list  # of the page, at the end of the menu
        timeline.fold(_names(context.settings.text(FOLDED)))
        timeline.hide_tiers(_names(context.settings.text(HIDDEN)))
        timeline.tier_chosen.connect(self.choose)
        timeline.folds_changed.connect(self._remember)
        timeline.menu_asked.connect(self._on_menu_asked)
        self._menu = QMenu(timeline)
        self._menu.aboutToShow.connect(lambda: self._fill(self._menu, ""))
        timeline.menu_button.setMenu(self._menu)

    def choose(self, name: str) -> None:
        """Work on a tier."""
        if name == self._state.tiers.active or name not in self._state.tiers.names:
            return
        self._state.tiers.active = name
        if name in self._timeline.hidden:
            self.show_tier(name, shown=True)
        self.changed.emit()
        self._timeline.bring_into_view(name)

    def step(self, by: int) -> None:
        """Work on the next tier below, or above (-1)."""
        self.choose(self._state.tiers.step(by, self._timeline.hidden))

    def show_tier(self, name: str, *, shown: bool) -> None:
        """Show a tier, or leave it out; the last one stays."""
        hidden = self._timeline.hidden - {name} if shown else self._timeline.hidden | {name}
        left = [known for known in self._state.tiers.names if known not in hidden]
        if not left:
            return
        self._timeline.hide_tiers(hidden)
        self._remember()
        if self._state.tiers.active in hidden:
            self.choose(left[0])

    def show_all(self) -> None:
        """Show every tier."""
        self._timeline.hide_tiers(())
        self._remember()

    def ask_new(self) -> None:
        """Ask for a name and add a tier."""
        dialog = NewTierDialog(self._state.tiers.names, self._timeline)
        dialog.accepted.connect(lambda: self.add(dialog.name, overlaps=dialog.overlaps))
        dialog.open()

    def add(self, name: str, *, overlaps: bool) -> None:
        """Add a tier of the project's own and work on it."""
        segments = self._context.open.segments
        try:
            added = segments.add_tier(name, overlaps=overlaps)
        except BarreError as e:
            self._context.report(e)
            return
        self._state.tiers.add(added)
        subject = self._state.subject
        self._context.notify("tier", added, video_id=None if subject is None else subject.video.id)
        self.choose(added.name)

    def fill_with(self, tier: str, taxonomy: str) -> None:
        """Add the labels of a shipped vocabulary to a tier; they are shown when the project is read again."""
        project = self._context.open
        self._context.background(
            lambda: use_taxonomy(project, tier, taxonomy), lambda _: self._context.poll(), receiver=self
        )

    def _on_menu_asked(self, tier: str, at: QPoint) -> None:
        menu = QMenu(self._timeline)
        self._fill(menu, tier)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _fill(self, menu: QMenu, tier: str) -> None:
        menu.clear()
        for old in menu.findChildren(QMenu):
            old.deleteLater()
        if tier:
            menu.addAction(f"Hide {tier_title(tier)}", lambda: self.show_tier(tier, shown=False))
            menu.addSeparator()
        for name in self._state.tiers.names:
            shown = menu.addAction(tier_title(name).replace("&", "&&"))
            shown.setCheckable(True)
            shown.setChecked(name not in self._timeline.hidden)
            shown.toggled.connect(lambda on, name=name: self.show_tier(name, shown=on))
        menu.addAction("Show all tiers", self.show_all).setEnabled(bool(self._timeline.hidden))
        menu.addAction("Add a tier …", self.ask_new).setEnabled(bool(self._state.tiers.names))
        filled = tier or self._state.tiers.active
        if filled in self._state.tiers.names and filled not in FREE_TEXT:
            menu.addMenu(vocabulary_menu(filled, lambda name: self.fill_with(filled, name), menu))
        menu.addSeparator()
        menu.addActions(self.extra())

    def _remember(self) -> None:
        self._context.settings.set_text(FOLDED, "\n".join(sorted(self._timeline.folded)))
        self._context.settings.set_text(HIDDEN, "\n".join(sorted(self._timeline.hidden)))


def _names(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]
