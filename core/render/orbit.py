"""Looking at a dance from another side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.features.heading import turned
from core.motion import Motion

MOST_PITCH_DEG = 80.0  # from straight above nobody can be recognised


@dataclass(frozen=True)
class Orbit:
    """Where a dance is seen from: round the dancer, and from how far above.

    Attributes:
        yaw_deg: 0 is the front, positive walks to the viewer's right.
        pitch_deg: 0 is level, positive from above.
    """

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0

    def moved(self, yaw_deg: float, pitch_deg: float) -> Orbit:
        """Return the place after another step round and up, never beyond `MOST_PITCH_DEG`."""
        yaw = (self.yaw_deg + yaw_deg + 180.0) % 360.0 - 180.0
        pitch = float(np.clip(self.pitch_deg + pitch_deg, -MOST_PITCH_DEG, MOST_PITCH_DEG))
        return replace(self, yaw_deg=yaw, pitch_deg=pitch)


FRONT = Orbit()


def seen_from(motion: Motion, orbit: Orbit) -> Motion:
    """Return a motion turned so that the front view of it is the view from `orbit`.

    It turns about the vertical through the middle of where the dancer was, then about the horizontal there.
    """
    if orbit == FRONT or not np.isfinite(motion.positions).any():
        return motion
    middle = np.nanmean(motion.positions, axis=(0, 1))
    round_it = np.full(motion.n_frames, np.radians(-orbit.yaw_deg), np.float32)
    x, y, z = np.moveaxis(turned(motion.positions - middle, round_it), -1, 0)
    cos, sin = np.cos(np.radians(orbit.pitch_deg)), np.sin(np.radians(orbit.pitch_deg))
    seen = np.stack([x, y * cos - z * sin, y * sin + z * cos], axis=-1)
    return motion.with_positions((seen + middle).astype(np.float32))
