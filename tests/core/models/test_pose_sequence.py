"""The published classifiers of pose and music, frame by frame: shapes, parts, and that they can learn."""

from __future__ import annotations

import pytest
import torch

from core.errors import InputError
from core.models.pose_sequence import MIN_FRAMES, PoseSequence
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

PRESETS = ("pose-lstm", "pose-cnn", "pose-cnn-lstm")
SMALL = ["channels=8", "hidden=8", "dense=8", "dropout=0"]


def make_model(preset: str, *overrides: str, n_features: int = 119) -> PoseSequence:
    torch.manual_seed(0)
    config = with_overrides(load_preset(preset), overrides).config
    return PoseSequence(config, n_features=n_features, n_classes=3)


@pytest.mark.parametrize(
    ("preset", "parts"),
    [
        ("pose-lstm", {"lstm": (2, 50, 128)}),
        ("pose-cnn", {"cnn": (2, 64, 12)}),
        ("pose-cnn-lstm", {"cnn": (2, 64, 12), "lstm": (2, 12, 128)}),
    ],
)
def test_the_layers_have_the_documented_shapes(preset, parts):
    model = make_model(preset)
    layers = {name: layer for name, layer in model.named_children() if name in ("cnn", "lstm")}
    with shapes_of(layers) as shapes:
        assert model(torch.randn(2, 50, 119)).shape == (2, 3)
    assert shapes == parts


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("n_frames", [MIN_FRAMES, 17, 200])
def test_it_reads_windows_of_any_length(preset, n_frames):
    assert make_model(preset, *SMALL, n_features=10)(torch.randn(1, n_frames, 10)).shape == (1, 3)


@pytest.mark.parametrize("preset", PRESETS)
def test_it_learns_one_batch_by_heart(preset):
    torch.manual_seed(1)
    batch = {"x": torch.randn(6, 30, 10), "y": torch.arange(6) % 3}
    assert learn_by_heart(make_model(preset, *SMALL, n_features=10), batch, steps=80) < 0.05


def test_a_model_of_no_parts_is_refused():
    with pytest.raises(InputError, match="convolutions or an LSTM"):
        with_overrides(load_preset("pose-cnn"), ["cnn=false"])
