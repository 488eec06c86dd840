"""Searching for good options with Optuna: what to try next, and which trial is not worth going on with.

Optuna is asked anew each time, with all trials so far, and keeps nothing: no file of its own, no pickle. The
same trials, seed and number give the same answer, so a search that was stopped goes on as if it had not been.

Source: Bergstra and others, "Algorithms for hyper-parameter optimization", NIPS 2011 (the sampler, TPE); the
pruner stops what is worse than the median of the others at the same epoch, as in Golovin and others, "Google
Vizier", KDD 2017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.errors import InputError
from core.models.options import Field, parse

Value = int | float | str
_STARTUP = 5  # trials that have to be known before one is stopped
_WARMUP = 0.2  # of the epochs, before which none is


@dataclass(frozen=True)
class Range:
    """Which values of an option are searched.

    Attributes:
        key: dotted name of the option.
        low, high: ends, included; both int for an option that counts.
        log: whether sizes matter rather than differences.
        words: the values instead, where they are no numbers in between.
    """

    key: str
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    words: tuple[str, ...] = ()

    def ends(self) -> tuple[str, ...]:
        """Return values that stand for all, as a person types them."""
        return self.words or (str(self.low), str(self.high))


@dataclass(frozen=True)
class Trial:
    """What was tried and how well it did.

    Attributes:
        curve: what is looked at, by epoch from 0.
        state: ``"running"``, ``"done"``, ``"pruned"`` or ``"failed"``.
    """

    values: Mapping[str, Value]
    state: str
    curve: Mapping[int, float] = field(default_factory=dict)

    def score(self, *, rising: bool, newest: bool) -> float | None:
        """Return its best value, or its newest where that is what is kept; None before there is one."""
        if not self.curve:
            return None
        if newest:
            return self.curve[max(self.curve)]
        return max(self.curve.values()) if rising else min(self.curve.values())


def range_of(text: str, fields: Sequence[Field]) -> Range:
    """Read ``key=low:high``, ``key=log:low:high`` or ``key=a,b,c`` for an option among `fields`.

    Raises:
        InputError: no such option, or no such range of it.
    """
    key, _, wanted = (part.strip() for part in text.partition("="))
    found = [f for f in fields if f.name == key] or [f for f in fields if f.name.endswith(f".{key}")]
    if len(found) != 1:
        raise InputError(f"There is no one option {key!r}.", f"Known: {', '.join(f.name for f in fields)}.")
    option, (first, *rest) = found[0], wanted.split(":")
    if not rest:
        words = tuple(dict.fromkeys(word.strip() for word in wanted.split(",") if word.strip()))
        if len(words) < 2:
            raise _no_range(text)
        return Range(option.name, words=words)
    ends = rest if (log := first.strip() == "log") else [first, *rest]
    if len(ends) != 2 or option.type not in (int, float):
        raise _no_range(text)
    low, high = (float(parse(option.name, option.type, end)) for end in ends)
    if not low < high or (log and low <= 0):
        raise _no_range(text)
    whole = option.type is int
    return Range(option.name, int(low) if whole else low, int(high) if whole else high, log)


def check_optuna() -> None:
    """Raise `InputError` where Optuna is not installed."""
    _optuna()


def propose(
    space: Sequence[Range], trials: Sequence[Trial], *, rising: bool, newest: bool, seed: int
) -> dict[str, Value]:
    """Return the values of the next trial."""
    optuna = _optuna()
    number = np.random.SeedSequence((seed, len(trials))).generate_state(1)[0]
    study = _study(space, trials, rising=rising, newest=newest, seed=int(number))
    params = study.ask({r.key: _distribution(optuna, r) for r in space}).params
    return {r.key: _short(r, params[r.key]) for r in space}


def is_hopeless(
    space: Sequence[Range], trials: Sequence[Trial], trial: Trial, *, rising: bool, n_epochs: int
) -> bool:
    """Say whether a running trial is worse than the median of the others where it is now."""
    optuna = _optuna()
    study = _study(space, trials, rising=rising, newest=False, seed=0)
    pruner = optuna.pruners.MedianPruner(n_startup_trials=_STARTUP, n_warmup_steps=int(_WARMUP * n_epochs))
    return bool(trial.curve) and bool(pruner.prune(study, _frozen(optuna, space, trial, None)))


def _short(r: Range, value: Value) -> Value:
    """Round a number to what a person can read and type again, within its range."""
    return min(max(float(f"{value:.4g}"), r.low), r.high) if isinstance(value, float) else value


def _study(space: Sequence[Range], trials: Sequence[Trial], *, rising: bool, newest: bool, seed: int) -> Any:
    optuna = _optuna()
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=seed), direction="maximize" if rising else "minimize"
    )
    for trial in trials:
        study.add_trial(_frozen(optuna, space, trial, trial.score(rising=rising, newest=newest)))
    return study


def _frozen(optuna: Any, space: Sequence[Range], trial: Trial, score: float | None) -> Any:
    states = optuna.trial.TrialState
    state = {"done": states.COMPLETE, "pruned": states.PRUNED, "failed": states.FAIL}.get(trial.state)
    if state is states.COMPLETE and score is None:
        state = states.FAIL  # it ended without telling what was asked for
    return optuna.trial.create_trial(
        state=state or states.RUNNING,
        value=score if state in (states.COMPLETE, states.PRUNED) else None,
        params=dict(trial.values),
        distributions={r.key: _distribution(optuna, r) for r in space},
        intermediate_values=dict(trial.curve),
    )


def _distribution(optuna: Any, r: Range) -> Any:
    kinds = optuna.distributions
    if r.words:
        return kinds.CategoricalDistribution(r.words)
    if isinstance(r.low, int):
        return kinds.IntDistribution(r.low, int(r.high), log=r.log)
    return kinds.FloatDistribution(r.low, r.high, log=r.log)


def _optuna() -> Any:
    try:
        import optuna
    except ModuleNotFoundError as e:
        raise InputError(
            "Searching for options needs Optuna, which is not installed.", 'pip install "barre[sweep]"'
        ) from e
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


def _no_range(text: str) -> InputError:
    return InputError(
        f"{text!r} is no range of an option.",
        "For example: training.learning_rate=log:1e-4:1e-2, model.hidden=64:512 or model.loss=mae,mse.",
    )
