"""What the Annotate page is looking at, and what a wish to edit means. No Qt: any test can drive it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audio.grid import BeatGrid
from core.editing.reach import reach
from core.entities import Correction, CorrectionKind, JointEdit, Person, Segment, Track
from workbench.gui.annotate.poses.cache import PoseCache
from workbench.gui.annotate.subject import Subject
from workbench.gui.annotate.tiers.tiers import Tiers
from workbench.gui.widgets.pose import Mark, PersonPose, Tag

REACH_FRAMES = 1000  # nobody interpolates farther
NO_FRAMES: NDArray[np.int64] = np.zeros(0, np.int64)


@dataclass(frozen=True)
class PoseChange:
    """A wish to change joints of the person who is worked on.

    Attributes:
        track_id: whose.
        edits: what to store.
        frame, person, joint: what the wish was about, to go there when it is undone.
    """

    track_id: int
    edits: tuple[JointEdit, ...]
    frame: int
    person: int
    joint: int | None


class AnnotateState:
    """The open video, the frame on show, the person and joint that are worked on.

    Attributes:
        subject: the open video; None when none is.
        frame: the frame on show: what edits are about.
        person: index into the subject's tracks.
        joint: the selected joint; None when none is.
        tiers: what people put on the video, tier by tier.
        grid: the beats in force; None while there are none.
    """

    def __init__(self) -> None:
        self.subject: Subject | None = None
        self.frame = 0
        self.person = 0
        self.joint: int | None = None
        self.tiers = Tiers()
        self.grid: BeatGrid | None = None
        self._corrected: dict[int, NDArray[np.int64]] = {}
        self._locked: dict[int, frozenset[int]] = {}  # joints by track id

    # -- what is looked at -----------------------------------------------------------------------

    def open(self, subject: Subject, *, frame: int = 0) -> None:
        """Look at another video."""
        keeps_joint = self.subject is not None and _same_skeleton(self.subject, subject)
        self.subject = subject
        self.frame = max(0, min(frame, len(subject.times_s) - 1))
        self.person = min(self.person, max(0, len(subject.tracks) - 1))
        self.joint = self.joint if keeps_joint else None
        self.tiers.forget_segments()
        self.grid = None
        self._corrected = {}

    def take_people(self, people: Sequence[Person]) -> bool:
        """See people as they were mended, and go on with whom was worked on; returns whether any differ."""
        if self.subject is None:
            return False
        before, track = self.subject, self.track
        self.subject = before.with_people(people)
        ids = [found.id for found in self.subject.tracks]
        self.person = ids.index(track.id) if track is not None and track.id in ids else 0
        if track is None or track.id not in ids:
            self.joint = None
        return (before.people, before.tracks) != (self.subject.people, self.subject.tracks)

    @property
    def who(self) -> Person | None:
        """The person who is worked on."""
        people = self.subject.people if self.subject is not None else ()
        return people[self.person] if self.person < len(people) else None

    def close(self) -> None:
        """Look at nothing."""
        self.subject, self.joint, self.grid = None, None, None
        self.tiers.read(())
        self._locked = {}

    @property
    def track(self) -> Track | None:
        """The track of the person who is worked on."""
        tracks = self.subject.tracks if self.subject is not None else ()
        return tracks[self.person] if self.person < len(tracks) else None

    def people(self, frame: int) -> list[PersonPose]:
        """Return everybody in a frame, in picture coordinates."""
        if self.subject is None:
            return []
        return [self._pose(self.subject, track, frame) for track in self.subject.tracks]

    def _pose(self, subject: Subject, track: Track, frame: int) -> PersonPose:
        joints, marks = subject.poses.joints(track, frame)
        if subject.stage is not None and frame < track.n_frames:
            joints = subject.stage.to_pixels(joints, frame)
        locked = self._locked.get(track.id, frozenset())
        return PersonPose(joints, marks, track.skeleton, locked, self._tag(subject, track))

    @staticmethod
    def _tag(subject: Subject, track: Track) -> Tag | None:
        """Who it is; where there is one person, nobody asks."""
        if len(subject.tracks) < 2:
            return None
        person = subject.people[subject.tracks.index(track)]
        return Tag(person.title, person.colour)

    @property
    def pose(self) -> PersonPose | None:
        """The person who is worked on, in the frame on show."""
        return self.pose_in(self.frame)

    def pose_in(self, frame: int) -> PersonPose | None:
        """Return the person who is worked on in another frame; None when there is none."""
        if self.subject is None or self.track is None:
            return None
        return self._pose(self.subject, self.track, frame)

    def select(self, person: int, joint: int | None) -> None:
        """Work on a person and, of theirs, a joint."""
        if self.subject is None or not 0 <= person < len(self.subject.tracks):
            return
        n_joints = len(self.subject.tracks[person].skeleton.joints)
        self.person, self.joint = person, joint if joint is not None and joint < n_joints else None

    def next_joint(self, step: int) -> int | None:
        """Select the next joint that is seen in this frame; it comes round at the end."""
        track = self.track
        if track is None:
            return None
        seen = np.flatnonzero(self.people(self.frame)[self.person].seen)
        if not len(seen):
            return None
        if self.joint is None:
            self.joint = int(seen[0] if step > 0 else seen[-1])
        else:
            at = int(np.searchsorted(seen, self.joint, side="right" if step > 0 else "left"))
            self.joint = int(seen[(at if step > 0 else at - 1) % len(seen)])
        return self.joint

    def correction(self, joint: int) -> Correction | None:
        """Return the correction in force of a joint of the frame on show."""
        if self.subject is None or self.track is None:
            return None
        return self.subject.poses.correction(self.track.id, self.frame, joint)

    @property
    def locked(self) -> frozenset[int]:
        """The joints of the person that nothing moves."""
        return self._locked.get(self.track.id, frozenset()) if self.track is not None else frozenset()

    def toggle_lock(self) -> bool | None:
        """Lock the selected joint, or free it; returns whether it is locked now, None without one."""
        if self.track is None or self.joint is None:
            return None
        self._locked[self.track.id] = self.locked ^ {self.joint}
        return self.joint in self.locked

    # -- what editing changes --------------------------------------------------------------------

    def move(self, person: int, joint: int, x_px: float, y_px: float) -> PoseChange | None:
        """Return the change that puts a joint of the frame on show somewhere; None when it may not be."""
        return self._change(person, joint, CorrectionKind.MOVE, (float(x_px), float(y_px)))

    def reach(self, person: int, joint: int, x_px: float, y_px: float) -> PoseChange | None:
        """Return the change that puts a joint somewhere and has its limb follow; None when it may not be."""
        if not self._may_change(person, joint):
            return None
        pose = self.people(self.frame)[person]
        change = reach(pose.joints, pose.skeleton, joint, x_px, y_px, frame=self.frame, locked=pose.locked)
        return self.change_of(change.edits(), person=person, joint=joint)

    def nudge(self, dx_px: float, dy_px: float) -> PoseChange | None:
        """Return the change that moves the selected joint a little; None without one that is seen."""
        if self.joint is None or self.pose is None:
            return None
        x, y = self.pose.joints[self.joint, :2].tolist()
        if not (np.isfinite(x) and np.isfinite(y)):
            return None
        return self.move(self.person, self.joint, x + dx_px, y + dy_px)

    def toggle_hidden(self) -> PoseChange | None:
        """Return the change that hides the selected joint, or shows a hidden one where it is."""
        pose = self.pose
        if self.joint is None or pose is None:
            return None
        if pose.marks[self.joint] != Mark.HIDDEN:
            return self._change(self.person, self.joint, CorrectionKind.HIDE)
        x, y = pose.joints[self.joint, :2].tolist()
        now = self.correction(self.joint)
        if now is None or now.x is None:
            return self._change(self.person, self.joint, CorrectionKind.REVERT)
        return self._change(self.person, self.joint, CorrectionKind.MOVE, (x, y))

    def revert(self) -> PoseChange | None:
        """Return the change that gives the selected joint back to the machine; None if it is there."""
        if self.joint is None or self.correction(self.joint) is None:
            return None
        return self._change(self.person, self.joint, CorrectionKind.REVERT)

    def change_of(
        self, edits: Sequence[JointEdit], *, person: int | None = None, joint: int | None = None
    ) -> PoseChange | None:
        """Return a change of several joints, by default of the person who is worked on; None for nothing."""
        who = self.person if person is None else person
        if self.subject is None or not self.subject.is_editable or not edits:
            return None
        track = self.subject.tracks[who]
        return PoseChange(track.id, tuple(edits), self.frame, who, joint)

    def _change(
        self, person: int, joint: int, kind: CorrectionKind, xy: tuple[float, float] | None = None
    ) -> PoseChange | None:
        subject = self.subject
        if subject is None or not self._may_change(person, joint):
            return None
        before = subject.poses.correction(subject.tracks[person].id, self.frame, joint)
        x, y = xy or (None, None)
        z = before.z if before is not None and kind is CorrectionKind.MOVE else None
        edit = JointEdit(self.frame, joint, kind, x, y, z)
        return self.change_of([edit], person=person, joint=joint)

    def _may_change(self, person: int, joint: int) -> bool:
        subject = self.subject
        if subject is None or not subject.is_editable or person >= len(subject.tracks):
            return False
        return joint not in self._locked.get(subject.tracks[person].id, ())

    # -- what was stored -------------------------------------------------------------------------

    def take(self, corrections: tuple[Correction, ...]) -> None:
        """See corrections that were stored."""
        if self.subject is None:
            return
        self.subject.poses.take(corrections)
        for track_id, known in self._corrected.items():
            touched = {edit.frame: edit.kind for edit in corrections if edit.track_id == track_id}
            if touched:
                self._corrected[track_id] = self._with(self.subject.poses, track_id, known, touched)

    @staticmethod
    def _with(
        poses: PoseCache, track_id: int, known: NDArray[np.int64], touched: dict[int, CorrectionKind]
    ) -> NDArray[np.int64]:
        """Return the corrected frames, knowing which were touched; the same array when none came or went."""
        is_given_back = {frame for frame, kind in touched.items() if kind is CorrectionKind.REVERT}
        clear = [frame for frame in is_given_back if not poses.is_corrected(track_id, frame)]
        corrected = np.setdiff1d(list(touched), clear)
        after = np.setdiff1d(np.union1d(known, corrected), clear).astype(np.int64)
        return known if np.array_equal(after, known) else after

    def set_corrected_frames(self, track_id: int, frames: NDArray[np.int64]) -> None:
        """Learn which frames of a track are corrected, ascending."""
        self._corrected[track_id] = frames

    @property
    def corrected_frames(self) -> NDArray[np.int64]:
        """Frames of the person's track with a correction in force, ascending."""
        return self._corrected.get(self.track.id, NO_FRAMES) if self.track is not None else NO_FRAMES

    def corrected_frame(self, direction: int, *, start: int) -> int | None:
        """Return the next (1) or previous (-1) corrected frame from `start`; None when there is none."""
        frames = self.corrected_frames
        if direction > 0:
            at = int(np.searchsorted(frames, start, side="right"))
            return int(frames[at]) if at < len(frames) else None
        at = int(np.searchsorted(frames, start, side="left")) - 1
        return int(frames[at]) if at >= 0 else None

    def corrected_around(self, joints: Collection[int] | None) -> tuple[int | None, int | None]:
        """Return the nearest frames before and after the one on show that somebody corrected.

        Args:
            joints: only frames in which one of these was moved count; None: every corrected frame.
        """
        frames = self.corrected_frames
        before = frames[(frames < self.frame) & (frames >= self.frame - REACH_FRAMES)][::-1]
        after = frames[(frames > self.frame) & (frames <= self.frame + REACH_FRAMES)]
        first, last = (self._first_moved(some.tolist(), joints) for some in (before, after))
        return first, last

    def _first_moved(self, frames: list[int], joints: Collection[int] | None) -> int | None:
        subject, track = self.subject, self.track
        if subject is None or track is None:
            return None
        for frame in frames:
            marks = subject.poses.joints(track, frame)[1]
            if joints is None or (marks[list(joints)] == Mark.MOVED).any():
                return frame
        return None

    def forget_poses(self) -> None:
        """Read poses and corrections again when they are next asked for."""
        if self.subject is not None:
            self.subject.poses.forget()

    def segment(self, segment_id: int) -> Segment | None:
        """Return a segment of any tier; None when there is none."""
        return self.tiers.segment(segment_id)


def _same_skeleton(a: Subject, b: Subject) -> bool:
    names = [subject.tracks[0].skeleton.name if subject.tracks else "" for subject in (a, b)]
    return names[0] == names[1] != ""
