"""Windows of dances, played at once; from one of them to its label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.motion import Motion
from db.project import Project
from workbench.gui import texts
from workbench.gui.context import AppContext
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.dances.stage import DanceStage

MOST_CLIPS = 6

W = TypeVar("W")  # what a window is named by


class WallClip(Protocol):
    """What the wall plays.

    Attributes:
        video_id: where its label can be mended; None for what has none.
        start_s: where in the dance it begins.
        words: what is said below its picture.
    """

    @property
    def video_id(self) -> int | None: ...
    @property
    def start_s(self) -> float: ...
    @property
    def motion(self) -> Motion: ...
    @property
    def words(self) -> str: ...


class ClipWall(QWidget):
    """Up to six clips from their beginnings on; below each that has a label a button to its place."""

    def __init__(self, context: AppContext, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.clips: Sequence[WallClip] = []
        self.title = QLabel(hint, wordWrap=True, margin=6)
        self.title.setProperty("role", "dim")
        self.stage = DanceStage(context, in_a_row=True)
        self.stage.failed.connect(context.report)
        self.links = QWidget()
        self._row = QHBoxLayout(self.links)
        self._row.setContentsMargins(8, 0, 8, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addWidget(self.stage, 1)
        column.addWidget(self.links)
        self.show_clips([])
        context.project_closed.connect(lambda: self.show_clips([]))

    def sizeHint(self) -> QSize:
        return QSize(400, 40 if not self.clips else 290)

    def load(
        self, windows: Sequence[W], about: str, clips_of: Callable[[Project, Sequence[W]], Sequence[WallClip]]
    ) -> None:
        """Show windows, of many the first, read off the GUI thread by `clips_of`.

        Args:
            about: of what they are windows.
        """
        n = len(windows)
        some = f", of which {MOST_CLIPS} are shown" if n > MOST_CLIPS else ""
        self.title.setText(f"{texts.plural(n, 'window') if n else 'No window'} of {about}{some}.")
        project = self._context.open
        self._context.background(
            lambda: clips_of(project, windows[:MOST_CLIPS]),
            self.show_clips,
            self._context.report,
            receiver=self,
        )

    def show_clips(self, clips: Sequence[WallClip]) -> None:
        """Put these on the stage."""
        self.clips = clips
        self.stage.setVisible(bool(clips))
        self.links.setVisible(any(clip.video_id is not None for clip in clips))
        self.stage.show_dances([_dance(number, clip) for number, clip in enumerate(clips, start=1)], None)
        for pane, clip in zip(self.stage.panes, clips, strict=True):
            pane.set_words(clip.words)
        while self._row.count():
            item = self._row.takeAt(0)
            if item is not None and item.widget() is not None:
                item.widget().deleteLater()
        for number, clip in enumerate(clips, start=1):
            if clip.video_id is not None:
                self._row.addWidget(self._link(number, clip))
        self._row.addStretch(1)
        self.updateGeometry()

    def _link(self, number: int, clip: WallClip) -> QPushButton:
        button = QPushButton(f"Label of {number}", toolTip="Open the place on the Annotate page")
        button.setShortcut(f"Alt+{number}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self._mend(clip))
        return button

    def _mend(self, clip: WallClip) -> None:
        self._context.show_page("annotate", video_id=clip.video_id, at_s=clip.start_s)


def _dance(number: int, clip: WallClip) -> Dance:
    times_s = np.arange(clip.motion.n_frames) / clip.motion.fps
    return Dance.drawn(f"{number}: {clip.start_s:.1f} s", times_s, partial(drawn, clip.motion, "doll"))
