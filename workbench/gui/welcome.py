"""What the window shows while no project is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.gui.context import AppContext

COLUMN_PX = 560


class Welcome(QScrollArea):
    """Three ways to begin, and the projects opened last."""

    new_asked = Signal()
    open_asked = Signal()
    demo_asked = Signal()
    recent_asked = Signal(object)  # Path

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self._context = context
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QWidget(maximumWidth=COLUMN_PX)
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(8)
        self._column.addStretch(2)
        self._add_head()
        self._add_choices()
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._column.addSpacing(16)
        self._column.addLayout(self._recent)
        self._column.addStretch(3)
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self.setWidget(outer)
        context.theme.changed.connect(self._draw_icons)
        self._draw_icons()

    def _add_head(self) -> None:
        title = QLabel("Barre")
        title.setProperty("role", "title")
        what = QLabel(
            "Import dances, correct their poses, label their styles, train models on them, "
            "and compare what the models make of a song.",
            wordWrap=True,
        )
        what.setProperty("role", "dim")
        self._column.addWidget(title)
        self._column.addWidget(what)
        self._column.addSpacing(12)

    def _add_choices(self) -> None:
        self.new_button = self._choice("New project …", "An empty folder for your own dances", self.new_asked)
        self.open_button = self._choice(
            "Open project …", "A folder whose name ends in .barre", self.open_asked
        )
        self.demo_button = self._choice(
            "Make the demo project …",
            "Four styles danced and scored by code: no data needed",
            self.demo_asked,
        )
        self.new_button.setProperty("role", "primary")

    def _choice(self, text: str, hint: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text, minimumWidth=190)
        button.setIconSize(QSize(18, 18))
        button.clicked.connect(signal)
        label = QLabel(hint, wordWrap=True)
        label.setProperty("role", "dim")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(button)
        row.addWidget(label, 1)
        self._column.addLayout(row)
        return button

    def _draw_icons(self) -> None:
        theme = self._context.theme
        self.new_button.setIcon(theme.icon("plus", "on_accent"))
        self.open_button.setIcon(theme.icon("folder"))
        self.demo_button.setIcon(theme.icon("demo"))

    def refresh(self) -> None:
        """Read the list of recent projects again."""
        while (item := self._recent.takeAt(0)) is not None:
            widget: QWidget | None = item.widget()
            if widget is not None:
                widget.deleteLater()
        recent = self._context.settings.recent_projects
        if recent:
            head = QLabel("Recent projects")
            head.setProperty("role", "section")
            self._recent.addWidget(head)
        for path in recent:
            self._recent.addWidget(self._recent_button(path))

    def _recent_button(self, path: Path) -> QFrame:
        row = QFrame()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        button = QPushButton(path.stem, toolTip=str(path))
        button.setProperty("role", "link")
        button.clicked.connect(lambda: self.recent_asked.emit(path))
        folder = QLabel(str(path.parent))
        folder.setProperty("role", "small")
        layout.addWidget(button)
        layout.addWidget(folder, 1)
        return row
