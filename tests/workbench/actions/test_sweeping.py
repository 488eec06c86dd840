"""Sweeps: which runs are made, what came of them, and how they are drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from core.entities import JobState, Metric
from core.errors import InputError
from core.media.opencv import cv2
from workbench.actions.sweep_figure import check_figure_path, draw_figure
from workbench.actions.sweeping import SweptRun, combinations, outcome_of, outcomes_of_runs, start_sweep


@pytest.fixture
def dances(project, add_motion):
    add_motion()
    return project


def swept(loss: str, state: JobState = JobState.DONE, n_epochs: int = 6, error: str = "") -> SweptRun:
    train = tuple((epoch, math.exp(-epoch)) for epoch in range(n_epochs))
    valid = tuple((epoch, 1.2 * math.exp(-epoch)) for epoch in range(n_epochs))
    return SweptRun(1, f"loss={loss}", {"loss": loss}, state, error, train, valid)


def test_every_value_meets_every_other():
    assert combinations(["loss=mae, mse", "hidden=8,16,8"]) == [
        {"loss": "mae", "hidden": "8"},
        {"loss": "mae", "hidden": "16"},
        {"loss": "mse", "hidden": "8"},
        {"loss": "mse", "hidden": "16"},
    ]


@pytest.mark.parametrize("over", [[], ["loss"], ["loss="], ["=mae"], ["loss=,"], ["loss=mae", "loss=mse"]])
def test_what_is_no_list_of_values_is_refused(over):
    with pytest.raises(InputError):
        combinations(over)


def test_the_runs_differ_only_in_what_is_swept_over(dances):
    queued = start_sweep(
        dances, "seq2seq", ["loss=mae,mse"], ["hidden=8", "loss=huber"], seed=4, device="cpu", epochs=2
    )
    runs = [dances.runs.get(job.run_id) for job, _ in queued]
    assert [run.name for run in runs] == ["seq2seq loss=mae", "seq2seq loss=mse"]
    assert [run.config["config"]["model"]["loss"] for run in runs] == ["mae", "mse"]
    assert {(run.seed, run.device, run.config["config"]["training"]["epochs"]) for run in runs} == {
        (4, "cpu", 2)
    }
    assert {run.config["config"]["model"]["hidden"] for run in runs} == {8}
    assert [job.state for job, _ in queued] == [JobState.QUEUED] * 2


def test_one_bad_value_queues_nothing(dances):
    with pytest.raises(InputError, match="hinge"):
        start_sweep(dances, "seq2seq", ["loss=mae,hinge"])
    assert dances.runs.all() == []
    assert dances.jobs.all() == []


def test_what_came_of_a_run_is_its_curves_and_why_it_ended(dances):
    ((job, values),) = start_sweep(dances, "seq2seq", ["loss=mae"])
    dances.jobs.start(job.id, 1, "here")
    dances.runs.log(
        job.run_id,
        [
            Metric("loss", "train", 0, 5, 2.0),
            Metric("learning_rate", "train", 0, 5, 0.1),
            Metric("loss", "valid", 0, 5, 3.0),
            Metric("loss", "train", 1, 10, 1.0),
            Metric("distance", "test", 1, 10, 0.5),
        ],
    )
    dances.jobs.finish(job.id, JobState.FAILED, "It became nan.")
    found = outcome_of(dances, job, values)
    assert found == SweptRun(
        job.run_id,
        "loss=mae",
        {"loss": "mae"},
        JobState.FAILED,
        "It became nan.",
        ((0, 2.0), (1, 1.0)),
        ((0, 3.0),),
        {"distance": 0.5},
    )
    (later,) = outcomes_of_runs(dances, [job.run_id])
    assert later == replace(found, title="seq2seq loss=mae", values={"name": "seq2seq loss=mae"})


def test_a_run_taken_up_again_counts_by_its_newest_job(dances):
    ((job, _),) = start_sweep(dances, "seq2seq", ["loss=mae"])
    dances.jobs.finish(job.id, JobState.CANCELLED)
    dances.jobs.requeue(job.id)
    assert outcomes_of_runs(dances, [job.run_id])[0].state is JobState.QUEUED


def test_a_run_that_is_not_there_has_no_curves(dances):
    with pytest.raises(InputError):
        outcomes_of_runs(dances, [9])


@pytest.mark.parametrize("n_runs", [1, 7])
def test_the_figure_has_a_panel_a_run(tmp_path, n_runs):
    path = tmp_path / "figure.png"
    draw_figure([swept(f"loss {i}") for i in range(n_runs)], path)
    height, width = cv2().imread(str(path)).shape[:2]
    assert (width > 1.5 * height) == (n_runs > 1)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "run",
    [
        swept("mse", JobState.FAILED, 1, "The gradient of the loss 'mse' became $nan in epoch 2."),
        swept("mse", JobState.CANCELLED, 0),
    ],
)
def test_a_run_that_did_not_end_says_so_in_its_panel(tmp_path, run):
    path = tmp_path / "figure.svg"
    draw_figure([swept("mae"), run], path)
    assert "#b0281f" in path.read_text("utf-8")


def test_runs_that_all_ended_well_show_nothing_red(tmp_path):
    path = tmp_path / "figure.svg"
    draw_figure([swept("mae")], path)
    assert "#b0281f" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["figure.docx", "figure", "nowhere/figure.png"])
def test_a_figure_that_cannot_be_written_is_refused_beforehand(tmp_path: Path, name: str):
    with pytest.raises(InputError):
        check_figure_path(tmp_path / name)
