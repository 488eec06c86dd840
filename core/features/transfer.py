"""Putting one dancer's pose into another's picture: global pose normalisation.

Source: C. Chan, S. Ginosar, T. Zhou, A. A. Efros, Everybody Dance Now, ICCV 2019. Where a dancer's ankles
    are in
the picture says how far away the dancer is, and how tall a dancer is there, how large. Between the nearest
and the farthest place both are taken to change evenly. The paper moves poses up and down only; sideways,
ours puts the middle of one dance onto the middle of the other, or else a dancer who stood aside would stand
outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.skeleton import Skeleton

SEEN = 0.3  # confidence of a joint that counts
_FAR_BAND = (
    0.7  # published: the farthest ankles are as far above the median as the nearest below, to this share
)
_NEAREST = 99  # percentile of the ankles' rows; published is the lowest, which one wrong joint can be
_SAME_PLACE = 0.05  # heights: ankles that move no more up and down than that say nothing of distance
_TALL = 95  # percentile of the heights at a place: standing upright, not jumping with the arms up


@dataclass(frozen=True)
class Stage:
    """Where in a picture somebody dances, pixels, y down.

    Attributes:
        near_px, far_px: rows of the ankles when nearest and farthest; equal for a dancer who stays in place.
        near_tall_px, far_tall_px: from the ankles to the nose of the upright dancer there.
        middle_px: column of the middle of the hips, the median over the dance.
    """

    near_px: float
    far_px: float
    near_tall_px: float
    far_tall_px: float
    middle_px: float

    @classmethod
    def of(cls, joints_px: NDArray[np.float32], skeleton: Skeleton) -> Stage:
        """Return the stage of (T, J, 3) joints: pixels and confidence.

        Raises:
            InputError: nose, hips and ankles are nowhere seen together.
        """
        ankles, middles, heights = _measures(joints_px, skeleton)
        seen = np.isfinite(ankles) & np.isfinite(middles) & np.isfinite(heights)
        if not seen.any():
            raise InputError(
                "The dancer is never seen from head to foot, so that poses cannot be put in place.",
                "Correct the joints, or take a film that shows the whole body.",
            )
        ankles, middles, heights = ankles[seen], middles[seen], heights[seen]
        near, middle = float(np.percentile(ankles, _NEAREST)), float(np.median(ankles))
        above = ankles[ankles < middle]
        band = np.abs(np.abs(above - middle) - (near - middle)) < _FAR_BAND * (near - middle)
        far = float(above[band].min()) if band.any() else near
        tall = float(np.percentile(heights, _TALL))
        if near - far < _SAME_PLACE * tall:
            return cls(near, near, tall, tall, float(np.median(middles)))
        near_tall, far_tall = (_tall_at(row, ankles, heights) for row in (near, far))
        return cls(near, far, near_tall, far_tall, float(np.median(middles)))

    def to_dict(self) -> dict[str, float]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Stage:
        """Rebuild a stage from `to_dict`; `ValueError` or `TypeError` when it is none."""
        return cls(**{name: float(data[name]) for name in cls.__dataclass_fields__})


def moved_to(
    joints_px: NDArray[np.float32], skeleton: Skeleton, stage: Stage, *, source: Stage | None = None
) -> NDArray[np.float32]:
    """Return (T, J, 3) joints as if danced on another stage: scaled about the ankles, and moved.

    Args:
        source: where they were danced; found in `joints_px` when None.

    Raises:
        InputError: `source` is None and cannot be found.
    """
    source = source or Stage.of(joints_px, skeleton)
    ankles, _, _ = _measures(joints_px, skeleton)
    known = np.isfinite(ankles)
    if known.any():  # ankles out of sight are between where they were and will be
        frames = np.arange(len(ankles))
        ankles = np.interp(frames, frames[known], ankles[known])
    depth = source.near_px - source.far_px
    nearness = (ankles - source.far_px) / depth if depth > 0 else np.ones_like(ankles)
    goal = stage.far_px + nearness * (stage.near_px - stage.far_px)
    if depth <= 0:  # a dancer in place goes up and down by jumping
        goal = goal + (ankles - source.near_px) * stage.near_tall_px / source.near_tall_px
    far, near = stage.far_tall_px / source.far_tall_px, stage.near_tall_px / source.near_tall_px
    scale = far + np.clip(nearness, 0, 1) * (near - far)
    moved = joints_px.copy()
    middle = (joints_px[..., 0] - source.middle_px) * scale[:, None]
    moved[..., 0] = stage.middle_px + middle
    moved[..., 1] = (joints_px[..., 1] - ankles[:, None]) * scale[:, None] + goal[:, None]
    return moved


Numbers = NDArray[np.float64]


def _measures(joints_px: NDArray[np.float32], skeleton: Skeleton) -> tuple[Numbers, Numbers, Numbers]:
    """Return (T,) row of the lower ankle, column of the hips, ankles to nose; NaN where they are not seen."""
    xy = np.where(joints_px[..., 2:] >= SEEN, joints_px[..., :2], np.nan).astype(np.float64)
    ankles = xy[:, skeleton.indices("left_ankle", "right_ankle"), 1]
    low = np.where(np.isfinite(ankles).any(axis=1), np.fmax(ankles[:, 0], ankles[:, 1]), np.nan)
    hips = xy[:, skeleton.indices("left_hip", "right_hip"), 0].mean(axis=1)
    return low, hips, low - xy[:, skeleton.index("nose"), 1]


def _tall_at(row: float, ankles: Numbers, heights: Numbers) -> float:
    """Return how tall the upright dancer is whose ankles are about in a row."""
    near = np.argsort(np.abs(ankles - row))[: max(1, len(ankles) // 10)]
    return float(np.percentile(heights[near], _TALL))
