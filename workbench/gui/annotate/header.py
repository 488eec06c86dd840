"""The line above the picture: which video, which person, how it is seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QToolButton, QWidget

from core.entities import Person, Video
from workbench.gui.annotate.bar import ICON_PX, Bar
from workbench.gui.annotate.people.dots import dot
from workbench.gui.theme import Theme
from workbench.gui.widgets.readout import Readout

NAME_PX = 280


class Header(Bar):
    """Chooses a video (typing finds it) and a person; the page adds its actions."""

    video_chosen = Signal(int)  # id
    person_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "bar", parent)
        self.videos = self._make_videos()
        self.count = QLabel()
        self.count.setProperty("role", "dim")
        self.person = QComboBox()
        self.person.setAccessibleName("Person")
        self.person.setToolTip("Whose pose is corrected")
        self.person.activated.connect(self.person_chosen)
        self.people = QToolButton()
        self.people.setIconSize(QSize(ICON_PX, ICON_PX))
        self.people.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.people.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.people.setAccessibleName("People")
        self.people.setToolTip("Who is who: swap, split, merge, name, add and delete people")
        self.set_icon(self.people, "person")
        self.zoom = Readout(theme, sample="4,000 %", alignment=Qt.AlignmentFlag.AlignRight)
        self.zoom.setToolTip("How large the picture is; 100 % is as large as it fits")

    def lay_out(self, around: tuple[QAction, QAction], zooms: Sequence[tuple[QAction, str]]) -> None:
        """Put everything in its place: the actions to the next videos, and those that change the view."""
        self.add_action(around[0], "chevron-left")
        self.row.addWidget(self.videos, 1000)  # as wide as it may be, before the room to its right grows
        self.add_action(around[1], "chevron-right")
        for widget in (self.count, self.person):
            self.row.addSpacing(4)
            self.row.addWidget(widget)
        self.let_go(self.count)
        self.row.addWidget(self.people)
        self.row.addStretch(1)
        self.row.addWidget(self.zoom)
        for action, icon in zooms:
            self.add_action(action, icon)
        self.set_people((), 0)

    def _make_videos(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName("Video")
        box.setToolTip("The video on this page; type to find another one")
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMinimumWidth(NAME_PX // 2)
        box.setMaximumWidth(NAME_PX)
        box.setMaxVisibleItems(20)
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        box.activated.connect(lambda index: self.video_chosen.emit(box.itemData(index)))
        return box

    def set_videos(self, videos: Sequence[Video], current: int | None) -> None:
        """List the videos of the project and mark the one on the page."""
        listed = [(self.videos.itemText(i), self.videos.itemData(i)) for i in range(self.videos.count())]
        if listed != [(video.name, video.id) for video in videos]:
            self.videos.clear()
            for video in videos:
                self.videos.addItem(video.name, video.id)
        self.set_current(current)

    def set_current(self, video_id: int | None) -> None:
        """Mark the video on the page."""
        index = self.videos.findData(video_id)
        if index != self.videos.currentIndex():
            self.videos.setCurrentIndex(index)
        self.count.setText(f"{index + 1} of {self.videos.count()}" if index >= 0 else "")

    def neighbour(self, step: int) -> int | None:
        """Return the id of the next or previous video; None at the ends."""
        index = self.videos.currentIndex() + step
        return self.videos.itemData(index) if 0 <= index < self.videos.count() else None

    def set_people(self, people: Sequence[Person], current: int) -> None:
        """List people, each with a dot in their colour; one needs no list."""
        self.person.clear()
        for person in people:
            self.person.addItem(dot(person.colour), person.title)
        self.person.setCurrentIndex(current)
        self.person.setVisible(len(people) > 1)

    def set_zoom(self, zoom: float) -> None:
        """Show how much larger than "fits" the picture is."""
        self.zoom.setText(f"{zoom:,.0%}".replace("%", " %"))
