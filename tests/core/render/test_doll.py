"""The paper doll is where its joints are, covers what it should, and leaves out what was not seen."""

from __future__ import annotations

import numpy as np
import pytest

from core.demo.dancer import Proportions, joints_of
from core.demo.poses import HANGING, Arm, Pose
from core.motion import Motion
from core.render.doll import draw_doll
from core.render.frames import Painter
from core.render.palette import OUTFITS, RED_SHIRT
from core.skeleton import skeleton

BODY = skeleton("blazepose33")
SIZE = 400


def standing(pose: Pose | None = None, *, size: int = SIZE) -> Painter:
    joints = joints_of((pose or Pose()).vector()[None], Proportions())
    return Painter(Motion(joints, 25.0, BODY), size, size)


def blank(size: int = SIZE) -> np.ndarray:
    return np.full((size, size, 3), 255, np.uint8)


def colour_at(canvas: np.ndarray, point: np.ndarray) -> tuple[int, ...]:
    x, y = np.rint(point[:2]).astype(int)
    return tuple(int(c) for c in canvas[y, x])


def test_parts_have_their_colours_where_their_joints_are() -> None:
    painter = standing()
    joints = painter.joints_px[0]
    canvas = blank()
    draw_doll(canvas, joints[:, :2], joints[:, 2], height_px=painter.height_px)
    hip, shoulder = (
        joints[BODY.indices(f"left_{j}", f"right_{j}")].mean(axis=0) for j in ("hip", "shoulder")
    )
    assert colour_at(canvas, (hip + shoulder) / 2) == RED_SHIRT.shirt
    assert colour_at(canvas, joints[BODY.index("left_knee")]) == RED_SHIRT.trousers
    assert colour_at(canvas, joints[BODY.index("right_eye")]) == RED_SHIRT.eye
    assert colour_at(canvas, joints[BODY.index("left_elbow")]) == RED_SHIRT.skin


def test_nothing_is_drawn_far_from_the_body() -> None:
    painter = standing()
    joints = painter.joints_px[0]
    canvas = blank()
    draw_doll(canvas, joints[:, :2], joints[:, 2])
    rows, columns = np.nonzero((canvas != 255).any(axis=2))
    ink = np.stack([columns, rows], axis=1)
    nearest = np.min(np.linalg.norm(ink[:, None] - joints[None, :, :2], axis=2), axis=1)
    # The middle of a thigh or of the belly is the farthest from any joint.
    assert nearest.max() < 0.16 * painter.height_px


def test_an_arm_in_front_covers_the_shirt_and_an_arm_behind_does_not() -> None:
    across = (-0.9, 0.05)
    colours = []
    for front in (0.5, -0.9):
        arm = Arm((0.35, -0.75, front), (across[0], across[1], front))
        painter = standing(Pose(left_arm=arm, right_arm=HANGING))
        joints = painter.joints_px[0]
        canvas = blank()
        draw_doll(canvas, joints[:, :2], joints[:, 2], height_px=painter.height_px)
        elbow, wrist = joints[BODY.indices("left_elbow", "left_wrist")]
        colours.append(colour_at(canvas, elbow * 0.35 + wrist * 0.65))
    assert colours == [RED_SHIRT.skin, RED_SHIRT.shirt]


def test_joints_that_were_not_seen_are_left_out() -> None:
    painter = standing()
    joints = painter.joints_px[0].copy()
    whole, partial, nobody = blank(), blank(), blank()
    draw_doll(whole, joints[:, :2], joints[:, 2], height_px=painter.height_px)
    wrist = joints[BODY.index("left_wrist")].copy()
    joints[BODY.indices("left_wrist", "left_index", "left_pinky", "left_thumb")] = np.nan
    draw_doll(partial, joints[:, :2], joints[:, 2], height_px=painter.height_px)
    assert colour_at(whole, wrist) == RED_SHIRT.skin
    assert colour_at(partial, wrist) == (255, 255, 255)
    assert colour_at(partial, joints[BODY.index("right_elbow")]) == RED_SHIRT.skin
    draw_doll(nobody, np.full((33, 2), np.nan), np.full(33, np.nan))
    assert (nobody == 255).all()


@pytest.mark.parametrize("joint", BODY.joints)
def test_any_single_joint_may_be_missing(joint: str) -> None:
    painter = standing(size=120)
    joints = painter.joints_px[0].copy()
    joints[BODY.index(joint)] = np.nan
    canvas = blank(120)
    draw_doll(canvas, joints[:, :2], joints[:, 2])
    assert (canvas != 255).any()


def test_without_depth_the_face_looks_at_us() -> None:
    painter = standing()
    joints = painter.joints_px[0]
    canvas = blank()
    draw_doll(canvas, joints[:, :2])
    assert colour_at(canvas, joints[BODY.index("left_eye")]) == RED_SHIRT.eye


def test_the_back_of_the_head_has_no_face() -> None:
    painter = standing(Pose(yaw=180))
    joints = painter.joints_px[0]
    canvas = blank()
    draw_doll(canvas, joints[:, :2], joints[:, 2], height_px=painter.height_px)
    assert colour_at(canvas, joints[BODY.index("nose")]) == RED_SHIRT.hair


def test_a_mirrored_dancer_is_a_mirrored_picture() -> None:
    pose = Pose(left_arm=Arm((1, 0.2, 0.1), (0.6, 0.8, 0.1)), side=0.1, chest_tilt=8)
    pictures = [standing(p).frame(0).astype(int) for p in (pose, pose.mirrored())]
    difference = np.abs(pictures[0] - pictures[1][:, ::-1]).max(axis=2)
    # OpenCV rounds the edges of shapes to sixteenths of a pixel, not alike on both sides.
    assert (difference > 40).mean() < 0.02


def test_joints_far_outside_the_picture_do_no_harm() -> None:
    painter = standing()
    joints = painter.joints_px[0].copy()
    joints[BODY.index("left_wrist"), :2] = 1e12
    joints[BODY.index("right_ankle"), 0] = -np.inf
    draw_doll(blank(), joints[:, :2], joints[:, 2], height_px=painter.height_px)


def test_outfits_differ() -> None:
    assert len({outfit.shirt for outfit in OUTFITS}) == len(OUTFITS)
