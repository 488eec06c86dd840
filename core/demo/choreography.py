"""Dances made of a style's moves, in a seeded order, on a beat grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.demo.dancer import Proportions, joints_of
from core.demo.moves import Move, Style, track
from core.demo.poses import AT, SIDEWAYS, Pose, channels
from core.demo.styles import ballet, hip_hop, salsa, waltz
from core.errors import InputError
from core.motion import Motion
from core.skeleton import skeleton

_STYLES: dict[str, Style] = {module.STYLE.name: module.STYLE for module in (ballet, hip_hop, salsa, waltz)}
STYLES: tuple[str, ...] = tuple(_STYLES)


def style_of(name: str) -> Style:
    """Return a style by name; `InputError` lists the names when it is unknown."""
    if name not in _STYLES:
        raise InputError(f"There is no demo style {name!r}.", f"Known: {', '.join(STYLES)}.")
    return _STYLES[name]


def beat_grid(tempo_bpm: float, duration_s: float) -> NDArray[np.float64]:
    """Return the times in seconds of the beats before `duration_s`; the first is at 0."""
    return np.arange(0.0, duration_s, 60.0 / tempo_bpm)


def tempo_for(style: str, seed: int) -> float:
    """Return a tempo in beats a minute that suits the style."""
    slow, fast = style_of(style).tempo_bpm
    return round(float(np.random.default_rng((seed, 7)).uniform(slow, fast)), 1)


def choreograph(
    style: str,
    *,
    duration_s: float | None = None,
    n_beats: int | None = None,
    tempo_bpm: float | None = None,
    seed: int = 0,
    fps: float = 25.0,
) -> Motion:
    """Make a dance.

    The seed chooses the dancer's build, the order, side and size of the moves, and habits of posture; beat
    ``k`` is at ``60 k / tempo_bpm`` seconds, and every pose is reached on a beat or half beat.

    Args:
        duration_s, n_beats: how long, exactly one of them.
        tempo_bpm: `tempo_for` the style and seed when None.

    Returns:
        A motion on ``blazepose33``: metres, y up, floor at 0, facing +z within about 40 degrees.

    Raises:
        InputError: unknown style, no length or two, a length or tempo that is not above 0.
    """
    found = style_of(style)
    tempo = tempo_for(style, seed) if tempo_bpm is None else tempo_bpm
    length_s = _length_s(duration_s, n_beats, tempo)
    n_frames = max(1, round(length_s * fps))
    beats = np.arange(n_frames) / fps * tempo / 60.0
    rng = np.random.default_rng((STYLES.index(style), seed))
    hits = _compose(found, beats[-1] + 1.0, rng)
    pose = track(hits, beats, found.attack) + _habits(rng)
    if found.layer is not None:
        for name, added in found.layer(beats).items():
            pose[:, AT[name]] += added
    return Motion(joints_of(pose, _build(rng)), fps, skeleton("blazepose33"))


def _length_s(duration_s: float | None, n_beats: int | None, tempo_bpm: float) -> float:
    if (duration_s is None) == (n_beats is None):
        raise InputError("A dance needs either duration_s or n_beats.")
    if not tempo_bpm > 0:
        raise InputError(f"A dance needs a tempo above 0; got {tempo_bpm}.")
    length_s = n_beats * 60.0 / tempo_bpm if n_beats is not None else duration_s
    if length_s is None or not length_s > 0:
        raise InputError(f"A dance needs a length above 0; got {length_s} s.")
    return length_s


def _compose(
    style: Style, n_beats: float, rng: np.random.Generator
) -> list[tuple[float, NDArray[np.float64]]]:
    """Return (beat, channels) hits that reach at least to `n_beats`."""
    base = style.base.vector()
    size = rng.uniform(0.82, 1.12)
    hits = [(0.0, base)]
    start, previous = 0.0, ""
    while start < n_beats:
        chosen = _choose(style.moves, previous, rng)
        scale = size * rng.uniform(0.92, 1.06)
        hits += [(start + hit.beat, _sized(base, hit.pose, scale)) for hit in chosen.hits]
        start, previous = start + chosen.n_beats, chosen.name
    return hits


def _choose(moves: Sequence[Move], previous: str, rng: np.random.Generator) -> Move:
    """Any move but the one before, on either side."""
    others = [move for move in moves if move.name != previous]
    move = others[rng.integers(len(others))]
    return move.mirrored() if move.one_sided and rng.random() < 0.5 else move


def _sized(base: NDArray[np.float64], pose: Pose, scale: float) -> NDArray[np.float64]:
    """(C,) the pose, its distance from the base scaled; standing feet keep standing."""
    return base + (pose.vector() - base) * scale


def _habits(rng: np.random.Generator) -> NDArray[np.float64]:
    """(C,) small constants added to every pose: how this dancer holds the body."""
    habit = Pose().vector() * 0.0
    habit[channels("chest_lean", "head_nod", *(s for s in SIDEWAYS if "head" in s))] = rng.normal(0, 2.5, 4)
    habit[channels("left_foot_out", "right_foot_out")] = rng.uniform(-0.02, 0.03)
    arms = [name for name in AT if "upper_" in name]
    habit[channels(*arms)] = np.tile(rng.normal(0, 0.05, 3), 2)
    return habit


def _build(rng: np.random.Generator) -> Proportions:
    return replace(
        Proportions(height_m=float(rng.uniform(1.55, 1.88))),
        legs=float(rng.uniform(0.96, 1.04)),
        arms=float(rng.uniform(0.95, 1.05)),
        shoulders=float(rng.uniform(0.93, 1.08)),
        hips=float(rng.uniform(0.94, 1.08)),
    )
