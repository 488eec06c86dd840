"""Motion: joint positions over time, the value that everything else computes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.skeleton import Skeleton, map_positions


@dataclass(frozen=True, eq=False)
class Motion:
    """Joint positions over time.

    Attributes:
        positions: (T, J, 3) float32, metres, y up, right-handed; NaN = not seen.
        fps: frames per second; frame ``t`` is at ``t / fps`` seconds of the motion.
        skeleton: names and bones of the J joints.
    """

    positions: NDArray[np.float32]
    fps: float
    skeleton: Skeleton

    def __post_init__(self) -> None:
        shape, joints = self.positions.shape, len(self.skeleton.joints)
        if len(shape) != 3 or shape[1:] != (joints, 3):
            raise InputError(f"A motion needs positions (T, {joints}, 3); got {shape}.")
        if not (np.isfinite(self.fps) and self.fps > 0):
            raise InputError(f"A motion needs a frame rate above 0; got {self.fps}.")
        object.__setattr__(self, "positions", np.asarray(self.positions, np.float32))

    @property
    def n_frames(self) -> int:
        return int(self.positions.shape[0])

    @property
    def n_joints(self) -> int:
        return int(self.positions.shape[1])

    @property
    def duration_s(self) -> float:
        return self.n_frames / self.fps

    @property
    def missing(self) -> NDArray[np.bool_]:
        """(T, J), true where a joint was not seen."""
        missing: NDArray[np.bool_] = np.asarray(np.isnan(self.positions).any(axis=-1))
        return missing

    @property
    def root(self) -> NDArray[np.float32]:
        """(T, 3) position of the root, the mean of the skeleton's root joints."""
        root: NDArray[np.float32] = self.positions[:, list(self.skeleton.root)].mean(axis=1)
        return root

    def with_positions(self, positions: NDArray[np.float32]) -> Motion:
        """Return the same motion with other positions."""
        return replace(self, positions=positions)

    def slice(self, start: int, stop: int) -> Motion:
        """Return frames ``start`` up to, not including, ``stop``."""
        return self.with_positions(self.positions[start:stop])

    def root_centred(self) -> Motion:
        """Return the motion with the root at the origin in every frame."""
        return self.with_positions(self.positions - self.root[:, None])

    def mirrored(self) -> Motion:
        """Return the motion as seen in a mirror: x negated, left and right joints exchanged."""
        positions = self.positions[:, list(self.skeleton.mirror)] * np.array([-1, 1, 1], np.float32)
        return self.with_positions(positions)

    def resampled(self, fps: float) -> Motion:
        """Return the motion at another frame rate, linear between frames; missing stays missing."""
        if fps == self.fps or self.n_frames < 2:
            return replace(self, fps=fps)
        n = max(1, round(self.n_frames * fps / self.fps))
        return replace(self.at_frames(np.arange(n) * self.fps / fps), fps=fps)

    def at_frames(self, frames: NDArray[np.floating[Any]]) -> Motion:
        """Return the motion at fractional frame numbers, linear between frames, held at both ends.

        The frame rate stays the same; a joint missing on either side of a fraction is missing.
        """
        at = np.clip(frames, 0, self.n_frames - 1)
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, self.n_frames - 1)
        weight = (at - low).astype(np.float32)[:, None, None]
        blend = self.positions[low] * (1 - weight) + self.positions[high] * weight
        # 0 * NaN is NaN: on an exact frame its neighbour must not matter.
        return self.with_positions(np.where(weight == 0, self.positions[low], blend))

    def on(self, target: Skeleton) -> tuple[Motion, tuple[str, ...]]:
        """Return the motion on another skeleton and the names of the joints that were lost (NaN)."""
        if target is self.skeleton:
            return self, ()
        mapped = map_positions(self.positions, self.skeleton, target)
        return Motion(mapped.positions, self.fps, target), mapped.lost
