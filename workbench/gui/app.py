"""Starting the application."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from workbench.gui import preflight

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.gui.context import AppContext

LOG_BYTES = 1_000_000

logger = logging.getLogger("barre")


def start(project: Path | None = None) -> int:
    """Open the window, on a project when a path is given, and return the exit code when it is closed.

    Raises:
        BarreError: no display, or a library that Qt needs is missing.
    """
    preflight.check()
    from workbench.gui.context import AppContext
    from workbench.gui.window import MainWindow

    log_to_file()
    app = make_application()
    context = AppContext()
    catch_exceptions(context)
    context.theme.apply()
    window = MainWindow(context)
    if project is not None:
        context.open_project(project)  # before the window is seen: the first thing painted is the project
    window.show()
    favour_the_window()
    code = app.exec()
    window.close()
    context.shutdown()
    return code


def favour_the_window() -> None:
    """Make garbage collection and background threads stand back behind the window.

    What is loaded by now lives as long as the process. Out of the collector's sight, a full collection, for
    which the window stops, takes 7 ms instead of 50. A thread that computes in Python gives way after 1 ms
    instead of 5.
    """
    gc.freeze()
    sys.setswitchinterval(0.001)


def make_application() -> QApplication:
    """Return the application object, named, and in the style that the style sheet is written for."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["barre"])
    app.setApplicationName("Barre")
    app.setDesktopFileName("barre")
    app.setStyle("Fusion")
    return app


def catch_exceptions(context: AppContext) -> None:
    """Send what nobody caught to the message bar and the log, and keep the window open."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        context.report(error)

    sys.excepthook = hook


def log_to_file(folder: Path | None = None) -> Path:
    """Write warnings and errors to a file that does not grow for ever, and return its path."""
    from platformdirs import user_log_path

    folder = folder or user_log_path("barre", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "gui.log"
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    return path
