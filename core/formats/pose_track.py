"""What the pose formats (CSV, COCO, CVAT, OpenPose, SLEAP) hold: one person's pose over one video."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import InputError
from core.skeleton import Mapped, Skeleton, map_positions


@dataclass(frozen=True, eq=False)
class PoseTrack:
    """A track with everything that people changed, ready to leave the project.

    Attributes:
        video: its name.
        track: number of the track, one of its own for each in a file.
        person: who of those in view, from 0.
        times_s: (T,) float64, when each frame is shown.
        poses: (T, J, 4) float32: x, y, z, confidence in `space`; NaN = not seen.
        corrected: (T, J), true where a person has changed what the machine said.
        size_px: width and height of the pictures; 0 where there are none.
        notes: what reading had to assume or make up, a sentence each.
        name: what the file calls the person; empty where it does not.
        timed: `times_s` are the file's word; otherwise it only counts frames, and they count them again.
    """

    video: str
    track: int
    person: int
    space: Space
    skeleton: Skeleton
    times_s: NDArray[np.float64]
    poses: NDArray[np.float32]
    corrected: NDArray[np.bool_]
    size_px: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()
    name: str = ""
    timed: bool = True

    def __post_init__(self) -> None:
        shape = (len(self.times_s), len(self.skeleton.joints), 4)
        if self.poses.shape != shape or self.corrected.shape != shape[:2]:
            raise InputError(
                f"A pose track of {shape[0]} frames and {shape[1]} joints got poses {self.poses.shape} and "
                f"corrected {self.corrected.shape}."
            )

    def on(self, target: Skeleton) -> tuple[PoseTrack, Mapped]:
        """Return the track on another skeleton, and what the mapping lost and made up.

        A joint made of several is as sure as they are on average, and corrected when one of them was.
        """
        mapped = map_positions(self.poses, self.skeleton, target)
        poses = mapped.positions
        poses[..., 3] = np.where(np.isnan(poses[..., :2]).any(axis=-1), 0, poses[..., 3])
        changed = self.corrected[..., None].astype(np.float32)
        corrected = np.nan_to_num(map_positions(changed, self.skeleton, target).positions[..., 0]) > 0
        return replace(self, skeleton=target, poses=poses, corrected=corrected), mapped
