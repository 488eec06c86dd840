"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectPath = Annotated[Path, typer.Argument(metavar="P", help="The project, a folder NAME.barre.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Detach = Annotated[bool, typer.Option("--detach", help="Leave the work to the background.")]
AnnotatorName = Annotated[
    str | None, typer.Option("--annotator", help="Who says so; default: your user name.")
]
RunNumber = Annotated[int, typer.Option("--run", metavar="N", help="The run; see `barre runs`.")]
