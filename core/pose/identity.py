"""Who is who: keeping people in the same place of a list while they move, cross, leave and come back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SAME_BODY = 0.08  # two poses nearer than this, in body sizes, are one person found twice
_GATE = 0.5  # body sizes that a person may be from where they are expected ...
_GATE_PER_S = 2.0  # ... and as many more for each second since they were seen
_GATE_MOST = 2.0
_COAST_S = 0.5  # how long somebody hidden is expected to move on as before
_STEADY = 0.5  # share of the newest step in the speed
_UNMATCHED = 1e6


@dataclass
class _Person:
    """Somebody seen before: where, when, and how they were moving."""

    joints: NDArray[np.float32]  # (J, 2) pixels
    time_s: float
    speed: NDArray[np.float32]  # (2,) pixels a second

    def expected(self, time_s: float) -> NDArray[np.float32]:
        return self.joints + self.speed * np.float32(min(time_s - self.time_s, _COAST_S))

    def seen(self, joints: NDArray[np.float32], time_s: float) -> None:
        gap_s = time_s - self.time_s
        if gap_s > 0:
            step = np.nanmean(joints - self.joints, axis=0) / np.float32(gap_s)
            self.speed = self.speed + _STEADY * (step - self.speed)
        self.joints, self.time_s = joints, time_s


class Identities:
    """Assigns the poses found in each frame to at most `people` places that stay with their person.

    Poses go to the places whose people are expected nearest, all at once at least total distance (Kuhn 1955).
    Distance is the mean over joints in units of the person's size. A pose that is too far from everybody is
    somebody new: they get a place that nobody had, else that of whoever has been gone longest.
    """

    def __init__(self, people: int) -> None:
        self._people: list[_Person | None] = [None] * people

    def assign(self, poses: NDArray[np.float32], time_s: float) -> list[int | None]:
        """Return the place of each pose, or None for one too many.

        Args:
            poses: (D, J, 2) pixels, as found in one frame, the surest first.
            time_s: of the frame, later than that of the call before.
        """
        places: list[int | None] = [None] * len(poses)
        fresh = _distinct(poses)
        for pose, place in self._matches(poses, fresh, time_s):
            places[pose] = place
        for pose in fresh:
            if places[pose] is None:
                places[pose] = self._free_place({p for p in places if p is not None})
        for pose, taken in enumerate(places):
            if taken is not None:
                self._remember(taken, poses[pose], time_s)
        return places

    def _matches(self, poses: NDArray[np.float32], fresh: list[int], time_s: float) -> list[tuple[int, int]]:
        """Return (pose, place) for poses near somebody known."""
        from scipy.optimize import linear_sum_assignment

        known = [(place, person) for place, person in enumerate(self._people) if person is not None]
        cost = np.full((len(fresh), len(known)), _UNMATCHED)
        for row, pose in enumerate(fresh):
            for column, (_, person) in enumerate(known):
                distance = _distance(poses[pose], person.expected(time_s))
                gate = min(_GATE + _GATE_PER_S * (time_s - person.time_s), _GATE_MOST)
                if distance <= gate:
                    cost[row, column] = distance
        rows, columns = linear_sum_assignment(cost)
        pairs = zip(rows, columns, strict=True)
        return [(fresh[row], known[column][0]) for row, column in pairs if cost[row, column] < _UNMATCHED]

    def _free_place(self, taken: set[int]) -> int | None:
        free = [place for place in range(len(self._people)) if place not in taken]
        return min(free, key=self._last_seen_s, default=None)

    def _last_seen_s(self, place: int) -> float:
        person = self._people[place]
        return -np.inf if person is None else person.time_s

    def _remember(self, place: int, joints: NDArray[np.float32], time_s: float) -> None:
        person = self._people[place]
        if person is None or _distance(joints, person.expected(time_s)) > _GATE_MOST:
            self._people[place] = _Person(joints, time_s, np.zeros(2, np.float32))
        else:
            person.seen(joints, time_s)


def _distance(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Return the mean distance of corresponding joints in units of the size of `b`."""
    size = float(np.linalg.norm(np.nanmax(b, axis=0) - np.nanmin(b, axis=0)))
    return float(np.nanmean(np.linalg.norm(a - b, axis=1))) / max(size, 1.0)


def _distinct(poses: NDArray[np.float32]) -> list[int]:
    """Return the poses that are not another one found twice."""
    kept: list[int] = []
    for i, pose in enumerate(poses):
        if all(_distance(pose, poses[k]) > _SAME_BODY for k in kept):
            kept.append(i)
    return kept
