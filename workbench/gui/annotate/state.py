"""What the Annotate page is looking at, and what a wish to edit means. No Qt: any test can drive it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import Correction, CorrectionKind, JointEdit, Label, Segment, Track
from workbench.gui.annotate.poses import PoseCache
from workbench.gui.annotate.subject import Subject
from workbench.gui.widgets.pose import Mark, PersonPose

NO_FRAMES: NDArray[np.int64] = np.zeros(0, np.int64)


@dataclass(frozen=True)
class JointChange:
    """A wish to change one joint: what to store, and what to store to take it back."""

    video_id: int
    track_id: int
    person: int
    after: JointEdit
    before: JointEdit

    @property
    def frame(self) -> int:
        return self.after.frame

    @property
    def joint(self) -> int:
        return self.after.joint


class AnnotateState:
    """The open video, the frame on show, the person and joint that are worked on.

    Attributes:
        subject: the open video; None when none is.
        frame: the frame on show: what edits are about.
        person: index into the subject's tracks.
        joint: the selected joint; None when none is.
        segments, labels: of the style tier, as last read.
    """

    def __init__(self) -> None:
        self.subject: Subject | None = None
        self.frame = 0
        self.person = 0
        self.joint: int | None = None
        self.segments: tuple[Segment, ...] = ()
        self.labels: tuple[Label, ...] = ()
        self._corrected: dict[int, NDArray[np.int64]] = {}

    # -- what is looked at -----------------------------------------------------------------------

    def open(self, subject: Subject, *, frame: int = 0) -> None:
        """Look at another video."""
        keeps_joint = self.subject is not None and _same_skeleton(self.subject, subject)
        self.subject = subject
        self.frame = max(0, min(frame, len(subject.times_s) - 1))
        self.person = min(self.person, max(0, len(subject.tracks) - 1))
        self.joint = self.joint if keeps_joint else None
        self.segments = ()
        self._corrected = {}

    def close(self) -> None:
        """Look at nothing."""
        self.subject, self.joint = None, None
        self.segments, self.labels = (), ()

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
        return PersonPose(joints, marks, track.skeleton)

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

    # -- what editing changes --------------------------------------------------------------------

    def move(self, person: int, joint: int, x_px: float, y_px: float) -> JointChange | None:
        """Return the change that puts a joint of the frame on show somewhere; None when it is read-only."""
        return self._change(person, joint, CorrectionKind.MOVE, (float(x_px), float(y_px)))

    def nudge(self, dx_px: float, dy_px: float) -> JointChange | None:
        """Return the change that moves the selected joint a little; None without one that is seen."""
        if self.joint is None or self.track is None:
            return None
        x, y = self.people(self.frame)[self.person].joints[self.joint, :2].tolist()
        if not (np.isfinite(x) and np.isfinite(y)):
            return None
        return self.move(self.person, self.joint, x + dx_px, y + dy_px)

    def toggle_hidden(self) -> JointChange | None:
        """Return the change that hides the selected joint, or shows a hidden one where it is."""
        if self.joint is None or self.track is None:
            return None
        pose = self.people(self.frame)[self.person]
        if pose.marks[self.joint] != Mark.HIDDEN:
            return self._change(self.person, self.joint, CorrectionKind.HIDE)
        x, y = pose.joints[self.joint, :2].tolist()
        now = self.correction(self.joint)
        if now is None or now.x is None:
            return self._change(self.person, self.joint, CorrectionKind.REVERT)
        return self._change(self.person, self.joint, CorrectionKind.MOVE, (x, y))

    def revert(self) -> JointChange | None:
        """Return the change that gives the selected joint back to the machine; None if it is there."""
        if self.joint is None or self.correction(self.joint) is None:
            return None
        return self._change(self.person, self.joint, CorrectionKind.REVERT)

    def _change(
        self, person: int, joint: int, kind: CorrectionKind, xy: tuple[float, float] | None = None
    ) -> JointChange | None:
        subject = self.subject
        if subject is None or not subject.is_editable or person >= len(subject.tracks):
            return None
        track = subject.tracks[person]
        before = subject.poses.correction(track.id, self.frame, joint)
        x, y = xy or (None, None)
        z = before.z if before is not None and kind is CorrectionKind.MOVE else None
        after = JointEdit(self.frame, joint, kind, x, y, z)
        return JointChange(subject.video.id, track.id, person, after, as_edit(before, self.frame, joint))

    # -- what was stored -------------------------------------------------------------------------

    def take(self, corrections: tuple[Correction, ...]) -> None:
        """See corrections that were stored."""
        if self.subject is None:
            return
        self.subject.poses.take(corrections)
        tracks = {track.id: track for track in self.subject.tracks}
        for track_id, frame in {(edit.track_id, edit.frame) for edit in corrections}:
            if track_id in tracks and track_id in self._corrected:
                self._mark(self.subject.poses, tracks[track_id], frame)

    def _mark(self, poses: PoseCache, track: Track, frame: int) -> None:
        known = self._corrected[track.id]
        is_corrected = bool(poses.joints(track, frame)[1].any())
        at = int(np.searchsorted(known, frame))
        was_corrected = at < len(known) and known[at] == frame
        if is_corrected and not was_corrected:
            self._corrected[track.id] = np.insert(known, at, frame)
        elif was_corrected and not is_corrected:
            self._corrected[track.id] = np.delete(known, at)

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

    def forget_poses(self) -> None:
        """Read poses and corrections again when they are next asked for."""
        if self.subject is not None:
            self.subject.poses.forget()

    def segment(self, segment_id: int) -> Segment | None:
        return next((segment for segment in self.segments if segment.id == segment_id), None)


def as_edit(correction: Correction | None, frame: int, joint: int) -> JointEdit:
    """Return what to store so that a correction is in force again; nothing was: back to the machine."""
    if correction is None:
        return JointEdit(frame, joint, CorrectionKind.REVERT)
    return JointEdit(frame, joint, correction.kind, correction.x, correction.y, correction.z)


def _same_skeleton(a: Subject, b: Subject) -> bool:
    names = [subject.tracks[0].skeleton.name if subject.tracks else "" for subject in (a, b)]
    return names[0] == names[1] != ""
