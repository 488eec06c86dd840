"""The heads of the rows, left of the time: names, which tier is active, what is folded away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.lanes.lane import View, use_small_font
from workbench.gui.widgets.timeline.layout import Layout, TierRows

GUTTER_PX = 100.0  # at the normal text size
FOLD_PX = 18.0  # width of the triangle's place
_NAME = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def gutter_px(theme: Theme) -> float:
    """Return how wide the heads are: their names grow with the text."""
    return FOLD_PX + theme.scaled(round(GUTTER_PX - FOLD_PX))


def tier_title(name: str) -> str:
    """Return a tier's name as it is shown."""
    return name[:1].upper() + name[1:]


def menu_button(parent: QWidget) -> QToolButton:
    """Return the button in the corner that opens the menu of tiers and beats."""
    button = QToolButton(parent)
    button.setText("Tiers")
    button.setAccessibleName("Tiers and beats")
    button.setToolTip("Show, hide and add tiers; sound, beats and snapping")
    button.setProperty("role", "small")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setArrowType(Qt.ArrowType.DownArrow)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.move(2, 0)
    return button


def draw_heads(painter: QPainter, view: View, layout: Layout) -> None:
    """Draw the heads of all rows."""
    use_small_font(painter, view.theme)
    painter.setPen(view.theme.colour("text_dim"))
    for row in layout.lanes:
        for top, height, words in row.lane.heads(row.box.height()):
            box = QRectF(FOLD_PX, row.box.top() + top, view.left - FOLD_PX - 6, height)
            _write(painter, box, words)
    area = layout.tiers_area
    painter.setClipRect(QRectF(0, area.top(), view.left, area.height()))
    for rows in layout.tiers:
        if rows.box.intersects(area):
            _draw_tier_head(painter, view, rows, active=rows.tier.name == layout.active)
    painter.setClipping(False)


def _draw_tier_head(painter: QPainter, view: View, rows: TierRows, *, active: bool) -> None:
    tier, theme, own = rows.tier, view.theme, rows.own
    if active:
        painter.fillRect(QRectF(0, own.top(), view.left - 4, own.height()), theme.colour("selection"))
        painter.fillRect(QRectF(0, own.top(), 3, own.height()), theme.colour("accent"))
    n_others = len(tier.others)
    if n_others:
        _draw_triangle(painter, view, own, folded=rows.folded)
    box = QRectF(FOLD_PX, own.top(), view.left - FOLD_PX - 6, own.height())
    if n_others and rows.folded:
        painter.setPen(theme.colour("text_dim"))
        painter.drawText(box, _NAME | Qt.AlignmentFlag.AlignRight, f"+{n_others}")
        box.setRight(box.right() - 18)
    use_small_font(painter, theme, bold=active)
    painter.setPen(theme.colour("text" if active else "text_dim"))
    _write(painter, box, tier_title(tier.name))
    use_small_font(painter, theme)
    painter.setPen(theme.colour("text_dim"))
    for i, row in enumerate(rows.rows[tier.n_own_rows :]):
        shared = i == tier.n_other_rows - 1 and n_others > tier.n_other_rows
        names = f"{n_others - i} others" if shared else tier.others[i]
        _write(painter, QRectF(FOLD_PX + 8, row.top(), view.left - FOLD_PX - 14, row.height()), names)


def _write(painter: QPainter, box: QRectF, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, _NAME, shown)


def _draw_triangle(painter: QPainter, view: View, box: QRectF, *, folded: bool) -> None:
    x, y = 11.0, box.center().y()
    down = [QPointF(x - 4, y - 2), QPointF(x + 4, y - 2), QPointF(x, y + 3)]
    right = [QPointF(x - 2, y - 4), QPointF(x + 3, y), QPointF(x - 2, y + 4)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(view.theme.colour("text_dim"))
    painter.drawPolygon(QPolygonF(right if folded else down))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
