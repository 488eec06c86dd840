"""The Annotate page: one video, its poses, its styles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.entities import Correction, Video
from workbench.gui.annotate.beats.listening import Listening
from workbench.gui.annotate.beats.mending import Beating
from workbench.gui.annotate.beats.menu import BeatMenu
from workbench.gui.annotate.desk import Desk
from workbench.gui.annotate.here import Here
from workbench.gui.annotate.keys import Keys
from workbench.gui.annotate.loading import PROXY_JOB, Loader, Marks
from workbench.gui.annotate.notices import Notices
from workbench.gui.annotate.people.arranging import PeopleMenu
from workbench.gui.annotate.playing import Playing
from workbench.gui.annotate.poses.correcting import Correcting
from workbench.gui.annotate.poses.curves import CurvesFeed
from workbench.gui.annotate.poses.ghosts import Ghosts
from workbench.gui.annotate.poses.joint_letters import joint_letters
from workbench.gui.annotate.poses.joint_palette import JointPalette
from workbench.gui.annotate.poses.posing import Posing
from workbench.gui.annotate.poses.reviewing import Reviewing
from workbench.gui.annotate.state import AnnotateState
from workbench.gui.annotate.status import where_text
from workbench.gui.annotate.subject import Subject
from workbench.gui.annotate.suggestions.suggesting import Suggesting
from workbench.gui.annotate.tiers.marking import Marking
from workbench.gui.annotate.tiers.menu import TierMenu
from workbench.gui.annotate.tiers.reshaping import Reshaping
from workbench.gui.annotate.timeline_feed import TimelineFeed
from workbench.gui.annotate.where import Where
from workbench.gui.context import AppContext, Change
from workbench.gui.help import ShortcutsDialog
from workbench.gui.page import Page
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.player.clock import frame_at
from workbench.gui.widgets.player.player import Player
from workbench.gui.widgets.timeline.content import Content

NO_VIDEOS = (
    "No dances to annotate yet",
    "Import videos or motions in the Library; they appear here at once.",
)


class AnnotatePage(Page):
    """Shows one video at a time; every edit goes through the undo stack and is stored when it is seen."""

    title = "Annotate"
    icon = "annotate"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.state = AnnotateState()
        self.player = Player(self)
        self.loader = Loader(context, self)
        self.desk = Desk(context.theme, context.settings, context.keymap)
        self.canvas, self.timeline, self.styles = self.desk.canvas, self.desk.timeline, self.desk.styles
        self.correcting = Correcting(context, self.state, self.desk)
        self.ghosts = Ghosts(self.state, self.desk)
        self.posing = Posing(
            context,
            self.state,
            self.desk,
            self.correcting,
            self.ghosts,
            lambda: self.timeline.pending or self.player.loop,
        )
        self.people = PeopleMenu(context, self.state, self.desk, self.correcting)
        self.marking = Marking(context, self.state, self.timeline, self.styles)
        self.playing = Playing(self.state, self.player, self.desk)
        self.letters = JointPalette(self.canvas)
        self.tiers = TierMenu(context, self.state, self.timeline)
        self.feed = TimelineFeed(context, self.state, self.loader, self.timeline, self.styles)
        self.reshaping = Reshaping(context, self.state, self.timeline, self.styles, self.marking)
        self.here = Here(self.player, self.marking, self.playing, self.reshaping)
        self.beating = Beating(context, self.state, self.timeline, self.styles, self.player)
        self.listening = Listening(context, self.state, self.loader, self.timeline)
        self.curves = CurvesFeed(context, self.state, self.loader, self.correcting, self.desk)
        self.suggesting = Suggesting(context, self.state, self.desk)
        self.reviewing = Reviewing(context, self.state, self.desk)
        self.notices = Notices(context, self.state, self.desk)
        self._opening: int | None = None  # id of the video that is being read
        self._where = Where()  # in the video that is being read
        self._left_at: dict[int, int] = {}  # frame on show when a video was left, by video id
        self._stale = True
        self._lacks_proxy = False
        self._stack_index = context.undo_stack.index()
        self._lay_out()
        self.keys = Keys(self)
        self._add_buttons()
        self._connect()
        if context.project is not None:
            self.loader.read_videos()

    def _lay_out(self) -> None:
        self.empty = EmptyState(self.context.theme, "film", *NO_VIDEOS)
        self.empty.add_button("Go to the Library", lambda: self.context.show_page("library"), primary=True)
        self.waiting = QWidget()
        self.stack = QStackedWidget()
        for widget in (self.waiting, self.empty, self.desk):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setFocusProxy(self.canvas)

    def _add_buttons(self) -> None:
        keys, header, transport = self.keys, self.desk.header, self.desk.transport
        zooms = ((keys.zoom_out, "minus"), (keys.zoom_in, "plus"), (keys.fit, "fit"))
        header.lay_out((keys.previous_video, keys.next_video), zooms)
        self.skeleton_button = header.add_action(keys.skeleton, "eye")
        header.add_action(keys.help, "help")
        transport.add_action(keys.first, "first")
        transport.add_action(keys.back, "step-back")
        self.play_button = transport.add_action(keys.play, "play")
        transport.add_action(keys.on, "step-forward")
        transport.add_action(keys.last, "last")
        transport.add_action(keys.loop, "loop")
        self.mute_button = transport.add_action(keys.mute, "sound")
        transport.row.addWidget(transport.speed)
        transport.add_position()
        transport.row.addStretch(1)
        transport.add_menu(
            "Pose ▾", "Change whole poses and passages", keys.tools, keys.poses, [keys.lock, keys.onion]
        )
        transport.add_action(keys.curves, "curves")
        transport.add_label("Corrected frames")
        transport.add_action(keys.previous_corrected, "chevron-left")
        transport.add_action(keys.next_corrected, "chevron-right")
        transport.add_action(keys.suggestions, "warning")
        self.desk.suggestions.set_actions(
            keys.suggestions, keys.previous_suggestion, keys.next_suggestion, keys.accept
        )

    def _connect(self) -> None:
        context, canvas, player, loader = self.context, self.canvas, self.player, self.loader
        context.project_opened.connect(self._on_project_opened)
        context.project_closed.connect(self._on_project_closed)
        context.store_changed.connect(self._on_store_changed)
        context.edited.connect(self._on_edited)
        context.undo_stack.indexChanged.connect(self._on_stack_moved)
        loader.videos_read.connect(self._on_videos_read)
        loader.subject_read.connect(self._on_subject_read)
        loader.subject_failed.connect(self._on_subject_failed)
        loader.marks_read.connect(self._on_marks_read)
        player.frame_shown.connect(self._on_frame_shown)
        player.target_changed.connect(self._on_target_changed)
        player.playing_changed.connect(self._on_playing_changed)
        player.failed.connect(self.notices.pictures_failed)
        self.notices.person_asked.connect(self.people.add)
        self.notices.file_found.connect(self.open_video)
        canvas.joint_taken.connect(player.hold)
        self.letters.joint_chosen.connect(self._on_letter)
        self.letters.closed.connect(canvas.setFocus)
        canvas.zoom_changed.connect(self.desk.header.set_zoom)
        self.correcting.person_changed.connect(self.ghosts.show)
        self.people.changed.connect(self._on_people_changed)
        self.correcting.person_changed.connect(self.feed.show_marks)
        self.correcting.person_changed.connect(self.feed.read_confidence)
        self.correcting.person_changed.connect(self.reviewing.read)
        self.timeline.scrubbed.connect(self._on_scrubbed)
        self.desk.curves.scrubbed.connect(self._on_scrubbed)
        self.marking.settled.connect(canvas.setFocus)
        self.tiers.changed.connect(self.marking.clear)
        self.tiers.extra = BeatMenu(
            self.keys, self.state, self.listening, self.beating, self.timeline
        ).actions
        self.tiers.changed.connect(self.feed.show_marks)
        self.desk.header.video_chosen.connect(self.open_video)
        self.desk.transport.frame_typed.connect(self._on_frame_typed)
        self.suggesting.place_asked.connect(self._on_place_asked)

    # -- page ------------------------------------------------------------------------------------

    def opened(self) -> None:
        if self._stale:
            self._refresh()

    def closed(self) -> None:
        self.player.pause()

    def open_item(self, **what: object) -> None:
        """`video_id` opens a video; the rest says where to go in it, see `Where`."""
        video_id = what.pop("video_id", self.video_id)
        where = Where(**what)  # type: ignore[arg-type]
        if isinstance(video_id, int) and video_id != self.video_id:
            self.open_video(video_id, where)
        elif self._opening is not None:
            self._where = where
        elif self.state.subject is not None:
            self._go(self.state.subject, where)

    @property
    def video_id(self) -> int | None:
        """The video on the page, or the one that is being opened."""
        if self._opening is not None:
            return self._opening
        return self.state.subject.video.id if self.state.subject is not None else None

    def open_video(self, video_id: int, where: Where | None = None) -> None:
        """Open a video at a place, by default where it was left."""
        self._leave_video()
        self._opening = video_id
        self._where = where or Where(frame=self._left_at.get(video_id))
        self.desk.header.set_current(video_id)
        self.canvas.setFocus()
        self.loader.read_subject(video_id)

    def open_neighbour(self, step: int) -> None:
        """Open the next or previous video of the list."""
        video_id = self.desk.header.neighbour(step)
        if video_id is not None:
            self.open_video(video_id)

    def _leave_video(self) -> None:
        self.player.pause()
        self.posing.drop()
        self.playing.forget()
        self.marking.clear()
        self.beating.clear()
        if self.state.subject is not None:
            self._left_at[self.state.subject.video.id] = self.state.frame

    def _on_project_opened(self) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _on_project_closed(self) -> None:
        self.loader.forget()
        self.player.close()
        self.posing.drop()
        self.marking.clear()
        self.beating.clear()
        self.state.close()
        self._left_at.clear()
        self._opening, self._stale = None, True
        self.canvas.show_frame(None, ())
        self.ghosts.show()
        self.timeline.set_content(Content())
        self.stack.setCurrentWidget(self.waiting)

    # -- what was read ---------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Read again what somebody else may have changed."""
        self._stale = False
        self.loader.read_videos()
        subject = self.state.subject
        if subject is None or self._opening is not None:
            return
        self.feed.read_again(subject)

    def show_help(self) -> None:
        """Show the keys of this page."""
        ShortcutsDialog(self.context, "annotate", self).open()

    def _on_store_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _on_videos_read(self, videos: list[Video]) -> None:
        if not videos:
            self._on_no_videos()
            return
        self.desk.header.set_videos(videos, self.video_id)
        if self.video_id not in {video.id for video in videos}:
            self.open_video(videos[0].id)

    def _on_no_videos(self) -> None:
        self._leave_video()
        self.state.close()
        self.player.open(np.zeros(0), None)
        self.stack.setCurrentWidget(self.empty)

    def _on_subject_failed(self, error: Exception) -> None:
        self._opening = None
        self.desk.header.set_current(self.video_id)
        self.context.report(error)

    def _on_subject_read(self, subject: Subject) -> None:
        where, self._opening = self._where, None
        self.state.open(subject)
        self._lacks_proxy = False
        self.notices.show(subject)
        desk = self.desk
        desk.header.set_current(subject.video.id)
        self.people.show()
        self.canvas.editable = subject.is_editable
        self.canvas.show_frame(None, ())
        self.ghosts.show()
        self.canvas.set_image_size(*subject.size_px)
        self.feed.begin(subject)
        self.suggesting.open(subject)
        self.listening.show()
        desk.transport.set_length(len(subject.times_s), self.timeline.content.end_s)
        if self.stack.currentWidget() is not desk:
            self.stack.setCurrentWidget(desk)
            self.canvas.setFocus()  # it could not take the focus while it was hidden
        frame = where.frame_of(subject.times_s) or 0
        self.player.open(subject.times_s, subject.open_pictures, subject.sound, frame=frame)
        self._go(subject, replace(where, frame=None, at_s=None))
        self.curves.show()

    def _on_people_changed(self) -> None:
        """The people of the open video were mended, here or elsewhere."""
        subject = self.state.subject
        if subject is not None:
            self.canvas.editable = subject.is_editable
            self.notices.show(subject)
            self.posing.drop()  # it would be stored on whoever is the person now
            self.correcting.show()
            self.ghosts.show()
            self.curves.show()
            self.curves.read_again()
            self.suggesting.open(self.state.subject)
            self.reviewing.read()
            self.feed.read_person(subject)

    def _on_marks_read(self, marks: Marks) -> None:
        subject = self.state.subject
        if subject is None or marks.video_id != subject.video.id:
            return
        if marks.people and not subject.had_people:  # its pose job has ended meanwhile
            self.open_video(marks.video_id, Where(frame=self.state.frame))
            return
        self._use_proxy(subject, wants_proxy=marks.wants_proxy)
        self.state.forget_poses()
        self.people.take(marks.people)
        self.feed.take(marks)
        self.reviewing.read()
        self.correcting.show()
        self.curves.read_again()
        self.ghosts.show()

    def _use_proxy(self, subject: Subject, *, wants_proxy: bool) -> None:
        """Have frames made quick to reach; take them from there when they are."""
        if wants_proxy and subject.tracks:  # not before its pose job has left the machine alone
            self.loader.ask_job(PROXY_JOB, subject.video.id)
        if self._lacks_proxy and not wants_proxy and subject.open_pictures is not None:
            self.player.change_pictures(subject.open_pictures)
        self._lacks_proxy = wants_proxy

    # -- time ------------------------------------------------------------------------------------

    def go_to(self, frame: int) -> None:
        """Stop and show a frame."""
        self.player.pause()
        self.player.seek(frame)

    def _on_frame_typed(self, frame: int) -> None:
        self.go_to(frame)
        self.canvas.setFocus()

    def _on_place_asked(self, frame: int, person: int, joint: int) -> None:
        self.go_to(frame)
        self.correcting.select(person, joint)

    def go_to_last(self) -> None:
        self.go_to(self.player.n_frames - 1)

    def go_to_corrected(self, direction: int) -> None:
        """Go to the next or previous frame that somebody corrected."""
        frame = self.state.corrected_frame(direction, start=self.player.target)
        if frame is not None:
            self.go_to(frame)
        else:
            words = "after" if direction > 0 else "before"
            self.desk.stored.setText(f"No corrected frame {words} this one")

    def _on_scrubbed(self, at_s: float) -> None:
        self.player.scrub_to(frame_at(self.player.times_s, at_s))

    def _on_target_changed(self, frame: int) -> None:
        at_s = float(self.player.times_s[frame])
        content = self.timeline.content
        self.timeline.set_playhead(at_s)
        self.desk.curves.set_playhead(at_s)
        self.desk.transport.set_position(frame, at_s, content.end_s)
        self.marking.follow(self.here.span[1])

    def _on_frame_shown(self, frame: int, image: QImage | None) -> None:
        self.state.frame = frame
        self.ghosts.show()
        self.canvas.show_frame(image, self.state.people(frame))
        self.desk.where.setText(where_text(self.state))

    def _on_playing_changed(self, playing: bool) -> None:
        self.desk.transport.set_icon(self.play_button, "pause" if playing else "play")

    def toggle_mute(self) -> None:
        """Sound off or on."""
        sound = self.player.sound
        sound.set_muted(not sound.is_muted)
        self.desk.transport.set_icon(self.mute_button, "sound-off" if sound.is_muted else "sound")

    def delete(self) -> None:
        """Delete the chosen beat, else the chosen segment."""
        if not self.beating.remove():
            self.marking.delete()

    # -- what is seen ----------------------------------------------------------------------------

    def toggle_skeleton(self) -> None:
        """Show the picture alone, or with its skeletons."""
        shown = not self.canvas.shows_skeleton
        self.canvas.set_skeleton_shown(shown)
        self.desk.header.set_icon(self.skeleton_button, "eye" if shown else "eye-off")

    def ask_joint(self) -> None:
        """Wait for the letter of a joint."""
        if self.state.track is not None:
            self.letters.ask(joint_letters(self.state.track.skeleton))

    def _on_letter(self, joint: int) -> None:
        self.correcting.select(self.state.person, joint)

    def escape(self) -> None:
        """Let go of the joint in hand, else of the tool, the marked span or chosen segment, the joint."""
        if self.canvas.is_dragging:
            self.canvas.cancel_drag()
        elif self.desk.curves.is_dragging:
            self.desk.curves.cancel_drag()
        elif not (
            self.timeline.cancel_gesture()
            or self.posing.drop()
            or self.beating.escape()
            or self.marking.escape()
        ):
            self.correcting.select(self.state.person, None)

    def enter(self) -> None:
        """Apply the tool in hand; without one, take the tapped beats, or a label by name."""
        if not (self.posing.apply() or self.beating.take_taps()):
            self.marking.ask_style()

    def cycle_onion(self) -> None:
        """Show one, two, three, then no frames before and after the one on show."""
        n = self.ghosts.cycle()
        self.desk.stored.setText(f"{n} frames before and after" if n else "No frames around this one")

    # -- edits -----------------------------------------------------------------------------------

    def _on_edited(self, change: Change) -> None:
        subject = self.state.subject
        if subject is None or change.video_id != subject.video.id:
            return
        if change.kind == "correction":
            before = self.state.corrected_frames
            corrections = tuple(edit for edit in change.values if isinstance(edit, Correction))
            self.state.take(corrections)
            self.curves.take(corrections)
            if self.state.corrected_frames is not before:
                self.reviewing.show()
                self.feed.show_marks()
            self.correcting.show()
            self.ghosts.show()
            self.posing.refresh()
        elif change.kind == "people":
            self.people.read()
        elif change.kind == "segment":
            self.feed.take_segments(subject, change.values)
        elif change.kind == "beats":
            self.feed.take_beats(*change.values)
        if self.loader.is_reading("marks"):  # what is on its way may be from before this edit
            self.loader.read_marks(subject)

    def _on_stack_moved(self, index: int) -> None:
        stack = self.context.undo_stack
        done = index > self._stack_index
        text = stack.undoText() if done else stack.redoText()
        self._stack_index = index
        self.desk.stored.setText(f"{'Stored' if done else 'Undone'}: {text}" if text else "")

    def _go(self, subject: Subject, where: Where) -> None:
        """Go to a place in the open video."""
        frame = where.frame_of(subject.times_s)
        if frame is not None:
            self.go_to(frame)
        if where.person is not None:
            self.correcting.select(where.person, where.joint)
