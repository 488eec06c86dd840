"""Who did not attend, by the rule that was stated before the start (`Design.rule`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.studies.design import LEFT, REAL, RIGHT, Design, Kind
from core.studies.records import Answer, Role, Trial


@dataclass(frozen=True)
class Attention:
    """One rater's checks.

    Attributes:
        n_checks: attention checks that were answered.
        failed: the positions of those that were failed.
        excluded: whether the rule leaves this rater out.
    """

    rater: str
    n_checks: int
    failed: tuple[int, ...]
    excluded: bool


def attention(
    design: Design,
    plan: Sequence[Trial],
    answers: Sequence[Answer],
    frozen: frozenset[int] = frozenset(),
    *,
    rater: str = "",
) -> Attention:
    """Return how one rater did on the checks of their plan.

    Args:
        answers: of this rater.
        frozen: numbers of the frozen clips, to tell in a pair which side stood still.
    """
    by_trial: dict[int, list[Answer]] = {}
    for answer in answers:
        by_trial.setdefault(answer.trial, []).append(answer)
    n_checks, failed = 0, []
    for trial in plan:
        given = by_trial.get(trial.position)
        if not given or trial.role in (Role.RATED, Role.PRACTICE):
            continue
        n_checks += 1
        if _is_failed(design, trial, given, by_trial, frozen):
            failed.append(trial.position)
    return Attention(rater, n_checks, tuple(failed), len(failed) > design.max_failed)


def _is_failed(
    design: Design,
    trial: Trial,
    given: Sequence[Answer],
    by_trial: Mapping[int, Sequence[Answer]],
    frozen: frozenset[int],
) -> bool:
    if trial.role is Role.REPEAT:
        before = by_trial.get(trial.of if trial.of is not None else -1)
        return before is not None and _contradicts(design, before, given)
    if design.kind is Kind.GRADE:
        asked = [a for a in given if a.question == "music"] if trial.role is Role.WRONG_SONG else list(given)
        return _mean(asked or given) > design.scale.top / 2
    if design.kind is Kind.PAIR:
        still = LEFT if trial.clips[0] in frozen else RIGHT
        return given[0].choice == still
    return given[0].choice == REAL


def _contradicts(design: Design, before: Sequence[Answer], again: Sequence[Answer]) -> bool:
    if design.kind is Kind.GRADE:
        return abs(_mean(before) - _mean(again)) > design.scale.top / 2
    if design.kind is Kind.PAIR:  # shown with its sides exchanged: the same side is the other dance
        return before[0].choice == again[0].choice != "equal"
    return before[0].choice != again[0].choice


def _mean(answers: Sequence[Answer]) -> float:
    return float(np.mean([answer.value for answer in answers if answer.value is not None]))
