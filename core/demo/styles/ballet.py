"""Ballet-like: turned out, stretched, slow arms through their positions, heels raised."""

from __future__ import annotations

from core.demo.moves import Move, Style, hits_from
from core.demo.poses import Arm, Foot, Pose

LOW = Arm((0.42, -0.9, 0.2), (-0.22, -0.8, 0.5))
FIRST = Arm((0.65, -0.5, 0.5), (-0.75, -0.1, 0.6))
SECOND = Arm((0.97, -0.1, 0.2), (0.9, -0.12, 0.4))
FIFTH = Arm((0.5, 0.85, 0.15), (-0.42, 0.9, 0.15))
LONG_UP = Arm((0.55, 0.8, 0.1), (0.4, 0.9, 0.1))
LONG_FRONT = Arm((0.3, 0.25, 0.9), (0.25, 0.3, 0.9))

HOME = Foot(out=0.13, front=0.08, turn=50)
RAISED = Foot(out=0.13, front=0.08, turn=50, heel=42)
BASE = Pose(dip=0.004, left_arm=LOW, right_arm=LOW, left_foot=HOME, right_foot=HOME, head_nod=-3)
at = hits_from(BASE)

PORT_DE_BRAS = Move(
    "port de bras",
    4,
    (
        at(1, arms=FIRST, head_nod=4),
        at(2, arms=FIFTH, feet=RAISED, head_nod=-8),
        at(3, arms=SECOND, head_yaw=18),
        at(4),
    ),
    one_sided=False,
)

PLIE = Move(
    "plie and rise",
    4,
    (
        at(1, dip=0.2, arms=SECOND),
        at(2, arms=FIRST),
        at(3, arms=FIFTH, feet=RAISED),
        at(4, dip=0.08),
    ),
    one_sided=False,
)

TENDU = Move(
    "tendu to the side",
    4,
    (
        at(1, arms=SECOND, side=-0.07, left_foot=Foot(0.6, 0.06, 0.0, 65, 40)),
        at(2, arms=SECOND, side=-0.1, left_foot=Foot(0.92, 0.04, 0.34, 75, 40), chest_tilt=-5),
        at(3, arms=SECOND, side=-0.07, left_foot=Foot(0.6, 0.06, 0.0, 65, 40), head_yaw=20),
        at(4),
    ),
)

DEVELOPPE = Move(
    "developpe to the side",
    4,
    (
        at(1, arms=FIRST, side=-0.1, left_foot=Foot(0.0, 0.1, 0.42, 70, 62)),
        at(
            2,
            left_arm=SECOND,
            right_arm=FIFTH,
            side=-0.14,
            chest_tilt=-9,
            left_foot=Foot(1.15, 0.05, 0.95, 80, 25),
        ),
        at(3, arms=SECOND, side=-0.12, chest_tilt=-6, left_foot=Foot(1.1, 0.05, 0.62, 80, 35)),
        at(4),
    ),
)

BATTEMENT = Move(
    "battement to the front",
    4,
    (
        at(1, arms=FIRST, dip=0.09),
        at(
            2,
            left_arm=SECOND,
            right_arm=FIFTH,
            side=-0.08,
            left_foot=Foot(0.1, 1.0, 0.66, 25, 25),
            chest_lean=-4,
        ),
        at(3, arms=SECOND, side=-0.05, left_foot=Foot(0.1, 0.45, 0.0, 40, 35)),
        at(4),
    ),
)

CAMBRE = Move(
    "cambre to the side",
    4,
    (
        at(1, arms=SECOND),
        at(2, left_arm=FIFTH, right_arm=LOW, chest_tilt=-26, head_tilt=-12, head_yaw=-14),
        at(3, left_arm=LONG_UP, right_arm=SECOND, chest_tilt=5, feet=RAISED),
        at(4),
    ),
)

ARABESQUE = Move(
    "arabesque",
    4,
    (
        at(1, arms=FIRST, dip=0.06, side=-0.06),
        at(
            2,
            left_arm=SECOND,
            right_arm=LONG_FRONT,
            side=-0.09,
            chest_lean=16,
            tuck=16,
            head_nod=-14,
            left_foot=Foot(0.2, -0.65, 0.5, 30, 75),
        ),
        at(
            3,
            left_arm=SECOND,
            right_arm=LONG_UP,
            side=-0.09,
            chest_lean=10,
            tuck=12,
            head_nod=-14,
            left_foot=Foot(0.2, -0.65, 0.42, 30, 75),
        ),
        at(4),
    ),
)

STYLE = Style(
    name="ballet",
    base=BASE,
    moves=(PORT_DE_BRAS, PLIE, TENDU, DEVELOPPE, BATTEMENT, CAMBRE, ARABESQUE),
    tempo_bpm=(84.0, 104.0),
    metre=4,
    attack=0.0,
)
