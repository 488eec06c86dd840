"""Waltz-like: three beats a bar, fall on one, rise on two and three, sway, turns, a dance hold."""

from __future__ import annotations

from core.demo.moves import Move, Style, hits_from
from core.demo.poses import Arm, Foot, Pose

LEAD_OUT = Arm((0.97, 0.02, 0.2), (0.55, 0.6, 0.5))
LEAD_ROUND = Arm((0.85, -0.2, 0.45), (-0.5, 0.05, 0.85))
OPEN = Arm((0.97, 0.0, 0.15), (0.95, 0.1, 0.3))
WIDE_UP = Arm((0.85, 0.5, 0.1), (0.75, 0.6, 0.2))
ARCH = Arm((0.6, 0.8, 0.15), (-0.15, 0.95, 0.25))
SOFT_LOW = Arm((0.65, -0.75, 0.1), (0.55, -0.7, 0.4))

HOME = Foot(out=0.08, front=0.13, turn=10)
BASE = Pose(dip=0.02, left_arm=LEAD_OUT, right_arm=LEAD_ROUND, left_foot=HOME, right_foot=HOME, head_yaw=14)
at = hits_from(BASE)


def _together(x: float, z: float = 0.0, heel: float = 0.0, apart: float = 0.08) -> dict[str, Foot]:
    """Both feet together at a place on the floor."""
    return {
        "left_foot": Foot(round(apart + x, 3), round(0.13 + z, 3), 0, 10, heel),
        "right_foot": Foot(round(apart - x, 3), round(0.13 + z, 3), 0, 10, heel),
    }


BOX = Move(
    "box step",
    6,
    (
        at(1, dip=0.1, front=0.16, left_foot=Foot(0.08, 0.45, 0, 10)),
        at(
            2,
            front=0.28,
            side=-0.2,
            left_foot=Foot(0.08, 0.45, 0, 10, 20),
            right_foot=Foot(0.4, 0.45, 0, 10, 20),
            chest_tilt=6,
        ),
        at(3, _together(-0.32, 0.32, 32), front=0.3, side=-0.3, chest_tilt=7),
        at(
            4,
            dip=0.1,
            front=0.12,
            side=-0.3,
            left_foot=Foot(-0.24, 0.45, 0, 10),
            right_foot=Foot(0.4, 0.13, 0, 10),
        ),
        at(
            5,
            side=-0.14,
            left_foot=Foot(0.08, 0.13, 0, 10, 20),
            right_foot=Foot(0.4, 0.13, 0, 10, 20),
            chest_tilt=-6,
        ),
        at(6, _together(0, 0, 32), chest_tilt=-7),
    ),
    one_sided=False,
)

BALANCE = Move(
    "balance steps",
    6,
    (
        at(1, dip=0.11, side=0.2, left_foot=Foot(0.4, 0.13, 0, 14)),
        at(2, _together(0.32, 0, 30), side=0.3, chest_tilt=-9, head_tilt=-5),
        at(3, _together(0.32, 0, 6), side=0.32, chest_tilt=-6),
        at(4, dip=0.11, side=0.14, left_foot=Foot(0.4, 0.13, 0, 10), right_foot=Foot(0.08, 0.13, 0, 14)),
        at(5, _together(0, 0, 30), chest_tilt=9, head_tilt=5),
        at(6, _together(0, 0, 6), chest_tilt=6),
    ),
    one_sided=False,
)

TURN = Move(
    "turn",
    6,
    (
        at(1, dip=0.1, yaw=14, side=0.08, left_foot=Foot(0.3, 0.2, 0, 25)),
        at(
            2,
            yaw=32,
            side=0.2,
            chest_tilt=-8,
            left_foot=Foot(0.3, 0.2, 0, 34, 24),
            right_foot=Foot(-0.06, 0.26, 0, -22, 24),
        ),
        at(
            3,
            yaw=36,
            side=0.2,
            chest_tilt=-8,
            left_foot=Foot(0.3, 0.2, 0, 36, 34),
            right_foot=Foot(-0.13, 0.22, 0, -24, 34),
        ),
        at(
            4, dip=0.1, yaw=10, side=0.06, left_foot=Foot(0.3, 0.2, 0, 20), right_foot=Foot(0.08, 0.13, 0, 10)
        ),
        at(5, _together(0, 0, 24), yaw=-16, chest_tilt=7),
        at(6, _together(0, 0, 34), yaw=-18, chest_tilt=7),
    ),
)

