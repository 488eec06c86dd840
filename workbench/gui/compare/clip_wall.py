"""Windows of test dances, played at once; from one of them to its label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.actions.answers import Answer, Clip, clips_of
from workbench.gui import texts
from workbench.gui.context import AppContext
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.dances.stage import DanceStage

MOST_CLIPS = 6
HINT = "Click a cell to see the windows that it counts."


class ClipWall(QWidget):
    """Up to six clips from their beginnings on; below each a button to the place of its label."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.clips: list[Clip] = []
        self.title = QLabel(HINT, wordWrap=True, margin=6)
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
        self._show([])
        context.project_closed.connect(lambda: self._show([]))

    def sizeHint(self) -> QSize:
        return QSize(400, 40 if not self.clips else 290)

    def show_answers(self, answers: Sequence[Answer], about: str) -> None:
        """Show windows; of many the first."""
        n = len(answers)
        some = f", of which {MOST_CLIPS} are shown" if n > MOST_CLIPS else ""
        self.title.setText(f"{texts.plural(n, 'window') if n else 'No window'} of {about}{some}.")
        project = self._context.open
        self._context.background(
            lambda: clips_of(project, answers[:MOST_CLIPS]), self._show, self._context.report, receiver=self
        )

    def _show(self, clips: list[Clip]) -> None:
        self.clips = clips
        self.stage.setVisible(bool(clips))
        self.links.setVisible(bool(clips))
        self.stage.show_dances([_dance(number, clip) for number, clip in enumerate(clips, start=1)], None)
        for pane, clip in zip(self.stage.panes, clips, strict=True):
            pane.set_words(f"{clip.name}\n{clip.answer.taken}, {clip.answer.sure:.0%} sure")
        while self._row.count():
            item = self._row.takeAt(0)
            if item is not None and item.widget() is not None:
                item.widget().deleteLater()
        for number, clip in enumerate(clips, start=1):
            button = QPushButton(f"Label of {number}", toolTip="Open the place on the Annotate page")
            button.setShortcut(f"Alt+{number}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(partial(self._mend, clip))
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.updateGeometry()

    def _mend(self, clip: Clip) -> None:
        self._context.show_page("annotate", video_id=clip.video_id, at_s=clip.start_s)


def _dance(number: int, clip: Clip) -> Dance:
    times_s = np.arange(clip.motion.n_frames) / clip.motion.fps
    return Dance.drawn(f"{number}: {clip.start_s:.1f} s", times_s, partial(drawn, clip.motion, "doll"))
