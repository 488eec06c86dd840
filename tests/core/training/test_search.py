"""What is tried next, and what is not worth going on with."""

from __future__ import annotations

import math

import pytest

from core.errors import InputError
from core.models.options import fields_of
from core.training.presets import load_preset
from core.training.search import Range, Trial, is_hopeless, propose, range_of

FIELDS = fields_of(load_preset("seq2seq").config)
RATE = Range("training.learning_rate", 1e-4, 1e-1, log=True)


@pytest.fixture(autouse=True)
def optuna():
    return pytest.importorskip("optuna", reason="searching is an extra")


def test_ranges_are_read_as_typed():
    assert range_of("training.learning_rate=log:1e-4:1e-1", FIELDS) == RATE
    assert range_of("hidden=64:512", FIELDS) == Range("model.hidden", 64, 512)
    assert isinstance(range_of("hidden=64:512", FIELDS).low, int)
    assert range_of("loss=mae, mse", FIELDS) == Range("model.loss", words=("mae", "mse"))


@pytest.mark.parametrize(
    "text",
    [
        *("hidden", "hidden=", "hidden=5", "hidden=512:64", "hidden=a:b", "hidden=1:2:3"),
        *("learning_rate=log:0:1", "learning_rate=nan:1", "loss=mae:mse", "nothing=1:2"),
    ],
)
def test_what_is_no_range_is_refused(text):
    with pytest.raises(InputError):
        range_of(text, FIELDS)


def bowl(rate: float) -> float:
    """Least, 0, at a learning rate of 0.01."""
    return (math.log10(rate) + 2) ** 2


def searched(n: int, seed: int = 0) -> list[Trial]:
    trials: list[Trial] = []
    for _ in range(n):
        values = propose([RATE], trials, rising=False, newest=False, seed=seed)
        trials.append(
            Trial(
                values,
                "done",
                {0: bowl(values["training.learning_rate"]) + 1, 1: bowl(values["training.learning_rate"])},
            )
        )
    return trials


def test_a_search_finds_the_bottom_of_a_bowl_and_repeats_by_seed():
    trials = searched(25)
    assert min(trial.curve[1] for trial in trials) < 0.02
    assert [t.values for t in trials[:12]] == [t.values for t in searched(12)]
    assert trials[0].values != searched(1, seed=1)[0].values


def test_words_counts_and_numbers_keep_their_kinds():
    space = [RATE, Range("model.hidden", 8, 64), Range("model.loss", words=("mae", "mse"))]
    values = propose(space, [], rising=False, newest=False, seed=3)
    assert 1e-4 <= values["training.learning_rate"] <= 1e-1
    assert isinstance(values["model.hidden"], int)
    assert values["model.loss"] in ("mae", "mse")


def test_running_and_failed_trials_are_no_obstacle():
    trials = [Trial({RATE.key: 0.01}, state) for state in ("running", "failed", "pruned", "done")]
    assert propose([RATE], trials, rising=True, newest=True, seed=0)


def ended(*values: float) -> list[Trial]:
    return [Trial({RATE.key: 0.01}, "done", dict.fromkeys(range(10), value)) for value in values]


@pytest.mark.parametrize(
    ("others", "curve", "hopeless"),
    [
        (ended(1, 2, 3, 4, 5), {0: 9, 1: 9, 2: 9, 3: 9}, True),
        (ended(1, 2, 3, 4, 5), {0: 9, 1: 2, 2: 9, 3: 9}, False),  # its best counts
        (ended(1, 2, 3, 4), {0: 9, 1: 9, 2: 9, 3: 9}, False),  # too few to compare with
        (ended(1, 2, 3, 4, 5), {0: 9}, False),  # too early
        (ended(1, 2, 3, 4, 5), {}, False),
    ],
)
def test_what_is_worse_than_the_median_after_a_while_is_hopeless(others, curve, hopeless):
    trial = Trial({RATE.key: 0.01}, "running", curve)
    assert is_hopeless([RATE], others, trial, rising=False, n_epochs=10) is hopeless


def test_of_what_shall_rise_the_lower_is_hopeless():
    low = Trial({RATE.key: 0.01}, "running", dict.fromkeys(range(4), 0.1))
    assert is_hopeless([RATE], ended(0.5, 0.6, 0.7, 0.8, 0.9), low, rising=True, n_epochs=10)


def test_a_score_is_the_best_or_the_newest():
    trial = Trial({}, "done", {0: 3.0, 1: 1.0, 2: 2.0})
    assert trial.score(rising=False, newest=False) == 1.0
    assert trial.score(rising=True, newest=False) == 3.0
    assert trial.score(rising=False, newest=True) == 2.0
    assert Trial({}, "failed").score(rising=False, newest=False) is None


def test_without_optuna_there_is_a_sentence(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(InputError, match="Optuna") as error:
        propose([RATE], [], rising=False, newest=False, seed=0)
    assert "barre[sweep]" in error.value.hint
