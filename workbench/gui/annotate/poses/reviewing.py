"""Which frames somebody accepted or flagged: said by key, shown below the confidence."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from core.entities import ReviewState, VideoKind
from db.reviews import WORDS
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.poses.review_edits import ReviewFrames, Said
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.subject import READ_ONLY
from workbench.gui.context import AppContext, Change
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.lane import Lane, View, device_columns, device_height, draw_mask
from workbench.gui.widgets.timeline.levels import Averages, frame_columns

MARK_A_SPAN = "Mark a span or choose a segment first"
NOTHING_SAID: Said = np.zeros(0, np.int8)
ACCEPTED, FLAGGED = WORDS.index(ReviewState.ACCEPTED), WORDS.index(ReviewState.FLAGGED)


class ReviewLane(Lane):
    """Green where frames are accepted, amber where they are corrected and not yet, red where flagged."""

    name = "reviewed"
    title = "Reviewed"

    def __init__(self) -> None:
        self._accepted = self._corrected = self._flagged = Averages.of(np.zeros(0))

    def show(self, said: Said, corrected: np.ndarray) -> None:
        """Take (T,) what is said of the frames, and the frames that are corrected."""
        only_corrected = np.zeros(len(said), np.bool_)
        only_corrected[corrected[corrected < len(said)]] = True
        self._accepted = Averages.of((said == ACCEPTED).astype(float))
        self._corrected = Averages.of((only_corrected & (said != ACCEPTED)).astype(float))
        self._flagged = Averages.of((said == FLAGGED).astype(float))

    def height(self, content: Content) -> float:  # noqa: ARG002  # always there
        return 12.0

    def draw(self, painter: QPainter, view: View, box: QRectF) -> None:
        painter.fillRect(box, view.theme.colour("sunken"))
        n_frames = len(self._accepted.counts) - 1
        if not n_frames:
            return
        left_s, px_per_s, n = device_columns(painter, view, box)
        edges = frame_columns(view.content.times_s, left_s, px_per_s, n)
        first, last = (np.minimum(edge, n_frames) for edge in edges)
        accepted, _ = self._accepted.over(first, last)
        corrected, _ = self._corrected.over(first, last)
        height = device_height(painter, box)
        from_below = height - np.arange(height)[:, None] - 0.5
        top = np.nan_to_num(accepted) * height
        draw_mask(painter, box, from_below < top[None, :], view.theme.colour("good"))
        over = top + np.nan_to_num(corrected) * height
        between = (from_below >= top[None, :]) & (from_below < over[None, :])
        draw_mask(painter, box, between, view.theme.colour("warn"))
        flagged, _ = self._flagged.over(first, last)
        some = np.broadcast_to(np.nan_to_num(flagged)[None, :] > 0, between.shape)
        draw_mask(painter, box, some, view.theme.colour("bad"))


class Reviewing(QObject):
    """Accepts or flags a frame, a span or the whole video, or takes that back; each is one step to undo."""

    def __init__(self, context: AppContext, state: AnnotateState, desk: Desk) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk = context, state, desk
        self._lane = ReviewLane()
        self._said = NOTHING_SAID
        self._track_id: int | None = None  # whose frames these are
        desk.timeline.add_lane(self._lane)
        context.edited.connect(self._on_edited)

    # -- saying ----------------------------------------------------------------------------------

    def mark_frame(self, word: ReviewState) -> None:
        """Say it of the person's pose in the frame on show."""
        self._push((self._state.frame, self._state.frame + 1), word)

    def mark_span(self, word: ReviewState) -> None:
        """Say it of the person's poses in the waiting span, else in the chosen segment."""
        timeline, subject = self._desk.timeline, self._state.subject
        segment = self._state.segment(timeline.selected or -1)
        span = timeline.pending or ((segment.start_s, segment.end_s) if segment is not None else None)
        if span is None or subject is None:
            self._desk.stored.setText(MARK_A_SPAN)
            return
        start, stop = np.searchsorted(subject.times_s, np.array(span) - 1e-6).tolist()
        self._push((start, stop), word)

    def mark_video(self, word: ReviewState) -> None:
        """Say it of everybody's poses in the whole video."""
        if self._state.subject is not None:
            n = max((track.n_frames for track in self._state.subject.tracks), default=0)
            self._push((0, n), word, everybody=True)

    def _push(self, span: tuple[int, int], word: ReviewState, *, everybody: bool = False) -> None:
        subject, track = self._state.subject, self._state.track
        if subject is None or track is None:
            return
        if subject.video.kind is VideoKind.MOTION:
            self._context.message(READ_ONLY)
            return
        reviews = self._context.open.reviews
        tracks = subject.tracks if everybody else (track,)
        before = {one.id: reviews.said(one.id, one.n_frames)[slice(*span)].copy() for one in tracks}
        before = {track_id: said for track_id, said in before.items() if len(said)}
        if all((said == WORDS.index(word)).all() for said in before.values()):
            self._desk.stored.setText(f"This is {word} already")
            return
        what = "the whole video" if everybody else ""
        person = self._state.person
        edit = ReviewFrames(self._context, subject.video.id, span, word, before, person=person, what=what)
        self._context.undo_stack.push(edit)

    # -- showing ---------------------------------------------------------------------------------

    def read(self) -> None:
        """Show what is said of the person who is worked on."""
        track, project = self._state.track, self._context.project
        track_id, n_frames = (track.id, track.n_frames) if track is not None else (None, 0)
        if track_id != self._track_id:
            self._track_id, self._said = track_id, np.zeros(n_frames, np.int8)
        self.show()
        if track is None or project is None:
            return

        def show(said: Said) -> None:
            if self._track_id == track.id:
                self._said = said
                self.show()

        self._context.background(lambda: project.reviews.said(track.id, track.n_frames), show, receiver=self)

    def show(self) -> None:
        """Draw the lane again: frames were corrected, accepted or flagged."""
        self._lane.show(self._said, self._state.corrected_frames)
        self._desk.timeline.redraw()

    def is_accepted(self, frame: int) -> bool:
        """Whether the person's pose in a frame is accepted, as far as is known."""
        return frame < len(self._said) and self._said[frame] == ACCEPTED

    def _on_edited(self, change: Change) -> None:
        subject = self._state.subject
        is_here = subject is not None and change.video_id == subject.video.id
        if is_here and change.kind in ("review", "people"):
            self.read()
