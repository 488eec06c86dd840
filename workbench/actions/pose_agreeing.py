"""Two annotators' corrections of the same tracks, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.entities import Correction, CorrectionKind, Space, Track, Video
from core.metrics.agreement.poses import PoseAgreement, PosePairs, pose_agreement
from db.corrections import overlay
from db.project import Project

_BLOCK_FRAMES = 4096  # read at once: 2 MB of 33 joints

_Place = tuple[int, int]  # frame, joint
Own = dict[str, dict[_Place, Correction]]
"""By annotator: the newest word on each joint of each frame, taken back or not."""


@dataclass(frozen=True)
class PosesOfPair:
    """Two annotators on the poses that both corrected."""

    a: str
    b: str
    n_videos: int
    n_frames: int
    agreement: PoseAgreement


def compare_poses(
    project: Project, videos: Sequence[Video], annotators: Sequence[str] | None = None
) -> list[PosesOfPair]:
    """Compare each two annotators on the image tracks that both corrected, each with their own corrections.

    What somebody corrected twice counts as they left it, also where another's correction is in force.
    """
    parts: dict[tuple[str, str], list[PosePairs]] = defaultdict(list)
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    for video in videos:
        for track in project.tracks.for_video(video.id, Space.IMAGE):
            own = _own(project.corrections.history(track.id), annotators)
            for a, b in combinations(sorted(own), 2):
                found = list(_pairs(project, track, own[a], own[b]))
                if found:
                    parts[a, b] += found
                    seen[a, b].add(video.id)
    return [
        PosesOfPair(a, b, len(seen[a, b]), sum(len(part.touched) for part in found), pose_agreement(found))
        for (a, b), found in sorted(parts.items())
    ]


def _own(history: Sequence[Correction], annotators: Sequence[str] | None) -> Own:
    own: Own = defaultdict(dict)
    for correction in history:
        if annotators is None or correction.annotator in annotators:
            own[correction.annotator][correction.frame, correction.joint] = correction
    return own


def _pairs(
    project: Project, track: Track, a: Mapping[_Place, Correction], b: Mapping[_Place, Correction]
) -> Iterator[PosePairs]:
    """Give the frames on which both worked, some thousands at a time."""
    frames = np.array(sorted({frame for frame, _ in a} & {frame for frame, _ in b}), np.int64)
    for start in range(0, track.n_frames, _BLOCK_FRAMES):
        some = frames[(frames >= start) & (frames < start + _BLOCK_FRAMES)]
        if len(some):
            machine = project.tracks.body(track.id, start, start + _BLOCK_FRAMES)
            pose_a, pose_b = (_pose(machine, start, own)[some - start] for own in (a, b))
            touched = np.zeros(pose_a.shape[:2], np.bool_)
            at = {int(frame): i for i, frame in enumerate(some)}
            for frame, joint in (*a, *b):
                if frame in at:
                    touched[at[frame], joint] = True
            yield PosePairs(
                track.skeleton.joints,
                pose_a[..., :2].astype(np.float64),
                pose_b[..., :2].astype(np.float64),
                pose_a[..., 3] > 0,
                pose_b[..., 3] > 0,
                touched,
            )


def _pose(machine: NDArray[np.float32], start: int, own: Mapping[_Place, Correction]) -> NDArray[np.float32]:
    """Return the machine's poses with one annotator's corrections on top."""
    return overlay(machine, start, (c for c in own.values() if c.kind is not CorrectionKind.REVERT))
