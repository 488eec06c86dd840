"""How close two annotators put the joints of the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.agreement.score import Score

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIGMAS = {
    "nose": 0.026, "eye": 0.025, "ear": 0.035, "shoulder": 0.079, "elbow": 0.072, "wrist": 0.062,
    "hip": 0.107, "knee": 0.087, "ankle": 0.089,
}  # fmt: skip
"""How far annotators' joints scatter, over body scale: the per-keypoint constants of the COCO keypoint
evaluation (cocodataset.org/#keypoints-eval). Both sides have the same; other joints have none."""

AREA_OF_BOX = 0.53
"""COCO scales by the area of a person's outline, which poses do not have: about this share of its box, the
usual stand-in where only keypoints are known."""

ALPHA = 0.05
"""PCK's threshold over the larger side of the body's box. Models are judged at 0.1 or 0.2 (Yang and Ramanan
2013), at which people practically always agree."""

OKS = (
    "Mean over joints of exp(-d^2 / (2 s^2 k^2)), then over frames: d is the distance of the two placings "
    f"in pixels, s^2 is {AREA_OF_BOX} of the area of the box round the body (both annotators' mean), k twice "
    "COCO's sigma of the joint; joints that COCO has. Only frames on which both worked and joints that one "
    "of them moved and both show. 1: the same place."
)
PCK = (
    f"Share of the joints that the two put within {ALPHA:g} of the larger side of the body's box (both "
    "annotators' mean). Only frames on which both worked and joints that one of them moved and both show."
)
SHOWN = "Share of the joints touched by one of them that both show or both hide."
NOTHING = "There is no joint that one of them moved on a frame on which both worked."


@dataclass(frozen=True)
class PosePairs:
    """The joints on which two annotators are compared, in one skeleton.

    Attributes:
        joints: J names.
        a, b: (F, J, 2) pixels, as each annotator has the pose: the machine's with their own corrections.
        shown_a, shown_b: (F, J) whether the joint is visible to each of them.
        touched: (F, J) whether at least one of them corrected it. The others are the machine's for both, and
            would make any two people agree.
    """

    joints: tuple[str, ...]
    a: Array
    b: Array
    shown_a: Mask
    shown_b: Mask
    touched: Mask

    def __post_init__(self) -> None:
        shape = (len(self.touched), len(self.joints))
        if not (self.a.shape == self.b.shape == (*shape, 2)) or self.touched.shape != shape:
            raise InputError(f"Poses of {shape} frames and joints do not fit {self.a.shape}, {self.b.shape}.")


@dataclass(frozen=True)
class PoseAgreement:
    """`distance_px`: mean distance over the joints that `pck` counts; None without any."""

    oks: Score
    pck: Score
    shown: Score
    distance_px: float | None


def sigma(joint: str) -> float | None:
    """Return COCO's sigma of a joint by its name (``"left_wrist"``); None when COCO has no such joint."""
    for side in ("left_", "right_"):
        joint = joint.removeprefix(side)
    return SIGMAS.get(joint)


def pose_agreement(parts: Sequence[PosePairs]) -> PoseAgreement:
    """Compare two annotators on all of several tracks."""
    tables = [_compared(part) for part in parts]
    oks = np.concatenate([np.empty(0), *(table.oks for table in tables)])
    near = np.concatenate([np.empty(0, np.bool_), *(table.near for table in tables)])
    distances = np.concatenate([np.empty(0), *(table.distance_px for table in tables)])
    touched = sum(int(part.touched.sum()) for part in parts)
    same = sum(int((part.touched & (part.shown_a == part.shown_b)).sum()) for part in parts)
    return PoseAgreement(
        oks=_score("OKS", oks, "frames", OKS),
        pck=_score(f"PCK@{ALPHA:g}", near, "joints", PCK),
        shown=_score("Same visibility", np.repeat([1.0, 0.0], [same, touched - same]), "joints", SHOWN),
        distance_px=float(distances.mean()) if len(distances) else None,
    )


@dataclass(frozen=True)
class _Compared:
    oks: Array  # (F',) of the frames that have a joint of COCO's to compare
    near: Mask  # (K,) of all joints compared
    distance_px: Array  # (K,)


def _compared(part: PosePairs) -> _Compared:
    counts = part.touched & part.shown_a & part.shown_b
    distance_px: Array = np.sqrt(((part.a - part.b) ** 2).sum(axis=-1))
    counts &= np.isfinite(distance_px)
    size_px = _boxes(part)  # (F, 2)
    counts &= size_px.min(axis=1, initial=np.inf, keepdims=True) > 0
    near: Mask = distance_px <= ALPHA * size_px.max(axis=1, initial=0.0, keepdims=True)
    k = 2 * np.array([sigma(joint) or np.nan for joint in part.joints])
    square = AREA_OF_BOX * size_px.prod(axis=1)[:, None]
    of_coco = counts & np.isfinite(k)
    with np.errstate(divide="ignore", invalid="ignore"):
        likeness = np.where(of_coco, np.exp(-(distance_px**2) / (2 * square * k**2)), 0.0)
    n = of_coco.sum(axis=1)
    return _Compared(likeness.sum(axis=1)[n > 0] / n[n > 0], near[counts], distance_px[counts])


def _boxes(part: PosePairs) -> Array:
    """(F, 2) width and height in pixels of the box round what both show; mean of both; 0 where nobody is."""
    both = part.shown_a & part.shown_b
    sizes = []
    for pose in (part.a, part.b):
        seen = both & np.isfinite(pose).all(axis=-1)
        low = np.where(seen[..., None], pose, np.inf).min(axis=1, initial=np.inf)
        high = np.where(seen[..., None], pose, -np.inf).max(axis=1, initial=-np.inf)
        sizes.append(np.where(np.isfinite(high - low), high - low, 0.0))
    return (sizes[0] + sizes[1]) / 2


def _score(name: str, values: Array | Mask, unit: str, definition: str) -> Score:
    if not len(values):
        return Score(name, None, 0, unit, definition, NOTHING)
    return Score(name, float(values.mean()), len(values), unit, definition)
