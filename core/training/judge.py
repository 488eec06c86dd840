"""The table by which generators are compared: what the field measures, for real and for generated dances.

Every generated dance is made to the music of a test dance, as long as that one, on the body that the model
reads; the real dances are brought onto the same body, so that both columns are computed alike. Real dances
stand beside the generated ones in every row, since none of the numbers is perfect for them: the Fréchet
distances of *real* are those of one half of the test dances, every other ten seconds, to the other half, and
of all test dances to the training dances.

The numbers of the sets are of overlapping windows of a few seconds, see `core.metrics.distribution`.
Intervals are by dance, see `core.metrics.bootstrap`; they do not hold the luck of one training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.bootstrap import Estimate, bootstrap, estimated_mean
from core.metrics.distribution import Features, motion_features
from core.metrics.frechet import diversity, set_distance, shrunk_distance
from core.metrics.music import beat_alignment
from core.metrics.novelty import KnownPoses
from core.metrics.plausibility import plausibility
from core.metrics.similarity import similarity
from core.motion import Motion
from core.training.measures import MEASURES

Array = NDArray[np.float64]

_FEATURES: tuple[Features, ...] = ("kinetic", "geometric")
_SET_DRAWS = 50  # each takes the eigenvalues of a 72 x 72 matrix a few times
_PIECE = 4  # windows of which one overlaps the next piece: about ten seconds


@dataclass(frozen=True, eq=False)
class Judged:
    """A generated dance with what it is judged by; all motions on one body, from one moment on.

    Attributes:
        real: the dance to the same music.
        reference: that to the most similar training music, None without one: the protocol of the
            attention-GAN paper.
        beats_s: (B,) beats of the music, seconds after frame 0.
    """

    key: str
    real: Motion
    made: Motion
    reference: Motion | None
    beats_s: Array


@dataclass(frozen=True, eq=False)
class Table:
    """Real and generated dances by `MEASURES`.

    Attributes:
        real, made: an estimate by name; where something cannot be computed it is left out.
        notes: what has to be known to read it, a sentence each.
    """

    real: Mapping[str, Estimate]
    made: Mapping[str, Estimate]
    notes: tuple[str, ...]


def judge(judged: Sequence[Judged], training: Sequence[Motion]) -> Table:
    """Fill the table.

    Args:
        judged: the test dances.
        training: what the model learnt from, on the same body.
    """
    known = _known(training)
    made = [_alone(j.made, j, known) | _beside_real(j) for j in judged]
    real = [_alone(j.real, j, known) | _to_reference(j.real, j) for j in judged]
    sets = _Sets(judged, training)
    return Table(
        real=_estimates(real) | sets.real,
        made=_estimates(made) | sets.made,
        notes=tuple(dict.fromkeys(sets.notes)),
    )


def _estimates(rows: Sequence[Mapping[str, float]]) -> dict[str, Estimate]:
    names = [m.name for m in MEASURES if any(m.name in row for row in rows)]
    found = {name: estimated_mean([row.get(name, float("nan")) for row in rows]) for name in names}
    return {name: estimate for name, estimate in found.items() if estimate.n}


def _known(training: Sequence[Motion]) -> KnownPoses | None:
    try:
        return KnownPoses(training) if training else None
    except InputError:  # of a dance that shows nobody; the distances of the sets say so
        return None


def _alone(motion: Motion, judged: Judged, known: KnownPoses | None) -> dict[str, float]:
    """Measure one dance by itself, to its music, and beside what is known."""
    found = plausibility(motion)
    values = {
        "skate_ratio": found.feet.skate_ratio,
        "pfc": found.feet.pfc,
        "bone_variation": found.bones.variation,
        "jerk_m_s3": found.smoothness.jerk_m_s3,
        "sparc": found.smoothness.sparc,
        "freezing": found.liveliness.freezing,
    }
    if known is not None:
        values["novelty_m"] = known.distance_m(motion)
    if len(judged.beats_s):
        beats = beat_alignment(motion, judged.beats_s)
        values |= {"beat_alignment": beats.score, "beat_chance": beats.null_mean}
    return values


def _beside_real(judged: Judged) -> dict[str, float]:
    made, real = plausibility(judged.made).liveliness, plausibility(judged.real).liveliness
    return {
        "speed_ratio": _ratio(made.speed_m_s, real.speed_m_s),
        "range_ratio": _ratio(made.range_m, real.range_m),
        "distance": similarity(judged.real, judged.made).distance,
        **_to_reference(judged.made, judged),
    }


def _to_reference(motion: Motion, judged: Judged) -> dict[str, float]:
    if judged.reference is None:
        return {}
    return {"reference_distance": similarity(judged.reference, motion).distance}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


class _Sets:
    """What is said of the dances together."""

    def __init__(self, judged: Sequence[Judged], training: Sequence[Motion]) -> None:
        self.real: dict[str, Estimate] = {}
        self.made: dict[str, Estimate] = {}
        self.notes: list[str] = []
        for features in _FEATURES:
            try:
                self._fill(features, judged, training)
            except InputError as e:
                self.notes.append(f"No {features} features: {e.message}")

    def _fill(self, features: Features, judged: Sequence[Judged], training: Sequence[Motion]) -> None:
        real = [motion_features(j.real, features) for j in judged]
        made = [motion_features(j.made, features) for j in judged]
        taught = [motion_features(motion, features) for motion in training]
        halves = [_halves(windows) for windows in real if len(windows) > 1]
        firsts, seconds = [first for first, _ in halves], [second for _, second in halves]
        for into, name, fixed, drawn in (
            (self.made, "", real, made),
            (self.made, "_train", taught, made),
            (self.real, "", firsts, seconds),
            (self.real, "_train", taught, real),
        ):
            plain, shrunk = _distances(fixed, drawn, self.notes)
            self._add(into, f"frechet_{features}{name}", plain)
            self._add(into, f"frechet_{features}{name}_shrunk", shrunk)
        scale = np.concatenate(taught or real)
        for into, rows in ((self.real, real), (self.made, made)):
            self._add(into, f"diversity_{features}", _spread(rows, scale))

    def _add(self, into: dict[str, Estimate], name: str, found: Estimate) -> None:
        if np.isfinite(found.value):
            into[name] = found


def _halves(windows: Array) -> tuple[Array, Array]:
    """Return the windows of every other piece, and those of the pieces between; no window is in both."""
    at = np.arange(len(windows))
    inside, first = at % _PIECE != _PIECE - 1, at // _PIECE % 2 == 0
    return windows[inside & first], windows[inside & ~first]


def _distances(fixed: Sequence[Array], drawn: Sequence[Array], notes: list[str]) -> tuple[Estimate, Estimate]:
    """Return the Fréchet distance as it is, and by shrunk covariances with an interval.

    Drawing dances repeats windows, which makes covariances smaller and the distance larger: so the draws are
    centred on the value.
    """
    nothing = Estimate(float("nan"), float("nan"), float("nan"), len(drawn))
    if sum(map(len, fixed)) < 2 or sum(map(len, drawn)) < 2:
        return nothing, nothing
    real = np.concatenate(fixed)

    measure = shrunk_distance(real)

    def shrunk(rows: NDArray[np.intp]) -> float:
        windows = np.concatenate([drawn[i] for i in rows])
        return measure(windows) if len(windows) > 1 else float("nan")

    found = set_distance(real, np.concatenate(drawn))
    notes += found.warnings
    interval = bootstrap(shrunk, len(drawn), n_draws=_SET_DRAWS, centred=True)
    return replace(nothing, value=found.frechet), replace(interval, low=max(0.0, interval.low))


def _spread(rows: Sequence[Array], scale: Array) -> Estimate:
    """Return the diversity of z-scored features, the dances drawn."""
    varies = scale.std(axis=0) > 0
    mean, deviation = scale.mean(axis=0)[varies], scale.std(axis=0)[varies]
    scored = [(windows[:, varies] - mean) / deviation for windows in rows]
    return bootstrap(
        lambda drawn: diversity(np.concatenate([scored[i] for i in drawn])), len(scored), n_draws=_SET_DRAWS
    )
