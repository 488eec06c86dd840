"""Our style classifier: shapes, and what makes it deaf to posture."""

from __future__ import annotations

import pytest
import torch

from core.models.motion_bigru import MIN_FRAMES, MotionBigru
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["channels=8", "hidden=8", "dense=8"]


def make_model(*overrides: str, n_features: int = 10) -> MotionBigru:
    torch.manual_seed(0)
    config = with_overrides(load_preset("motion-bigru"), overrides).config
    return MotionBigru(config, n_features=n_features, n_classes=3)


def test_the_layers_have_the_documented_shapes():
    model = make_model(n_features=120)
    layers = {
        "conv 1": model.block[0],
        "conv 2": model.block[2],
        "pool": model.block[4],
        "lstm": model.head.lstm,
    }
    with shapes_of(layers) as shapes:
        assert model(torch.randn(2, 50, 120)).shape == (2, 3)
    assert shapes == {"conv 1": (2, 64, 48), "conv 2": (2, 64, 46), "pool": (2, 64, 23), "lstm": (2, 23, 128)}


@pytest.mark.parametrize("n_frames", [MIN_FRAMES, 17, 200])
def test_it_reads_windows_of_any_length(n_frames):
    assert make_model(*SMALL)(torch.randn(1, n_frames, 10)).shape == (1, 3)


def test_it_learns_one_batch_by_heart():
    torch.manual_seed(1)
    batch = {"x": torch.randn(6, 30, 10), "y": torch.arange(6) % 3}
    model = make_model(*SMALL, "dropout=0", "offset_noise=0", "label_smoothing=0")
    assert learn_by_heart(model, batch, steps=80) < 0.05


def test_noise_and_smoothing_are_for_training_only():
    model = make_model(*SMALL, "dropout=0")
    batch = {"x": torch.randn(6, 30, 10), "y": torch.arange(6) % 3}
    model.train()
    noisy = [model.outcome(batch).losses["cross_entropy"].item() for _ in range(2)]
    model.eval()
    calm = [model.outcome(batch).losses["cross_entropy"].item() for _ in range(2)]
    assert noisy[0] != noisy[1]
    assert calm[0] == calm[1]


def test_a_constant_feature_is_harmless():
    model = make_model(*SMALL)
    model.standardise.learn(torch.full((10,), 3.0), torch.tensor([0.0] * 9 + [2.0]))
    assert torch.isfinite(model.eval()(torch.randn(2, 20, 10) + 3)).all()
