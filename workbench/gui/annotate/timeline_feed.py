"""What the timeline is told about the video on the page, as it becomes known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from core.audio.grid import BeatGrid
from core.entities import Segment
from workbench.gui.annotate.beats.edits import BeatsNow
from workbench.gui.annotate.loading import BEATS_JOB, Heard, Loader, Marks
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.subject import Subject
from workbench.gui.annotate.tiers.edits import RemovedSegment
from workbench.gui.annotate.tiers.label_bar import StyleBar
from workbench.gui.annotate.tiers.tiers import read_tiers
from workbench.gui.context import AppContext
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.levels import Averages
from workbench.gui.widgets.timeline.widget import Timeline


class TimelineFeed(QObject):
    """Asks for waveform, beats, confidence and marks of the open video and shows them when they come."""

    def __init__(
        self, context: AppContext, state: AnnotateState, loader: Loader, timeline: Timeline, styles: StyleBar
    ) -> None:
        super().__init__(timeline)
        self._context, self._state, self._loader = context, state, loader
        self._timeline, self._styles = timeline, styles
        self._lacks_beats = False
        self._heard_grid: BeatGrid | None = None  # the machine's
        self._own_grid: BeatGrid | None = None  # that somebody made: it counts
        loader.confidence_read.connect(self._on_confidence_read)
        loader.heard.connect(self._on_heard)
        context.annotator_changed.connect(self.show_marks)

    def begin(self, subject: Subject) -> None:
        """Show a video that was just opened: its times now, the rest when it is read."""
        self._lacks_beats, self._heard_grid, self._own_grid = False, None, None
        self._timeline.set_content(
            Content(
                times_s=subject.times_s,
                annotator=self._context.annotator,
                tiers=self._state.tiers.shown(self._context.annotator),
                active=self._state.tiers.active,
                sound_note="" if subject.sound else "No sound",
                confidence_note="" if subject.tracks else "No pose yet",
            )
        )
        self._loader.read_marks(subject)
        self.read_confidence()
        if subject.sound is not None:
            self._loader.read_sound(subject.video.id, subject.sound)

    def read_again(self, subject: Subject) -> None:
        """Read what somebody else may have changed."""
        self._loader.read_marks(subject)
        if self._lacks_beats and subject.sound is not None:
            self._loader.read_sound(subject.video.id, subject.sound)

    def read_person(self, subject: Subject) -> None:
        """Read what the timeline shows of the person who is worked on: people were mended."""
        self._timeline.change(confidence_note="" if subject.tracks else "No pose yet")
        self._loader.read_marks(subject)
        self.read_confidence()

    def read_confidence(self) -> None:
        """Show the confidence of the person who is worked on."""
        self._timeline.change(confidence=None)
        if self._state.track is not None:
            self._loader.read_confidence(self._state.track)

    def take(self, marks: Marks) -> None:
        """See what people put on the video."""
        for track_id, frames in marks.corrected.items():
            self._state.set_corrected_frames(track_id, frames)
        self._state.tiers.read(marks.tiers)
        self._own_grid = marks.grid
        self.show_marks()

    def take_segments(self, subject: Subject, values: Sequence[object]) -> None:
        """See the segments that an edit left, `Segment`, and took away, `RemovedSegment`."""
        if not values:  # it does not say which
            self._state.tiers.read(read_tiers(self._context.open, subject.video.id))
        now = [value for value in values if isinstance(value, Segment)]
        gone = [value.segment_id for value in values if isinstance(value, RemovedSegment)]
        for tier in self._state.tiers.lacks(now):
            self._state.tiers.set_labels(tier, self._context.open.segments.labels(tier))
        self._state.tiers.put(now, gone)
        self.show_marks()

    def take_beats(self, now: BeatsNow) -> None:
        """See the beats that an edit left, and the segments that went with them."""
        self._own_grid = now.grid
        self._state.tiers.move(now.moved)
        self.show_marks()

    def show_marks(self) -> None:
        """Show segments and corrected frames as the state has them."""
        state = self._state
        if state.subject is None:
            return
        state.grid = self._own_grid or self._heard_grid
        tiers = state.tiers
        self._styles.set_tier(tiers.active, tiers.labels, free_text=tiers.is_free_text)
        self._timeline.change(
            tiers=tiers.shown(self._context.annotator),
            active=tiers.active,
            grid=state.grid,
            corrected_s=state.subject.times_s[state.corrected_frames],
            annotator=self._context.annotator,
        )

    def _on_confidence_read(self, track_id: int, averages: Averages) -> None:
        if self._state.track is not None and self._state.track.id == track_id:
            self._timeline.change(confidence=averages)

    def _on_heard(self, heard: Heard) -> None:
        if self._state.subject is None or self._state.subject.video.id != heard.video_id:
            return
        self._lacks_beats = heard.fault is None and heard.grid is None
        if self._lacks_beats:
            self._loader.ask_job(BEATS_JOB, heard.video_id)
        self._timeline.change(
            sound=heard.wave,
            sound_note="" if heard.fault is None else heard.fault.message,
        )
        self._heard_grid = heard.grid
        self.show_marks()
