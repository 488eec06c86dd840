"""A demo track with errors of known kinds at known places: what finding errors is measured on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.demo.estimated import SCALE_PX, SIZE_PX, Estimated, estimated
from core.errors import InputError
from core.skeleton import Skeleton
from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Suggestion

Array = NDArray[np.float64]

COUNTS: Mapping[Reason, int] = {
    Reason.JUMP: 50,
    Reason.BONE: 45,
    Reason.SIDES: 55,
    Reason.OUTSIDE: 35,
    Reason.PEOPLE: 30,
    Reason.CONFIDENCE: 45,
    Reason.MODEL: 40,
}
"""How many of each kind; 300."""

APART_FRAMES = 12  # between two errors of one person
_MOST_TRIES = 100_000
_IN_TURNS = 0.6  # share of exchanged sides that happen while the dancer spins

_ARM = ("elbow", "wrist", "pinky", "index", "thumb")
_LEG = ("knee", "ankle", "heel", "foot_index")
_HAND, _FOOT = _ARM[1:], _LEG[1:]


@dataclass(frozen=True)
class Planted:
    """One error: these joints of this person are wrong in these frames, `stop` not included."""

    reason: Reason
    person: int
    start: int
    stop: int
    joints: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class PlantedFilm:
    """The tracks of two dancers with errors in them.

    Attributes:
        image, world: (T, J, 4) float32 a person; see `core.demo.estimated.Estimated`.
        errors: what was planted, by frame.
    """

    image: tuple[NDArray[np.float32], ...]
    world: tuple[NDArray[np.float32], ...]
    skeleton: Skeleton
    fps: float
    size_px: tuple[int, int]
    errors: tuple[Planted, ...]

    def met(self, suggestion: Suggestion) -> list[int]:
        """Return which errors a suggestion leads to.

        Its worst frame, where a person is sent, must be one of the error's or right beside it, and it must
        name a joint that is wrong. Two people exchanged are both wrong.
        """
        return [
            number
            for number, error in enumerate(self.errors)
            if error.start - 1 <= suggestion.frame <= error.stop
            and (error.person == suggestion.person or error.reason is Reason.PEOPLE)
            and set(error.joints) & set(suggestion.joints)
        ]


def plant(
    *, n_frames: int = 10_000, seed: int = 0, fps: float = 25.0, counts: Mapping[Reason, int] = COUNTS
) -> PlantedFilm:
    """Return two dancers, each of a style chosen by the seed, with errors planted in what is seen of them.

    Raises:
        InputError: the film is too short for so many errors.
    """
    styles = np.random.default_rng((seed, 3)).permutation(["ballet", "hip-hop", "salsa", "waltz"])
    dancers = [
        estimated(str(styles[person]), n_frames, seed=seed * 2 + person, beside_m=side, fps=fps)
        for person, side in enumerate((-0.8, 0.8))
    ]
    planter = _Planter(dancers, np.random.default_rng((seed, 5)))
    for reason, count in counts.items():
        for _ in range(count):
            planter.plant(reason)
    return PlantedFilm(
        tuple(dancer.image for dancer in dancers),
        tuple(dancer.world for dancer in dancers),
        dancers[0].skeleton,
        fps,
        SIZE_PX,
        tuple(sorted(planter.errors, key=lambda error: (error.start, error.person))),
    )


class _Planter:
    """Changes tracks in place, never two errors of a person near each other or where nobody is found."""

    def __init__(self, dancers: list[Estimated], rng: np.random.Generator) -> None:
        self._dancers, self._rng = dancers, rng
        self._free = [np.asarray(np.isfinite(dancer.image[..., 0]).all(axis=1)) for dancer in dancers]
        self.errors: list[Planted] = []

    def plant(self, reason: Reason) -> None:
        works: Mapping[Reason, Callable[[], Planted | None]] = {
            Reason.JUMP: self._jump,
            Reason.BONE: self._bone,
            Reason.SIDES: self._sides,
            Reason.OUTSIDE: self._outside,
            Reason.PEOPLE: self._people,
            Reason.CONFIDENCE: self._confidence,
            Reason.MODEL: self._strange,
        }
        for _ in range(_MOST_TRIES):
            error = works[reason]()
            if error is not None:
                self.errors.append(error)
                return
        raise _too_short()

    # -- where -----------------------------------------------------------------------------------

    def _place(self, length: int, people: tuple[int, ...], among: NDArray[np.bool_] | None = None) -> int:
        """Return the first of `length` free frames."""
        n = len(self._free[0])
        for _ in range(_MOST_TRIES if n > length + 2 * APART_FRAMES else 0):
            start = int(self._rng.integers(APART_FRAMES, n - length - APART_FRAMES))
            around = slice(start - APART_FRAMES, start + length + APART_FRAMES)
            if among is not None and not among[start]:
                continue
            if all(self._free[person][around].all() for person in people):
                return start
        raise _too_short()

    def _take(self, reason: Reason, person: int, start: int, length: int, joints: list[int]) -> Planted:
        self._free[person][start : start + length] = False
        return Planted(reason, person, start, start + length, tuple(joints))

    def _limb(self, parts: tuple[str, ...], side: str | None = None) -> list[int]:
        chosen = side or str(self._rng.choice(["left", "right"]))
        return self._dancers[0].skeleton.indices(*(f"{chosen}_{part}" for part in parts))

    def _any_limb(self, *choices: tuple[str, ...]) -> list[int]:
        return self._limb(choices[int(self._rng.integers(len(choices)))])

    # -- what ------------------------------------------------------------------------------------

    def _jump(self) -> Planted:
        """Joints are somewhere else for one or two frames, and come back."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(1, 3))
        start, joints = self._place(length, (person,)), self._any_limb(_HAND, _FOOT, _ARM, _LEG)
        by = self._direction() * self._rng.uniform(0.15, 0.9) * self._dancers[person].height_px
        self._shift(person, start, joints, np.tile(by, (length, 1)))
        return self._take(Reason.JUMP, person, start, length, joints)

    def _bone(self) -> Planted:
        """A limb grows or shrinks along itself over some frames, without a jump."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(8, 21))
        start = self._place(length, (person,))
        joints = self._any_limb(_HAND, _FOOT)
        parent = self._parent(joints[0])
        track = self._dancers[person].image[start : start + length]
        along = (track[:, joints[0], :2] - track[:, parent, :2]).astype(np.float64)
        along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
        size = self._rng.uniform(0.09, 0.2) * self._dancers[person].height_px
        self._shift(person, start, joints, along * size * _swell(length)[:, None])
        return self._take(Reason.BONE, person, start, length, joints)

    def _sides(self) -> Planted | None:
        """Left and right are exchanged for one to three frames, mostly while the dancer spins."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(1, 4))
        dancer = self._dancers[person]
        spins = self._rng.random() < _IN_TURNS
        start = self._place(length, (person,), dancer.turning if spins else ~dancer.turning)
        parts = [_ARM, _LEG, ("shoulder", *_ARM, "hip", *_LEG)][int(self._rng.integers(3))]
        left, right = self._limb(parts, "left"), self._limb(parts, "right")
        apart = dancer.image[start, left, :2] - dancer.image[start, right, :2]
        if np.linalg.norm(apart, axis=1).max() < 0.08 * dancer.height_px:
            return None  # nothing would be seen of it
        for track in (dancer.image, dancer.world):
            span = track[start : start + length]
            span[:, left + right] = span[:, right + left]
        return self._take(Reason.SIDES, person, start, length, left + right)

    def _outside(self) -> Planted | None:
        """A limb near the picture's edge is led out of it."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(2, 9))
        start, joints = self._place(length, (person,)), self._any_limb(_HAND, _FOOT)
        dancer = self._dancers[person]
        at = dancer.image[start : start + length, joints, :2].mean(axis=(0, 1))
        room = np.array([at[0], SIZE_PX[0] - at[0], at[1], SIZE_PX[1] - at[1]])
        nearest = int(np.argmin(room))
        if room[nearest] > 0.5 * dancer.height_px:
            return None
        way = np.array([[-1, 0], [1, 0], [0, -1], [0, 1]], float)[nearest]
        by = way * (room[nearest] + self._rng.uniform(0.05, 0.3) * dancer.height_px)
        self._shift(person, start, joints, by * _swell(length)[:, None] ** 0.25)
        self._settle_outside(person, start, length, joints)
        return self._take(Reason.OUTSIDE, person, start, length, joints)

    def _settle_outside(self, person: int, start: int, length: int, joints: list[int]) -> None:
        """An estimator is less sure of what it cannot see."""
        for track in (self._dancers[person].image, self._dancers[person].world):
            track[start : start + length, joints, 3] *= np.float32(self._rng.uniform(0.5, 1.0))

    def _people(self) -> Planted | None:
        """The two dancers are taken for each other, where they are near."""
        length = int(self._rng.integers(1, 16))
        start = self._place(length, (0, 1))
        first, second = self._dancers
        away = first.image[start, :, :2].mean(axis=0) - second.image[start, :, :2].mean(axis=0)
        if not 0.15 * first.height_px < np.linalg.norm(away) < 1.2 * first.height_px:
            return None
        for one, other in ((first.image, second.image), (first.world, second.world)):
            span = slice(start, start + length)
            one[span], other[span] = other[span].copy(), one[span].copy()
        self._free[1][start : start + length] = False
        return self._take(Reason.PEOPLE, 0, start, length, list(range(first.image.shape[1])))

    def _confidence(self) -> Planted:
        """The estimator guesses: its confidence falls and the joints stray."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(3, 13))
        start, joints = self._place(length, (person,)), self._any_limb(_HAND, _FOOT, _ARM, _LEG)
        far = self._rng.uniform(0.02, 0.12) * self._dancers[person].height_px
        self._shift(person, start, joints, self._direction() * far * _swell(length)[:, None])
        sure = self._rng.uniform(0.05, 0.3) + self._rng.normal(0, 0.02, (length, len(joints)))
        for track in (self._dancers[person].image, self._dancers[person].world):
            track[start : start + length, joints, 3] = np.clip(sure, 0.01, 1.0)
        return self._take(Reason.CONFIDENCE, person, start, length, joints)

    def _strange(self) -> Planted | None:
        """A limb goes where no move leads it, without a jump and without growing."""
        return self._bent() if self._rng.random() < 0.5 else self._doubled()

    def _doubled(self) -> Planted | None:
        """A limb slides onto the other one: the estimator finds one of them twice."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(10, 31))
        start, parts = self._place(length, (person,)), (_ARM, _LEG)[int(self._rng.integers(2))]
        sides = ["left", "right"]
        self._rng.shuffle(sides)
        joints, onto = self._limb(parts, sides[0]), self._limb(parts, sides[1])
        dancer = self._dancers[person]
        span = slice(start, start + length)
        apart = dancer.image[span, onto, :2] - dancer.image[span, joints, :2]
        if np.linalg.norm(apart, axis=2).mean(axis=1).min() < 0.1 * dancer.height_px:
            return None
        share = np.minimum(1.0, 3.0 * _swell(length))[:, None, None].astype(np.float32)
        for track in (dancer.image, dancer.world):
            xyz = track[span, joints, :3]
            track[span, joints, :3] = xyz + share * (track[span, onto, :3] - xyz)
        return self._take(Reason.MODEL, person, start, length, joints)

    def _bent(self) -> Planted:
        """A shank or forearm is turned about its knee or elbow, in the plane of the picture."""
        person, length = int(self._rng.integers(2)), int(self._rng.integers(10, 31))
        start, joints = self._place(length, (person,)), self._any_limb(_HAND, _FOOT)
        about = self._rng.choice([-1.0, 1.0]) * np.radians(self._rng.uniform(60, 120))
        angle = about * np.minimum(1.0, 2.0 * _swell(length))
        cos, sin = (f(angle)[:, None].astype(np.float32) for f in (np.cos, np.sin))
        dancer, parent = self._dancers[person], self._parent(joints[0])
        for track, up in ((dancer.image, 1), (dancer.world, -1)):  # y points down in the picture
            span = track[start : start + length]
            centre = span[:, parent, None, :2]
            x, y = np.moveaxis(span[:, joints, :2] - centre, -1, 0)
            turned = np.stack([cos * x - up * sin * y, up * sin * x + cos * y], axis=-1)
            span[:, joints, :2] = centre + turned
        return self._take(Reason.MODEL, person, start, length, joints)

    # -- how -------------------------------------------------------------------------------------

    def _direction(self) -> Array:
        angle = self._rng.uniform(0, 2 * np.pi)
        return np.array([np.cos(angle), np.sin(angle)])

    def _shift(self, person: int, start: int, joints: list[int], by_px: Array) -> None:
        """Move joints by (n, 2) pixels in the picture and as far in the world."""
        dancer, n = self._dancers[person], len(by_px)
        dancer.image[start : start + n, joints, :2] += by_px[:, None].astype(np.float32)
        by_m = by_px * (1.0, -1.0) / SCALE_PX
        dancer.world[start : start + n, joints, :2] += by_m[:, None].astype(np.float32)

    def _parent(self, joint: int) -> int:
        names = self._dancers[0].skeleton.joints
        side, _, part = names[joint].partition("_")
        return self._dancers[0].skeleton.index(f"{side}_{({'wrist': 'elbow', 'ankle': 'knee'})[part]}")


def _too_short() -> InputError:
    return InputError("The film is too short for so many errors.", "Plant fewer, or make it longer.")


def _swell(length: int) -> Array:
    """(n,) from a little above 0 to 1 and back, smoothly."""
    return np.asarray(np.sin(np.pi * (np.arange(length) + 1) / (length + 1)))
