"""Values as JSON has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from core.entities import Space
from core.skeleton import skeleton
from workbench.actions.jsonable import plain, to_json


@dataclass(frozen=True)
class _Thing:
    where: Path
    when: datetime
    numbers: np.ndarray
    what: Space


def test_everything_that_results_hold_becomes_json():
    thing = _Thing(
        Path("/x"), datetime(2024, 5, 1, tzinfo=UTC), np.array([1.5, np.nan], np.float32), Space.IMAGE
    )
    assert json.loads(to_json([thing])) == [
        {"where": "/x", "when": "2024-05-01T00:00:00+00:00", "numbers": [1.5, None], "what": "image"}
    ]


def test_numbers_that_are_not_finite_become_null():
    assert plain({"a": float("nan"), "b": float("inf"), "c": np.float64(2), "d": np.int64(3)}) == {
        "a": None, "b": None, "c": 2.0, "d": 3,
    }  # fmt: skip


def test_a_skeleton_is_its_name():
    assert plain(skeleton("coco17")) == "coco17"
