"""Runs: set up, trained, stopped and taken up again, evaluated, and made to dance."""

from __future__ import annotations

import errno
import math
import re
import tomllib

import numpy as np
import pytest

from core.entities import SECONDS
from core.errors import Cancelled, InputError, ModelError, StoreError
from core.media.sound import Audio, save_wav
from core.motion import Motion
from workbench.actions.datasets import DataFilter
from workbench.actions.evaluating import evaluate, saved_evaluation
from workbench.actions.generating import generate
from workbench.actions.labels import label_whole
from workbench.actions.motions import motion_of_generated
from workbench.actions.run_notes import add_note, run_notes
from workbench.actions.training import repeat_training, start_training, train

TINY = (
    "data.window_s=1",
    "data.hop_s=0.5",
    "data.copies=1",
    "model.channels=8",
    "model.hidden=8",
    "model.dense=8",
)
TINY_GENERATOR = (
    "data.sequence_frames=24",
    "data.fps=12",
    "data.hop_s=0.5",
    "model.hidden=16",
    "model.layers=1",
)


@pytest.fixture
def dances(project, add_motion, sway, tmp_path):
    """Six dances of two styles, slow and fast, each to a song of its own."""
    rng = np.random.default_rng(1)
    for i in range(6):
        motion = sway(100, phase=float(rng.uniform(0, 6)))
        wobble = rng.normal(0, 0.02, motion.positions.shape).cumsum(axis=0)
        song = tmp_path / f"{i}.wav"
        samples = rng.normal(0, 0.05, (4 * 22050, 1)).astype(np.float32)
        save_wav(song, Audio(samples, 22050))
        video = add_motion(
            f"dance {i}",
            Motion((motion.positions * (1 + i % 2) + wobble).astype(np.float32), 25.0, motion.skeleton),
            has_audio=True, audio_path=str(song), audio_sha256=str(i) * 64,
        )  # fmt: skip
        label_whole(project, video, ("slow", "fast")[i % 2], "Kim")
    return project


@pytest.fixture
def run(dances):
    return start_training(dances, "motion-bigru", TINY, epochs=3, device="cpu", seed=5)[0]


def test_a_run_remembers_what_it_takes_to_repeat_it(dances):
    data = DataFilter(annotator="Kim")
    run, job = start_training(
        dances, "motion-bigru", TINY, epochs=3, device="cpu", seed=5, data=data, name="mine"
    )
    assert (run.name, run.task, run.seed, run.device) == ("mine", "classify", 5, "cpu")
    assert run.config["config"]["training"]["epochs"] == 3
    assert run.config["data"] == {"annotator": "Kim"}
    assert {"python", "torch", "lightning", "barre", "mediapipe"} <= set(run.versions)
    assert (job.kind, job.run_id) == ("train", run.id)
    written = tomllib.loads((dances.runs.directory(run.id) / "config.toml").read_text())
    assert written["config"] == run.config["config"]


def test_training_freezes_its_data_and_stores_curves_and_verdict(dances, run):
    said = []
    result = train(dances, run.id, on_log=said.append)
    snapshot = dances.runs.snapshot_of(run.id)
    assert len(snapshot.content["dances"]) == 6
    assert set(snapshot.content["split"]) >= {"train", "valid", "test"}
    losses = [m.epoch for m in dances.runs.metrics(run.id, "loss", "train")]
    assert losses == [0, 1, 2]
    (f1,) = dances.runs.metrics(run.id, "macro_f1", "test")
    assert f1.value == result.metrics["macro_f1"]
    assert saved_evaluation(dances, run.id)["windows"]["macro_f1"] == pytest.approx(f1.value)
    assert dances.runs.get(run.id).finished_at is not None
    assert "6 dances" in said[0]


def _train_an_epoch(dances, run):
    """Train until the first epoch has been told of, and stop."""
    news = []
    with pytest.raises(Cancelled):
        train(
            dances,
            run.id,
            on_progress=lambda _share, message: news.append(message),
            should_stop=lambda: any("train loss" in message for message in news),
        )


@pytest.mark.parametrize("checkpoint_is_lost", [False, True])
def test_a_stopped_run_goes_on_and_stores_each_number_once(dances, checkpoint_is_lost):
    run, _ = start_training(dances, "motion-bigru", TINY, epochs=4, device="cpu")
    _train_an_epoch(dances, run)
    assert [m.epoch for m in dances.runs.metrics(run.id, "loss", "train")] == [0]
    if checkpoint_is_lost:  # as when a kill came before it was written: the run begins anew
        (dances.runs.directory(run.id) / "last.safetensors").unlink()
    train(dances, run.id)
    assert [m.epoch for m in dances.runs.metrics(run.id, "loss", "train")] == [0, 1, 2, 3]


