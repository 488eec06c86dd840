"""How often the 95 % intervals of a study hold the truth, over synthetic studies whose truth is known.

    python benchmarks/study_coverage.py [--studies 500] [--raters 12] [--scenes 8] [--ordinal 0] [--seed 0]

Grades: raters differ in strictness and in taste, scenes and clips in how good they are, and a latent sum with
logistic noise is cut into the published four words. Pairs: the same differences, decided by Davidson's
probabilities. What an interval has to hold is the mean, or the strength, of the population that the raters
and clips are drawn from, by quadrature. A share between 92 and 98 % is what is asked for.

`--ordinal N` fits the cumulative link mixed model to N studies too, which takes seconds each.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.studies.intervals import Estimate, difference, mean
from core.studies.ordinal import fit_ordinal
from core.studies.pairs import Comparisons, Strengths, fit, strengths

Floats = NDArray[np.float64]
LOW, HIGH = 0.92, 0.98
EFFECTS = np.array([0.9, 0.2, 0.0, -0.8])  # of four groups, logit scale
CUTS = np.array([-1.5, 0.0, 1.5])
STRICTNESS, TASTE, SCENE, CLIP = 0.8, 0.3, 0.2, 0.4  # standard deviations, logit scale
TIE = 0.6
DRAWS = 300  # of each bootstrap
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)


@dataclass(frozen=True)
class Effects:
    """One study's latent differences: (R, 1, 1), (R, G, 1), (1, 1, S), (1, G, S)."""

    strictness: Floats
    taste: Floats
    scene: Floats
    clip: Floats


