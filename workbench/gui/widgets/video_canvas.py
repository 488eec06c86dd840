"""The canvas: a picture with the skeletons of the same frame over it; zoom, pan, drag a joint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.widgets.ghosts import Ghost, Trail, paint_ghost, paint_trail
from workbench.gui.widgets.image_view import ImageView
from workbench.gui.widgets.pose import PersonPose
from workbench.gui.widgets.skeleton_paint import paint_pose

BACKGROUND = QColor(22, 23, 26)
NO_PICTURE = QColor(38, 40, 45)
GRAB_RADIUS = 12.0  # a joint is hit from this far, in screen pixels
DRAG_START = 3.0  # a press that moves less than this selects and does not correct
WHEEL_STEP = 1.2  # zoom a notch of the wheel
AROUND_WIDTH, PREVIEW_WIDTH = 1.4, 2.2  # of the lines of ghosts, screen pixels
PIXELS_FROM_SCALE = 6.0  # from this magnification on, single pixels are shown, not smoothed away


@dataclass(frozen=True)
class _Drag:
    """A joint in hand."""

    person: int
    joint: int
    grabbed_at: QPointF
    start: tuple[float, float]
    at: tuple[float, float] | None = None  # None until the press has become a drag
    takes_limb: bool = False  # Shift is held


class VideoCanvas(QWidget):
    """Shows one frame and lets a person take hold of its joints.

    It knows neither video nor project: whoever owns it hands in a picture with its people
    (`show_frame`) and hears what the mouse did. Positions in signals are image pixels, y down.
    """

    joint_selected = Signal(int, int)  # person, joint (-1: none)
    joint_taken = Signal(int, int)  # person, joint: a drag begins
    joint_dragged = Signal(int, int, float, float)  # person, joint, x_px, y_px: not yet stored
    joint_dropped = Signal(int, int, float, float)  # the gesture is over: store it
    limb_dropped = Signal(int, int, float, float)  # the same, with Shift held: its limb follows
    joint_asked = Signal(int)  # 1, -1: the next, the previous joint (Tab)
    zoom_changed = Signal(float)  # magnification over "fits"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._people: tuple[PersonPose, ...] = ()
        self._active = 0
        self._selected: int | None = None
        self._drag: _Drag | None = None
        self._still: QPixmap | None = None  # all but the active person, while a joint is in hand
        self._pan_from: QPointF | None = None
        self._note = ""
        self._around: tuple[Ghost, ...] = ()
        self._preview: Ghost | None = None
        self._trails: tuple[Trail, ...] = ()
        self._view = ImageView()
        self.editable = True
        self.shows_skeleton = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Picture with skeleton")

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def view(self) -> ImageView:
        """Where the picture lies in the widget."""
        return self._view

    @property
    def image(self) -> QImage | None:
        """The picture on show."""
        return self._image

    @property
    def people(self) -> tuple[PersonPose, ...]:
        """The people on show, without the joint in hand."""
        return self._people

    @property
    def is_dragging(self) -> bool:
        """Whether a joint is in hand."""
        return self._drag is not None and self._drag.at is not None

    def set_image_size(self, width_px: float, height_px: float) -> None:
        """Say how large the coming pictures are and fit the view to them."""
        self._view = ImageView.fitted((width_px, height_px), self._widget_size())
        self.zoom_changed.emit(self._view.zoom)
        self._refresh()

    def show_frame(self, image: QImage | None, people: Sequence[PersonPose]) -> None:
        """Show a frame: its picture (None: none to be had) and its people, painted together."""
        self._drag = None
        self._image = image
        self.show_people(people)

    def show_people(self, people: Sequence[PersonPose]) -> None:
        """Show other poses on the same picture, for example after a correction."""
        self._people = tuple(people)
        self._refresh()

    def show_ghosts(
        self, around: Sequence[Ghost] = (), preview: Ghost | None = None, trails: Sequence[Trail] = ()
    ) -> None:
        """Show other frames below the people, what a tool would make above them, and ways of joints."""
        self._around, self._preview, self._trails = tuple(around), preview, tuple(trails)
        self._refresh()

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """All ghosts on show."""
        return (*self._around, *(() if self._preview is None else (self._preview,)))

    def show_note(self, text: str) -> None:
        """Show a sentence at the foot of the picture; empty takes it away."""
        self._note = text
        self._refresh()

    def set_selection(self, person: int, joint: int | None) -> None:
        """Mark the person who is worked on and, of theirs, the joint."""
        self._active, self._selected = person, joint
        self._refresh()

    def set_skeleton_shown(self, shown: bool) -> None:
        """Show or hide all skeletons."""
        self.shows_skeleton = shown
        self._refresh()

    # -- zoom and pan ----------------------------------------------------------------------------

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom about a widget point, by default the selected joint or the middle."""
        point = at or self._zoom_anchor()
        self._set_view(self._view.zoomed(factor, (point.x(), point.y())))

    def fit(self) -> None:
        """Show the whole picture."""
        self._set_view(ImageView.fitted(self._view.image, self._view.widget))

    def bring_into_view(self, x_px: float, y_px: float) -> None:
        """Pan so that an image point can be seen."""
        if not self._view.shows(x_px, y_px):
            self._set_view(self._view.centred_on(x_px, y_px))

    def _zoom_anchor(self) -> QPointF:
        pose = self._pose(self._active)
        if self._selected is not None and pose is not None and pose.seen[self._selected]:
            x, y = pose.joints[self._selected, :2].tolist()
            return QPointF(*self._view.to_widget(x, y))
        return QPointF(self.width() / 2, self.height() / 2)

    def _set_view(self, view: ImageView) -> None:
        self._view = view
        self.zoom_changed.emit(view.zoom)
        self._refresh()

    def _widget_size(self) -> tuple[float, float]:
        return (max(self.width(), 1), max(self.height(), 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._view = self._view.resized(self._widget_size())
        self._still = None
        super().resizeEvent(event)

    # -- painting --------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Paint again: something else than the joint in hand has changed."""
        self._still = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.is_dragging:
            painter.drawPixmap(0, 0, self._still or self._draw_still())
        else:
            self._paint_still(painter)
        active = self._pose(self._active)
        if self.shows_skeleton and active is not None:
            paint_pose(painter, self._with_drag(active), self._view, selected=self._selected)
            self._paint_preview(painter)
        if self._note:
            self._paint_note(painter)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw_still(self) -> QPixmap:
        """Keep what stands still while a joint is dragged: a step then paints one person."""
        ratio = self.devicePixelRatioF()
        self._still = QPixmap(self.size() * ratio)
        self._still.setDevicePixelRatio(ratio)
        painter = QPainter(self._still)
        self._paint_still(painter)
        painter.end()
        return self._still

    def _paint_still(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), BACKGROUND)
        self._paint_picture(painter)
        if self.shows_skeleton:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for ghost in self._around:
                paint_ghost(painter, ghost, self._view, width=AROUND_WIDTH, stands_out=False)
            for person, pose in enumerate(self._people):
                if person != self._active:
                    paint_pose(painter, pose, self._view, active=False)

    def _paint_preview(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for trail in self._trails:
            paint_trail(painter, trail, self._view)
        if self._preview is not None:
            paint_ghost(painter, self._preview, self._view, width=PREVIEW_WIDTH, stands_out=True)

    def _paint_picture(self, painter: QPainter) -> None:
        left, top = self._view.to_widget(0, 0)
        width, height = (side * self._view.scale for side in self._view.image)
        target = QRectF(left, top, width, height)
        if self._image is None:
            painter.fillRect(target, NO_PICTURE)
            return
        smooth = self._view.scale * self._view.image[0] / max(self._image.width(), 1) < PIXELS_FROM_SCALE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self._image, QRectF(self._image.rect()))

    def _with_drag(self, pose: PersonPose) -> PersonPose:
        drag = self._drag
        if drag is None or drag.at is None or drag.person != self._active:
            return pose
        return (pose.reaching if drag.takes_limb else pose.moved)(drag.joint, *drag.at)

    def _paint_note(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = self.rect().adjusted(16, 16, -16, -16)
        text = metrics.boundingRect(room, int(flags), self._note)
        box = QRectF(0, 0, text.width() + 24, text.height() + 12)
        box.moveCenter(QPointF(self.width() / 2, self.height() - box.height() / 2 - 12))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, flags, self._note)

    # -- mouse and keys --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_pan(event):
            self._pan_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position())
        event.accept()

    @staticmethod
    def _is_pan(event: QMouseEvent) -> bool:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton) or (
            event.button() == Qt.MouseButton.LeftButton and alt
        )

    def _press(self, at: QPointF) -> None:
        hit = self._hit(at)
        if hit is None:
            self.joint_selected.emit(self._active, -1)
            return
        person, joint = hit
        self.joint_selected.emit(person, joint)
        if self.editable and joint not in self._people[person].locked:
            x, y = self._people[person].joints[joint, :2].tolist()
            self._drag = _Drag(person, joint, at, (x, y))
            self._draw_still()  # now, so that the first step of a drag is no slower than the others

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pan_from is not None:
            moved = at - self._pan_from
            self._pan_from = at
            self._set_view(self._view.panned(moved.x(), moved.y()))
        elif self._drag is not None:
            self._drag_to(self._drag, at, takes_limb=_is_shifted(event))
        else:
            self._show_reach(at)

    def _drag_to(self, drag: _Drag, at: QPointF, *, takes_limb: bool) -> None:
        moved = at - drag.grabbed_at
        if drag.at is None:
            if max(abs(moved.x()), abs(moved.y())) < DRAG_START:
                return
            self.joint_taken.emit(drag.person, drag.joint)
        scale = self._view.scale
        x, y = drag.start[0] + moved.x() / scale, drag.start[1] + moved.y() / scale
        self._drag = replace(drag, at=(x, y), takes_limb=takes_limb)
        self.joint_dragged.emit(drag.person, drag.joint, x, y)
        self.update()  # all the rest stands still

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            self._pan_from = None
            self._show_reach(event.position())
        elif self._drag is not None and event.button() == Qt.MouseButton.LeftButton:
            drag, self._drag = self._drag, None
            if drag.at is not None:
                dropped = self.limb_dropped if drag.takes_limb else self.joint_dropped
                dropped.emit(drag.person, drag.joint, *drag.at)
                self._refresh()

    def cancel_drag(self) -> None:
        """Let go of the joint in hand; it was never moved."""
        self._drag = None
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoom_by(WHEEL_STEP**notches, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._takes_tab(event):
            return True
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def _takes_tab(self, event: QKeyEvent) -> bool:
        """Tab goes from joint to joint; with Ctrl it leaves the picture as it leaves other widgets."""
        if event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        step = 1 if event.key() == Qt.Key.Key_Tab else -1
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.focusNextPrevChild(step > 0)
        else:
            self.joint_asked.emit(step)
        return True

    def _show_reach(self, at: QPointF) -> None:
        hit = self._hit(at) if self.editable else None
        can_take = hit is not None and hit[1] not in self._people[hit[0]].locked
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_take else Qt.CursorShape.ArrowCursor)

    def _hit(self, at: QPointF) -> tuple[int, int] | None:
        """Return (person, joint) under a widget point; the active person's joints come first."""
        if not self.shows_skeleton:
            return None
        x, y = self._view.to_image(at.x(), at.y())
        within = GRAB_RADIUS / self._view.scale
        order = sorted(range(len(self._people)), key=lambda person: person != self._active)
        for person in order:
            joint = self._people[person].nearest(x, y, within)
            if joint is not None:
                return person, joint
        return None

    def _pose(self, person: int) -> PersonPose | None:
        return self._people[person] if 0 <= person < len(self._people) else None


def _is_shifted(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