def test_a_run_whose_data_changed_cannot_go_on(dances, run, add_motion):
    _train_an_epoch(dances, run)
    label_whole(dances, add_motion("late"), "slow", "Kim")
    with pytest.raises(ModelError, match="dances"):
        train(dances, run.id)


def test_the_hash_of_the_frozen_data_is_written_beside_the_checkpoints(dances, run):
    def written():
        return tomllib.loads((dances.runs.directory(run.id) / "config.toml").read_text())

    assert "snapshot" not in written()
    train(dances, run.id)
    assert written()["snapshot"] == dances.runs.snapshot_of(run.id).sha256


def test_a_run_that_stops_early_keeps_a_note(dances):
    options = (*TINY, "patience=1", "learning_rate=0")
    run, _ = start_training(dances, "motion-bigru", options, epochs=5, device="cpu")
    train(dances, run.id)
    (note,) = run_notes(dances, run.id)
    assert note.startswith("Stopped early after epoch 2 of 5")


def test_a_note_is_kept_once(dances, run):
    for sentence in ("One.", "Two.", "One."):
        add_note(dances, run.id, sentence)
    assert run_notes(dances, run.id) == ["One.", "Two."]


def test_damaged_notes_are_named(dances, run):
    for text in ("{", "{}"):
        (dances.runs.directory(run.id) / "notes.json").write_text(text)
        with pytest.raises(InputError, match=r"notes\.json"):
            run_notes(dances, run.id)


def _curve(project, run_id):
    metrics = project.runs.metrics(run_id)
    return [(m.name, m.split, m.epoch, m.value) for m in metrics if m.name != SECONDS]


def test_a_run_notes_how_long_it_trained_and_how_large_its_gradients_were(dances, run):
    train(dances, run.id)
    seconds = [m.value for m in dances.runs.metrics(run.id, SECONDS, "train")]
    norms = [m.value for m in dances.runs.metrics(run.id, "gradient_norm", "train")]
    assert len(seconds) == len(norms) >= 2
    assert seconds == sorted(seconds)
    assert min(norms) > 0


def test_a_run_repeated_gives_the_same_curve(dances):
    data = DataFilter(annotator="Kim")
    first, _ = start_training(
        dances, "motion-bigru", TINY, epochs=2, device="cpu", seed=5, data=data, name="mine"
    )
    train(dances, first.id)
    again, job = repeat_training(dances, first.id)
    assert (again.name, again.preset, again.seed, again.device) == ("mine", "motion-bigru", 5, "cpu")
    assert again.config["config"] == first.config["config"]
    assert again.config["data"] == first.config["data"]
    assert job.run_id == again.id
    train(dances, again.id)
    assert _curve(dances, again.id) == _curve(dances, first.id)
    assert run_notes(dances, again.id) == []


def test_a_run_is_not_repeated_on_other_dances_unless_that_is_asked_for(dances, run, add_motion, sway):
    train(dances, run.id)
    label_whole(dances, add_motion("late", sway(100)), "slow", "Kim")
    again, _ = repeat_training(dances, run.id)
    with pytest.raises(InputError) as error:
        train(dances, again.id)
    assert error.value.message == (
        f"The dances are not those that run {run.id} learnt from: 1 new (7 late 0-4 s)."
    )
    assert "--new-data" in error.value.hint
    assert dances.runs.metrics(again.id) == []
    anew, _ = repeat_training(dances, run.id, new_data=True)
    train(dances, anew.id)
    assert dances.runs.snapshot_of(anew.id) != dances.runs.snapshot_of(run.id)


def test_a_run_repeated_with_other_libraries_says_so(dances, run, monkeypatch):
    train(dances, run.id)
    monkeypatch.setattr("workbench.actions.training.versions", lambda: {**run.versions, "torch": "9.9"})
    again, _ = repeat_training(dances, run.id)
    train(dances, again.id)
    (note,) = run_notes(dances, again.id)
    assert f"torch {run.versions['torch']} then, 9.9 now" in note


def test_a_run_that_froze_no_data_cannot_be_repeated(dances, run):
    with pytest.raises(InputError, match="never froze"):
        repeat_training(dances, run.id)
    with pytest.raises(InputError, match="abacus"):
        repeat_training(dances, run.id, device="abacus", new_data=True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"preset": "walzer-net"}, "walzer-net"),
        ({"overrides": ["hidden=many"]}, "many"),
        ({"overrides": ["epochs=0"]}, "epochs"),
        ({"device": "abacus"}, "abacus"),
        ({"data": DataFilter(styles=("tango",))}, "tango"),
    ],
)
def test_what_cannot_be_trained_makes_no_run(dances, arguments, says):
    with pytest.raises(InputError, match=says):
        start_training(dances, **{"preset": "motion-bigru", **arguments})
    assert dances.runs.all() == []
    assert dances.jobs.all() == []