def main() -> int:
    options = parse()
    rng = np.random.default_rng(options.seed)
    size = (options.raters, options.scenes)
    shares: defaultdict[str, list[bool]] = defaultdict(list)
    true_means, true_strengths = population_means(), population_strengths()
    for study in range(options.studies):
        means, gaps = grades(rng, *size)
        shares["grades: mean of a group"] += held(means, true_means)
        shares["grades: difference of two groups"] += held(gaps, differences(true_means))
        found = pairs(rng, *size)
        shares["pairs: strength of a group"] += held(found.strength, true_strengths)
        gaps = [gap for _, _, gap in found.differences]
        shares["pairs: difference of two groups"] += held(gaps, differences(true_strengths))
        print(f"\r{study + 1} studies", end="", file=sys.stderr)
    for _ in range(options.ordinal):
        shares["grades: latent effect of the mixed model"] += latent(rng, *size)
    print(file=sys.stderr)
    n_groups = len(EFFECTS)
    print(f"{options.studies} studies: {size[0]} raters, {size[1]} scenes, {n_groups} groups")
    bad = False
    for what, inside in shares.items():
        share = float(np.mean(inside))
        bad |= not LOW <= share <= HIGH
        print(f"{what:42} {100 * share:5.1f} % of {len(inside)} intervals hold the truth")
    return int(bad)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=500)
    parser.add_argument("--raters", type=int, default=12)
    parser.add_argument("--scenes", type=int, default=8)
    parser.add_argument("--ordinal", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def draw(rng: np.random.Generator, n_raters: int, n_scenes: int) -> Effects:
    n_groups = len(EFFECTS)
    return Effects(
        rng.normal(0, STRICTNESS, (n_raters, 1, 1)),
        rng.normal(0, TASTE, (n_raters, n_groups, 1)),
        rng.normal(0, SCENE, (1, 1, n_scenes)),
        rng.normal(0, CLIP, (1, n_groups, n_scenes)),
    )


def graded(rng: np.random.Generator, effects: Effects) -> NDArray[np.int64]:
    """(R, G, S) grades 0 to 3."""
    latent_ = EFFECTS[None, :, None] + effects.strictness + effects.taste + effects.scene + effects.clip
    return np.digitize(latent_ + rng.logistic(size=latent_.shape), CUTS)


def grades(rng: np.random.Generator, n_raters: int, n_scenes: int) -> tuple[list[Estimate], list[Estimate]]:
    """Return the means of one study's groups and their differences."""
    table = graded(rng, draw(rng, n_raters, n_scenes)).astype(float)
    raters, scenes = (index.ravel() for index in np.indices((n_raters, n_scenes)))
    by_group = [table[:, group].ravel() for group in range(len(EFFECTS))]
    return (
        [mean(values, raters, scenes) for values in by_group],
        [difference(a, raters, scenes, b, raters, scenes) for a, b in combinations(by_group, 2)],
    )


def latent(rng: np.random.Generator, n_raters: int, n_scenes: int) -> list[bool]:
    """Fit the mixed model to a study of its own kind, without taste and scenes, which it does not have."""
    drawn = draw(rng, n_raters, n_scenes)
    effects = Effects(drawn.strictness, 0 * drawn.taste, 0 * drawn.scene, drawn.clip)
    table = graded(rng, effects)
    raters, groups, scenes = (index.ravel() for index in np.indices(table.shape))
    names = [str(group) for group in range(len(EFFECTS))]
    clips = groups * n_scenes + scenes
    try:
        found = fit_ordinal(
            table.ravel(), [names[g] for g in groups], raters, clips, n_categories=4, names=names
        )
    except InputError:
        return []
    return held(found.effect[1:], EFFECTS[1:] - EFFECTS[0])


def pairs(rng: np.random.Generator, n_raters: int, n_scenes: int) -> Strengths:
    """Return the strengths of one study in which every rater compares all groups in all scenes."""
    effects = draw(rng, n_raters, n_scenes)
    value = EFFECTS[None, :, None] + effects.taste + effects.clip
    first, second = (np.array(side) for side in zip(*combinations(range(len(EFFECTS)), 2), strict=True))
    gap = value[:, first] - value[:, second]  # (R, P, S)
    up, down = np.exp(gap / 2), np.exp(-gap / 2)
    drawn = rng.uniform(size=gap.shape) * (up + down + TIE)
    outcome = np.where(drawn < up, 1, np.where(drawn < up + down, -1, 0))
    raters, pair, scenes = (index.ravel() for index in np.indices(gap.shape))
    compared = Comparisons(first[pair], second[pair], outcome.ravel(), raters, scenes)
    names = [str(group) for group in range(len(EFFECTS))]
    return strengths(compared, names, seed=int(rng.integers(2**31)), n_draws=DRAWS)


def population_means() -> Floats:
    """The mean grade of each group over all raters, clips and answers."""
    sd = np.sqrt(STRICTNESS**2 + TASTE**2 + SCENE**2 + CLIP**2)
    at = EFFECTS[:, None] + sd * NODES
    above = 1 / (1 + np.exp(CUTS[:, None, None] - at))
    return above.sum(0) @ WEIGHTS / WEIGHTS.sum()


def population_strengths() -> Floats:
    """The strengths of all raters on all clips together: Davidson's model fitted to what is expected."""
    sd = np.sqrt(2 * (TASTE**2 + CLIP**2))
    gap = (EFFECTS[:, None] - EFFECTS)[..., None] + sd * NODES
    up, down = np.exp(gap / 2), np.exp(-gap / 2)
    wins, ties = ((side / (up + down + TIE)) @ WEIGHTS / WEIGHTS.sum() for side in (up, TIE))
    for table in (wins, ties):
        np.fill_diagonal(table, 0)
    return fit(1e6 * wins[None], 1e6 * ties[None])[0][0]


def differences(values: Floats) -> Floats:
    return np.array([a - b for a, b in combinations(values, 2)])


def held(found: Iterable[Estimate], truth: Floats) -> list[bool]:
    return [bool(one.low <= value <= one.high) for one, value in zip(found, truth, strict=True)]


if __name__ == "__main__":
    sys.exit(main())
