"""In how many bits, and compiled or not."""

from __future__ import annotations

import shutil

import pytest
import torch

from core.entities import Metric
from core.errors import InputError
from core.models.motion_bigru import MotionBigru
from core.models.motion_transformer import MotionTransformer
from core.training.computing import compiles, precision
from core.training.fit import fit
from core.training.presets import load_preset, with_overrides
from tests.core.training.factories import make_dances, tiny


def made(kind: type, name: str, *overrides: str):
    config = with_overrides(load_preset(name), overrides).config
    return kind(config, n_features=4, n_classes=2), config.training


@pytest.fixture
def gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")


@pytest.mark.parametrize(
    ("wish", "on_cpu", "on_gpu"),
    [("auto", "32-true", "bf16-mixed"), ("32", "32-true", "32-true"), ("bf16", "bf16-mixed", "bf16-mixed")],
)
def test_bits_are_as_wished_and_halved_of_itself_on_a_gpu_only(wish, on_cpu, on_gpu, gpu):
    model, options = made(MotionTransformer, "motion-transformer", f"precision={wish}")
    assert precision(model, options, "cpu") == on_cpu
    assert precision(model, options, "gpu") == on_gpu


def test_recurrent_models_are_neither_halved_nor_compiled_of_themselves(gpu):
    model, options = made(MotionBigru, "motion-bigru")
    assert precision(model, options, "gpu") == "32-true"
    assert not compiles(model, options, "gpu")


def test_bits_that_a_gpu_does_not_have_are_refused_or_passed_over(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    model, options = made(MotionTransformer, "motion-transformer")
    assert precision(model, options, "gpu") == "32-true"
    model, options = made(MotionTransformer, "motion-transformer", "precision=bf16")
    with pytest.raises(InputError, match="bfloat16"):
        precision(model, options, "gpu")


@pytest.mark.parametrize(
    ("wish", "on_cpu", "on_gpu"), [("auto", False, True), ("on", True, True), ("off", False, False)]
)
def test_a_model_is_compiled_of_itself_on_a_gpu_only(wish, on_cpu, on_gpu, gpu):
    model, options = made(MotionTransformer, "motion-transformer", f"compile={wish}")
    assert (compiles(model, options, "cpu"), compiles(model, options, "gpu")) == (on_cpu, on_gpu)


def test_nothing_is_compiled_of_itself_where_there_is_no_compiler(gpu, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    model, options = made(MotionTransformer, "motion-transformer")
    assert not compiles(model, options, "gpu")


def test_half_the_bits_train_to_nearly_the_same_loss_on_a_cpu(tmp_path):
    last = {}
    for wish in ("32", "bf16"):
        metrics: list[Metric] = []
        preset = tiny("motion-transformer", f"precision={wish}")
        fit(preset, make_dances(), run_dir=tmp_path / wish, seed=0, device="cpu", on_metric=metrics.append)
        last[wish] = [m.value for m in metrics if (m.name, m.split) == ("loss", "valid")]
    assert last["bf16"] != last["32"]
    assert last["bf16"] == pytest.approx(last["32"], rel=0.1)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of PyTorch about itself, while it compiles
def test_a_compiled_run_gives_the_curve_of_one_that_is_not(tmp_path):
    if shutil.which("g++") is None:
        pytest.skip("compiling for a CPU needs g++")
    curves = []
    for wish in ("off", "on"):
        metrics: list[Metric] = []
        preset = tiny("motion-transformer", "dropout=0", "attention_dropout=0", "offset_noise=0",
                      f"compile={wish}")  # fmt: skip
        fit(preset, make_dances(), run_dir=tmp_path / wish, seed=0, device="cpu", on_metric=metrics.append)
        curves.append([m.value for m in metrics if m.name == "loss"])
    assert curves[1] == pytest.approx(curves[0], rel=1e-3)
