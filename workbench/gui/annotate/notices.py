"""What the line above the picture says about the open video, and where its file went when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from core.entities import VideoKind
from core.errors import BarreError
from workbench.actions.relocating import relocate
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.subject import READ_ONLY, Subject
from workbench.gui.context import AppContext


class Notices(QObject):
    """Says what is lacking and offers what to do about it."""

    person_asked = Signal()  # add somebody
    file_found = Signal(int)  # id of the video: open it from where it is now

    def __init__(self, context: AppContext, state: AnnotateState, desk: Desk) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk = context, state, desk

    def show(self, subject: Subject) -> None:
        """Say what a video lacks; nothing where it lacks nothing."""
        if subject.video.kind is VideoKind.MOTION:
            self._desk.banner.say(READ_ONLY)
        elif not subject.tracks and subject.had_people:
            self._say(
                "Everybody in this video was deleted; Undo brings them back, and people can be added.",
                "Add a person",
                self.person_asked.emit,
            )
        elif not subject.tracks:
            self._say(
                "No poses in this video yet: see the jobs, or extract poses in the Library. "
                "It can be labelled already.",
                "Show jobs",
                lambda: self._context.show_page("library", jobs=True),
            )
        else:
            self._desk.banner.clear()

    def pictures_failed(self, error: Exception) -> None:
        """Say that there are no pictures, and offer to find them."""
        if not isinstance(error, BarreError):
            self._context.report(error)
        words = f"{error} The skeleton is shown without its picture."
        self._say(words, "Find it …", self.ask_file, level="warn")

    def ask_file(self) -> None:
        """Ask where the video's file went."""
        subject = self._state.subject
        if subject is None:
            return
        folder = str(self._context.settings.last_folder)
        title = f"Where is {subject.video.name}?"
        chosen, _ = QFileDialog.getOpenFileName(self._desk, title, folder)
        if chosen:
            self.relocate(Path(chosen))

    def relocate(self, path: Path) -> None:
        """Say where the video's file is now."""
        subject, project = self._state.subject, self._context.open
        if subject is not None:
            video = subject.video
            self._context.background(
                lambda: relocate(project, video, path),
                lambda moved: self.file_found.emit(moved.id),
                receiver=self,
            )

    def _say(self, words: str, button: str, act: Callable[[], object], *, level: str = "info") -> None:
        self._desk.banner.say(words, level=level, action=(button, act))
