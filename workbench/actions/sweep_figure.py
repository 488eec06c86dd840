"""A figure of a sweep: a small panel a run, with its losses on training and validation over the epochs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.entities import JobState
from core.errors import InputError
from core.media.files import replacing
from workbench.actions.sweeping import SweptRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = (".png", ".pdf", ".svg")
_PANEL_INCH = (2.9, 2.2)
_MAX_COLUMNS = 5
_TRAIN, _VALID, _BAD = "#5a45d6", "#a65f00", "#b0281f"  # of the light style: series and what went wrong


def check_figure_path(path: Path) -> None:
    """Say before hours of training that a figure cannot be written there.

    Raises:
        InputError: an ending that is no kind of picture, or no such folder.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path.name} is no kind of picture.", f"End it in {', '.join(FORMATS)}.")
    if not path.absolute().parent.is_dir():
        raise InputError(f"There is no folder {path.absolute().parent}.", "Make it first.")


def draw_figure(runs: Sequence[SweptRun], path: Path) -> None:
    """Draw the runs in their order, each with its own scale: their losses have different units.

    A run that is not done keeps the curve as far as it came, and says why it ended.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(_MAX_COLUMNS, len(runs))
    rows = math.ceil(len(runs) / columns)
    width, height = _PANEL_INCH
    figure = Figure(figsize=(width * columns, height * rows + 0.4), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(rows, columns, squeeze=False).flatten()
    n_epochs = max(len(run.train) for run in runs)
    for panel, run in zip(panels, runs, strict=False):
        _draw_panel(panel, run)
        panel.set_xlim(0.5, max(n_epochs, 1) + 0.5)  # the same for all: where a run stopped early shows
    for panel in panels[len(runs) :]:
        panel.set_axis_off()
    handles = [panels[0].plot([], [], color=c, label=side)[0] for side, c in _SIDES]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    with replacing(path) as part:
        figure.savefig(part, format=path.suffix.lower()[1:], dpi=150)


_SIDES = (("training loss", _TRAIN), ("validation loss", _VALID))


def _draw_panel(panel: Axes, run: SweptRun) -> None:
    from matplotlib.ticker import MaxNLocator

    panel.set_title(run.title, fontsize=9)
    panel.tick_params(labelsize=7)
    panel.set_xlabel("epoch", fontsize=8)
    panel.grid(alpha=0.3)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    for (_, colour), curve in zip(_SIDES, (run.train, run.valid), strict=True):
        # A run of one epoch has no line to show, only a point.
        marker = "o" if len(curve) == 1 else None
        panel.plot(
            [epoch + 1 for epoch, _ in curve], [loss for _, loss in curve], color=colour, marker=marker
        )
    if not run.train:
        panel.set_yticks([])
    if run.state is not JobState.DONE:
        _say_why(panel, run)


def _say_why(panel: Axes, run: SweptRun) -> None:
    for spine in panel.spines.values():
        spine.set_color(_BAD)
    said = f"{run.state}: {run.error}" if run.error else str(run.state)
    panel.text(
        0.5,
        0.95,
        textwrap.fill(said, 36),
        transform=panel.transAxes,
        ha="center",
        va="top",
        fontsize=7,
        color=_BAD,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2},
        parse_math=False,
    )
