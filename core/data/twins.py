"""Near-duplicate motion: stretches of one dance that are, pose by pose, also in another.

Two poses are the same when their joints, with the centroid moved to the origin, are within a tolerance
of each other (root mean square over the joints). Time plays no part in that, so a copied figure is found
wherever it was pasted and at whatever tempo it was stretched to. A run of such frames is a near-duplicate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
        shape = _Shape.of(same.values(), likeness)
        if not len(shape.joints):
            continue
        search = _Search(same, [ref for ref in others if ref.dance in same], shape)
        found += search.twins([ref for ref in spans if ref.dance in same])
    return sorted(found, key=lambda twin: twin.ref)


@dataclass(frozen=True)
class _Body:
    """What is compared of a dance: positions with gaps filled, and where they were filled."""

    positions: NDArray[np.float32]
    missing: NDArray[np.bool_]
    fps: float
    skeleton: Skeleton

    def evidence(self, joints: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return (T,), true where these joints were all seen and are not made up."""
        made_up = _made_up(self.positions[:, joints], self.fps)
        return np.logical_not(self.missing[:, joints].any(axis=1) | made_up)


def _body(dance: Dance) -> _Body | None:
    """Return None for a dance that sees less than half of its joints: too little to tell poses apart by."""
    motion = dance.motion
    if not motion.n_frames or motion.missing.all(axis=0).mean() > 0.5:
        return None
    return _Body(fill_gaps(motion).motion.positions, motion.missing, motion.fps, motion.skeleton)


def _made_up(positions: NDArray[np.float32], fps: float) -> NDArray[np.bool_]:
    """Return (T,), true where no joint accelerates: frozen frames and straight bridges over gaps."""
    if len(positions) < 3 or not positions.shape[1]:
        return np.zeros(len(positions), np.bool_)
    bent = np.abs(np.diff(positions.astype(np.float64), 2, axis=0)).max(axis=(1, 2)) * fps**2
    return np.pad(bent < _MADE_UP_M_S2, 1, mode="edge")


@dataclass(frozen=True)
class _Shape:
    """How a pose becomes a vector whose Euclidean distances are those of the likeness."""

    skeleton: Skeleton
    joints: NDArray[np.intp]
    likeness: Likeness

    @classmethod
    def of(cls, bodies: Collection[_Body], likeness: Likeness) -> _Shape:
        """Compare by the joints that all bodies see, and with mirrors, see on both sides."""
        skeleton = next(iter(bodies)).skeleton
        seen = np.logical_and.reduce([~body.missing.all(axis=0) for body in bodies])
        if likeness.mirrored:
            seen &= seen[list(skeleton.mirror)]
        return cls(skeleton, np.flatnonzero(seen), likeness)

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


@dataclass(frozen=True)
class _Hits:
    """Frames of one dance that are found: where, how far away, and whether in the mirror."""

    frames: NDArray[np.intp]
    rows: NDArray[np.intp]
    distances: NDArray[np.float64]
    mirrored: NDArray[np.bool_]

    def __getitem__(self, some: slice | NDArray[np.bool_]) -> _Hits:
        return _Hits(self.frames[some], self.rows[some], self.distances[some], self.mirrored[some])


class _Search:
    """Nearest poses among the spans of some dances."""

    def __init__(self, bodies: dict[int, _Body], spans: Sequence[WindowRef], shape: _Shape) -> None:
        from scipy.spatial import cKDTree

        self.bodies, self.shape = bodies, shape
        dance, frame, poses = _searched(bodies, spans, shape)
        self._dance, self._frame, self._tree = dance, frame, cKDTree(poses)

    def twins(self, spans: Sequence[WindowRef]) -> list[Twin]:
        """Return the maximal runs of frames within the spans that are found."""
        found = []
        for i, frames in _frames_of(spans, self.bodies, self.shape.joints).items():
            hits = self._hits(i, frames)
            shortest = max(1, round(self.shape.likeness.min_s * self.bodies[i].fps))
            found += [self._twin(i, hits[run]) for run in _runs(hits.frames, shortest)]
        return found

    def _twin(self, i: int, run: _Hits) -> Twin:
        """Name the dance in which most of a run is found, and its closest pose there."""
        dances = self._dance[run.rows]
        twin = Counter(dances.tolist()).most_common(1)[0][0]
        best = int(np.where(dances == twin, run.distances, np.inf).argmin())
        return Twin(
            WindowRef(i, int(run.frames[0]), int(run.frames[-1]) + 1),
            dance=twin,
            frame=int(self._frame[run.rows[best]]),
            distance_m=float(run.distances[best] / np.sqrt(len(self.shape.joints))),
            mirrored=bool(run.mirrored[best]),
        )

    def _hits(self, i: int, frames: NDArray[np.intp]) -> _Hits:
        """Return which of some frames of dance i are within the tolerance of a pose here."""
        positions = self.bodies[i].positions[frames]
        hits = self._nearest(frames, self.shape(positions), mirrored=False)
        if self.shape.likeness.mirrored:
            other = self._nearest(frames, self.shape(positions, mirrored=True), mirrored=True)
            closer = other.distances < hits.distances
            pairs = [(getattr(other, name), getattr(hits, name)) for name in _Hits.__dataclass_fields__]
            hits = _Hits(*(np.where(closer, theirs, ours) for theirs, ours in pairs))
        return hits[np.isfinite(hits.distances)]

    def _nearest(self, frames: NDArray[np.intp], poses: NDArray[np.float32], *, mirrored: bool) -> _Hits:
        reach = np.nextafter(self.shape.radius, np.inf)
        distances, rows = self._tree.query(poses, distance_upper_bound=reach)
        return _Hits(frames, np.asarray(rows), np.asarray(distances), np.full(len(frames), mirrored))


def _frames_of(
    spans: Iterable[WindowRef], bodies: dict[int, _Body], joints: NDArray[np.intp]
) -> dict[int, NDArray[np.intp]]:
    """Return, for each dance of the spans, the frames inside them that are evidence, each once."""
    inside = {ref.dance: np.zeros(len(bodies[ref.dance].positions), np.bool_) for ref in spans}
    for ref in spans:
        inside[ref.dance][ref.start : ref.stop] = True
    return {i: np.flatnonzero(mask & bodies[i].evidence(joints)) for i, mask in sorted(inside.items())}


def _searched(
    bodies: dict[int, _Body], spans: Sequence[WindowRef], shape: _Shape
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """Return dance, frame and vector of every pose in the spans that is evidence, also between frames."""
    dances, frames, poses = [], [], [np.empty((0, 3 * len(shape.joints)), np.float32)]
    for i, at in _frames_of(spans, bodies, shape.joints).items():
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


def _runs(frames: NDArray[np.intp], shortest: int) -> list[slice]:
    """Return the places in rising `frames` of the runs of at least `shortest` of them.

    A run goes on over holes of up to `shortest` frames.
    """
    cuts = np.flatnonzero(np.diff(frames) > shortest + 1) + 1
    edges = pairwise([0, *cuts.tolist(), len(frames)])
    return [slice(start, stop) for start, stop in edges if stop - start >= shortest]
