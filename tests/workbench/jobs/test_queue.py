"""How many trainings a device takes at once, and what the others wait for."""

from __future__ import annotations

import json
import os
import socket

import pytest
from typer.testing import CliRunner

from core.entities import JobState
from core.errors import InputError
from workbench.cli.app import app
from workbench.jobs import devices, local
from workbench.jobs.devices import at_once, set_at_once
from workbench.jobs.local import start_queued
from workbench.jobs.queue import lanes_of, waits_for


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """Jobs run in name only: as this process, which is alive."""
    ids = []

    def start(project, job_id):
        ids.append(job_id)
        return project.jobs.start(job_id, os.getpid(), socket.gethostname())

    monkeypatch.setattr(local, "start", start)
    return ids


@pytest.fixture(params=[False, True], ids=["no GPU", "GPU"])
def gpu(request, monkeypatch):
    monkeypatch.setattr(devices, "has_gpu", lambda: request.param)
    return request.param


def queue(project, *wishes: str):
    return [project.jobs.create("train", {"device": wish}) for wish in wishes]


def end(project, job_id):
    project.jobs.finish(job_id, JobState.DONE)
    start_queued(project)


def test_a_queue_of_trainings_never_runs_more_than_the_limit(project, started):
    set_at_once(project, "cpu", 2)
    jobs = queue(project, *["cpu"] * 5)
    start_queued(project)
    while project.jobs.active():
        running = [job for job in project.jobs.active() if job.state is JobState.RUNNING]
        assert len(running) == min(2, len(project.jobs.active()))
        end(project, running[-1].id)  # the younger one first: order of ending must not matter
    assert started == [job.id for job in jobs]


def test_a_training_takes_a_device_alone_unless_that_is_said_otherwise(project, started):
    queue(project, "cpu", "cpu")
    start_queued(project)
    assert started == [1]
    set_at_once(project, "cpu", 2)
    start_queued(project)
    assert started == [1, 2]


def test_the_best_device_is_the_cpu_where_there_is_no_gpu(project, started, gpu):
    queue(project, "auto", "cpu")
    start_queued(project)
    assert started == ([1, 2] if gpu else [1])


def test_devices_do_not_wait_for_each_other(project, started):
    queue(project, "cpu", "cpu", "cuda", "cuda")
    start_queued(project)
    assert started == [1, 3]


def test_lowering_the_limit_stops_nothing(project, started):
    set_at_once(project, "cpu", 2)
    queue(project, *["cpu"] * 4)
    start_queued(project)
    set_at_once(project, "cpu", 1)
    end(project, 1)
    assert started == [1, 2]
    end(project, 2)
    assert started == [1, 2, 3]


def test_each_waiting_job_says_what_it_waits_for(project):
    queue(project, *["cpu"] * 4)
    project.jobs.create("pose", {})
    start_queued(project)
    assert waits_for(project.jobs.all()) == {
        2: "waiting: the next for training on the CPU",
        3: "waiting: after 1 other for training on the CPU",
        4: "waiting: after 2 others for training on the CPU",
    }


@pytest.mark.parametrize(("device", "n"), [("abacus", 1), ("cpu", 0), ("cuda", 65)])
def test_a_limit_that_cannot_be_is_refused(project, device, n):
    with pytest.raises(InputError):
        set_at_once(project, device, n)


@pytest.mark.parametrize("stored", [{"cpu": -1}, {"cpu": "many"}, {"cpu": 10**9}, [], "x", 7])
def test_a_limit_in_a_strangers_project_is_not_believed(project, stored):
    project.settings.set("trainings_at_once", stored)
    assert at_once(project) == {"cpu": 1, "cuda": 1}


def barre(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_shows_the_queue_and_changes_the_limit(project, started):
    queue(project, *["cpu"] * 3)
    done = barre("queue", project.path, "--limit", "cpu=2", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["trainings_at_once"] == {"cpu": 2, "cuda": 1}
    (lane,) = said["lanes"]
    assert (lane["name"], lane["limit"]) == ("training on the CPU", 2)
    assert [job["id"] for job in lane["running"]] == started == [1, 2]
    assert [job["id"] for job in lane["waiting"]] == [3]
    assert lanes_of(project)[0].limit == 2
    table = barre("queue", project.path).stdout
    assert "training on the CPU" in table
    assert "the next for training on the CPU" in barre("jobs", project.path).stdout


@pytest.mark.parametrize("limit", ["cpu", "cpu=many", "cpu=-1", "tpu=1"])
def test_a_limit_that_cannot_be_read_is_one_sentence(project, limit):
    done = barre("queue", project.path, "--limit", limit)
    assert done.exit_code != 0
    assert isinstance(done.exception, InputError)


def test_an_empty_queue_says_so(project):
    assert "Nothing runs" in barre("queue", project.path).stdout
