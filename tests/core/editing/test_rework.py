"""What holds for every tool."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.editing.copying import copied, mirrored, swapped
from core.editing.interpolate import Method, interpolate
from core.editing.propagate import propagate
from core.editing.reach import reach
from core.editing.rework import Rework, mask_of
from core.editing.smooth import smooth
from core.entities import CorrectionKind
from core.errors import InputError
from tests.core.editing.factories import BODY, standing

J = len(BODY.joints)
KEYS = np.zeros((8, J), bool)
KEYS[[1, 6]] = True


def trembling() -> np.ndarray:
    poses = standing(8)
    poses[..., :2] += np.random.default_rng(3).normal(0, 8, (8, J, 2)).astype(np.float32)
    return poses


TOOLS: dict[str, Callable[[set[int]], Rework]] = {
    "line": lambda locked: interpolate(trembling(), KEYS, locked=locked),
    "spline": lambda locked: interpolate(trembling(), KEYS, method=Method.SPLINE, locked=locked),
    "copy": lambda locked: copied(*trembling()[:2], locked=locked),
    "mirror": lambda locked: mirrored(trembling()[0], BODY, locked=locked),
    "swap": lambda locked: swapped(trembling(), BODY, locked=locked),
    "propagate": lambda locked: propagate(
        trembling(), np.full((J, 2), 9, np.float32), at=3, n_frames=3, locked=locked
    ),
    "smooth": lambda locked: smooth(trembling(), fps=25, cutoff_hz=4, locked=locked),
    "reach": lambda locked: reach(trembling()[0], BODY, 15, 300, 100, locked=locked),
}


@pytest.mark.parametrize("name", TOOLS)
@settings(deadline=None)  # the first of them loads a library
@given(locked=st.sets(st.integers(0, J - 1), max_size=8))
def test_locked_joints_are_never_touched(name: str, locked: set[int]) -> None:
    free, held = TOOLS[name](set()), TOOLS[name](locked)
    assert not held.changed[:, list(locked)].any()
    assert not {edit.joint for edit in held.edits()} & locked
    assert not free.is_empty


@pytest.mark.parametrize("name", TOOLS)
def test_what_is_not_changed_is_as_it_was(name: str) -> None:
    change = TOOLS[name]({3, 15})
    before = trembling()[: len(change.poses)]
    assert np.array_equal(change.poses[~change.changed], before[~change.changed])
    assert change.poses.dtype == np.float32
    assert change.poses[change.changed][:, 3].tolist() == [1.0] * int(change.changed.sum())


def test_edits_say_everything_that_is_to_be_stored() -> None:
    poses = standing(2)
    poses[1, 4] = 7, 8, np.nan, 0
    changed = mask_of((2, J), [4]) & (np.arange(2) == 1)[:, None]
    (edit,) = Rework(30, poses, changed).edits()
    assert (edit.frame, edit.joint, edit.kind) == (31, 4, CorrectionKind.HIDE)
    assert (edit.x, edit.y, edit.z) == (7, 8, None)


def test_a_joint_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="0 to 32"):
        mask_of((2, J), [40])
