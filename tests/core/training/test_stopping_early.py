"""Runs with patience: when they end, what they say, and that a stop in between changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.entities import Metric
from core.errors import Cancelled
from core.training.fit import FitResult, fit
from tests.core.training.factories import make_dances, tiny
from tests.core.training.stopping import StopAfter

STUCK = ("learning_rate=0", "epochs=9")  # nothing is learnt, so no epoch is better than the first


def epochs_of(metrics: list[Metric]) -> list[int]:
    return [metric.epoch for metric in metrics if (metric.name, metric.split) == ("loss", "train")]


def run(name: str, *overrides: str, folder: Path, **more: object) -> tuple[FitResult, list[str], list[int]]:
    notes: list[str] = []
    metrics: list[Metric] = []
    result = fit(
        tiny(name, *STUCK, *overrides), make_dances(), run_dir=folder, seed=0, device="cpu",
        on_note=notes.append, on_metric=metrics.append, **more,
    )  # fmt: skip
    return result, notes, epochs_of(metrics)


def test_a_run_stops_when_its_patience_is_over_and_says_so(tmp_path):
    lines: list[str] = []
    result, notes, epochs = run("motion-bigru", "patience=2", folder=tmp_path, on_log=lines.append)
    assert epochs == [0, 1, 2]
    assert result.best_epoch == 0
    assert notes == [
        "Stopped early after epoch 3 of 9: the validation loss was lowest in epoch 1, 2 epochs before."
    ]
    assert notes[0] in lines


def test_a_run_without_patience_trains_all_of_its_epochs(tmp_path):
    _, notes, epochs = run("motion-bigru", folder=tmp_path)
    assert epochs == list(range(9))
    assert notes == []


def test_a_run_that_keeps_learning_is_let_go_on(tmp_path):
    _, notes, epochs = run("seq2seq", "patience=2", "learning_rate=0.01", folder=tmp_path)
    assert epochs == list(range(9))
    assert notes == []


def test_a_generator_that_keeps_its_last_epoch_has_patience_with_the_lowest_loss(tmp_path):
    result, _, epochs = run("seq2seq", "patience=3", folder=tmp_path)
    assert epochs == [0, 1, 2, 3]
    assert result.best_epoch == 3


@pytest.mark.parametrize("asked", [2, 7])
def test_patience_is_kept_over_a_stop(asked, tmp_path):
    whole = run("motion-bigru", "patience=3", folder=tmp_path / "whole")
    with pytest.raises(Cancelled):
        run("motion-bigru", "patience=3", folder=tmp_path / "halves", should_stop=StopAfter(asked))
    _, notes, epochs = run("motion-bigru", "patience=3", folder=tmp_path / "halves", resume=True)
    assert epochs[-1] == whole[2][-1] == 3
    assert notes == whole[1]


def test_a_run_that_stopped_early_does_not_go_on_when_it_is_taken_up_again(tmp_path):
    first = run("motion-bigru", "patience=2", folder=tmp_path)
    again = run("motion-bigru", "patience=2", folder=tmp_path, resume=True)
    assert again[0].metrics == first[0].metrics
    assert again[1:] == ([], [])
