"""Hip-hop-like: low and wide, a bounce on every beat, sharp isolations that are held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.demo.moves import Move, Style, hits_from
from core.demo.poses import Arm, Foot, Pose

LOOSE = Arm((0.42, -0.9, 0.05), (0.15, -0.55, 0.75))
SWING_IN = Arm((0.1, -0.85, 0.45), (-0.65, -0.1, 0.65))
SWING_OUT = Arm((0.75, -0.65, -0.1), (0.6, -0.7, 0.3))
PUNCH_UP = Arm((0.75, 0.6, 0.25), (0.7, 0.7, 0.2))
GUARD = Arm((0.55, -0.7, 0.4), (-0.25, 0.75, 0.55))
CROSS = Arm((0.25, -0.55, 0.75), (-0.85, 0.3, 0.45))
FLAT = Arm((1.0, -0.05, 0.1), (1.0, -0.05, 0.15))
BENT_UP = Arm((1.0, -0.05, 0.1), (0.25, 0.95, 0.2))
BENT_DOWN = Arm((1.0, 0.05, 0.1), (0.2, -0.95, 0.25))

HOME = Foot(out=0.24, front=0.13, turn=20)
BASE = Pose(
    dip=0.07, chest_lean=7, head_nod=-2, left_arm=LOOSE, right_arm=LOOSE, left_foot=HOME, right_foot=HOME
)
at = hits_from(BASE)

TWO_STEP = Move(
    "two step",
    4,
    (
        at(
            1,
            side=0.2,
            left_foot=Foot(0.52, 0.13, 0, 22),
            left_arm=SWING_OUT,
            right_arm=SWING_IN,
            chest_yaw=14,
        ),
        at(
            2,
            side=0.3,
            dip=0.1,
            left_foot=Foot(0.52, 0.13, 0, 22),
            right_foot=Foot(-0.22, 0.16, 0, 10, 30),
            left_arm=SWING_IN,
            right_arm=SWING_OUT,
            chest_yaw=-14,
        ),
        at(3, side=0.06, left_foot=Foot(0.52, 0.13, 0, 22), left_arm=SWING_IN, right_arm=SWING_OUT),
        at(4),
    ),
)

CHEST_POP = Move(
    "chest pop",
    4,
    (
        at(0.5, chest_lean=-9, arms=SWING_OUT, shrug=0.03),
        at(1, chest_lean=16, arms=SWING_IN, dip=0.1),
        at(2, chest_slide=0.08, chest_tilt=6, arms=SWING_OUT),
        at(3, chest_slide=-0.08, chest_tilt=-6, arms=SWING_OUT),
        at(3.5, chest_lean=-9, arms=SWING_OUT, shrug=0.03),
        at(4, chest_lean=14),
    ),
)

ARM_WAVE = Move(
    "arm wave",
    4,
    (
        at(1, left_arm=BENT_DOWN, right_arm=FLAT, chest_tilt=7),
        at(1.5, left_arm=FLAT, right_arm=FLAT, shrug=0.04),
        at(2, left_arm=BENT_UP, right_arm=FLAT, chest_tilt=-3),
        at(2.5, left_arm=FLAT, right_arm=BENT_DOWN, chest_slide=-0.05),
        at(3, left_arm=FLAT, right_arm=BENT_UP, chest_tilt=-8, head_yaw=-20),
        at(4),
    ),
)

PUNCHES = Move(
    "punches",
    4,
    (
        at(1, left_arm=PUNCH_UP, right_arm=GUARD, side=0.07, chest_yaw=-12, chest_tilt=-6),
        at(2, left_arm=GUARD, right_arm=PUNCH_UP, side=-0.07, chest_yaw=12, chest_tilt=6),
        at(3, arms=CROSS, dip=0.2, chest_lean=18, head_nod=8),
        at(4, arms=SWING_OUT),
    ),
)

ROCK = Move(
    "rock and lean",
    4,
    (
        at(1, side=0.14, chest_tilt=16, head_tilt=8, left_arm=SWING_OUT, right_arm=GUARD, dip=0.1),
        at(2, side=-0.14, chest_tilt=-16, head_tilt=-8, right_arm=SWING_OUT, left_arm=GUARD, dip=0.1),
        at(3, side=0.14, chest_tilt=20, head_tilt=10, left_arm=SWING_OUT, right_arm=PUNCH_UP, dip=0.14),
        at(4),
    ),
)

KNEES = Move(
    "knee lifts",
    4,
    (
        at(1, left_foot=Foot(0.2, 0.12, 0.4, 15, 25), side=-0.12, chest_lean=16, arms=GUARD),
        at(2, arms=SWING_OUT, dip=0.12),
        at(3, right_foot=Foot(0.2, 0.12, 0.4, 15, 25), side=0.12, chest_lean=16, arms=GUARD),
        at(4, arms=SWING_OUT, dip=0.12),
    ),
)

ANGLES = Move(
    "angles",
    4,
    (
        at(1, left_arm=BENT_UP, right_arm=BENT_DOWN, chest_slide=0.05),
        at(2, left_arm=BENT_DOWN, right_arm=BENT_UP, chest_slide=-0.05),
        at(3, arms=BENT_UP, dip=0.16, head_yaw=18),
        at(4, arms=GUARD),
    ),
)


def bounce(beats: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
    """Down on the beat, up between; the head nods with it."""
    down = 0.5 + 0.5 * np.cos(2 * np.pi * beats)
    return {"dip": 0.055 * down, "head_nod": 7.0 * down, "chest_lean": 3.0 * down}


STYLE = Style(
    name="hip-hop",
    base=BASE,
    moves=(TWO_STEP, CHEST_POP, ARM_WAVE, PUNCHES, ROCK, KNEES, ANGLES),
    tempo_bpm=(86.0, 108.0),
    metre=4,
    attack=0.3,
    layer=bounce,
)
