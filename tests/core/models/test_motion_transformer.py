"""Our style classifier with attention: shapes, places, and that it can learn."""

from __future__ import annotations

import pytest
import torch

from core.errors import InputError
from core.models.motion_bigru import MIN_FRAMES
from core.models.motion_transformer import MotionTransformer, places
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["channels=8", "heads=2", "layers=1"]
CALM = ["dropout=0", "attention_dropout=0", "offset_noise=0", "label_smoothing=0"]


def make_model(*overrides: str, n_features: int = 10) -> MotionTransformer:
    torch.manual_seed(0)
    config = with_overrides(load_preset("motion-transformer"), overrides).config
    return MotionTransformer(config, n_features=n_features, n_classes=3)


def test_the_layers_have_the_documented_shapes():
    model = make_model(n_features=120)
    with shapes_of({"pool": model.block[4], "encoder": model.encoder}) as shapes:
        assert model(torch.randn(2, 50, 120)).shape == (2, 3)
    assert shapes == {"pool": (2, 64, 23), "encoder": (2, 23, 64)}


@pytest.mark.parametrize("n_frames", [MIN_FRAMES, 17, 200])
def test_it_reads_windows_of_any_length(n_frames):
    assert make_model(*SMALL)(torch.randn(1, n_frames, 10)).shape == (1, 3)


def test_it_learns_one_batch_by_heart():
    torch.manual_seed(1)
    batch = {"x": torch.randn(6, 30, 10), "y": torch.arange(6) % 3}
    assert learn_by_heart(make_model(*SMALL, *CALM), batch, steps=80) < 0.05


def test_the_order_of_moments_counts():
    model = make_model(*SMALL).eval()
    x = torch.randn(1, 40, 10)
    assert not torch.allclose(model(x), model(x.flip(1)), atol=1e-4)


def test_every_place_is_another():
    found = places(200, 8)
    assert found.shape == (200, 8)
    assert torch.cdist(found, found).fill_diagonal_(1).min() > 0.01


def test_heads_that_do_not_divide_the_channels_are_refused():
    with pytest.raises(InputError, match="cannot be shared by 3 heads"):
        with_overrides(load_preset("motion-transformer"), ["heads=3"])
