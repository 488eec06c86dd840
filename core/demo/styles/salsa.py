"""Salsa-like: quick small steps on 1-2-3 and 5-6-7, held on 4 and 8, with busy hips and bent arms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.demo.moves import Move, Style, hits_from
from core.demo.poses import Arm, Foot, Pose

BENT = Arm((0.5, -0.85, -0.05), (0.1, 0.25, 0.9))
BACK = Arm((0.55, -0.8, -0.25), (0.35, -0.1, 0.85))
FORWARD = Arm((0.4, -0.75, 0.4), (-0.35, 0.45, 0.8))
OPEN = Arm((0.85, -0.45, 0.1), (0.8, 0.15, 0.55))
LOW_OPEN = Arm((0.7, -0.75, 0.1), (0.75, -0.45, 0.45))
OVER_HEAD = Arm((0.65, 0.75, 0.1), (-0.6, 0.7, 0.1))
UP = Arm((0.45, 0.9, 0.05), (0.1, 0.98, 0.1))
ON_HIP = Arm((0.8, -0.6, -0.2), (-0.7, -0.6, 0.4))

HOME = Foot(out=0.10, front=0.13, turn=14)
BASE = Pose(dip=0.035, left_arm=BENT, right_arm=BENT, left_foot=HOME, right_foot=HOME)
at = hits_from(BASE)

# The hip of the leg that carries the weight goes up and out.
ON_LEFT = {"side": 0.055, "hip_tilt": -12, "chest_tilt": 3, "chest_slide": -0.025}
ON_RIGHT = {"side": -0.055, "hip_tilt": 12, "chest_tilt": -3, "chest_slide": 0.025}
LEFT_PUMP = {"left_arm": FORWARD, "right_arm": BACK}
RIGHT_PUMP = {"left_arm": BACK, "right_arm": FORWARD}

BASIC = Move(
    "basic",
    8,
    (
        at(1, ON_LEFT, RIGHT_PUMP, left_foot=Foot(0.1, 0.38, turn=14), front=0.1, chest_yaw=-8),
        at(2, ON_RIGHT, LEFT_PUMP, left_foot=Foot(0.1, 0.38, turn=14, heel=20), front=0.04),
        at(3, ON_LEFT, RIGHT_PUMP),
        at(4, ON_LEFT, chest_yaw=4),
        at(5, ON_RIGHT, LEFT_PUMP, right_foot=Foot(0.1, -0.12, turn=14, heel=25), front=-0.1, chest_yaw=8),
        at(6, ON_LEFT, RIGHT_PUMP, right_foot=Foot(0.1, -0.12, turn=14, heel=25), front=-0.04),
        at(7, ON_RIGHT, LEFT_PUMP),
        at(8, ON_RIGHT, chest_yaw=-4),
    ),
    one_sided=False,
)

SIDE_BREAK = Move(
    "side break",
    8,
    (
        at(1, ON_LEFT, side=0.2, left_foot=Foot(0.46, 0.13, turn=18), arms=OPEN),
        at(2, ON_RIGHT, side=0.02, left_foot=Foot(0.46, 0.13, turn=18, heel=20), arms=LOW_OPEN),
        at(3, ON_LEFT),
        at(4, ON_LEFT),
        at(5, ON_RIGHT, side=-0.2, right_foot=Foot(0.46, 0.13, turn=18), arms=OPEN),
        at(6, ON_LEFT, side=-0.02, right_foot=Foot(0.46, 0.13, turn=18, heel=20), arms=LOW_OPEN),
        at(7, ON_RIGHT),
        at(8, ON_RIGHT),
    ),
    one_sided=False,
)

CROSSED = Foot(-0.14, 0.32, turn=-12)
CROSSED_AGAIN = Foot(-0.22, 0.34, turn=-12)
STEPPED_OUT = Foot(0.36, 0.13, turn=14)
CROSS_OVER = Move(
    "cross-over steps",
    8,
    (
        at(1, ON_RIGHT, RIGHT_PUMP, right_foot=CROSSED, yaw=20, side=0.1),
        at(2, ON_LEFT, LEFT_PUMP, right_foot=CROSSED, left_foot=STEPPED_OUT, side=0.2),
        at(3, ON_RIGHT, RIGHT_PUMP, right_foot=CROSSED_AGAIN, left_foot=STEPPED_OUT, yaw=20, side=0.22),
        at(4, ON_RIGHT, right_foot=CROSSED_AGAIN, left_foot=STEPPED_OUT, yaw=14, side=0.22),
        at(5, ON_RIGHT, LEFT_PUMP, left_foot=STEPPED_OUT, yaw=-10, side=0.06),
        at(6, ON_LEFT, RIGHT_PUMP, yaw=-14),
        at(7, ON_RIGHT, LEFT_PUMP, yaw=-6),
        at(8, ON_RIGHT),
    ),
)

HAND_OVER = Move(
    "hand over the head",
    8,
    (
        at(1, ON_LEFT, left_arm=OPEN),
        at(2, ON_RIGHT, left_arm=UP, right_arm=ON_HIP),
        at(3, ON_LEFT, left_arm=OVER_HEAD, right_arm=ON_HIP, head_tilt=-8),
        at(4, ON_LEFT, left_arm=OVER_HEAD, right_arm=ON_HIP),
        at(5, ON_RIGHT, left_arm=OPEN, right_arm=ON_HIP),
        at(6, ON_LEFT, right_arm=LOW_OPEN, left_arm=LOW_OPEN),
        at(7, ON_RIGHT),
        at(8, ON_RIGHT),
    ),
)

SHIMMY = Move(
    "shimmy",
    4,
    (
        at(1, ON_LEFT, arms=LOW_OPEN, chest_yaw=16, chest_lean=6),
        at(2, ON_RIGHT, arms=LOW_OPEN, chest_yaw=-16, chest_lean=8),
        at(3, ON_LEFT, arms=OPEN, chest_yaw=16, chest_lean=3),
        at(4, ON_RIGHT, arms=OPEN, chest_yaw=-12),
    ),
)

HIP_WALK = Move(
    "hips and arms",
    8,
    (
        at(1, ON_LEFT, side=0.09, hip_tilt=-16, left_arm=ON_HIP, right_arm=OPEN),
        at(2, ON_RIGHT, side=-0.09, hip_tilt=16, left_arm=ON_HIP, right_arm=OPEN),
        at(3, ON_LEFT, side=0.09, hip_tilt=-16, arms=ON_HIP),
        at(4, ON_LEFT, arms=ON_HIP, head_yaw=20),
        at(5, ON_RIGHT, side=-0.09, hip_tilt=16, right_arm=UP, left_arm=ON_HIP),
        at(6, ON_LEFT, side=0.09, hip_tilt=-16, right_arm=UP, left_arm=OPEN),
        at(7, ON_RIGHT, arms=OPEN),
        at(8, ON_RIGHT),
    ),
)


def settle(beats: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
    """The knees give a little on every step."""
    return {"dip": 0.012 * (0.5 + 0.5 * np.cos(2 * np.pi * beats))}


STYLE = Style(
    name="salsa",
    base=BASE,
    moves=(BASIC, SIDE_BREAK, CROSS_OVER, HAND_OVER, SHIMMY, HIP_WALK),
    tempo_bpm=(150.0, 184.0),
    metre=4,
    attack=0.12,
    layer=settle,
)
