"""From the metrics of runs to the lines that are drawn. No Qt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.entities import SECONDS
from core.metrics.curves import Points, debiased_ema, seed_band
from workbench.gui.train.book import SPLITS, RunRecord
from workbench.gui.widgets.plots import Curve, CurveKey, names_of


def lines_of(records: Sequence[RunRecord], metric: str, by: str, *, together: bool) -> dict[CurveKey, Curve]:
    """Return a line for each run and split that has the metric, or for each group of seeds.

    Args:
        by: what x is: ``"step"``, ``"epoch"`` or ``"time"`` (minutes; runs that noted no time have no line).
        together: average runs that differ in nothing but their seed; the line is that of the first of them.
    """
    groups: dict[str, list[RunRecord]] = {}
    for record in records:
        groups.setdefault(_all_but_seed(record) if together else str(record.run.id), []).append(record)
    found: dict[CurveKey, tuple[Points, ...]] = {}
    for group in groups.values():
        for split in SPLITS:
            curves = [points for record in group if (points := points_of(record, metric, split, by))]
            if curves:
                found[CurveKey(group[0].run.id, split)] = tuple(curves)
    titles = {group[0].run.id: _title(group) for group in groups.values()}
    names = names_of(list(found), titles)
    return {key: _line(curves, names[key]) for key, curves in found.items()}


def smoothed(curve: Curve, weight: float) -> Curve:
    """Return a line smoothed, with what it was behind it; a band is smoothed along."""
    if weight == 0:
        return curve
    edges = {
        edge: debiased_ema(values, weight)
        for edge in ("low", "high")
        if (values := getattr(curve, edge)) is not None
    }
    raw = None if edges else curve.y  # the band says already how much it trembles
    return replace(curve, y=debiased_ema(curve.y, weight), raw=raw, **edges)


def points_of(record: RunRecord, metric: str, split: str, by: str) -> Points | None:
    """Return (N,) x and (N,) values of a metric of a run; None without any."""
    series = record.series.get((metric, split))
    if series is None or not series.values:
        return None
    if by != "time":
        return series.points(by)
    clock = record.series.get((SECONDS, "train"))
    if clock is None or not clock.values:
        return None
    steps, values = series.points("step")
    return np.interp(steps, *clock.points("step")) / 60, values


def _line(curves: tuple[Points, ...], name: str) -> Curve:
    if len(curves) == 1:
        return Curve(*curves[0], name)
    band = seed_band(curves)
    return Curve(band.x, band.mean, name, low=band.low, high=band.high)


def _title(group: Sequence[RunRecord]) -> str:
    run = group[0].run
    return f"{run.name} {run.id}" if len(group) == 1 else f"{run.name}, {len(group)} seeds"


def _all_but_seed(record: RunRecord) -> str:
    run = record.run
    what = {key: value for key, value in run.config.items() if key in ("config", "data")}
    return json.dumps([run.preset, what], sort_keys=True)
