"""Pose tracks as one long table: a row for every joint of every frame.

``video, track, person, frame, time_s, joint, x, y, z, confidence, corrected, space``; image tracks in pixels
(y down), world tracks in metres (y up). A joint that was not seen has empty coordinates. Numbers are written
with as few digits as give the same float32 again.

Lost are the size of the pictures, bones (a shipped skeleton is recognised by its joints) and tracks without
frames.
"""

from __future__ import annotations

import csv
import io
import math
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import MediaError
from core.formats.bounds import Allowance, read_text
from core.formats.pose_track import PoseTrack
from core.formats.skeletons import skeleton_for
from core.media.files import replacing

COLUMNS = (
    "video", "track", "person", "frame", "time_s", "joint", "x", "y", "z", "confidence", "corrected", "space",
)  # fmt: skip


def write(path: Path | str, tracks: Iterable[PoseTrack]) -> None:
    """Write tracks to one table; the file appears whole or not at all."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for track in tracks:
            table.writerows(_rows(track))


def _rows(track: PoseTrack) -> Iterator[tuple[object, ...]]:
    joints = track.skeleton.joints
    for frame, time_s in enumerate(track.times_s.tolist()):
        pose = np.where(np.isnan(track.poses[frame]), "", track.poses[frame].astype(str)).tolist()
        for joint, values, corrected in zip(joints, pose, track.corrected[frame].tolist(), strict=True):
            yield (
                track.video, track.track, track.person, frame, repr(time_s), joint, *values, int(corrected),
                str(track.space),
            )  # fmt: skip


def read(path: Path | str) -> list[PoseTrack]:
    """Read the tracks of a table, in the order of their first rows.

    Raises:
        MediaError: the file is not such a table; the line is named.
    """
    path = Path(path)
    lines = csv.reader(io.StringIO(read_text(path), newline=""))
    tables: dict[tuple[str, int, int, Space], _Table] = {}
    try:
        head = next(lines, [])
        if tuple(head[: len(COLUMNS)]) != COLUMNS:
            raise ValueError(f"its columns are not {', '.join(COLUMNS)}")
        for row in lines:
            key, values = _parse(row)
            tables.setdefault(key, _Table()).add(*values)
        allowance = Allowance()
        return [table.track(*key, allowance) for key, table in tables.items()]
    except (ValueError, OverflowError, csv.Error) as e:
        raise MediaError(f"{path}, line {lines.line_num}: {e}.", "Export the table again.") from e


def _parse(row: list[str]) -> tuple[tuple[str, int, int, Space], tuple[int, float, str, list[float], bool]]:
    if len(row) != len(COLUMNS):
        raise ValueError(f"it has {len(row)} columns instead of {len(COLUMNS)}")
    video, track, person, frame, time_s, joint, *pose, corrected, space = row
    if corrected not in ("0", "1"):
        raise ValueError(f"corrected is {corrected[:40]!r} instead of 0 or 1")
    key = video, _whole(track), _whole(person), Space(space)
    return key, (_whole(frame), _finite(time_s), joint, [_value(text) for text in pose], corrected == "1")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]!r} is not a finite number")
    return value


def _value(text: str) -> float:
    """A float32; NaN for an empty cell."""
    value = math.nan if text == "" else _finite(text)
    if abs(value) > 3.4e38:
        raise ValueError(f"{text[:40]!r} is too large")
    return value


class _Table:
    """The rows of one track, as they come."""

    def __init__(self) -> None:
        self._joints: dict[str, int] = {}
        self._cells = array("q")  # frame, joint, corrected
        self._values = array("f")  # x, y, z, confidence
        self._times: dict[int, float] = {}

    def add(self, frame: int, time_s: float, joint: str, pose: list[float], corrected: bool) -> None:
        index = self._joints.setdefault(joint, len(self._joints))
        self._cells.extend((frame, index, corrected))
        self._values.extend(pose)
        self._times[frame] = time_s

    def track(self, video: str, track: int, person: int, space: Space, allowance: Allowance) -> PoseTrack:
        n_frames, n_joints = max(self._times) + 1, len(self._joints)
        allowance.take(n_frames, n_joints)
        frames, joints, changed = np.array(self._cells, np.int64).reshape(-1, 3).T
        poses = np.full((n_frames, n_joints, 4), np.nan, np.float32)
        poses[frames, joints] = np.array(self._values, np.float32).reshape(-1, 4)
        corrected = np.zeros((n_frames, n_joints), np.bool_)
        corrected[frames, joints] = changed.astype(np.bool_)
        body = skeleton_for(tuple(self._joints))
        return PoseTrack(video, track, person, space, body, self._all_times(n_frames), poses, corrected)

    def _all_times(self, n_frames: int) -> NDArray[np.float64]:
        """Times of all frames; those without a row lie evenly between their neighbours."""
        known = np.array(sorted(self._times))
        times = np.fromiter(chain(self._times[frame] for frame in known.tolist()), np.float64)
        return np.interp(np.arange(n_frames), known, times)
