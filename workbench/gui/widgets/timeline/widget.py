"""The timeline widget: scrub, zoom, and draw segments with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from core.entities import Segment
from workbench.gui.theme import Theme
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.gestures import Gesture, HoldSpan, Pan, Scrub
from workbench.gui.widgets.timeline.grip import Edges, Grip, Hit, Part, Span, hit
from workbench.gui.widgets.timeline.heads import FOLD_PX, draw_heads, gutter_px, menu_button, tier_title
from workbench.gui.widgets.timeline.hover import cursor_over, described
from workbench.gui.widgets.timeline.lanes import standard_lanes
from workbench.gui.widgets.timeline.lanes.lane import Lane, Overlay, View
from workbench.gui.widgets.timeline.lanes.tier import draw_ghost, draw_tier, span_box
from workbench.gui.widgets.timeline.layout import GAP_PX, Layout
from workbench.gui.widgets.timeline.scale import TimeScale

MARGIN_PX = 12.0  # after the end; the scroll bar's place
WHEEL_ZOOM = 1.25  # a notch
WHEEL_PAN_PX = 80.0
SNAP_PX = 8.0  # a beat nearer than this draws an edge to it

GestureMaker = Callable[[QMouseEvent], Gesture | None]


class Timeline(QWidget):
    """Shows one video's seconds from left to right; emits what the mouse wants, changes nothing itself.

    Args:
        lanes: the rows above the tiers; None: the standard ones.
    """

    scrubbed = Signal(float)  # media time under the pointer, while it is held
    segment_drawn = Signal(float, float)  # an empty span of the active tier was marked
    segment_resized = Signal(int, float, float)  # id, start, end: moved, or by an edge
    segment_chosen = Signal(int)  # id; -1: none
    part_chosen = Signal(object)  # Part of the chosen segment
    relabel_asked = Signal(int)  # id
    tier_chosen = Signal(str)  # the tier to work on
    folds_changed = Signal()  # the rows of others of a tier were folded away or shown
    view_changed = Signal()  # another stretch of time is shown, or another span marked
    double_clicked = Signal(QPointF)  # beside the tiers
    menu_asked = Signal(str, QPoint)  # name of the tier under the pointer or "", where on the screen

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, lanes: Iterable[Lane] | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._gutter_px = gutter_px(theme)
        self._content = Content()
        self._scale = TimeScale()
        self._lanes = standard_lanes() if lanes is None else list(lanes)
        self._overlays: list[Overlay] = []
        self._makers: list[GestureMaker] = []
        self._folded, self._hidden = frozenset[str](), frozenset[str]()
        self._layout = Layout.of(self._content, self._lanes)
        self._backdrop: QPixmap | None = None
        self._playhead_s = 0.0
        self._pending: Span | None = None
        self._selected: int | None = None
        self._part = Part.BODY
        self._gesture: Gesture | None = None
        self._held: tuple[Segment | None, Span] | None = None  # what a gesture moves, and where it is now
        self.snaps = True
        self.menu_button = menu_button(self)
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.valueChanged.connect(self._on_scrolled)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Timeline")
        theme.changed.connect(self._on_theme_changed)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def content(self) -> Content:
        return self._content

    @property
    def scale(self) -> TimeScale:
        """Seconds and pixels, from the right of the row names on."""
        return self._scale

    @property
    def rows(self) -> Layout:
        """Where the rows lie."""
        return self._layout

    @property
    def pending(self) -> Span | None:
        """The span that is marked but has no label yet."""
        return self._pending

    @property
    def selected(self) -> int | None:
        """Id of the chosen segment."""
        return self._selected

    @property
    def part(self) -> Part:
        """Which part of the chosen segment keys move."""
        return self._part

    @property
    def folded(self) -> frozenset[str]:
        """Tiers whose rows of other annotators are folded away."""
        return self._folded

    @property
    def hidden(self) -> frozenset[str]:
        """Tiers that are not shown."""
        return self._hidden

    def set_content(self, content: Content) -> None:
        """Show other content; the view stays unless the medium is another one."""
        same = (content.begin_s, content.end_s) == (self._content.begin_s, self._content.end_s)
        self._content = content
        if not same:
            self._scale = TimeScale.whole(content.begin_s, content.end_s, self._time_width())
            self.view_changed.emit()
        if self._selected is not None and content.segment(self._selected) is None:
            self._selected = None
        self._lay_out()

    def change(self, **parts: Any) -> None:
        """Change some parts of the content; see `Content`."""
        self.set_content(replace(self._content, **parts))

    def set_playhead(self, at_s: float, *, follow: bool = True) -> None:
        """Move the playhead; the view turns a page when it leaves (`follow`)."""
        scrubs = isinstance(self._gesture, Scrub)
        scale = self._scale.following(at_s) if follow and not scrubs else self._scale
        if scale is not self._scale:
            self._set_scale(scale)
        old, self._playhead_s = self._playhead_s, at_s
        for moment in (old, at_s):
            self.update(self._playhead_box(moment))

    def set_pending(self, span: Span | None) -> None:
        """Show a span that waits for its label; None takes it away."""
        self._pending = span
        self.view_changed.emit()
        self.update()

    def select(self, segment_id: int | None, part: Part = Part.BODY) -> None:
        """Mark a segment as chosen, and the part of it that keys move."""
        self._selected, self._part = segment_id, part
        self.redraw()

    def fold(self, names: Iterable[str]) -> None:
        """Fold away the rows of other annotators of these tiers and of no others."""
        self._folded = frozenset(names)
        self._lay_out()

    def hide_tiers(self, names: Iterable[str]) -> None:
        """Leave these tiers out and show all others."""
        self._hidden = frozenset(names)
        self._lay_out()

    def bring_into_view(self, tier: str) -> None:
        """Scroll until a tier can be seen."""
        rows, area = self._layout.tier(tier), self._layout.tiers_area
        if rows is None:
            return
        above, below = rows.box.top() - area.top(), rows.box.bottom() - area.bottom()
        if above < 0 or below > 0:
            self._scroll.setValue(self._scroll.value() + round(above if above < 0 else min(below, above)))

    def add_lane(self, lane: Lane, *, after: str = "confidence") -> None:
        """Add a lane below another one."""
        place = next((i for i, known in enumerate(self._lanes) if known.name == after), len(self._lanes) - 1)
        self._lanes.insert(place + 1, lane)
        self._lay_out()

    def add_overlay(self, overlay: Overlay) -> None:
        """Add something that is drawn over the rows, below the playhead."""
        self._overlays.append(overlay)
        self.update()

    def add_gesture(self, maker: GestureMaker) -> None:
        """Let `maker` have a press of the left button first; where it returns None, the others have it."""
        self._makers.insert(0, maker)

    def segment_rect(self, segment: Segment) -> QRectF:
        """Return where a segment is drawn; empty when its row is not shown."""
        rows = self._layout.tier(segment.tier)
        row = rows.tier.row_of(segment) if rows is not None else 0
        if rows is None or row >= len(rows.rows):
            return QRectF()
        return span_box((segment.start_s, segment.end_s), self._scale, rows.rows[row])

    def zoom_by(self, factor: float, at_x: float | None = None) -> None:
        """Zoom about a pixel of the time area, by default about the playhead or the middle."""
        x = self._scale.x(self._playhead_s) if at_x is None else at_x
        if not 0 <= x <= self._scale.width_px:
            x = self._scale.width_px / 2
        self._set_scale(self._scale.zoomed(factor, x))

    def fit(self) -> None:
        """Show the whole video."""
        self._set_scale(TimeScale.whole(self._scale.begin_s, self._scale.end_s, self._time_width()))

    def pan_by(self, dx: float) -> None:
        """Move the view by pixels; positive shows later times."""
        self._set_scale(self._scale.panned(dx))

    def redraw(self) -> None:
        """Draw everything again: something that a lane shows has changed."""
        self._backdrop = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, round(self._layout.height) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, round(self._layout.least_height))

    def _set_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        self.view_changed.emit()
        self.redraw()

    def _lay_out(self) -> None:
        before = self._layout.height, self._layout.least_height
        self._layout = Layout.of(
            self._content,
            self._lanes,
            left=self._gutter_px,
            size=(self._time_width(), self.height()),
            scroll=self._scroll.value(),
            folded=self._folded,
            hidden=self._hidden,
            text_scale=max(1.0, self._theme.text_percent / 100),
        )
        self.menu_button.resize(round(self._gutter_px) - 8, round(self._layout.box("ruler").height()))
        area = self._layout.tiers_area
        beyond = max(round(self._layout.tiers_height - area.height() - GAP_PX), 0)
        self._scroll.setGeometry(self.width() - 11, round(area.top()), 11, round(area.height()))
        self._scroll.setPageStep(max(round(area.height()), 1))
        self._scroll.setRange(0, beyond)
        self._scroll.setVisible(beyond > 0)
        if (self._layout.height, self._layout.least_height) != before:
            self.updateGeometry()
        self.redraw()

    def _on_theme_changed(self) -> None:
        self._gutter_px = gutter_px(self._theme)
        self._set_scale(self._scale.resized(self._time_width()))
        self._lay_out()

    def _on_scrolled(self) -> None:
        self._lay_out()

    def _time_width(self) -> float:
        return max(self.width() - self._gutter_px - MARGIN_PX, 1.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scale = self._scale.resized(self._time_width())
        self.view_changed.emit()
        self._lay_out()
        super().resizeEvent(event)

    # -- painting --------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is drawn now."""
        segment, span = self._held or (None, None)
        held = (segment.id, span) if segment is not None and span is not None else None
        return View(
            self._content, self._scale, self._theme, self._gutter_px, self._selected, self._part.value, held
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._backdrop is None or self._backdrop.devicePixelRatioF() != ratio:
            self._backdrop = self._draw_backdrop(ratio)
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.drawPixmap(0, 0, self._backdrop)
        painter.setClipRect(self._time_area(), Qt.ClipOperation.IntersectClip)
        for overlay in self._overlays:
            painter.save()
            overlay.draw(painter, self.view, self._time_area())
            painter.restore()
        self._paint_marked(painter)
        self._paint_playhead(painter)
        painter.end()

    def _draw_backdrop(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.colour("surface"))
        painter = QPainter(pixmap)
        painter.setFont(self.font())
        view, layout = self.view, self._layout
        draw_heads(painter, view, layout)
        if len(self._content.times_s):
            for row in layout.lanes:
                if row.box.height():
                    painter.save()
                    painter.setClipRect(row.box)
                    row.lane.draw(painter, view, row.box)
                    painter.restore()
            painter.setClipRect(layout.tiers_area)
            for rows in layout.tiers:
                if rows.box.intersects(layout.tiers_area):
                    draw_tier(painter, view, rows.tier, rows.rows, active=rows.tier.name == layout.active)
        painter.end()
        return pixmap

    def _time_area(self) -> QRectF:
        return QRectF(self._gutter_px, 0, self._time_width(), self.height())

    def _paint_marked(self, painter: QPainter) -> None:
        """Paint the spans that are not segments yet."""
        segment, drawn = self._held or (None, None)
        rows = self._layout.active_tier
        if rows is None:
            return
        painter.save()
        painter.setClipRect(self._layout.tiers_area, Qt.ClipOperation.IntersectClip)
        for span in (self._pending, drawn if segment is None else None):
            if span is not None:
                draw_ghost(painter, span_box(span, self._scale, rows.own), self._theme)
        painter.restore()

    def _paint_playhead(self, painter: QPainter) -> None:
        x = self._gutter_px + self._scale.x(self._playhead_s)
        colour = self._theme.colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QPointF(x, 8), QPointF(x, self.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 4), QPointF(x + 5, 4), QPointF(x, 13)]))

    def _playhead_box(self, at_s: float) -> QRect:
        """Return the pixels that a playhead at a time touches: only they are painted when it moves."""
        return QRect(round(self._gutter_px + self._scale.x(at_s)) - 8, 0, 16, self.height())

    # -- mouse -----------------------------------------------------------------------------------

    def time_at(self, at: QPointF) -> float:
        """Return the media time under a point."""
        return self._scale.time_s(at.x() - self._gutter_px)

    def edges(self, *, free: bool = False) -> Edges:
        """Return where edges come to lie; `free`: beats draw none."""
        reach_s = SNAP_PX / self._scale.px_per_s if self.snaps and not free else 0.0
        return Edges(self._content, reach_s)

    def scrub(self, at: QPointF) -> None:
        """Ask for the moment under a point."""
        self.scrubbed.emit(self._scale.held_s(self.time_at(at)))

    def show_held(self, segment: Segment | None, span: Span | None) -> None:
        """Show where a gesture has moved a segment, or a new span, so far; None: nothing is held."""
        self._held = None if span is None else (segment, span)
        self.redraw()

    def ask_menu(self, at: QPointF) -> None:
        """Ask for the menu of what lies under a point."""
        rows = self._layout.tier_at(at.y())
        self.menu_asked.emit("" if rows is None else rows.tier.name, self.mapToGlobal(at.toPoint()))

    def cancel_gesture(self) -> bool:
        """Let go of what the mouse holds, as if it had not been taken; False when it holds nothing."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            self._gesture = Pan(self, at, asks_menu=event.button() == Qt.MouseButton.RightButton)
        elif event.button() == Qt.MouseButton.LeftButton:
            made = (maker(event) for maker in self._makers)
            self._gesture = next((gesture for gesture in made if gesture is not None), None)
            if self._gesture is None:
                self._gesture = self._press(at)
        event.accept()

    def _press(self, at: QPointF) -> Gesture | None:
        rows = self._layout.tier_at(at.y())
        if at.x() < self._gutter_px:
            if rows is not None:
                self._press_head(rows.tier.name, at)
            return None
        if at.y() < self._layout.tiers_area.top():
            return Scrub(self, at)
        return self._press_tier(at)

    def _press_head(self, name: str, at: QPointF) -> None:
        rows = self._layout.tier(name)
        if rows is not None and at.x() < FOLD_PX and rows.tier.others:
            self.fold(self._folded ^ {name})
            self.folds_changed.emit()
        else:
            self.tier_chosen.emit(name)

    def _press_tier(self, at: QPointF) -> Gesture | None:
        place = self._layout.row_at(at)
        if place is None:
            self.segment_chosen.emit(-1)
            return None
        tier = place[0].tier
        if tier.name != self._content.active:
            self.tier_chosen.emit(tier.name)
        found = self._hit(at)
        self.segment_chosen.emit(found.segment.id if found else -1)
        if found is None:
            grip = Grip.take(self._content, tier, Part.NEW, self.time_at(at))
            return HoldSpan(self, at, grip) if place[1] < tier.n_own_rows else None
        if not tier.is_mine(found.segment):
            return None
        self.part_chosen.emit(found.part)
        grip = Grip.take(self._content, tier, found.part, self.time_at(at), found.segment)
        return HoldSpan(self, at, grip)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._gesture is not None:
            self._gesture.move(event.position(), free=_is_free(event))
        else:
            self._show_reach(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.release(event.position(), free=_is_free(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() < self._layout.tiers_area.top():
            self.double_clicked.emit(event.position())
        place, found = self._layout.row_at(event.position()), self._hit(event.position())
        if place is not None and found is not None and place[0].tier.is_mine(found.segment):
            self.relabel_asked.emit(found.segment.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.position().x() < self._gutter_px:
            self._scroll.setValue(self._scroll.value() - round(delta.y() / 3))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(WHEEL_ZOOM ** (delta.y() / 120), event.position().x() - self._gutter_px)
        else:
            self.pan_by(-(delta.x() or delta.y()) / 120 * WHEEL_PAN_PX)
        event.accept()

    def _hit(self, at: QPointF) -> Hit | None:
        place = self._layout.row_at(at)
        if place is None or at.x() < self._gutter_px:
            return None
        return hit(place[0].tier, self._scale, at.x() - self._gutter_px, place[1])

    def _show_reach(self, at: QPointF) -> None:
        place, found = self._layout.row_at(at), self._hit(at)
        in_head = at.x() < self._gutter_px
        draws = place is not None and not in_head and place[1] < place[0].tier.n_own_rows
        self.setCursor(cursor_over(found, self._content.annotator, draws=draws))
        name = tier_title(place[0].tier.name) if place is not None and in_head else self._said_at(at)
        self.setToolTip(name if found is None else described(found, self._content.grid))

    def _said_at(self, at: QPointF) -> str:
        """Return what a lane says of the point under the pointer."""
        row = next((row for row in self._layout.lanes if row.box.contains(at)), None)
        return row.lane.describe(self.time_at(at), at.y() - row.box.top(), row.box.height()) if row else ""


def _is_free(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
