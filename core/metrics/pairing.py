"""Bringing two motions together, joint by joint and frame by frame, before they are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton, skeleton

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two motions on the joints they share and over the time they share.

    Attributes:
        a, b: (T, J, 3) metres in the room; NaN = not seen.
        root_a, root_b: (T, 3) their roots.
        joints: J names.
        fps: of both.
    """

    a: Array
    b: Array
    root_a: Array
    root_b: Array
    joints: tuple[str, ...]
    fps: float

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T, J), true where a joint and its root are seen in both."""
        together: NDArray[np.bool_] = seen(self.centred_a) & seen(self.centred_b)
        return together

    @property
    def centred_a(self) -> Array:
        """(T, J, 3) relative to the root."""
        return self.a - self.root_a[:, None]

    @property
    def centred_b(self) -> Array:
        """(T, J, 3) relative to the root."""
        return self.b - self.root_b[:, None]


def pair(a: Motion, b: Motion) -> Pair:
    """Pair two motions that begin at the same moment; the longer one is cut at the end.

    `b` is brought to the frame rate of `a`; both meet on the skeleton on which they share most joints, one's
    own or Human3.6M's. Joints that either never shows are left out.

    Raises:
        InputError: no frame, or no joint in common.
    """
    meeting = _meeting_place(a.skeleton, b.skeleton)
    on_a, on_b = a.on(meeting)[0], b.resampled(a.fps).on(meeting)[0]
    shared = ~(on_a.missing.all(axis=0) | on_b.missing.all(axis=0))
    n = min(on_a.n_frames, on_b.n_frames)
    if n == 0 or not shared.any():
        raise InputError(
            f"A motion on {a.skeleton.name!r} ({a.n_frames} frames) and one on "
            f"{b.skeleton.name!r} ({b.n_frames} frames) have nothing in common.",
            "Both need frames, and joints of the same names.",
        )
    cut_a, cut_b = on_a.slice(0, n), on_b.slice(0, n)
    return Pair(
        a=cut_a.positions[:, shared].astype(np.float64),
        b=cut_b.positions[:, shared].astype(np.float64),
        root_a=cut_a.root.astype(np.float64),
        root_b=cut_b.root.astype(np.float64),
        joints=tuple(np.array(meeting.joints)[shared].tolist()),
        fps=a.fps,
    )


def check_seen_together(paired: Pair) -> None:
    """Raise `InputError` when there is no moment at which both dancers are seen."""
    if not paired.seen.any():
        raise InputError("These two motions are never both seen.", "Choose a part in which both dance.")


def seen(positions: Array) -> NDArray[np.bool_]:
    """Return where all coordinates are known, without the last axis."""
    return np.asarray(np.isfinite(positions).all(axis=-1))


def body_size(centred: Array) -> float:
    """Root mean square distance of the seen joints from the root; 1 for a body without extent."""
    size = float(np.sqrt(np.nanmean((centred**2).sum(axis=-1))))
    return size if size > 0 else 1.0


def joint_distances(a: Array, b: Array) -> Array:
    """(..., J) distance of each joint; NaN where either is not seen."""
    gap: Array = np.sqrt(((a - b) ** 2).sum(axis=-1))
    return gap


def mean_seen(values: Array) -> Array:
    """Return the mean along the last axis of what is not NaN; NaN where nothing is."""
    known = np.isfinite(values)
    n = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    mean: Array = np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
    return mean


def _meeting_place(a: Skeleton, b: Skeleton) -> Skeleton:
    """Return the skeleton that keeps most joints of both; `a` of equals."""

    def n_kept(target: Skeleton) -> int:
        nobody = [Motion(np.empty((0, len(own.joints), 3), np.float32), 1.0, own) for own in (a, b)]
        return len(target.joints) - len({joint for motion in nobody for joint in motion.on(target)[1]})

    return a if a == b else max((a, b, skeleton("h36m17")), key=n_kept)
