"""Bodies to begin with."""

from __future__ import annotations

import numpy as np
import pytest

from core.editing.standing import beside, standing
from core.skeleton import Skeleton, skeleton


@pytest.mark.parametrize("name", ["blazepose33", "coco17"])
def test_somebody_stands_in_the_middle_of_the_picture(name):
    body = skeleton(name)
    xy = standing(body, (1280, 720))
    assert np.isfinite(xy).all()
    assert np.ptp(xy[:, 1]) == pytest.approx(0.6 * 720, rel=1e-4)
    assert (xy.min(axis=0) + xy.max(axis=0)) / 2 == pytest.approx([640, 360], abs=0.1)
    at = {joint: xy[i] for i, joint in enumerate(body.joints)}
    assert at["nose"][1] < at["left_hip"][1] < at["left_ankle"][1]
    assert at["right_wrist"][0] < at["left_wrist"][0]  # seen from the front


def test_joints_that_the_figure_lacks_are_left_out():
    body = Skeleton("tail", ("nose", "tail"), ((0, 1),), (0, 1), (0,))
    assert np.isfinite(standing(body, (100, 100))).all(axis=1).tolist() == [True, False]
    assert np.isnan(standing(Skeleton("one", ("tail",), (), (0,), (0,)), (100, 100))).all()


@pytest.mark.parametrize(("x", "side"), [(100, 1), (500, -1)])
def test_somebody_else_is_put_where_there_is_room(x, side):
    xy = np.array([[x, 10], [x + 40, 90], [np.nan, np.nan]], np.float32)
    moved = beside(xy, 600)
    assert np.sign(moved[0, 0] - x) == side
    assert moved[0, 1] == 10
    assert np.nanmin(moved[:, 0]) >= 0
    assert np.nanmax(moved[:, 0]) <= 600
