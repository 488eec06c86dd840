"""Making the demo project from the window."""

from __future__ import annotations

from pathlib import Path

from core.errors import InputError
from workbench.gui.context import AppContext
from workbench.gui.messages import Level
from workbench.gui.process import Command


def start(context: AppContext, path: Path) -> Command | None:
    """Begin to make the demo project at `path`; the window opens it when it is there."""
    if path.exists():
        context.report(InputError(f"{path} exists already.", "Choose another name for the demo project."))
        return None
    command = Command(["demo", str(path)], context)
    command.line.connect(lambda line: context.message(line))
    command.done.connect(lambda _: context.open_project(path))
    command.failed.connect(context.report)
    command.start()
    context.message("Making the demo project: four styles, danced and scored by code.", Level.INFO)
    return command
