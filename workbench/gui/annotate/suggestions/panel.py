"""The panel beside the picture: a filter, the list, and what can be done with the chosen one."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.suggestions.reasons import Reason
from workbench.gui.annotate.bar import Bar
from workbench.gui.annotate.suggestions.cell import SuggestionCell
from workbench.gui.annotate.suggestions.model import SuggestionModel
from workbench.gui.annotate.suggestions.words import TITLES
from workbench.gui.theme import Theme
from workbench.gui.widgets.empty import EmptyState

WIDTH_PX = 292
MOST_WIDTH_PX = 380  # with large text: the picture needs the rest


class SuggestionList(QListView):
    """Space goes to the next, Shift+Space to the previous one, Enter to the one under the keyboard."""

    stepped = Signal(int)
    left = Signal()  # Escape: back to the picture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SuggestionPanel(QFrame):
    """Shows the queue and says what is wanted of it; changes nothing itself."""

    row_chosen = Signal(int)
    reason_chosen = Signal(object)  # Reason, or None for all

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.model = SuggestionModel(self)
        self.count = QLabel()
        self.count.setProperty("role", "dim")
        self.reasons = QComboBox()
        self.reasons.setAccessibleName("Reason")
        self.reasons.setToolTip("Show only what was suggested for this reason")
        self.reasons.activated.connect(lambda row: self.reason_chosen.emit(self.reasons.itemData(row)))
        self.list = self._make_list()
        self.empty = EmptyState(theme, "check", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.list)
        self.deeds = Bar(theme, "strip")
        self.close_button = QToolButton(accessibleName="Close the suggestions")
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self.set_counts(Counter(), 0, None)
        theme.changed.connect(self._fit_text)
        self._fit_text()

    def _make_list(self) -> SuggestionList:
        made = SuggestionList(accessibleName="Suggestions")
        made.setModel(self.model)
        made.setItemDelegate(SuggestionCell(self._theme, made))
        made.setUniformItemSizes(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.clicked.connect(self._on_activated)
        made.activated.connect(self._on_activated)
        return made

    def _lay_out(self) -> None:
        title = QLabel("Suggestions")
        title.setProperty("role", "section")
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 6)
        head.addWidget(title)
        head.addSpacing(8)
        head.addWidget(self.count, 1)
        head.addWidget(self.close_button)
        filters = QHBoxLayout()
        filters.setContentsMargins(12, 0, 12, 8)
        filters.addWidget(self.reasons, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(filters)
        column.addWidget(self.stack, 1)
        column.addWidget(self.deeds)

    def set_actions(self, close: QAction, previous: QAction, following: QAction, accept: QAction) -> None:
        """Give the panel its buttons."""
        self.close_button.clicked.connect(close.trigger)
        close.changed.connect(lambda: self.close_button.setToolTip(close.toolTip()))
        self.close_button.setToolTip(close.toolTip())
        self.deeds.add_action(previous, "chevron-up")
        self.deeds.add_action(following, "chevron-down")
        self.deeds.row.addStretch(1)
        accepts = self.deeds.add_action(accept, "check")
        accepts.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        accepts.setText("Accept")
        for action in (close, previous, following, accept):
            self.list.addAction(action)

    # -- what is shown ---------------------------------------------------------------------------

    def set_counts(self, counts: Counter[Reason], total: int, reason: Reason | None) -> None:
        """Say how many there are of each reason, and which is shown."""
        self.count.setText(f"{total:,}" if total else "")
        entries: list[tuple[str, Reason | None]] = [("All reasons", None)]
        entries += [(f"{TITLES[each]} ({counts[each]:,})", each) for each in Reason]
        if self.reasons.count() != len(entries):
            self.reasons.clear()
            for text, each in entries:
                self.reasons.addItem(text, each)
        for row, (text, each) in enumerate(entries):
            self.reasons.setItemText(row, text)
            if each == reason:
                self.reasons.setCurrentIndex(row)

    def set_current(self, row: int) -> None:
        """Mark the chosen row; -1: none."""
        index = self.model.index(row) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if row >= 0:
            self.list.scrollTo(index)

    def say(self, title: str, hint: str = "") -> None:
        """Show a sentence instead of the list; with an empty title, the list."""
        self.empty.say(title, hint)
        had_focus = self.list.hasFocus()
        self.stack.setCurrentWidget(self.empty if title else self.list)
        if title and had_focus:
            self.list.left.emit()  # the keys go on working on the picture

    def _on_activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(index.row())

    def _fit_text(self) -> None:
        self.setFixedWidth(min(self._theme.scaled(WIDTH_PX), MOST_WIDTH_PX))
        self.close_button.setIcon(self._theme.icon("close", "text_dim"))
        self.list.doItemsLayout()
