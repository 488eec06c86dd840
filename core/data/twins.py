"""Near-duplicate motion: stretches of one dance that are, pose by pose, also in another.

Two poses are the same when their joints, with the centroid moved to the origin, are within a tolerance
of each other (root mean square over the joints). Time plays no part in that, so a copied figure is found
wherever it was pasted and at whatever tempo it was stretched to. A run of such frames is a near-duplicate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.data.windows import WindowRef
from core.features.heading import heading_from, turned
from core.skeleton import Skeleton

_SEARCH_FPS = 75.0  # poses to search among are interpolated to this: a stretched copy falls between frames
_MADE_UP_M_S2 = 0.01  # no joint of a living body is this unaccelerated; a frozen or bridged frame is


@dataclass(frozen=True)
class Likeness:
    """When motion counts as the same.

    Attributes:
        tolerance_m: largest root mean square distance of the joints of two equal poses, metres.
            Measured on motion capture: copies lie below 0.007, different performances above 0.02.
        min_s: shorter runs of equal poses are bodies passing through the same pose, not copies.
        turned: also compare poses turned about the vertical to the same heading. Without it a figure that
            was copied to face another way is a different one.
        mirrored: also compare with the mirror image (x negated).
    """

    tolerance_m: float = 0.01
    min_s: float = 0.2
    turned: bool = False
    mirrored: bool = True

    def wider(self) -> Likeness:
        """Return a likeness that holds for a little more: a quarter further apart, half as long."""
        return replace(self, tolerance_m=1.25 * self.tolerance_m, min_s=0.5 * self.min_s)


AS_RECORDED = Likeness()


@dataclass(frozen=True)
class Twin:
    """A stretch that is also elsewhere.

    Attributes:
        ref: the stretch.
        dance, frame: where its closest pose is found again.
        distance_m: between these two poses, root mean square over the joints.
        mirrored: it is found in the mirror image.
    """

    ref: WindowRef
    dance: int
    frame: int
    distance_m: float
    mirrored: bool


def near_duplicates(
    dances: Sequence[Dance],
    spans: Iterable[WindowRef],
    others: Iterable[WindowRef],
    likeness: Likeness = AS_RECORDED,
) -> list[Twin]:
    """Return the stretches of `spans` that are also in `others`, ordered by dance and time.

    Compared are motions on one skeleton, by the joints that all of them see. Frames that are frozen, or
    bridge a gap in a straight line, or miss a joint, are no evidence: such poses are equal for other
    reasons. Up to `likeness.min_s` of them inside a copied stretch count as part of it.
    """
    spans, others = list(spans), list(others)
    bodies = {i: body for i in {ref.dance for ref in [*spans, *others]} if (body := _body(dances[i]))}
    found: list[Twin] = []
    for skeleton in {body.skeleton for body in bodies.values()}:
        same = {i: body for i, body in bodies.items() if body.skeleton == skeleton}
        joints = np.flatnonzero(np.logical_and.reduce([body.seen for body in same.values()]))
        search = _Search(
            same, [ref for ref in others if ref.dance in same], _Shape(skeleton, joints, likeness)
        )
        found += search.twins([ref for ref in spans if ref.dance in same])
    return sorted(found, key=lambda twin: twin.ref)


@dataclass(frozen=True)
class _Body:
    """What is compared of a dance: filled positions, joints seen at all, frames that are evidence."""

    positions: NDArray[np.float32]
    fps: float
    skeleton: Skeleton
    seen: NDArray[np.bool_]
    evidence: NDArray[np.bool_]


def _body(dance: Dance) -> _Body | None:
    """Return None for a dance that sees less than half of its joints: too little to tell poses apart by."""
    missing = dance.motion.missing
    seen = ~missing.all(axis=0)
    if missing.all() or seen.mean() < 0.5:
        return None
    positions = fill_gaps(dance.motion).motion.positions
    made_up = _made_up(positions[:, seen], dance.motion.fps)
    evidence = np.logical_not(missing[:, seen].any(axis=1) | made_up)
    return _Body(positions, dance.motion.fps, dance.motion.skeleton, np.asarray(seen), evidence)


def _made_up(positions: NDArray[np.float32], fps: float) -> NDArray[np.bool_]:
    """Return (T,), true where no joint accelerates: frozen frames and straight bridges over gaps."""
    if len(positions) < 3:
        return np.zeros(len(positions), np.bool_)
    bent = np.abs(np.diff(positions.astype(np.float64), 2, axis=0)).max(axis=(1, 2)) * fps**2
    return np.pad(bent < _MADE_UP_M_S2, 1, mode="edge")


@dataclass(frozen=True)
class _Shape:
    """How a pose becomes a vector whose Euclidean distances are those of the likeness."""

    skeleton: Skeleton
    joints: NDArray[np.intp]
    likeness: Likeness

    @property
    def radius(self) -> float:
        return self.likeness.tolerance_m * float(np.sqrt(len(self.joints)))

    def __call__(self, positions: NDArray[np.float32], *, mirrored: bool = False) -> NDArray[np.float32]:
        """Return (T, 3 * joints) of (T, J, 3) positions: centred, and facing front if turns do not count."""
        if mirrored:
            positions = positions[:, list(self.skeleton.mirror)] * np.array([-1, 1, 1], np.float32)
        poses = positions[:, self.joints]
        poses = poses - poses.mean(axis=1, keepdims=True)
        if self.likeness.turned:
            # All pairs, not only the torso's: the longer the lever, the less noise turns the body.
            poses = turned(poses, -heading_from(positions, self._sides()))
        return poses.reshape(len(poses), 3 * len(self.joints))

    def _sides(self) -> list[tuple[int, int]]:
        seen = set(self.joints.tolist())
        mirror = self.skeleton.mirror
        return [(j, mirror[j]) for j in sorted(seen) if j < mirror[j] and mirror[j] in seen]


class _Search:
    """Nearest poses among the spans of some dances."""

    def __init__(self, bodies: dict[int, _Body], spans: Sequence[WindowRef], shape: _Shape) -> None:
        from scipy.spatial import cKDTree

        self.bodies, self.shape = bodies, shape
        dance, frame, poses = _searched(bodies, spans, shape)
        self._dance, self._frame, self._tree = dance, frame, cKDTree(poses)

    def twins(self, spans: Sequence[WindowRef]) -> list[Twin]:
        """Return the maximal runs of frames within the spans that are found."""
        asked = _frames_of(spans, self.bodies)
        return [twin for i, frames in asked.items() for twin in self._of(i, frames)]

    def _of(self, i: int, asked: NDArray[np.intp]) -> list[Twin]:
        """Return the runs of dance i among the frames asked for."""
        body, likeness = self.bodies[i], self.shape.likeness
        distance, place, mirrored = self._nearest(body.positions[asked])
        hit = np.isfinite(distance)
        asked, distance, place, mirrored = asked[hit], distance[hit], place[hit], mirrored[hit]
        found = []
        for first, last in _runs(asked, max(1, round(likeness.min_s * body.fps))):
            run = slice(first, last + 1)
            twin = Counter(self._dance[place[run]].tolist()).most_common(1)[0][0]
            best = first + int(np.where(self._dance[place[run]] == twin, distance[run], np.inf).argmin())
            ref = WindowRef(i, int(asked[first]), int(asked[last]) + 1)
            at = int(self._frame[place[best]])
            rms = float(distance[best] / np.sqrt(len(self.shape.joints)))
            found.append(Twin(ref, twin, at, rms, bool(mirrored[best])))
        return found

    def _nearest(
        self, positions: NDArray[np.float32]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.bool_]]:
        """Return distance (inf beyond the tolerance), row in the tree, and whether the mirror image is it."""
        distance, place = self._query(self.shape(positions))
        mirrored = np.zeros(len(positions), np.bool_)
        if self.shape.likeness.mirrored:
            other, other_place = self._query(self.shape(positions, mirrored=True))
            mirrored = np.less(other, distance)
            distance[mirrored], place[mirrored] = other[mirrored], other_place[mirrored]
        return distance, place, mirrored

    def _query(self, poses: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        reach = np.nextafter(self.shape.radius, np.inf)
        distance, place = self._tree.query(poses, distance_upper_bound=reach)
        return np.array(distance, np.float64), np.array(place, np.intp)


def _frames_of(spans: Iterable[WindowRef], bodies: dict[int, _Body]) -> dict[int, NDArray[np.intp]]:
    """Return, for each dance of the spans, the frames inside them that are evidence, each once."""
    inside = {ref.dance: np.zeros(len(bodies[ref.dance].positions), np.bool_) for ref in spans}
    for ref in spans:
        inside[ref.dance][ref.start : ref.stop] = True
    return {i: np.flatnonzero(mask & bodies[i].evidence) for i, mask in sorted(inside.items())}


def _searched(
    bodies: dict[int, _Body], spans: Sequence[WindowRef], shape: _Shape
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Return dance, frame and vector of every pose in the spans that is evidence, also between frames."""
    dances, frames, poses = [], [], [np.empty((0, 3 * len(shape.joints)), np.float32)]
    for i, at in _frames_of(spans, bodies).items():
        steps = max(1, round(_SEARCH_FPS / bodies[i].fps))
        for step in range(steps):
            here = at if step == 0 else at[np.isin(at + 1, at)]
            blend = bodies[i].positions[here]
            if step:
                blend = blend + (bodies[i].positions[here + 1] - blend) * np.float32(step / steps)
            poses.append(shape(blend))
            frames.append(here)
            dances.append(np.full(len(here), i, np.intp))
    none = np.empty(0, np.intp)
    return np.concatenate([none, *dances]), np.concatenate([none, *frames]), np.concatenate(poses)


def _runs(frames: NDArray[np.intp], shortest: int) -> list[tuple[int, int]]:
    """Return (first, last) positions in rising `frames` of the runs of at least `shortest` of them.

    A run goes on over holes of up to `shortest` frames.
    """
    if not len(frames):
        return []
    cuts = np.flatnonzero(np.diff(frames) > shortest + 1)
    firsts, lasts = np.r_[0, cuts + 1], np.r_[cuts, len(frames) - 1]
    return [(int(a), int(b)) for a, b in zip(firsts, lasts, strict=True) if b - a + 1 >= shortest]
