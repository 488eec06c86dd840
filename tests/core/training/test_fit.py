"""Runs: repeatable, stoppable, resumable, and honest about what they learnt from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.data.dance import Dance
from core.entities import Metric
from core.errors import Cancelled, InputError, ModelError
from core.models import losses
from core.models.seq2seq import Seq2Seq
from core.training import checkpoints
from core.training.fit import fit
from tests.core.training.factories import make_dance, make_dances, tiny
from tests.core.training.stopping import StopAfter


def weights(run_dir: Path, name: str = checkpoints.LAST) -> dict[str, torch.Tensor]:
    return checkpoints.load(run_dir / name).model_tensors()


def same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("name", ["motion-bigru", "bilstm-bigru", "seq2seq"])
def test_a_run_reports_every_epoch_and_judges_itself(name, tmp_path):
    metrics: list[Metric] = []
    news: list[tuple[float, str]] = []
    result = fit(
        tiny(name),
        make_dances(),
        run_dir=tmp_path,
        seed=0,
        device="cpu",
        on_metric=metrics.append,
        on_progress=lambda fraction, message: news.append((fraction, message)),
    )
    epochs = tiny(name).config.training.epochs
    for side in ("train", "valid"):
        losses = [m.value for m in metrics if (m.name, m.split) == ("loss", side)]
        assert len(losses) == epochs
        assert np.isfinite(losses).all()
    assert {m.epoch for m in metrics} == set(range(epochs))
    if name != "seq2seq":
        assert {"accuracy", "macro_f1", "weighted_f1"} <= {m.name for m in metrics if m.split == "valid"}
    assert [fraction for fraction, _ in news] == sorted(fraction for fraction, _ in news)
    assert news[-1] == (1.0, "judging it on dances that it never saw")
    assert f"epoch {epochs} of {epochs}" in news[-2][1]
    assert news[-2][1].endswith("0:00 left")
    assert all(np.isfinite(value) for value in result.metrics.values())
    assert 0 <= result.best_epoch < epochs
    assert not [path for path in tmp_path.iterdir() if "lightning" in path.name]


@pytest.mark.parametrize("name", ["motion-bigru", "seq2seq"])
def test_one_seed_gives_the_same_run_twice_and_another_seed_another(name, tmp_path):
    curves = []
    for run, seed in enumerate((1, 1, 2)):
        metrics: list[Metric] = []
        fit(
            tiny(name),
            make_dances(),
            run_dir=tmp_path / str(run),
            seed=seed,
            device="cpu",
            on_metric=metrics.append,
        )
        curves.append(metrics)
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]
    assert same(weights(tmp_path / "0"), weights(tmp_path / "1"))


# In the first batch, within an epoch, in validation, and later.
@pytest.mark.parametrize("asked", [0, 1, 2, 3, 4, 6])
def test_a_stopped_run_resumes_to_the_same_weights(asked, tmp_path):
    preset, dances = tiny("motion-bigru"), make_dances()
    whole: list[Metric] = []
    fit(preset, dances, run_dir=tmp_path / "whole", seed=3, device="cpu", on_metric=whole.append)

    halves: list[Metric] = []
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu", "on_metric": halves.append}
    with pytest.raises(Cancelled):
        fit(preset, dances, should_stop=StopAfter(asked), **run)
    assert (tmp_path / "halves" / checkpoints.LAST).exists()
    fit(preset, dances, resume=True, **run)

    assert halves == whole
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "halves"))
    assert same(weights(tmp_path / "whole", checkpoints.BEST), weights(tmp_path / "halves", checkpoints.BEST))


def test_a_run_stopped_again_and_again_still_arrives(tmp_path):
    preset, dances = tiny("seq2seq"), make_dances()
    fit(preset, dances, run_dir=tmp_path / "whole", seed=3, device="cpu")
    for _ in range(100):
        try:
            fit(
                preset,
                dances,
                run_dir=tmp_path / "pieces",
                seed=3,
                device="cpu",
                resume=True,
                should_stop=StopAfter(3),
            )
        except Cancelled:
            continue
        break
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "pieces"))


def test_resuming_a_finished_run_only_judges_it_again(tmp_path):
    preset, dances = tiny("motion-bigru"), make_dances()
    first = fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu")
    metrics: list[Metric] = []
    again = fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu", resume=True, on_metric=metrics.append)
    assert metrics == []
    assert again.metrics == first.metrics


def test_a_run_on_changed_dances_does_not_go_on(tmp_path):
    preset, dances = tiny("motion-bigru"), make_dances()
    fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu")
    moved = dances[0].motion.positions + np.float32(0.1)
    changed = [replace(dances[0], motion=dances[0].motion.with_positions(moved)), *dances[1:]]
    with pytest.raises(ModelError, match="not the ones"):
        fit(preset, changed, run_dir=tmp_path, seed=0, device="cpu", resume=True)


def test_a_run_with_other_options_does_not_go_on(tmp_path):
    dances = make_dances()
    fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu")
    with pytest.raises(ModelError, match="other options"):
        fit(tiny("motion-bigru", "epochs=9"), dances, run_dir=tmp_path, seed=0, device="cpu", resume=True)


def test_a_checkpoint_without_options_that_came_later_goes_on(tmp_path):
    preset, dances = tiny("motion-bigru"), make_dances()
    with pytest.raises(Cancelled):
        fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu", should_stop=StopAfter(3))
    last = checkpoints.load(tmp_path / checkpoints.LAST)
    facts = {name: value for name, value in last.facts.items() if name != "format"}
    del facts["config"]["training"]["patience"]
    for name in ("least_loss", "n_stale", "batch_size"):
        del facts["place"][name]
    checkpoints.save(tmp_path / checkpoints.LAST, last.tensors, facts)
    fit(preset, dances, run_dir=tmp_path, seed=0, device="cpu", resume=True)


def test_a_new_run_in_an_old_folder_forgets_the_old_one(tmp_path):
    dances = make_dances()
    fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu")
    with pytest.raises(Cancelled):
        fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=5, device="cpu", should_stop=StopAfter(0))
    assert not (tmp_path / checkpoints.BEST).exists()


def test_a_loss_that_is_no_number_names_itself_and_the_batch(tmp_path):
    deafening = [
        replace(d, audio=replace(d.audio, mfcc=d.audio.mfcc * np.float32(5e36))) for d in make_dances()
    ]
    with pytest.raises(ModelError) as error:
        fit(tiny("seq2seq"), deafening, run_dir=tmp_path, seed=0, device="cpu")
    assert "'euclidean'" in error.value.message
    assert "epoch 1, batch 1" in error.value.message
    assert "learning_rate" in error.value.hint


def _naive_srse_velocity(predicted: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    speed_p, speed_r = (torch.sqrt((poses.diff(dim=1) ** 2).sum(-1)) for poses in (predicted, real))
    return torch.sqrt((speed_p - speed_r) ** 2).mean()


def make_statues() -> list[Dance]:
    """Dances that stand still from beginning to end."""
    return [
        replace(d, motion=d.motion.with_positions(np.repeat(d.motion.positions[:1], 100, axis=0)))
        for d in make_dances()
    ]


@pytest.fixture
def frozen(monkeypatch):
    """A decoder that begins by always writing the same pose."""
    begin = Seq2Seq.__init__

    def still(self: Seq2Seq, *args: object, **sizes: int) -> None:
        begin(self, *args, **sizes)
        torch.nn.init.zeros_(self.write.weight)

    monkeypatch.setattr(Seq2Seq, "__init__", still)


def test_a_gradient_that_is_no_number_names_its_loss_and_the_batch(tmp_path, frozen, monkeypatch):
    monkeypatch.setattr(losses, "LOSSES", {**losses.LOSSES, "srse_velocity": _naive_srse_velocity})
    with pytest.raises(ModelError) as error:
        fit(tiny("seq2seq", "loss=ensemble"), make_statues(), run_dir=tmp_path, seed=0, device="cpu")
    assert error.value.message == (
        "The gradient of the loss 'srse_velocity' became nan in epoch 1, batch 1 (step 1)."
    )


@pytest.mark.parametrize("loss", ["srse_velocity", "ensemble"])
def test_dances_that_stand_still_break_no_loss(loss, tmp_path, frozen):
    fit(tiny("seq2seq", f"loss={loss}"), make_statues(), run_dir=tmp_path, seed=0, device="cpu")


def test_training_leaves_the_callers_random_numbers_alone(tmp_path):
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    fit(tiny("motion-bigru", "epochs=1"), make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    assert torch.equal(torch.rand(3), expected)


def test_the_content_names_dances_windows_and_what_was_left_out(tmp_path):
    dances = [*make_dances(), make_dance("nobody knows", None, seed=999)]
    seen: list[object] = []
    result = fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu", on_content=seen.append)
    assert seen == [result.content]
    assert result.content == json.loads((tmp_path / "dataset.json").read_text("utf-8"))
    assert [d["key"] for d in result.content["dances"]] == [d.key for d in dances[:-1]]
    assert all(len(d["sha256"]) == 64 for d in result.content["dances"])
    assert result.content["left_out"] == ["nobody knows has no style."]
    keys = {side: {w["dance"] for w in result.content["split"][side]} for side in ("train", "valid", "test")}
    assert not keys["train"] & keys["valid"]
    assert not keys["train"] & keys["test"]


def test_a_dance_without_music_is_left_out_by_models_that_hear(tmp_path):
    dances = make_dances()
    dances[0] = replace(dances[0], audio=None, song=None)
    lines: list[str] = []
    result = fit(tiny("bilstm-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu", on_log=lines.append)
    assert result.content["left_out"] == ["slow0 has no music, which this model reads."]
    assert result.content["left_out"][0] in lines


def test_sequences_shorten_to_what_the_dances_give(tmp_path):
    lines: list[str] = []
    preset = tiny("seq2seq", "sequence_frames=720", "epochs=1")
    fit(preset, make_dances(n_frames=75), run_dir=tmp_path, seed=0, device="cpu", on_log=lines.append)
    assert any("72 frames long instead of 720" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "dances", "says"),
    [
        ("motion-bigru", make_dances(styles=("slow",)), "two styles"),
        ("motion-bigru", [], "no dance to learn from"),
        ("motion-bigru", make_dances(n_frames=20), "window"),
        ("seq2seq", make_dances(n_frames=15), "too short"),
        ("seq2seq", [replace(d, audio=None) for d in make_dances()], "has music"),
        ("seq2seq", [], "no dance to learn from"),
    ],
)
def test_dances_that_teach_nothing_are_refused_in_a_sentence(name, dances, says, tmp_path):
    with pytest.raises(InputError) as error:
        fit(tiny(name), dances, run_dir=tmp_path, seed=0, device="cpu")
    assert says in str(error.value)


def test_a_device_that_is_not_there_is_refused(tmp_path):
    if torch.cuda.is_available():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(InputError, match="CUDA"):
        fit(tiny("motion-bigru"), make_dances(), run_dir=tmp_path, seed=0, device="cuda")


def test_missing_joints_are_filled_on_the_way_in(tmp_path):
    dances = make_dances()
    positions = dances[0].motion.positions.copy()
    positions[10:20, 15] = np.nan
    dances[0] = replace(dances[0], motion=dances[0].motion.with_positions(positions))
    for name in ("motion-bigru", "bilstm-bigru", "seq2seq"):
        result = fit(tiny(name, "epochs=1"), dances, run_dir=tmp_path / name, seed=0, device="cpu")
        assert result.content["left_out"] == []


def test_a_joint_that_is_never_seen_leaves_its_dance_out(tmp_path):
    dances = make_dances()
    positions = dances[0].motion.positions.copy()
    positions[:, dances[0].motion.skeleton.index("left_wrist")] = np.nan
    dances[0] = replace(dances[0], motion=dances[0].motion.with_positions(positions))
    result = fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu")
    assert result.content["left_out"] == ["The left_wrist of slow0 is never seen."]
