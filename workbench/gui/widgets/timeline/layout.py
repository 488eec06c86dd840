"""Where the rows of a timeline lie, logical pixels of the widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane
from workbench.gui.widgets.timeline.shown_tier import ShownTier

ROW_PX, SUB_ROW_PX = 20.0, 15.0
GAP_PX, SUB_GAP_PX = 3.0, 1.0
MOST_GROWN_PX = 160.0  # a lane does not grow beyond this


@dataclass(frozen=True, eq=False)
class LaneRow:
    """A lane and its box."""

    lane: Lane
    box: QRectF


@dataclass(frozen=True, eq=False)
class TierRows:
    """A tier and the boxes of its rows: one's own first, then those of others unless they are folded away."""

    tier: ShownTier
    rows: tuple[QRectF, ...]
    folded: bool

    @property
    def own(self) -> QRectF:
        """The first row of one's own."""
        return self.rows[0]

    @property
    def box(self) -> QRectF:
        return self.rows[0].united(self.rows[-1])


@dataclass(frozen=True, eq=False)
class Layout:
    """All rows; tiers may lie outside of `tiers_area`, where they are scrolled out of view.

    Attributes:
        tiers_area: where tiers are seen.
        height: needed to show everything.
        least_height: needed to show the lanes and two tiers.
        tiers_height: of all tiers.
    """

    lanes: tuple[LaneRow, ...]
    tiers: tuple[TierRows, ...]
    active: str
    tiers_area: QRectF
    height: float
    least_height: float
    tiers_height: float

    @classmethod
    def of(
        cls,
        content: Content,
        lanes: Sequence[Lane],
        *,
        left: float = 0.0,
        size: tuple[float, float] = (1.0, 0.0),
        scroll: float = 0.0,
        folded: Collection[str] = (),
        hidden: Collection[str] = (),
        text_scale: float = 1.0,
    ) -> Layout:
        """Lay out the rows.

        Args:
            left: where time begins.
            size: width of the time area, and height of the widget.
            scroll: how far the tiers are scrolled.
            folded: tiers whose rows of other annotators are folded away.
            hidden: tiers that are not shown.
            text_scale: how large the text is; rows grow with it.
        """
        shown = [tier for tier in content.tiers if tier.name not in hidden]
        rows_px = [
            [text_scale * px for px in _row_heights(tier, folded=tier.name in folded)] for tier in shown
        ]
        heights = [sum(px) + SUB_GAP_PX * (len(px) - 1) for px in rows_px]
        tiers_height = sum(heights) + GAP_PX * len(heights)
        needed = [text_scale * lane.height(content) for lane in lanes]
        top = sum(height + GAP_PX for height in needed if height)
        spare = max(size[1] - top - tiers_height, 0.0)
        at, rows = 0.0, list[LaneRow]()
        for lane, height in zip(lanes, needed, strict=True):
            if height and lane.grows:
                grown = min(spare, max(MOST_GROWN_PX - height, 0.0))
                height, spare = height + grown, spare - grown
            rows.append(LaneRow(lane, QRectF(left, at, size[0], height)))
            at += height + GAP_PX if height else 0.0
        area = QRectF(left, at, size[0], max(size[1] - at, 0.0))
        tiers, y = list[TierRows](), at - min(scroll, max(tiers_height - area.height(), 0.0))
        for tier, px in zip(shown, rows_px, strict=True):
            boxes = _stacked(QRectF(left, y, size[0], 0), px)
            tiers.append(TierRows(tier, boxes, tier.name in folded))
            y = boxes[-1].bottom() + GAP_PX
        least = top + min(2 * (text_scale * ROW_PX + GAP_PX), tiers_height)  # two tiers are always in view
        return cls(tuple(rows), tuple(tiers), content.active, area, top + tiers_height, least, tiers_height)

    def box(self, name: str) -> QRectF:
        """Return the box of a lane; empty when it is not shown."""
        return next((row.box for row in self.lanes if row.lane.name == name), QRectF())

    def tier(self, name: str) -> TierRows | None:
        """Return a tier's rows; None when it is not shown."""
        return next((rows for rows in self.tiers if rows.tier.name == name), None)

    @property
    def active_tier(self) -> TierRows | None:
        return self.tier(self.active)

    def tier_at(self, y: float) -> TierRows | None:
        """Return the tier at a height, gaps included; None above and below them."""
        if not self.tiers_area.top() <= y <= self.tiers_area.bottom():
            return None
        found = (rows for rows in self.tiers if rows.box.top() <= y <= rows.box.bottom() + GAP_PX)
        return next(found, None)

    def row_at(self, at: QPointF) -> tuple[TierRows, int] | None:
        """Return the tier and the number of its row at a point; None between rows."""
        rows = self.tier_at(at.y())
        if rows is None:
            return None
        numbers = (i for i, box in enumerate(rows.rows) if box.top() <= at.y() <= box.bottom())
        number = next(numbers, None)
        return None if number is None else (rows, number)


def _row_heights(tier: ShownTier, *, folded: bool) -> list[float]:
    own = [ROW_PX] if tier.n_own_rows == 1 else [SUB_ROW_PX] * tier.n_own_rows
    return own if folded else [*own, *[SUB_ROW_PX] * tier.n_other_rows]


def _stacked(top: QRectF, heights: Sequence[float]) -> tuple[QRectF, ...]:
    """Return boxes of these heights below one another, from the top of a box on."""
    boxes, y = list[QRectF](), top.top()
    for height in heights:
        boxes.append(QRectF(top.left(), y, top.width(), height))
        y += height + SUB_GAP_PX
    return tuple(boxes)
