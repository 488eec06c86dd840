"""How far the joints of a dance are from those of its reference: MPJPE, PA-MPJPE, PCK, OKS.

Sources: MPJPE as in Human3.6M (Ionescu et al., IEEE TPAMI 2014), PA-MPJPE as its "protocol 2"; PCK in space
with 150 mm as MPI-INF-3DHP (Mehta et al., 3DV 2017); OKS as the COCO keypoint evaluation.

Pitfalls: no number here forgives a movement that comes too late, see `core.metrics.beat_warp`; a dancer who
faces another way is wrong in all joints for every number but PA-MPJPE; PA-MPJPE, which turns and scales each
frame by itself, forgives falling over; a root that is a joint of the skeleton is right by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.heading import heading_from, turned
from core.metrics.agreement.poses import AREA_OF_BOX, sigma
from core.metrics.pairing import Pair, check_seen_together, joint_distances, mean_seen, pair
from core.metrics.procrustes import aligned
from core.motion import Motion

Array = NDArray[np.float64]

PCK_M = 0.15
"""The threshold of PCK in space: about half a head."""


@dataclass(frozen=True)
class PoseError:
    """Of a dance against its reference, over all (frame, joint) pairs that both show, each counting the same.

    Attributes:
        mpjpe_m: mean joint distance with both roots at the origin, metres.
        pa_mpjpe_m: mean joint distance after Procrustes alignment of each frame (moved, turned, scaled),
            metres; NaN where no frame shows three joints in both.
        room_m: mean joint distance in the room as it is, metres.
        pck: share of joints within `PCK_M` with both roots at the origin, 0 to 1.
        oks: mean over frames of the mean over joints of ``exp(-d^2 / (2 s^2 k^2))``: d the joint distance
            with both roots at the origin, s^2 0.53 of the area of the box round the reference's body as seen
            from its front, k twice COCO's sigma of the joint. Joints that COCO has; NaN without any. COCO's
            own is of pixels; this one counts errors in depth as well.
        n_frames, n_joints: compared.
        n_missing: (frame, joint) pairs left out because either was not seen.
    """

    mpjpe_m: float
    pa_mpjpe_m: float
    room_m: float
    pck: float
    oks: float
    n_frames: int
    n_joints: int
    n_missing: int


@dataclass(frozen=True, eq=False)
class JointErrors:
    """Where and when a dance differs from its reference.

    Attributes:
        distances_m: (T, J) with both roots at the origin, metres; NaN = not seen in both.
        joints: J names.
        fps: frames a second of the reference.
    """

    distances_m: Array
    joints: tuple[str, ...]
    fps: float


def pose_error(reference: Motion, motion: Motion) -> PoseError:
    """Compare a dance with its reference from their first frames on; see `PoseError`.

    Raises:
        InputError: the two have no joint in common, or no moment at which both are seen.
    """
    paired = pair(reference, motion)
    check_seen_together(paired)
    distances = joint_distances(paired.centred_a, paired.centred_b)
    known = distances[np.isfinite(distances)]
    return PoseError(
        mpjpe_m=float(known.mean()),
        pa_mpjpe_m=_mean(joint_distances(paired.a, aligned(paired.a, paired.b))),
        room_m=_mean(np.where(np.isfinite(distances), joint_distances(paired.a, paired.b), np.nan)),
        pck=float((known <= PCK_M).mean()),
        oks=_mean(_oks(paired, distances)),
        n_frames=int(np.isfinite(distances).any(axis=1).sum()),
        n_joints=len(paired.joints),
        n_missing=int(np.isnan(distances).sum()),
    )


def joint_errors(reference: Motion, motion: Motion) -> JointErrors:
    """Return the distance of each joint in each frame; `InputError` as `pose_error`."""
    paired = pair(reference, motion)
    return JointErrors(joint_distances(paired.centred_a, paired.centred_b), paired.joints, paired.fps)


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _oks(paired: Pair, distances: Array) -> Array:
    """(T,) likeness of each frame; NaN where no joint of COCO's is seen in both or the body has no extent."""
    k = 2 * np.array([sigma(joint) or np.nan for joint in paired.joints])
    square = AREA_OF_BOX * _front_area(paired)[:, None]
    likeness = np.full(distances.shape, np.nan)
    known = np.isfinite(distances) & np.isfinite(k) & (square > 0)
    np.divide(-(distances**2), 2 * square * k**2, out=likeness, where=known)
    return mean_seen(np.exp(likeness))


def _front_area(paired: Pair) -> Array:
    """(T,) square metres: the box round the reference's joints, turned so that it is looked at from its
    front.

    0 where nothing is seen.
    """
    body = paired.centred_a.astype(np.float32)
    front = turned(body, -np.nan_to_num(heading_from(body, _sides(paired.joints))))
    shown = np.isfinite(front).all(axis=-1, keepdims=True)
    low = np.where(shown, front, np.inf).min(axis=1)
    high = np.where(shown, front, -np.inf).max(axis=1)
    size = np.where(np.isfinite(high - low), high - low, 0.0)
    area: Array = (size[:, 0] * size[:, 1]).astype(np.float64)
    return area


def _sides(joints: Sequence[str]) -> list[tuple[int, int]]:
    """Return the (left, right) hips and shoulders among the joints."""
    named = [(f"left_{part}", f"right_{part}") for part in ("hip", "shoulder")]
    return [(joints.index(a), joints.index(b)) for a, b in named if {a, b} <= set(joints)]
