"""What a style is made of: moves, which are poses pinned to beats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.demo.poses import CHANNELS, Pose, channels

Layer = Callable[[NDArray[np.float64]], Mapping[str, NDArray[np.float64]]]


@dataclass(frozen=True)
class Hit:
    """A pose that is reached on a beat of its move (the move's first beat is 0, where the last move ends)."""

    beat: float
    pose: Pose


@dataclass(frozen=True)
class Move:
    """`hits` on beats in (0, `n_beats`]; where `one_sided`, its mirror image is danced as well."""

    name: str
    n_beats: int
    hits: tuple[Hit, ...]
    one_sided: bool = True

    def mirrored(self) -> Move:
        return replace(self, hits=tuple(Hit(hit.beat, hit.pose.mirrored()) for hit in self.hits))


@dataclass(frozen=True)
class Style:
    """A way to dance.

    Attributes:
        base: how the dancer stands between moves; moves are written as differences from it.
        tempo_bpm: slowest and fastest beat of its music.
        metre: beats in a bar.
        attack: part of every beat that is held before the dancer goes for the next pose (0 = flowing).
        layer: what goes on all the time, by beat: channel name -> what is added; None = nothing.
    """

    name: str
    base: Pose
    moves: tuple[Move, ...]
    tempo_bpm: tuple[float, float]
    metre: int
    attack: float
    layer: Layer | None = None


def hits_from(base: Pose) -> Callable[..., Hit]:
    """Return a function that writes a hit as its differences from a base pose.

    It takes the beat, then mappings and keywords of `Pose` fields, of which the last ones win; ``arms`` and
    ``feet`` set both sides.
    """

    def hit(beat: float, *parts: Mapping[str, Any], **changes: Any) -> Hit:
        merged: dict[str, Any] = {}
        for part in (*parts, changes):
            merged |= part
        for both, one in (("arms", "arm"), ("feet", "foot")):
            if both in merged:
                value = merged.pop(both)
                merged = {f"left_{one}": value, f"right_{one}": value} | merged
        return Hit(beat, replace(base, **merged))

    return hit


def track(
    hits: list[tuple[float, NDArray[np.float64]]], beats: NDArray[np.float64], attack: float
) -> NDArray[np.float64]:
    """Return the channels at `beats`, going from hit to hit.

    Args:
        hits: (beat, (C,) channels), beats ascending.
        beats: (T,) where to look, in beats.

    Returns:
        (T, C). Every channel stands still exactly on a hit, which is what makes the dance keep the beat.
        A foot that changes place between two standing hits is carried there, not dragged.
    """
    at = np.array([beat for beat, _ in hits])
    values = np.stack([value for _, value in hits])
    low = np.clip(np.searchsorted(at, beats, side="right") - 1, 0, len(at) - 2)
    along = np.clip((beats - at[low]) / (at[low + 1] - at[low]), 0.0, 1.0)
    go = np.clip((along - attack) / (1.0 - attack), 0.0, 1.0)
    ease = (go * go * (3.0 - 2.0 * go))[:, None]
    out = values[low] * (1.0 - ease) + values[low + 1] * ease
    for side in ("left", "right"):
        _carry_foot(out, values[low], values[low + 1], ease[:, 0], side)
        for part in ("upper", "fore"):
            axes = channels(*(f"{side}_{part}_{axis}" for axis in ("out", "up", "front")))
            out[:, axes] = _swing(values[low][:, axes], values[low + 1][:, axes], ease)
    return np.asarray(out)


def _swing(
    before: NDArray[np.float64], after: NDArray[np.float64], ease: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(T, 3) directions on the great circle between two, at a speed that follows `ease` (Shoemake, 1985)."""
    a = before / np.linalg.norm(before, axis=1, keepdims=True)
    b = after / np.linalg.norm(after, axis=1, keepdims=True)
    angle = np.arccos(np.clip((a * b).sum(axis=1, keepdims=True), -1.0, 1.0))
    # Where the two are the same, sin is 0 and any weights will do.
    sine = np.maximum(np.sin(angle), 1e-9)
    weight_a, weight_b = np.sin((1.0 - ease) * angle) / sine, np.sin(ease * angle) / sine
    return np.asarray(np.where(angle < 1e-6, a, weight_a * a + weight_b * b))


_STEP_HEIGHT_PER_M, _MAX_STEP_HEIGHT_M = 0.22, 0.07


def _carry_foot(
    out: NDArray[np.float64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    ease: NDArray[np.float64],
    side: str,
) -> None:
    """Lift the foot on its way, in place: an arc between two standing places, early up and late down."""
    x, z, y = (CHANNELS.index(f"{side}_foot_{name}") for name in ("out", "front", "lift"))
    distance = np.hypot(after[:, x] - before[:, x], after[:, z] - before[:, z])
    arc = np.minimum(_STEP_HEIGHT_PER_M * distance, _MAX_STEP_HEIGHT_M) * 4.0 * ease * (1.0 - ease)
    rising = before[:, y] + (after[:, y] - before[:, y]) * (1.0 - (1.0 - ease) ** 2)
    falling = before[:, y] + (after[:, y] - before[:, y]) * ease**2
    out[:, y] = np.where(after[:, y] >= before[:, y], rising, falling) + arc