def test_an_empty_project_has_nothing_to_train_on(project):
    with pytest.raises(InputError, match="no poses"):
        start_training(project, "motion-bigru")


def test_too_few_dances_end_in_a_sentence(project, add_motion):
    label_whole(project, add_motion(), "slow", "Kim")
    run, _ = start_training(project, "motion-bigru", TINY, device="cpu")
    with pytest.raises(InputError, match="split"):
        train(project, run.id)


def test_evaluating_again_gives_the_same_verdict(dances, run):
    train(dances, run.id)
    first = saved_evaluation(dances, run.id)
    evaluate(dances, run.id)
    assert saved_evaluation(dances, run.id) == first


def test_a_damaged_verdict_is_named(dances, run):
    (dances.runs.directory(run.id) / "evaluation.json").write_text("{")
    with pytest.raises(InputError, match=r"evaluation\.json"):
        saved_evaluation(dances, run.id)


def test_a_run_that_was_not_trained_can_be_neither_judged_nor_used(dances, run, tmp_path):
    assert saved_evaluation(dances, run.id) is None
    with pytest.raises(ModelError):
        evaluate(dances, run.id)
    generator, _ = start_training(dances, "seq2seq", TINY_GENERATOR, device="cpu")
    with pytest.raises(ModelError):
        generate(dances, generator.id, tmp_path / "0.wav")


def test_a_trained_generator_dances_to_a_song(dances, tmp_path):
    run, _ = start_training(dances, "seq2seq", TINY_GENERATOR, epochs=1, device="cpu")
    train(dances, run.id)
    song = tmp_path / "0.wav"
    for name in ("dance.npz", "dance.bvh", "dance.mp4"):
        dance = generate(dances, run.id, song, tmp_path / name, duration_s=1.0, start_s=0.5, seed=3)
        assert (tmp_path / name).stat().st_size > 0
    motion = motion_of_generated(dances, dance)
    assert motion.n_frames == dance.n_frames == math.floor(dance.fps)
    assert (dance.music_start_s, dance.seed, dance.run_id) == (0.5, 3, run.id)
    assert len({d.path for d in dances.generated.all(run.id)}) == 3
    assert all(re.fullmatch(r"generated/dance-[0-9a-f]{8}\.npz", d.path) for d in dances.generated.all())
    assert "generated" in saved_evaluation(dances, run.id)


def test_a_classifier_cannot_dance(dances, run, tmp_path):
    with pytest.raises(InputError, match="makes no dances"):
        generate(dances, run.id, tmp_path / "0.wav")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), Cancelled()])
@pytest.mark.parametrize("suffix", [".npz", ".mp4"])
def test_a_dance_that_cannot_be_written_out_leaves_the_project_unchanged(
    dances, tmp_path, sway, monkeypatch, suffix, fault
):
    def fail(*_args, **_more):
        raise fault

    run, _ = start_training(dances, "seq2seq", TINY_GENERATOR, device="cpu")
    monkeypatch.setattr("workbench.actions.generating._danced", lambda *_args, **_more: sway(10))
    monkeypatch.setattr(
        "core.media.writer.VideoWriter.write" if suffix == ".mp4" else "numpy.savez_compressed", fail
    )
    out = tmp_path / f"dance{suffix}"
    with pytest.raises((StoreError, OSError, Cancelled)):
        generate(dances, run.id, tmp_path / "0.wav", out)
    assert dances.generated.all() == []
    assert list(dances.generated_dir.iterdir()) == []
    assert not out.exists()


def test_a_dance_that_the_project_cannot_remember_leaves_no_file(dances, tmp_path, sway, monkeypatch):
    def full(*_args, **_more):
        raise StoreError("The disk is full.")

    run, _ = start_training(dances, "seq2seq", TINY_GENERATOR, device="cpu")
    monkeypatch.setattr("workbench.actions.generating._danced", lambda *_args, **_more: sway(10))
    monkeypatch.setattr(dances.generated, "add", full)
    with pytest.raises(StoreError):
        generate(dances, run.id, tmp_path / "0.wav")
    assert list(dances.generated_dir.iterdir()) == []


@pytest.mark.parametrize("out", ["dance.wav", "nowhere/dance.npz", "folder.npz", "0.wav/dance.npz"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(dances, tmp_path, out):
    run, _ = start_training(dances, "seq2seq", TINY_GENERATOR, device="cpu")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match=out.split("/")[0]):
        generate(dances, run.id, tmp_path / "0.wav", tmp_path / out)
    assert dances.generated.all() == []
