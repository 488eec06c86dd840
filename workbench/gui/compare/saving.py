"""Saving what is compared: as a film, or as a report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.actions.staging import Showing
from workbench.gui.context import AppContext
from workbench.gui.messages import Level
from workbench.gui.process import Command

FILM = "Film with the music (*.mp4)"
REPORT = "Report (*.html *.pdf *.csv)"


class Saving(QObject):
    """Writes files beside the window, one at a time, and says when they are there."""

    line = Signal(str)  # how far it is; empty when nothing is written

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._command: Command | None = None
        context.project_closed.connect(self.cancel)

    def ask_film(self, names: list[str], showing: Showing) -> None:
        """Ask where to, and write the dances side by side or over one another."""
        path = self._ask("The dances as a film", "dances.mp4", FILM)
        if path is not None:
            self.save_film(names, showing, path)

    def save_film(self, names: list[str], showing: Showing, path: Path) -> None:
        how = ["--film", str(path), "--drawing", showing.drawing, "--json"]
        how += ["--overlaid"] if showing.overlaid else []
        how += ["--mirrored"] if showing.mirrored else []
        self._write(["compare", str(self._context.open.path), *names, *how], path)

    def ask_report(self, names: list[str], runs: list[int]) -> None:
        """Ask where to, and write a report on dances and runs."""
        path = self._ask("A report on what is compared", "report.html", REPORT)
        if path is not None:
            self.save_report(names, runs, path)

    def save_report(self, names: list[str], runs: list[int], path: Path) -> None:
        about = [*names, *(f"run:{run_id}" for run_id in runs)]
        self._write(["report", str(self._context.open.path), *about, "--out", str(path)], path)

    def cancel(self) -> None:
        """Stop writing; no half file is left."""
        if self._command is not None:
            self._command.cancel()
            self._end()

    def _ask(self, title: str, name: str, kinds: str) -> Path | None:
        settings = self._context.settings
        file, _ = QFileDialog.getSaveFileName(self._page, title, str(settings.last_folder / name), kinds)
        if not file:
            return None
        settings.last_folder = Path(file).parent
        return Path(file)

    def _write(self, arguments: list[str], path: Path) -> None:
        self.cancel()
        self._command = command = Command(arguments, self)
        command.line.connect(self.line)
        command.done.connect(lambda _: self._on_done(path))
        command.failed.connect(self._on_failed)
        self.line.emit(f"Writing {path.name} …")
        command.start()

    def _on_done(self, path: Path) -> None:
        self._end()
        show: tuple[str, Callable[[], object]] = (
            "Open it", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )  # fmt: skip
        self._context.message(f"{path.name} is written.", Level.GOOD, action=show)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._context.report(error)

    def _end(self) -> None:
        self._command = None
        self.line.emit("")
