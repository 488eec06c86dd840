"""How many raters and scenes a difference worth having needs."""

from __future__ import annotations

from dataclasses import dataclass

from core.studies.design import Design, Kind, Scale
from core.studies.intervals import LEVEL, combined

ENOUGH = 0.8
MOST_RATERS = 500
FEWEST_RATERS = 3


@dataclass(frozen=True)
class Spread:
    """Standard deviations of what makes answers differ, in the unit of the answers.

    Attributes:
        rater: of one rater's taste for a group against the other (not of their strictness, which falls out
            of a difference).
        scene: of a group's dances about its mean.
        answer: of what is left: the same rater asked again.
    """

    rater: float
    scene: float
    answer: float


GRADE_SPREAD = Spread(rater=0.10, scene=0.15, answer=0.25)
"""As shares of the scale: what is assumed where nothing is known; after a pilot its results say better."""

PAIR_SPREAD = Spread(rater=0.10, scene=0.10, answer=0.45)
"""Of the share of wins, ties counted half: an answer is 0, a half or 1."""


def power(difference: float, n_raters: int, n_scenes: int, n_answers: float, spread: Spread, *,
          is_between_two: bool) -> float:  # fmt: skip
    """Return the probability that a true difference is found at 5 %, by the test of `core.studies.intervals`.

    Args:
        n_answers: of each group (or of the pair) by all raters together.
        is_between_two: two means are compared; else one with a known number, as a share of wins with a half.

    The variance is ``m (rater² / R + scene² / S + answer² / n)``, m = 2 for two means; the test statistic is
    noncentral t with Satterthwaite's degrees of freedom.
    """
    from scipy import stats

    if n_raters < 2 or n_scenes < 2 or n_answers <= 0:
        return 0.0
    n_sides = 2 if is_between_two else 1
    noise = n_sides * spread.answer**2 / n_answers
    by_rater = n_sides * spread.rater**2 / n_raters + noise
    by_scene = n_sides * spread.scene**2 / n_scenes + noise
    variance, df = combined(by_rater, by_scene, noise, n_raters, n_scenes)
    bound = float(stats.t.ppf(0.5 + LEVEL / 2, df))
    away = abs(difference) / variance**0.5
    return float(stats.nct.sf(bound, df, away) + stats.nct.cdf(-bound, df, away))


def power_of(design: Design, difference: float, n_raters: int, n_scenes: int) -> float:
    """Return the power of a design of so many raters and scenes, with the spreads that are assumed.

    Args:
        difference: grades: of two groups' means, in points of the scale; pairs: of the share of wins and half
            of the ties from a half; the others: of two groups' shares.
    """
    n_groups = max(len(design.groups), 2)
    n_pairs = n_groups * (n_groups - 1) // 2
    units = n_scenes * (n_pairs if design.kind is Kind.PAIR else n_groups)
    per_rater = min(design.trials_per_rater or units, units)
    if design.kind is Kind.PAIR:
        answers = n_raters * per_rater / n_pairs
        return power(difference, n_raters, n_scenes, answers, PAIR_SPREAD, is_between_two=False)
    scale = design.scale.top if design.kind is Kind.GRADE else 1.0
    s = GRADE_SPREAD if design.kind is Kind.GRADE else PAIR_SPREAD
    spread = Spread(s.rater * scale, s.scene * scale, s.answer * scale)
    answers = n_raters * per_rater / n_groups
    return power(difference, n_raters, n_scenes, answers, spread, is_between_two=True)


def raters_needed(design: Design, difference: float, n_scenes: int) -> int | None:
    """Return the fewest raters with a power of 80 %; None where no number of raters is enough, since too few
    scenes are shown."""
    if power_of(design, difference, MOST_RATERS, n_scenes) < ENOUGH:
        return None
    low, high = FEWEST_RATERS - 1, MOST_RATERS
    while high - low > 1:
        middle = (low + high) // 2
        if power_of(design, difference, middle, n_scenes) >= ENOUGH:
            high = middle
        else:
            low = middle
    return high


def worth_having(design: Design) -> float:
    """Return a difference to begin with: a third of a step of four, or 60 against 40 %."""
    if design.kind is Kind.PAIR:
        return 0.1
    if design.kind is not Kind.GRADE:
        return 0.2
    return 10.0 if design.scale is Scale.SLIDER else round(design.scale.top / 6, 2)


def n_scenes_of(design: Design) -> int:
    """About how many passages a design shows: as many as the group with the fewest dances has."""
    counts: dict[str, int] = {}
    for item in design.items:
        counts[item.group] = counts.get(item.group, 0) + 1
    return min(counts.values(), default=0)
