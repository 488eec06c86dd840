"""The pictures of a report."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.metrics.beat_errors import BeatErrors
from core.motion import Motion
from workbench.actions.report.content import Picture
from workbench.actions.sweeping import SweptRun

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE = (9.0, 3.2)  # inches
_COLOURS = ("#5a45d6", "#a65f00", "#0d7d6c", "#b0281f", "#1b63b5", "#8f2f9e", "#5c6b00", "#7a4a2a")


def loss_curves(runs: Sequence[SweptRun]) -> Picture:
    """Draw the losses of runs over each other: validation solid, training dotted."""
    figure, axes = _blank()
    for run, colour in zip(runs, _COLOURS * len(runs), strict=False):
        for curve, style, side in ((run.train, ":", "training"), (run.valid, "-", "validation")):
            if curve:
                x, y = zip(*((epoch + 1, loss) for epoch, loss in curve), strict=True)
                marker = "o" if len(x) == 1 else None
                axes.plot(x, y, style, color=colour, marker=marker, label=f"{run.title} {run.run_id}, {side}")
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    _legend(axes)
    return _picture(figure, "Losses: training dotted, validation solid.")


def confusion(counts: NDArray[np.int64], classes: Sequence[str], title: str) -> Picture:
    """Draw (C, C) counts, row = true, as shares of the row with the counts in them."""
    figure, axes = _blank((1.2 + 0.75 * len(classes), 1.0 + 0.6 * len(classes)))
    total = counts.sum(axis=1, keepdims=True)
    rates = np.divide(counts, total, out=np.zeros(counts.shape), where=total > 0)
    axes.imshow(rates, cmap="Purples", vmin=0, vmax=1, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if rates[row, column] > 0.5 else "#1d1f27"
        axes.text(column, row, str(count), ha="center", va="center", color=colour)
    axes.set_xticks(range(len(classes)), classes, rotation=30, ha="right")
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("taken for")
    axes.set_ylabel("true")
    return _picture(figure, title)


def errors(found: BeatErrors, label: str, reference: str) -> Picture:
    """Draw where a dance differs from its reference: a row a joint, a column a beat."""
    figure, axes = _blank((9.0, 1.0 + 0.17 * len(found.joints)))
    edges = np.arange(len(found.joints) + 1)
    mesh = axes.pcolormesh(found.edges_s, edges, 100 * found.mean_m, cmap="magma_r", vmin=0)
    axes.invert_yaxis()
    axes.set_yticks(edges[:-1] + 0.5, [joint.replace("_", " ") for joint in found.joints], fontsize=7)
    axes.set_xlabel("seconds, a column a beat")
    figure.colorbar(mesh, ax=axes, label="cm off", pad=0.01)
    return _picture(figure, f"Where {label} differs from {reference}, by joint and beat.")


def speeds(motions: Mapping[str, Motion], beats_s: Mapping[str, NDArray[np.float64]]) -> Picture:
    """Draw the mean joint speed of dances over time, with a line a beat of the first one's music."""
    from core.render.sheet import joint_speed

    figure, axes = _blank()
    for (label, motion), colour in zip(motions.items(), _COLOURS * len(motions), strict=False):
        axes.plot(np.arange(motion.n_frames) / motion.fps, joint_speed(motion), color=colour, label=label)
    for beat in next(iter(beats_s.values()), ()):
        axes.axvline(beat, color="#d6a88c", linewidth=0.7, zorder=0)
    axes.set_xlabel("seconds of the dance")
    axes.set_ylabel("joint speed, m/s")
    axes.set_ylim(bottom=0)
    _legend(axes)
    return _picture(figure, "Mean joint speed; lines are beats. A dance on the beat is slowest on them.")


def _blank(size: tuple[float, float] = _WIDE) -> tuple[Figure, Axes]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def _legend(axes: Axes) -> None:
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, fontsize=7)


def _picture(figure: Figure, says: str) -> Picture:
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=130, metadata={"Software": None})
    return Picture(data.getvalue(), says)
