"""Poses near the frame on show, kept so that a step reads nothing and an edit is seen at once. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import Correction, CorrectionKind, Track
from db.corrections import overlay
from db.project import Project
from workbench.gui.widgets.pose import Mark

WINDOW_FRAMES = 64
KEPT_WINDOWS = 64


@dataclass
class _Window:
    start: int
    raw: NDArray[np.float32]  # (n, J, 4)
    in_force: dict[int, dict[int, Correction]]  # by frame, then joint


class PoseCache:
    """Frames of tracks with their corrections, read a window at a time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._windows: OrderedDict[tuple[int, int], _Window] = OrderedDict()

    def joints(self, track: Track, frame: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return (J, 4) with the corrections in force, and (J,) what people did (`Mark`).

        A frame outside of the track is missing: all NaN.
        """
        n_joints = len(track.skeleton.joints)
        marks = np.full(n_joints, Mark.MACHINE, np.uint8)
        window = self._window(track.id, frame)
        if not 0 <= frame - window.start < len(window.raw):
            return np.full((n_joints, 4), np.nan, np.float32), marks
        raw = window.raw[frame - window.start]
        edits = window.in_force.get(frame, {}).values()
        for edit in edits:
            marks[edit.joint] = Mark.HIDDEN if edit.kind is CorrectionKind.HIDE else Mark.MOVED
        return overlay(raw[None], frame, edits)[0], marks

    def correction(self, track_id: int, frame: int, joint: int) -> Correction | None:
        """Return the correction in force of one joint; None where the machine's word stands."""
        return self._window(track_id, frame).in_force.get(frame, {}).get(joint)

    def is_corrected(self, track_id: int, frame: int) -> bool:
        """Whether anything of a frame is corrected."""
        return bool(self._window(track_id, frame).in_force.get(frame))

    def take(self, corrections: Iterable[Correction]) -> None:
        """Put stored corrections on top of what is kept."""
        for edit in corrections:
            window = self._windows.get((edit.track_id, edit.frame // WINDOW_FRAMES))
            if window is None:
                continue
            of_frame = window.in_force.setdefault(edit.frame, {})
            if edit.kind is CorrectionKind.REVERT:
                of_frame.pop(edit.joint, None)
            else:
                of_frame[edit.joint] = edit

    def forget(self) -> None:
        """Read everything again: somebody else may have changed it."""
        self._windows.clear()

    def _window(self, track_id: int, frame: int) -> _Window:
        key = (track_id, frame // WINDOW_FRAMES)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = self._read(track_id, key[1] * WINDOW_FRAMES)
            if len(self._windows) > KEPT_WINDOWS:
                self._windows.popitem(last=False)
        self._windows.move_to_end(key)
        return window

    def _read(self, track_id: int, start: int) -> _Window:
        stop = start + WINDOW_FRAMES
        raw = self._project.tracks.raw(track_id, start, stop)
        in_force = self._project.corrections.in_force(track_id, start, stop)
        by_frame: dict[int, dict[int, Correction]] = {}
        for edit in in_force:
            by_frame.setdefault(edit.frame, {})[edit.joint] = edit
        return _Window(start, raw, by_frame)
