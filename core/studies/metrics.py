"""Which automatic metric deserves trust: how far it orders dances as people do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.studies.intervals import LEVEL
from core.studies.records import Answer, Clip

N_DRAWS = 1000
FEWEST = 4  # clips: fewer have no interval worth drawing


@dataclass(frozen=True)
class Trust:
    """One metric against people.

    Attributes:
        spearman: rank correlation over clips with the score that people gave, -1 to 1; NaN of fewer than four
            clips, or where either is the same for all.
        low, high: 95 % by bootstrap over scenes, whose clips hang together.
        n: clips that have both.
    """

    metric: str
    spearman: float
    low: float
    high: float
    n: int


def scores_of_people(answers: Sequence[Answer], clips: Sequence[Clip]) -> dict[int, float]:
    """Return one score a clip: the mean of its grades; of pairs its share of wins, ties counted half.

    Args:
        answers: rated ones, of the raters who count.
    """
    said: dict[int, list[float]] = {}
    for answer in answers:
        if len(answer.clips) == 2 and answer.value is not None:
            left, right = answer.clips
            said.setdefault(left, []).append((1 - answer.value) / 2)
            said.setdefault(right, []).append((1 + answer.value) / 2)
        elif answer.value is not None:
            said.setdefault(answer.clips[0], []).append(answer.value)
        elif answer.choice in ("real", "generated"):
            said.setdefault(answer.clips[0], []).append(float(answer.choice == "real"))
    known = {clip.number for clip in clips}
    return {number: float(np.mean(values)) for number, values in said.items() if number in known}


def trust(
    metric: str, values: Mapping[int, float], people: Mapping[int, float], scenes: Mapping[int, int], *,
    seed: int = 0,
) -> Trust:  # fmt: skip
    """Return how far a metric orders clips as people do.

    Args:
        values, people: of each clip, by number; NaN counts as none.
        scenes: of each clip.
    """
    shared = [n for n in sorted(people) if n in values and np.isfinite(values[n]) and np.isfinite(people[n])]
    x, y = (np.array([table[n] for n in shared]) for table in (values, people))
    at = np.array([scenes[n] for n in shared])
    found = _spearman(x, y)
    if not np.isfinite(found):
        nan = float("nan")
        return Trust(metric, nan, nan, nan, len(shared))
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(at == scene) for scene in np.unique(at)]
    drawn = [
        _spearman(x[picked], y[picked])
        for picked in (
            np.concatenate([members[i] for i in rng.integers(len(members), size=len(members))])
            for _ in range(N_DRAWS)
        )
    ]
    known = np.array(drawn)[np.isfinite(drawn)]
    if len(members) < 2 or len(known) < N_DRAWS / 2:
        return Trust(metric, found, float("nan"), float("nan"), len(shared))
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Trust(metric, found, float(low), float(high), len(shared))


def _spearman(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    from scipy import stats

    if len(x) < FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    return float(np.corrcoef(stats.rankdata(x), stats.rankdata(y))[0, 1])
