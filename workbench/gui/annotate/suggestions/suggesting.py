"""From the search to the list, and from the list to the frame, the joint, and an accepted frame."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.entities import Correction, CorrectionKind, Review, ReviewState, VideoKind
from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Suggestion
from db.reviews import WORDS
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.poses.review_edits import ReviewFrames
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.subject import Subject
from workbench.gui.annotate.suggestions.queue import Queue
from workbench.gui.annotate.suggestions.searching import Searching
from workbench.gui.context import AppContext, Change

OPEN_SETTING = "suggestions_open"
MARKED_FROM = 0.5  # likelihood from which a frame is marked on the timeline


class Suggesting(QObject):
    """The suggestions of the open video. Nothing is looked for while the panel is closed."""

    place_asked = Signal(int, int, int)  # frame, person, joint

    def __init__(self, context: AppContext, state: AnnotateState, desk: Desk) -> None:
        super().__init__(desk)
        self._context, self._state, self._desk = context, state, desk
        self.queue = Queue()
        self.panel = desk.suggestions
        self.searching = Searching(context, self)
        self._goes_on = False  # to the next one, as soon as there is one
        self.panel.row_chosen.connect(lambda row: self._go(self.queue.choose(row)))
        self.panel.reason_chosen.connect(self._on_reason_chosen)
        self.panel.list.stepped.connect(self.step)
        self.panel.list.left.connect(desk.canvas.setFocus)
        self.searching.found.connect(self._on_found)
        self.searching.failed.connect(self._on_failed)
        context.edited.connect(self._on_edited)
        context.store_changed.connect(self.searching.look_again_soon)
        context.project_closed.connect(self.close)
        self.panel.setVisible(context.settings.text(OPEN_SETTING) == "yes")

    # -- opening and closing ---------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return not self.panel.isHidden()

    def toggle(self) -> None:
        """Open or close the panel; it stays so in the next session."""
        self.set_open(not self.is_open)

    def set_open(self, is_open: bool, *, takes_focus: bool = True) -> None:
        self.panel.setVisible(is_open)
        self._context.settings.set_text(OPEN_SETTING, "yes" if is_open else "no")
        if is_open:
            self.open(self._state.subject)
            if takes_focus:
                self.panel.list.setFocus()  # when it is there
        else:
            self.close()
            self._desk.canvas.setFocus()

    def open(self, subject: Subject | None) -> None:
        """Look through a video that was just opened, if the panel is."""
        self.close()
        if not self.is_open or subject is None:
            return
        if subject.is_editable:
            self.searching.open(subject.video.id)
        self._show()

    def close(self) -> None:
        """Forget what was found."""
        self.searching.close()
        self.queue.clear()
        self._goes_on = False
        self._show()

    # -- going there -----------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) suggestion; open the panel where it is closed."""
        if not self.is_open:
            self.set_open(True, takes_focus=False)
        suggestion = self.queue.step(by)
        if suggestion is not None:
            self._go(suggestion)
        elif self.searching.is_looking:
            self._goes_on = by > 0
        else:
            words = "No more suggestions" if by > 0 else "This is the first suggestion"
            self._desk.stored.setText(words if len(self.queue.shown) else "No suggestions")

    def _go(self, suggestion: Suggestion | None) -> None:
        if suggestion is None:
            return
        self.panel.set_current(self.queue.place)
        joint = suggestion.joints[0]
        self.place_asked.emit(suggestion.frame, suggestion.person, joint)
        self._bring_into_view(suggestion.person, suggestion.frame, joint)

    def _bring_into_view(self, person: int, frame: int, joint: int) -> None:
        subject = self._state.subject
        if subject is None or person >= len(subject.tracks):
            return
        x, y = subject.poses.joints(subject.tracks[person], frame)[0][joint, :2].tolist()
        if x == x and y == y:  # it was seen
            self._desk.canvas.bring_into_view(x, y)

    # -- accepting -------------------------------------------------------------------------------

    def accept(self) -> None:
        """Say that the frame on show is right, or all frames of the chosen suggestion if it is one of them.

        Where the frame was accepted already, that is taken back.
        """
        state = self._state
        subject, track = state.subject, state.track
        if subject is None or track is None or subject.video.kind is VideoKind.MOTION:
            return
        start, stop = self._stretch()
        said = self._context.open.reviews.said(track.id, track.n_frames)[start:stop].copy()
        is_done = bool((said == WORDS.index(ReviewState.ACCEPTED)).all())
        word = ReviewState.UNSEEN if is_done else ReviewState.ACCEPTED
        edit = ReviewFrames(
            self._context, subject.video.id, (start, stop), word, {track.id: said},
            person=state.person,
        )  # fmt: skip
        self._context.undo_stack.push(edit)

    def _stretch(self) -> tuple[int, int]:
        frame, chosen = self._state.frame, self.queue.chosen
        if chosen is not None and chosen.person == self._state.person and chosen.start <= frame < chosen.stop:
            return chosen.start, chosen.stop
        return frame, frame + 1

    # -- what happened ---------------------------------------------------------------------------

    def _on_reason_chosen(self, reason: Reason | None) -> None:
        self.queue.filter(reason)
        self._show()
        self.panel.list.setFocus()

    def _on_found(self, suggestions: list[Suggestion]) -> None:
        self.queue.fill(suggestions)
        self._show()
        if self._goes_on:
            self._goes_on = False
            self.step(1)

    def _on_failed(self, error: Exception) -> None:
        self.queue.clear()
        self._show()
        self.panel.say("The search failed", f"{error} Close and open this list to try again.")

    def _on_edited(self, change: Change) -> None:
        if self.searching.video_id is None or change.video_id != self.searching.video_id:
            return
        if change.kind not in ("correction", "review"):
            return
        subject = self._state.subject
        persons = {track.id: i for i, track in enumerate(subject.tracks)} if subject is not None else {}
        for person, places in self._corrected(change, persons).items():
            self.queue.settle(person, places)
        for value in change.values:
            accepts = isinstance(value, Review) and value.state is ReviewState.ACCEPTED
            if accepts and value.track_id in persons:
                self.queue.accept(persons[value.track_id], value.start_frame, value.stop_frame)
        self._show()
        self.searching.look_again_soon()

    @staticmethod
    def _corrected(change: Change, persons: dict[int, int]) -> dict[int, list[tuple[int, int]]]:
        places: dict[int, list[tuple[int, int]]] = {}
        for value in change.values:
            is_work = isinstance(value, Correction) and value.kind is not CorrectionKind.REVERT
            if is_work and value.track_id in persons:
                places.setdefault(persons[value.track_id], []).append((value.frame, value.joint))
        return places

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        queue, subject = self.queue, self._state.subject
        n_people = len(subject.tracks) if subject is not None else 0
        self.panel.set_counts(queue.counts, len(queue), queue.reason)
        self.panel.model.show(queue.shown, names_people=n_people > 1)
        self.panel.set_current(queue.place)
        self.panel.say(*self._words())
        self._mark()

    def _words(self) -> tuple[str, str]:
        """Return what is said instead of the list; empty when there is one."""
        subject = self._state.subject
        if self.queue.shown:
            return "", ""
        if subject is None or subject.video.kind is VideoKind.MOTION:
            return "Nothing to correct here", "A motion is shown as it was measured. Choose a video above."
        if not subject.tracks:
            return "No poses yet", "They come from the video's pose job; the Library shows how far it is."
        if self.searching.is_looking and not len(self.queue):
            return "Looking …", "Every pose of this video is looked at, once."
        if len(self.queue):
            return "Nothing of this kind", "Choose All reasons above to see the others."
        return "Nothing to look at", "No pose is likely wrong, or all were corrected or accepted."

    def _mark(self) -> None:
        subject = self._state.subject
        if subject is None:
            return
        frames = sorted({each.frame for each in self.queue.shown if each.likelihood >= MARKED_FROM})
        marked_s = subject.times_s[[frame for frame in frames if frame < len(subject.times_s)]]
        if len(marked_s) or len(self._desk.timeline.content.suggested_s):
            self._desk.timeline.change(suggested_s=marked_s)
