"""The side bar: five pages, the running jobs, and who is working."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.entities import Job, JobState
from workbench.gui.actions import follow_tip
from workbench.gui.keys.keymap import Keymap
from workbench.gui.pages import PageEntry
from workbench.gui.texts import plural
from workbench.gui.theme import Theme

ICON_PX = 20
COLLAPSED_PX, WIDE_PX = 56, 158


class SideBar(QFrame):
    """One button a page with icon and word; only icons when the window is narrow."""

    page_chosen = Signal(str)
    jobs_chosen = Signal()
    annotator_chosen = Signal()

    def __init__(
        self, entries: Sequence[PageEntry], theme: Theme, keymap: Keymap, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sideBar")
        self._theme = theme
        self._collapsed = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 10, 8, 10)
        self._layout.setSpacing(4)
        self._pages = QButtonGroup(self)
        self._icons: dict[QToolButton, str] = {}
        self.buttons: dict[str, QToolButton] = {}
        for entry in entries:
            self._add_page(entry)
            follow_tip(keymap, self.buttons[entry.name], f"window.{entry.name}")
        self._layout.addStretch(1)
        self.jobs_button = self._button("jobs", "No jobs")
        self.jobs_button.clicked.connect(self.jobs_chosen)
        self.person_button = self._button("person", "")
        self.person_button.clicked.connect(self.annotator_chosen)
        theme.changed.connect(self._draw_icons)
        self._draw_icons()

    def _add_page(self, entry: PageEntry) -> None:
        button = self._button(entry.icon, entry.title)
        button.setCheckable(True)
        button.clicked.connect(lambda: self.page_chosen.emit(entry.name))
        self._pages.addButton(button)
        self.buttons[entry.name] = button

    def _button(self, icon: str, text: str) -> QToolButton:
        button = QToolButton(self, text=f" {text}", accessibleName=text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icons[button] = icon
        self._layout.addWidget(button)
        return button

    def set_current(self, name: str | None) -> None:
        """Mark the button of a page; of none while the welcome is shown."""
        self._pages.setExclusive(name is not None)
        for key, button in self.buttons.items():
            button.setChecked(key == name)

    def set_enabled_pages(self, enabled: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(enabled)
        self.jobs_button.setEnabled(enabled)

    def set_annotator(self, name: str) -> None:
        self.person_button.setText(f" {name}")
        self.person_button.setAccessibleName(f"Annotator: {name}")
        self.person_button.setToolTip(
            f"You work as {name}. Corrections, labels and ratings are stored under it."
        )

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """Say how many jobs run and how far they are."""
        running = [job for job in jobs if job.state is JobState.RUNNING]
        waiting = sum(job.state is JobState.QUEUED for job in jobs)
        if running:
            share = sum(job.progress for job in running) / len(running)
            text = f"{plural(len(running), 'job')}, {share:.0%}"
        else:
            text = f"{waiting} waiting" if waiting else "No jobs"
        self.jobs_button.setText(f" {text}")
        self.jobs_button.setAccessibleName(f"Jobs: {text}")
        self.jobs_button.setToolTip("\n".join([f"Jobs: {text}", *(job.message for job in running)]))

    @property
    def collapsed(self) -> bool:
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        style = Qt.ToolButtonStyle
        for button in self._icons:
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if collapsed else style.ToolButtonTextBesideIcon
            )
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(COLLAPSED_PX if self._collapsed else self._theme.scaled(WIDE_PX))

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move between the buttons."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _draw_icons(self) -> None:
        for button, name in self._icons.items():
            button.setIcon(self._theme.icon(name))
        self._fit()
