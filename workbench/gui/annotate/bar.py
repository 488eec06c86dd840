"""A line of buttons whose icons follow the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from workbench.gui.theme import Theme

ICON_PX = 18


class Bar(QFrame):
    """Buttons of actions, labels and fields, from left to right.

    Clicking a button leaves the focus where it is, so that the keys go on working; Tab reaches it.
    """

    def __init__(self, theme: Theme, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons: dict[QToolButton, str] = {}
        self._spare: list[QWidget] = []
        self.setProperty("role", role)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 4, 12, 4)
        self.row.setSpacing(4)
        theme.changed.connect(self._draw_icons)

    def add_action(self, action: QAction, icon: str) -> QToolButton:
        """Add a button for an action."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text())
        self.row.addWidget(button)
        self.set_icon(button, icon)
        return button

    def add_menu(self, text: str, tip: str, *groups: Sequence[QAction]) -> QToolButton:
        """Add a button that opens a menu of actions, a line between groups."""
        button = QToolButton(text=text, toolTip=tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for actions in groups:
            menu.addActions(actions)
            menu.addSeparator()
        button.setMenu(menu)
        self.row.addWidget(button)
        return button

    def add_label(self, text: str) -> QLabel:
        """Add a dim word; in a narrow window there is no room for it."""
        label = QLabel(text)
        label.setProperty("role", "dim")
        self.row.addWidget(label)
        self.let_go(label)
        return label

    def set_icon(self, button: QToolButton, icon: str) -> None:
        """Change what is on a button."""
        self._icons[button] = icon
        button.setIcon(self._theme.icon(icon))

    def let_go(self, widget: QWidget) -> None:
        """Say that a widget of the line is not shown where there is no room; the first said goes last."""
        self._spare.append(widget)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width() - self._least_width()
        for widget in self._spare:
            room -= widget.minimumSizeHint().width() + self.row.spacing()
            widget.setVisible(room >= 0)

    def _least_width(self) -> int:
        """Return how wide the line is without what it can do without."""
        shown = [widget for widget in self._spare if not widget.isHidden()]
        spare = sum(widget.minimumSizeHint().width() + self.row.spacing() for widget in shown)
        return self.row.minimumSize().width() - spare

    def _draw_icons(self) -> None:
        for button, icon in self._icons.items():
            button.setIcon(self._theme.icon(icon))
