"""What a study says, from its answers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.agreement.alpha import alpha
from core.metrics.agreement.score import Score
from core.studies.attention import Attention, attention
from core.studies.design import LEFT, REAL, RIGHT, Design, Kind, Scale
from core.studies.groups import alike
from core.studies.intervals import Estimate, difference, mean, p_value
from core.studies.ordinal import OrdinalModel, fit_ordinal
from core.studies.pairs import Comparisons, Strengths, strengths
from core.studies.records import Answer, Clip, Rater, Role

PUBLISHED = (0.0100, 0.0513, 0.5761, 0.3626)
"""Shares of poor, fair, good and very good that the published generator was given: the bar to measure at."""


@dataclass(frozen=True)
class GroupGrades:
    """The grades of one group on one criterion.

    Attributes:
        shares: of the choices from worst to best; empty for the slider.
        mean: 0 is the worst, `Scale.top` the best.
    """

    group: str
    n: int
    shares: tuple[float, ...]
    mean: Estimate


@dataclass(frozen=True)
class Grades:
    """One criterion.

    Attributes:
        differences: for every two groups, the mean of the first less that of the second.
        alike: groups that cannot be told apart by their means.
        model: the cumulative link mixed model; None where it cannot be fitted, `model_fault` says why.
    """

    criterion: str
    groups: tuple[GroupGrades, ...]
    differences: tuple[tuple[str, str, Estimate], ...]
    alike: tuple[tuple[str, ...], ...]
    model: OrdinalModel | None
    model_fault: str


@dataclass(frozen=True)
class Named:
    """Style naming, or real or generated, of one group.

    Attributes:
        share: style naming: named rightly; real or generated: called real.
        said: how often each answer was given.
    """

    group: str
    n: int
    share: Estimate
    said: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class RaterHabits:
    """One rater against all.

    Attributes:
        bias: how much higher this rater grades than all raters do the same clips; pairs: the share of left
            answers less that of right ones; None where it does not apply.
        n_repeats: things that were answered twice.
        same: of these, answered the same.
        n_failed: attention checks failed.
    """

    rater: str
    n: int
    finished: bool
    bias: float | None
    n_repeats: int
    same: int
    n_failed: int
    excluded: bool


@dataclass(frozen=True)
class Stop:
    """Whether enough is known, by the rule that was stated before the start.

    The rule looks at how wide intervals are, never at what they say: stopping when a difference shows would
    show differences that are not there.
    """

    enough: bool
    why: str


@dataclass(frozen=True)
class Results:
    """Everything.

    Attributes:
        excluded: codes of raters whom the rule leaves out; `applied` says whether they were.
        confusion: style naming: (truth, said, how often).
        reasons: pairs: (group preferred, reason, how often).
        agreement: for each question its alphas.
    """

    design: Design
    rule: str
    applied: bool
    n_raters: int
    n_finished: int
    n_answers: int
    excluded: tuple[str, ...]
    grades: tuple[Grades, ...]
    pairs: Strengths | None
    named: tuple[Named, ...]
    confusion: tuple[tuple[str, str, int], ...]
    reasons: tuple[tuple[str, str, int], ...]
    agreement: tuple[tuple[str, Score], ...]
    raters: tuple[RaterHabits, ...]
    stop: Stop


@dataclass(frozen=True, eq=False)
class _Table:
    """Rated answers to one question, with what they were given to."""

    answers: Sequence[Answer]
    groups: tuple[str, ...]
    raters: NDArray[np.int64]
    scenes: NDArray[np.int64]
    values: NDArray[np.float64]

    def of(self, group: str) -> NDArray[np.bool_]:
        return np.array([one == group for one in self.groups], bool)


def results(
    design: Design, clips: Sequence[Clip], raters: Sequence[Rater], answers: Sequence[Answer], *,
    apply_rule: bool = True,
) -> Results:  # fmt: skip
    """Return what the answers of a study say.

    Args:
        apply_rule: leave out the raters who failed the attention checks; without, all count.
    """
    by_number = {clip.number: clip for clip in clips}
    checked = attention_of(design, clips, raters, answers)
    excluded = {one.rater for one in checked if one.excluded}
    kept = [a for a in answers if a.role is Role.RATED and not (apply_rule and a.rater in excluded)]
    base = Results(
        design, design.rule, apply_rule, len(raters), sum(r.finished_at is not None for r in raters),
        len(kept), tuple(sorted(excluded)), (), None, (), (), (), _agreement(design, kept),
        _habits(design, raters, answers, checked), Stop(False, ""),
    )  # fmt: skip
    if design.kind is Kind.GRADE:
        found = replace(base, grades=tuple(_grades(design, q, kept, by_number) for q in design.criteria))
    elif design.kind is Kind.PAIR:
        found = replace(base, pairs=_pairs(design, kept, by_number), reasons=_reasons(kept, by_number))
    else:
        named = tuple(_named(design, group, kept, by_number) for group in design.groups)
        said = Counter((by_number[a.clips[0]].style, a.choice) for a in kept)
        confusion = tuple((*key, n) for key, n in sorted(said.items())) if design.kind is Kind.STYLE else ()
        found = replace(base, named=named, confusion=confusion)
    return replace(found, stop=stop(found))


def attention_of(
    design: Design, clips: Sequence[Clip], raters: Sequence[Rater], answers: Sequence[Answer]
) -> list[Attention]:
    """Return how each rater did on the attention checks."""
    frozen = frozenset(clip.number for clip in clips if clip.role is Role.FROZEN)
    return [
        attention(design, r.plan, [a for a in answers if a.rater == r.code], frozen, rater=r.code)
        for r in raters
    ]


def stop(found: Results) -> Stop:
    """Return whether enough is known."""
    design = found.design
    if design.max_raters and found.n_finished >= design.max_raters:
        return Stop(True, f"{found.n_finished} raters have finished, as many as were planned.")
    if not design.target_width:
        left = f" {design.max_raters - found.n_finished} to go." if design.max_raters else ""
        return Stop(False, f"{found.n_finished} raters have finished.{left}")
    widths = [estimate.width for estimate in estimates(found)]
    widest = max(widths) if widths else float("nan")
    if not np.isfinite(widest):
        return Stop(False, "Intervals need at least two raters and two scenes.")
    if widest <= design.target_width:
        return Stop(True, f"The widest interval is {widest:.2f}; {design.target_width:g} was asked for.")
    return Stop(False, f"The widest interval is {widest:.2f}; at most {design.target_width:g} is asked for.")


def estimates(found: Results) -> list[Estimate]:
    """Return the estimate of every group, whatever the kind."""
    if found.pairs is not None:
        return list(found.pairs.strength)
    return [g.mean for one in found.grades for g in one.groups] + [one.share for one in found.named]


def _table(answers: Sequence[Answer], clips: Mapping[int, Clip], values: Sequence[float]) -> _Table:
    codes = {code: i for i, code in enumerate(sorted({a.rater for a in answers}))}
    shown = [clips[a.clips[0]] for a in answers]
    return _Table(
        answers,
        tuple(clip.group for clip in shown),
        np.array([codes[a.rater] for a in answers], np.int64),
        np.array([clip.scene for clip in shown], np.int64),
        np.array(values, np.float64),
    )


def _grades(design: Design, criterion: str, kept: Sequence[Answer], clips: Mapping[int, Clip]) -> Grades:
    answers = [a for a in kept if a.question == criterion and a.value is not None]
    table = _table(answers, clips, [a.value for a in answers if a.value is not None])
    rows = []
    for group in design.groups:
        mask = table.of(group)
        rows.append(
            GroupGrades(
                group, int(mask.sum()), _shares(table.values[mask], design.scale),
                mean(table.values[mask], table.raters[mask], table.scenes[mask]),
            )
        )  # fmt: skip
    between = {}
    for a, b in combinations(design.groups, 2):
        x, y = table.of(a), table.of(b)
        between[a, b] = difference(
            table.values[x], table.raters[x], table.scenes[x], table.values[y], table.raters[y],
            table.scenes[y],
        )  # fmt: skip
    model, fault = _model(design, table, [a.clips[0] for a in answers])
    return Grades(
        criterion,
        tuple(rows),
        tuple((*pair, gap) for pair, gap in between.items()),
        alike(design.groups, {pair: p_value(gap) for pair, gap in between.items()}),
        model,
        fault,
    )


def _model(design: Design, table: _Table, numbers: Sequence[int]) -> tuple[OrdinalModel | None, str]:
    if design.scale is Scale.SLIDER:
        return None, "A slider has no categories; the mean is of its values."
    try:
        return fit_ordinal(
            table.values.astype(np.int64), table.groups, table.raters, np.array(numbers, np.int64),
            n_categories=len(design.scale.words), names=design.groups,
        ), ""  # fmt: skip
    except InputError as e:
        return None, e.message


def _shares(values: NDArray[np.float64], scale: Scale) -> tuple[float, ...]:
    if scale is Scale.SLIDER:
        return ()
    counts = np.bincount(values.astype(int), minlength=len(scale.words))
    return tuple((counts / max(len(values), 1)).tolist())


def _pairs(design: Design, kept: Sequence[Answer], clips: Mapping[int, Clip]) -> Strengths | None:
    answers = [a for a in kept if len(a.clips) == 2]
    names = design.groups
    left = np.array([names.index(clips[a.clips[0]].group) for a in answers], np.int64)
    right = np.array([names.index(clips[a.clips[1]].group) for a in answers], np.int64)
    outcome = np.array([{LEFT: 1, RIGHT: -1}.get(a.choice, 0) for a in answers], np.int64)
    table = _table(answers, clips, outcome.tolist())
    try:
        return strengths(
            Comparisons(left, right, outcome, table.raters, table.scenes), names, seed=design.seed
        )
    except InputError:
        return None


def _reasons(kept: Sequence[Answer], clips: Mapping[int, Clip]) -> tuple[tuple[str, str, int], ...]:
    side = {LEFT: 0, RIGHT: 1}
    counted = Counter(
        (clips[a.clips[side[a.choice]]].group, reason)
        for a in kept
        if a.choice in side
        for reason in a.reasons
    )
    return tuple((*key, n) for key, n in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _named(design: Design, group: str, kept: Sequence[Answer], clips: Mapping[int, Clip]) -> Named:
    answers = [a for a in kept if clips[a.clips[0]].group == group]
    is_style = design.kind is Kind.STYLE
    right = [a.choice == (clips[a.clips[0]].style if is_style else REAL) for a in answers]
    table = _table(answers, clips, [float(one) for one in right])
    said = Counter(a.choice for a in answers)
    share = mean(table.values, table.raters, table.scenes)
    share = replace(share, low=max(share.low, 0.0), high=min(share.high, 1.0)) if len(answers) else share
    return Named(group, len(answers), share, tuple((choice, said[choice]) for choice in design.choices))


def _agreement(design: Design, kept: Sequence[Answer]) -> tuple[tuple[str, Score], ...]:
    found = []
    for question in design.questions:
        values, codes = {}, dict[str, int]()
        for a in kept:
            if a.question == question:
                key = tuple(sorted(a.clips))
                value = a.value if a.value is not None else float(codes.setdefault(a.choice, len(codes)))
                # A pair is one thing however its sides were: -1 is its lower number.
                values[a.rater, key] = -value if a.clips != key else value
        raters, things = (sorted({key[i] for key in values}) for i in (0, 1))
        table = np.full((len(raters), len(things)), np.nan)
        for (rater, thing), value in values.items():
            table[raters.index(rater), things.index(thing)] = value
        nominal = design.kind in (Kind.STYLE, Kind.REAL)
        levels = ("nominal",) if nominal else ("nominal", "ordinal", "interval")
        unit = "pairs" if design.kind is Kind.PAIR else "clips"
        found += [(question, alpha(table, level, unit=unit)) for level in levels]  # type: ignore[arg-type]
    return tuple(found)


def _habits(
    design: Design, raters: Sequence[Rater], answers: Sequence[Answer], checked: Sequence[Attention]
) -> tuple[RaterHabits, ...]:
    rated = [a for a in answers if a.role is Role.RATED]
    sums: dict[tuple[object, ...], list[float]] = {}
    for a in rated:
        if a.value is not None:
            sums.setdefault((a.clips, a.question), []).append(a.value)
    habits = []
    for rater, attended in zip(raters, checked, strict=True):
        own = [a for a in rated if a.rater == rater.code]
        n_repeats, same = _consistency(rater, [a for a in answers if a.rater == rater.code], design)
        habits.append(
            RaterHabits(
                rater.code, len(own), rater.finished_at is not None, _bias(design, own, sums), n_repeats,
                same, len(attended.failed), attended.excluded,
            )
        )  # fmt: skip
    return tuple(habits)


def _bias(
    design: Design, own: Sequence[Answer], sums: Mapping[tuple[object, ...], Sequence[float]]
) -> float | None:
    if design.kind is Kind.PAIR and own:
        said = Counter(a.choice for a in own)
        return (said[LEFT] - said[RIGHT]) / len(own)
    gaps = [a.value - float(np.mean(sums[a.clips, a.question])) for a in own if a.value is not None]
    return float(np.mean(gaps)) if gaps and design.kind is Kind.GRADE else None


def _consistency(rater: Rater, own: Sequence[Answer], design: Design) -> tuple[int, int]:
    given = {(a.trial, a.question): a for a in own}
    n = same = 0
    for trial in rater.plan:
        for question in design.questions if trial.role is Role.REPEAT else ():
            again = given.get((trial.position, question))
            before = given.get((trial.of if trial.of is not None else -1, question))
            if again is None or before is None:
                continue
            n += 1
            if design.kind is Kind.PAIR:  # shown with its sides exchanged
                same += again.value == (-before.value if before.value is not None else None)
            else:
                same += (again.choice, again.value) == (before.choice, before.value)
    return n, same
