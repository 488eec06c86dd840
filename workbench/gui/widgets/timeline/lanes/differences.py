"""Where annotators do not say the same on the tier that is worked on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from core.metrics.agreement.spans import differing_stretches
from workbench.actions.adjudicating import GOLD
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, device_columns, device_height, draw_mask
from workbench.gui.widgets.timeline.shown_tier import ShownTier

HEIGHT_PX = 14.0
_HATCH = 4  # device pixels from line to line


class DifferencesLane(Lane):
    """A hatch over the stretches on which two annotators differ. Absent while one of them is alone."""

    name = "differences"
    title = "Differ"

    def __init__(self) -> None:
        self._tier: ShownTier | None = None
        self._stretches: NDArray[np.float64] = np.empty((0, 2))

    def height(self, content: Content) -> float:
        tier = content.tier(content.active)
        return HEIGHT_PX if tier is not None and len(_annotators(tier)) > 1 else 0.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        tier = view.content.tier(view.content.active)
        if tier is None:
            return
        if tier is not self._tier:  # worked out once for what people marked, not each time that it is drawn
            self._tier, self._stretches = tier, stretches_of(tier)
        left_s, px_per_s, n = device_columns(painter, view, box)
        columns = np.zeros(n + 1, np.int64)
        edges = np.clip((self._stretches - left_s) * px_per_s, -1, n)
        first, last = np.floor(edges[:, 0]).astype(np.intp), np.ceil(edges[:, 1]).astype(np.intp)
        seen = (last > 0) & (first < n)
        np.add.at(columns, np.maximum(first[seen], 0), 1)
        np.add.at(columns, np.minimum(np.maximum(last, first + 1)[seen], n), -1)
        differs = columns.cumsum()[:n] > 0
        rows = np.arange(device_height(painter, box))[:, None]
        hatch = (rows + np.arange(n)) % _HATCH < _HATCH // 2
        draw_mask(painter, box, differs & hatch, view.theme.colour("warn"))


def stretches_of(tier: ShownTier) -> NDArray[np.float64]:
    """Return (D, 2) seconds: where the annotators of a tier differ; gold is made of them and left out."""
    names = _annotators(tier)
    segments = [segment for segment in tier.segments if segment.annotator in names]
    who = {name: i for i, name in enumerate(names)}
    words = {label: i for i, label in enumerate({segment.label for segment in segments})}
    return differing_stretches(
        np.array([segment.start_s for segment in segments], np.float64),
        np.array([segment.end_s for segment in segments], np.float64),
        np.array([words[segment.label] for segment in segments], np.intp),
        np.array([who[segment.annotator] for segment in segments], np.intp),
    )


def _annotators(tier: ShownTier) -> list[str]:
    mine = [tier.annotator] if any(map(tier.is_mine, tier.segments)) else []
    return [name for name in (*mine, *tier.others) if name != GOLD]
