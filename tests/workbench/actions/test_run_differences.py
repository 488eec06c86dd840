"""Only what differs between runs."""

from __future__ import annotations

import pytest

from core.errors import InputError
from workbench.actions.run_differences import differences


def add(project, *, seed=0, preset="seq2seq", **training):
    config = {"config": {"training": {"epochs": 5, "learning_rate": 0.1} | training}, "data": {"styles": []}}
    return project.runs.create(
        preset=preset, task="generate", config=config, seed=seed, device="cpu", versions={"torch": "2.13"}
    ).id


def test_only_what_differs_is_listed(project):
    runs = [add(project), add(project, learning_rate=0.2), add(project, seed=3, epochs=7)]
    found = {row.name: row.values for row in differences(project, runs)}
    assert found == {
        "seed": (0, 0, 3),
        "training.epochs": (5, 5, 7),
        "training.learning_rate": (0.1, 0.2, 0.1),
    }


def test_an_option_that_a_run_does_not_have_is_none(project):
    runs = [add(project), add(project, patience=4)]
    assert [(row.name, row.values) for row in differences(project, runs)] == [
        ("training.patience", (None, 4))
    ]


def test_alike_runs_do_not_differ_and_one_run_cannot(project):
    assert differences(project, [add(project), add(project)]) == []
    with pytest.raises(InputError, match="two runs"):
        differences(project, [1])