TWINKLE = Move(
    "twinkle",
    6,
    (
        at(1, dip=0.1, yaw=-18, side=-0.1, left_foot=Foot(-0.14, 0.34, 0, -12)),
        at(
            2,
            yaw=0,
            side=-0.2,
            chest_tilt=6,
            left_foot=Foot(-0.14, 0.34, 0, 0, 22),
            right_foot=Foot(0.38, 0.23, 0, 12, 22),
        ),
        at(3, _together(-0.3, 0.1, 32), yaw=14, side=-0.26, chest_tilt=5),
        at(
            4,
            dip=0.1,
            yaw=18,
            side=-0.16,
            left_foot=Foot(-0.22, 0.23, 0, 10),
            right_foot=Foot(0.08, 0.4, 0, -12),
        ),
        at(
            5,
            side=-0.02,
            chest_tilt=-6,
            left_foot=Foot(0.08, 0.13, 0, 10, 22),
            right_foot=Foot(0.08, 0.4, 0, -12, 22),
        ),
        at(6, _together(0, 0, 32), chest_tilt=-5),
    ),
)

UNDERARM = Move(
    "underarm opening",
    6,
    (
        at(1, dip=0.09, side=0.1, left_foot=Foot(0.28, 0.13, 0, 14), left_arm=WIDE_UP),
        at(2, _together(0.2, 0, 26), yaw=-26, side=0.16, left_arm=ARCH, right_arm=OPEN, chest_tilt=-6),
        at(3, _together(0.2, 0, 34), yaw=-30, side=0.2, left_arm=ARCH, right_arm=OPEN, chest_tilt=-9),
        at(
            4,
            dip=0.09,
            yaw=-10,
            side=0.1,
            left_arm=WIDE_UP,
            right_arm=OPEN,
            left_foot=Foot(0.28, 0.13, 0, 10),
            right_foot=Foot(0.08, 0.13, 0, 10),
        ),
        at(5, _together(0, 0, 26), yaw=8, arms=OPEN, chest_tilt=7),
        at(6, _together(0, 0, 32)),
    ),
)

HESITATION = Move(
    "hesitation and sway",
    6,
    (
        at(1, dip=0.12, side=0.18, left_foot=Foot(0.4, 0.13, 0, 16), left_arm=OPEN, right_arm=SOFT_LOW),
        at(
            2,
            side=0.28,
            chest_tilt=-14,
            head_tilt=-6,
            left_arm=WIDE_UP,
            right_arm=SOFT_LOW,
            left_foot=Foot(0.4, 0.13, 0, 16, 26),
            right_foot=Foot(-0.2, 0.13, 0, 10, 40),
        ),
        at(
            3,
            side=0.28,
            chest_tilt=-18,
            head_tilt=-8,
            left_arm=WIDE_UP,
            right_arm=OPEN,
            left_foot=Foot(0.4, 0.13, 0, 16, 32),
            right_foot=Foot(-0.2, 0.13, 0, 10, 40),
        ),
        at(
            4,
            dip=0.12,
            side=0.08,
            arms=OPEN,
            left_foot=Foot(0.4, 0.13, 0, 16),
            right_foot=Foot(0.08, 0.13, 0, 10),
        ),
        at(5, _together(0, 0, 26), chest_tilt=12, arms=OPEN),
        at(6, _together(0, 0, 30), chest_tilt=4),
    ),
)

STYLE = Style(
    name="waltz",
    base=BASE,
    moves=(BOX, BALANCE, TURN, TWINKLE, UNDERARM, HESITATION),
    tempo_bpm=(88.0, 116.0),
    metre=3,
    attack=0.0,
)
