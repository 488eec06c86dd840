from __future__ import annotations

import numpy as np
import pytest

from core.motion import Motion
from core.render.alike import STATURE, AlikeDancer
from core.render.frames import Painter
from tests.gui.dances import standing

SIZE = (300, 300)


def wandering(reach_m: float) -> Motion:
    motion = standing(100)
    aside = reach_m * np.sin(np.linspace(0, 2 * np.pi, 100))
    return motion.with_positions(
        motion.positions + np.stack([aside, 0 * aside, 0 * aside], 1)[:, None].astype(np.float32)
    )


@pytest.mark.parametrize("reach_m", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("scale", [0.7, 1.0, 1.4])
def test_everybody_is_drawn_equally_tall_on_the_same_floor(reach_m, scale):
    motion = wandering(reach_m)
    painter = AlikeDancer(motion.with_positions(motion.positions * np.float32(scale)), "doll", SIZE).painter
    assert painter.height_px == pytest.approx(STATURE * SIZE[1], rel=0.01)
    assert painter.camera.floor_px(0) == pytest.approx(0.96 * SIZE[1], abs=0.03 * SIZE[1])
    x = painter.joints_px[..., 0]
    assert x.min() >= 0
    assert x.max() <= SIZE[0]


def test_a_fitted_camera_would_tell_who_hardly_moves():
    still, far = (Painter(wandering(reach), *SIZE).height_px for reach in (0.0, 0.5))
    assert still > 1.1 * far


def test_sticks_are_drawn_alike_too():
    painter = AlikeDancer(standing(10), "sticks", SIZE).painter
    assert painter.drawing == "sticks"
    assert painter.frame(0).shape == (300, 300, 3)
