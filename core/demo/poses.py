"""Poses a choreographer writes down: few numbers, relative to the dancer, easy to mirror and to blend.

Lengths are metres for a dancer of 1.70 m and are scaled to others; angles are degrees. The dancer faces
the camera: ``left`` is toward +x, ``front`` toward the camera (+z), and a positive angle turns, tilts or
leans to the left or forward.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

Direction = tuple[float, float, float]


@dataclass(frozen=True)
class Arm:
    """Directions of the upper arm and the forearm as (outward, up, front); their length is ignored."""

    upper: Direction
    fore: Direction


@dataclass(frozen=True)
class Foot:
    """Where the tip of a foot is, and how the foot stands there.

    Attributes:
        out, front: metres outward from the midline of the stage and toward the camera.
        lift: metres of the tip above the floor; 0 = the foot stands and carries weight.
        turn: degrees outward.
        heel: degrees by which the heel is raised; the tip stays where it is.
    """

    out: float = 0.10
    front: float = 0.13
    lift: float = 0.0
    turn: float = 12.0
    heel: float = 0.0


HANGING = Arm((0.22, -1.0, 0.0), (0.12, -1.0, 0.2))


@dataclass(frozen=True)
class Pose:
    """A whole body. `side`, `front`, `dip` move the hips; `dip` lowers them (below 0: as high as legs go)."""

    side: float = 0.0
    front: float = 0.0
    dip: float = 0.01
    yaw: float = 0.0
    hip_tilt: float = 0.0
    tuck: float = 0.0
    chest_yaw: float = 0.0
    chest_tilt: float = 0.0
    chest_lean: float = 0.0
    chest_slide: float = 0.0
    head_yaw: float = 0.0
    head_tilt: float = 0.0
    head_nod: float = 0.0
    shrug: float = 0.0
    left_arm: Arm = HANGING
    right_arm: Arm = HANGING
    left_foot: Foot = Foot()
    right_foot: Foot = Foot()

    def mirrored(self) -> Pose:
        """Return the pose as in a mirror: limbs exchanged, sideways numbers negated."""
        return replace(
            self,
            **{name: -getattr(self, name) for name in SIDEWAYS},
            left_arm=self.right_arm,
            right_arm=self.left_arm,
            left_foot=self.right_foot,
            right_foot=self.left_foot,
        )

    def vector(self) -> NDArray[np.float64]:
        """Return the pose as numbers, one a channel, in the order of `CHANNELS`."""
        return np.array(_flat(astuple(self)), np.float64)


SIDEWAYS = ("side", "yaw", "hip_tilt", "chest_yaw", "chest_tilt", "chest_slide", "head_yaw", "head_tilt")
_BODY = (
    *("side", "front", "dip", "yaw", "hip_tilt", "tuck", "chest_yaw", "chest_tilt", "chest_lean"),
    *("chest_slide", "head_yaw", "head_tilt", "head_nod", "shrug"),
)
_ARM = tuple(f"{part}_{axis}" for part in ("upper", "fore") for axis in ("out", "up", "front"))
_FOOT = ("out", "front", "lift", "turn", "heel")
CHANNELS: tuple[str, ...] = (
    *_BODY,
    *(f"{side}_{name}" for side in ("left", "right") for name in _ARM),
    *(f"{side}_foot_{name}" for side in ("left", "right") for name in _FOOT),
)
AT = {name: i for i, name in enumerate(CHANNELS)}


def channels(*names: str) -> list[int]:
    """Return the columns of several channels."""
    return [AT[name] for name in names]


def _flat(values: tuple[object, ...]) -> list[float]:
    out: list[float] = []
    for value in values:
        if isinstance(value, tuple):
            out.extend(_flat(value))
        else:
            out.append(float(value))  # type: ignore[arg-type]
    return out
