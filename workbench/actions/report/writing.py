"""Reports as files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from core.errors import InputError
from core.media.files import replacing
from db.project import Project
from workbench.actions.dance_files import check_folder
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

SUFFIXES = (".html", ".pdf", ".csv")


def write_report(
    project: Project,
    names: Sequence[str],
    out: Path,
    *,
    films: bool = True,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> None:
    """Write a report on dances and runs as one file; its ending says of which kind.

    Args:
        names: see `workbench.actions.report.gather.report_of`.
        films: put the dances into an HTML report as a film.

    Raises:
        InputError: there is no such thing, or `out` is no place for a report.
        StoreError: it cannot be written.
        Cancelled: when asked to stop; no file is left.
    """
    from workbench.actions.report import as_csv, as_html, as_pdf
    from workbench.actions.report.gather import report_of

    writers = dict(zip(SUFFIXES, (as_html.write, as_pdf.write, as_csv.write), strict=True))
    suffix = out.suffix.lower()
    if suffix not in writers:
        raise InputError(f"{out} is no name for a report.", f"End it in {', '.join(SUFFIXES)}.")
    check_folder(out)
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "dances.mp4" if films and suffix == ".html" else None
        report = report_of(project, names, film=film, on_progress=on_progress, should_stop=should_stop)
        with replacing(out) as partial:
            writers[suffix](report, partial)
