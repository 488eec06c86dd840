"""The lines that are drawn of runs: over time, smoothed, seeds together."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import Metric
from workbench.gui.train.book import NewMetrics, RunRecord
from workbench.gui.train.lines import lines_of, smoothed
from workbench.gui.widgets.plots import Curve, CurveKey


def record(project, seed: int, values: list[float], *, epochs: int = 9, seconds: bool = True) -> RunRecord:
    run = project.runs.create(
        preset="seq2seq", task="generate", config={"config": {"training": {"epochs": epochs}}}, seed=seed,
        device="cpu", versions={},
    )  # fmt: skip
    made = RunRecord(run)
    losses = [Metric("loss", "valid", e, (e + 1) * 10, value) for e, value in enumerate(values)]
    clock = [Metric("seconds", "train", e, (e + 1) * 10, 60.0 * (e + 1)) for e in range(len(values))]
    made.take(NewMetrics.of([*losses, *(clock if seconds else [])]))
    return made


def test_each_run_has_its_line(project):
    records = [record(project, seed, [2.0, 1.0]) for seed in range(2)]
    lines = lines_of(records, "loss", "epoch", together=False)
    assert set(lines) == {CurveKey(1, "valid"), CurveKey(2, "valid")}
    assert lines[CurveKey(1, "valid")].x.tolist() == [0, 1]


def test_seeds_are_averaged_and_other_options_are_not(project):
    records = [record(project, 0, [2.0]), record(project, 1, [4.0]), record(project, 0, [9.0], epochs=3)]
    lines = lines_of(records, "loss", "step", together=True)
    assert set(lines) == {CurveKey(1, "valid"), CurveKey(3, "valid")}
    band = lines[CurveKey(1, "valid")]
    assert band.y.tolist() == [3]
    assert band.low.tolist() == pytest.approx([3 - np.sqrt(2)])
    assert "2 seeds" in band.name


def test_time_is_minutes_of_training_and_only_of_runs_that_noted_it(project):
    records = [record(project, 0, [2.0, 1.0]), record(project, 1, [2.0, 1.0], seconds=False)]
    lines = lines_of(records, "loss", "time", together=False)
    assert set(lines) == {CurveKey(1, "valid")}
    assert lines[CurveKey(1, "valid")].x.tolist() == [1, 2]


def test_a_smoothed_line_keeps_what_it_was_behind_it():
    curve = Curve(np.arange(3.0), np.array([4.0, 2.0, 6.0]), "loss")
    smooth = smoothed(curve, 0.5)
    assert smooth.raw is curve.y
    assert smooth.y[2] == pytest.approx(8 / 1.75)
    assert smoothed(curve, 0.0) is curve
