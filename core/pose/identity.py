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
        distinct = _distinct(poses)
        for pose, place, person in self._matches(poses, distinct, time_s):
            places[pose] = place
            person.seen(poses[pose], time_s)
        for pose in distinct:
            if places[pose] is None:
                places[pose] = free = self._free_place(places)
                if free is not None:
                    self._people[free] = _Person(poses[pose], time_s, np.zeros(2, np.float32))
        return places

    def _matches(
        self, poses: NDArray[np.float32], distinct: list[int], time_s: float
    ) -> list[tuple[int, int, _Person]]:
        """Return (pose, place, person) for poses near somebody known."""
        from scipy.optimize import linear_sum_assignment

        known = [(place, person) for place, person in enumerate(self._people) if person is not None]
        cost = np.full((len(distinct), len(known)), _UNMATCHED)
        for row, pose in enumerate(distinct):
            for column, (_, person) in enumerate(known):
                distance = _distance(poses[pose], person.expected(time_s))
                gate = min(_GATE + _GATE_PER_S * (time_s - person.time_s), _GATE_MOST)
                if distance <= gate:
                    cost[row, column] = distance
        rows, columns = linear_sum_assignment(cost)
        near = [(r, c) for r, c in zip(rows, columns, strict=True) if cost[r, c] < _UNMATCHED]
        return [(distinct[row], *known[column]) for row, column in near]

    def _free_place(self, taken: list[int | None]) -> int | None:
        """Return a place that nobody had, else that of whoever has been gone longest, else None."""
        free = [place for place in range(len(self._people)) if place not in taken]
        return min(free, key=self._last_seen_s, default=None)

    def _last_seen_s(self, place: int) -> float:
        person = self._people[place]
        return -np.inf if person is None else person.time_s


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
