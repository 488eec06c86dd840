"""One pass over the whole line with the real commands: the demo, and what a person does with it next."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.demo.choreography import STYLES
from db.project import Project
from workbench.actions.demo import FAST

N_FILMS = FAST.per_style * len(STYLES)


def _json(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def demo(tmp_path_factory, barre) -> Path:
    """The small demo project, made by its command."""
    path = tmp_path_factory.mktemp("main line") / "demo.barre"
    result = _json(barre("demo", path, "--fast", "--json"))
    assert result["project"] == str(path)
    return path


@pytest.fixture
def song(demo) -> Path:
    return demo / "media" / "new song.wav"


def test_the_demo_finds_its_dancers_in_nearly_every_frame(demo, barre):
    summaries = _json(barre("videos", demo, "--json"))
    assert len(summaries) == N_FILMS
    for summary in summaries:
        assert summary["n_tracked_frames"] == summary["video"]["n_frames"] == FAST.duration_s * FAST.fps
        assert summary["styles"] == [summary["video"]["name"].rpartition("-")[0]]
    jobs = _json(barre("jobs", demo, "--json"))
    assert {job["state"] for job in jobs} == {"done"}


def test_the_demo_can_be_made_again_and_again(demo, barre):
    before = [_json(barre(noun, demo, "--json")) for noun in ("videos", "runs", "jobs", "labels")]
    again = barre("demo", demo, "--fast")
    assert again.returncode == 0
    assert "macro F1" in again.stdout
    assert f"barre open {demo}" in again.stdout
    assert [_json(barre(noun, demo, "--json")) for noun in ("videos", "runs", "jobs", "labels")] == before


def test_runs_show_their_state_configuration_and_metrics(demo, barre):
    classifier, generator = _json(barre("runs", demo, "--json"))
    assert (classifier["state"], generator["state"]) == ("done", "done")
    shown = _json(barre("run", demo, classifier["id"], "--json"))
    assert f"training.epochs={shown['run']['config']['config']['training']['epochs']}" in FAST.classifier
    assert {metric["split"] for metric in shown["metrics"]} == {"train", "valid", "test"}
    assert len(shown["snapshot"]["sha256"]) == 64
    text = barre("run", demo, classifier["id"]).stdout
    assert "training.epochs" in text
    assert "macro_f1" in text


def test_a_run_is_judged_on_unseen_dances(demo, barre):
    verdict = _json(barre("evaluate", demo, "--run", 1, "--json"))
    assert sum(map(sum, verdict["dances"]["confusion"])) == len(STYLES)
    assert verdict["windows"]["macro_f1"] >= 0.9
    assert _json(barre("run", demo, 1, "--json"))["evaluation"] == verdict


@pytest.mark.parametrize("suffix", [".bvh", ".mp4"])
def test_a_run_dances_to_a_song(demo, barre, song, tmp_path, suffix):
    out = tmp_path / f"tanz {suffix}"
    options = ("--run", 2, "--music", song, "--out", out, "--duration", 1, "--json")
    dance = _json(barre("generate", demo, *options))
    assert dance["n_frames"] == round(dance["fps"])
    assert out.stat().st_size > 0
    if suffix == ".mp4":
        from core.media.probe import probe

        assert probe(out).has_audio


def test_dances_are_compared(demo, barre):
    comparison = _json(barre("compare", demo, "video:1", "generated:1", "run:2", "--json"))
    assert comparison["reference"] == "video:1"
    assert [row["name"] for row in comparison["rows"]] == ["generated:1", "run:2"]
    assert "generated:1" in barre("compare", demo, "video:1", "generated:1").stdout


@pytest.mark.parametrize("fmt", ["npz", "bvh", "csv", "coco"])
def test_everything_is_exported(demo, barre, tmp_path, fmt):
    with Project.open(demo) as project:
        n_dances = len(project.generated.all()) if fmt in ("npz", "bvh") else 0  # they were never filmed
    paths = _json(barre("export", demo, "--format", fmt, "--out", tmp_path / "out", "--json"))
    assert len(paths) == N_FILMS + n_dances
    assert all(Path(path).stat().st_size > 0 for path in paths)


def test_labels_and_grades_are_given(demo, barre):
    segment = _json(barre("label", demo, 1, 0.5, 1.5, "solo", "--annotator", "Kim", "--json"))
    counts = [segment.pop(name) for name in ("start_count", "end_count")]
    assert segment in _json(barre("labels", demo, "--json"))
    assert all(count and "." in count for count in counts)  # the demo's songs were listened to
    item = _json(barre("next", demo, "--rater", "Kim", "--json"))
    rating = _json(barre("rate", demo, item["item_id"], "very good", "--rater", "Kim", "--json"))
    assert _json(barre("ratings", demo, "--json"))[0]["id"] == rating["id"]


def test_a_training_goes_on_alone_is_cancelled_and_resumed(demo, barre):
    started = _json(barre("train", demo, "--preset", "motion-bigru", "--epochs", 5000, "--detach", "--json"))
    run = started["run"]["id"]
    job = _json(barre("jobs", demo, "--json"))[-1]["id"]

    def epochs() -> int:
        metrics = _json(barre("run", demo, run, "--json"))["metrics"]
        return len({metric["epoch"] for metric in metrics})

    _wait(lambda: epochs() >= 2)
    assert _json(barre("cancel", demo, job, "--json"))["state"] == "cancelled"
    n_before = epochs()
    assert _json(barre("resume", demo, job, "--detach", "--json"))[0]["state"] in ("queued", "running")
    _wait(lambda: epochs() > n_before)
    assert _json(barre("cancel", demo, job, "--json"))["state"] == "cancelled"
    assert _json(barre("runs", demo, "--json"))[-1]["state"] == "cancelled"


def test_ctrl_c_cancels_the_job_that_is_followed(demo, barre):
    command = [sys.executable, "-P", "-m", "workbench", "train", str(demo), "--preset", "motion-bigru"]
    process = subprocess.Popen(
        [*command, "--epochs", "5000"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _wait(lambda: _json(barre("jobs", demo, "--json"))[-1]["state"] == "running")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert b"Traceback" not in said
    assert _json(barre("jobs", demo, "--json"))[-1]["state"] == "cancelled"


def _wait(condition, within_s: float = 120.0) -> None:
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.5)
