"""Searches: trials chosen by those before, stopped when hopeless, and taken up again."""

from __future__ import annotations

import json
import math
import os
import socket

import pytest
from typer.testing import CliRunner

from core.entities import JobState, Metric
from core.errors import Cancelled, InputError, JobError
from db.project import Project
from workbench.actions import searching
from workbench.actions.run_notes import run_notes
from workbench.actions.searching import Search, best_of, carry_out, outcomes_of_search, start_search
from workbench.cli.app import app
from workbench.jobs import local

RATE = "training.learning_rate"
SEARCH = Search(
    "seq2seq", (f"{RATE}=log:1e-4:1e-1", "hidden=8:64"), trials=4, overrides=("keep=best", "epochs=10")
)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    pytest.importorskip("optuna", reason="searching is an extra")
    monkeypatch.setattr(searching, "_LOOK_S", 0.0)


@pytest.fixture
def dances(project, add_motion):
    add_motion()
    return project


class Trainer:
    """Trains queued trials at once, in name only: their loss is known from their learning rate.

    The trial number `hangs` keeps running at a bad loss until it is asked to stop.
    """

    def __init__(self, state: JobState = JobState.DONE, hangs: int = -1, stop_after: int = 10**9) -> None:
        self.state, self.hangs, self.left, self.n = state, hangs, stop_after, 0

    def __call__(self, project: Project) -> None:
        for job in project.jobs.active():
            if job.kind != "train":
                continue
            if job.state is JobState.RUNNING:
                if job.cancel_requested:
                    project.jobs.finish(job.id, JobState.CANCELLED)
                continue
            project.jobs.start(job.id, os.getpid(), socket.gethostname())
            hangs = self.n == self.hangs
            self.n, self.left = self.n + 1, self.left - 1
            rate = float(project.runs.get(job.run_id).config["trial"]["values"][RATE])
            loss = 99.0 if hangs else (math.log10(rate) + 2) ** 2
            if self.state is JobState.DONE:
                losses = [Metric("loss", "valid", epoch, epoch, loss) for epoch in range(5 if hangs else 10)]
                project.runs.log(job.run_id, losses)
            if not hangs:
                project.jobs.finish(job.id, self.state, "" if self.state is JobState.DONE else "It is raw.")

    def is_done(self) -> bool:
        return self.left <= 0


def test_a_search_makes_its_trials_and_names_the_best(dances):
    job = start_search(dances, SEARCH)
    said = carry_out(dances, job.id, SEARCH, start_trials=Trainer())
    trials = outcomes_of_search(dances, job.id)
    assert len(trials) == len(dances.runs.all()) == 4
    assert len({trial.values[RATE] for trial in trials}) == 4
    best = min(trials, key=lambda trial: trial.valid[-1][1])
    assert said.startswith(f"best is run {best.run_id}, valid/loss")
    config = dances.runs.get(best.run_id).config["config"]
    assert config["training"]["learning_rate"] == float(best.values[RATE])
    assert config["model"]["hidden"] == int(best.values["model.hidden"])


def test_a_search_that_was_stopped_goes_on_to_the_same_trials(dances):
    whole = start_search(dances, SEARCH)
    carry_out(dances, whole.id, SEARCH, start_trials=Trainer())
    halves, trainer = start_search(dances, SEARCH), Trainer(stop_after=2)
    with pytest.raises(Cancelled):
        carry_out(dances, halves.id, SEARCH, start_trials=trainer, should_stop=trainer.is_done)
    assert len(outcomes_of_search(dances, halves.id)) == 2
    carry_out(dances, halves.id, SEARCH, start_trials=Trainer())
    a, b = ([t.values for t in outcomes_of_search(dances, job.id)] for job in (whole, halves))
    assert a == b


def test_trials_that_were_broken_off_are_resumed_with_their_search(dances):
    job, trainer = start_search(dances, SEARCH), Trainer(hangs=1, stop_after=2)
    with pytest.raises(Cancelled):
        carry_out(dances, job.id, SEARCH, start_trials=trainer, should_stop=trainer.is_done)
    trainer(dances)
    assert [t.state for t in outcomes_of_search(dances, job.id)] == [JobState.DONE, JobState.CANCELLED]
    carry_out(dances, job.id, SEARCH, start_trials=Trainer())
    assert [t.state for t in outcomes_of_search(dances, job.id)] == [JobState.DONE] * 4


def test_a_hopeless_trial_is_stopped_and_says_why(dances):
    search = Search("seq2seq", (f"{RATE}=log:1e-4:1e-1",), trials=7, overrides=("epochs=10",))
    job = start_search(dances, search)
    carry_out(dances, job.id, search, start_trials=Trainer(hangs=5))
    trials = outcomes_of_search(dances, job.id)
    assert [t.state for t in trials].count(JobState.CANCELLED) == 1
    assert trials[5].state is JobState.CANCELLED
    assert run_notes(dances, trials[5].run_id) == [
        "Pruned in epoch 5: worse than the median of the trials before."
    ]
    assert f"run {trials[5].run_id}," not in best_of(dances, job.id, search)
    carry_out(dances, job.id, search, start_trials=Trainer())  # taken up again, it stays stopped
    assert outcomes_of_search(dances, job.id)[5].state is JobState.CANCELLED


def test_trials_that_all_fail_end_the_search(dances):
    job = start_search(dances, SEARCH)
    with pytest.raises(JobError, match="all failed: It is raw"):
        carry_out(dances, job.id, SEARCH, start_trials=Trainer(JobState.FAILED))
    assert len(dances.runs.all()) == 3


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"metric": "test/loss"}, "cheating"),
        ({"metric": "loss"}, "search by"),
        ({"ranges": ("hidden=0:64",)}, "hidden"),
        ({"ranges": ("loss=mae,hinge",)}, "hinge"),
        ({"ranges": ("nothing=1:2",)}, "nothing"),
        ({"overrides": ("epochs=0",)}, "epochs"),
        ({"preset": "walzer-net"}, "walzer-net"),
        ({"trials": 0}, "at least one"),
    ],
)
def test_what_cannot_be_searched_queues_nothing(dances, changes, says):
    with pytest.raises(InputError, match=says):
        start_search(dances, Search(**{**vars(SEARCH), **changes}))
    assert dances.jobs.all() == []


def test_a_search_is_the_same_after_its_row(dances):
    job = start_search(dances, SEARCH)
    assert Search.from_dict(dances.jobs.get(job.id).args) == SEARCH


@pytest.mark.parametrize(
    "row", [{}, {"preset": "x", "ranges": [], "out": "x"}, {"preset": "x", "ranges": [], "trials": "9"}]
)
def test_a_row_that_describes_no_search_is_refused(row):
    with pytest.raises(JobError):
        Search.from_dict(row)


def test_the_command_queues_a_search_in_the_background(dances, monkeypatch):
    monkeypatch.setattr(local, "start_queued", lambda _project: [])
    arguments = ["sweep", str(dances.path), "--preset", "seq2seq", "--search", f"{RATE}=log:1e-4:1e-2"]
    done = CliRunner().invoke(app, [*arguments, "--trials", "3", "--epochs", "2", "--detach"])
    assert done.exit_code == 0
    (job,) = dances.jobs.all()
    search = Search.from_dict(job.args)
    assert (job.kind, search.trials, search.overrides) == ("search", 3, ("training.epochs=2",))
    assert CliRunner().invoke(app, [*arguments, "--over", "loss=mae,mse"]).exit_code != 0
    assert json.dumps(dict(job.args))
