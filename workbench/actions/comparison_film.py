"""A comparison as a film: the dances side by side or over one another, with the music."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import InputError
from db.project import Project
from workbench.actions.comparing import load_item
from workbench.actions.dance_files import check_out
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet
from workbench.actions.staging import Clock, Showing, Staged, mirrored, staged

if TYPE_CHECKING:
    from core.media.reader import VideoReader
    from core.media.sound import Audio
    from core.render.dancers import DrawnDancers

CELL_PX = 480


def film_comparison(
    project: Project,
    names: Sequence[str],
    out: Path,
    showing: Showing = Showing(),  # noqa: B008  frozen
    *,
    most_s: float | None = None,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> None:
    """Write the items called `names` as one MP4 with the song of the first that has one.

    Args:
        names: see `workbench.actions.comparing.load_item`.
        out: ``.mp4``; an existing file is replaced.
        most_s: how long at most; None: to the end of the last dance.

    Raises:
        InputError: there is no such item, or `out` is no place for a film.
        MediaError: the song cannot be read.
        Cancelled: when asked to stop; no file is left.
    """
    from core.render.side_by_side import Cell, film_together

    if out.suffix.lower() != ".mp4":
        raise InputError(f"{out} is no name for a film.", "End it in .mp4.")
    check_out(out)
    items = [load_item(project, name) for name in names]
    items = mirrored(items) if showing.mirrored else items
    shown = staged(project, items, showing)
    with ExitStack() as opened:
        cells = [
            Cell(each.title, each.times_s, opened.enter_context(closing(_pictures(each)))) for each in shown
        ]
        film_together(
            cells,
            out,
            cell_px=CELL_PX,
            audio=_music(Clock(items), shown),
            most_s=most_s,
            on_progress=lambda share: on_progress(share, f"drawing {out.name}"),
            should_stop=should_stop,
        )


def _pictures(shown: Staged) -> VideoReader | DrawnDancers:
    from core.media.reader import VideoReader
    from core.render.dancers import DrawnDancers

    if shown.film is not None:
        return VideoReader(shown.film[0], times_s=shown.film[1])
    return DrawnDancers(shown.motions, shown.drawing, (CELL_PX, CELL_PX))


def _music(clock: Clock, shown: Sequence[Staged]) -> Audio | None:
    from core.media.sound import load_audio

    if clock.heard is None or clock.heard.music_path is None:
        return None
    start_s = min(float(each.times_s[0]) for each in shown)
    end_s = max(float(each.times_s[-1]) for each in shown)
    audio = load_audio(
        clock.heard.music_path, start_s=max(start_s, 0.0), duration_s=end_s - max(start_s, 0.0) + 0.1
    )
    return audio.slice(min(start_s, 0.0), end_s - start_s + 0.1)
