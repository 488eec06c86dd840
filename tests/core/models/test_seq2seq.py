"""The published generator: shapes, loss, and dancing by itself."""

from __future__ import annotations

import pytest
import torch

from core.models.generator import Request
from core.models.losses import LOSSES
from core.models.seq2seq import Seq2Seq
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["hidden=16", "dropout=0"]


def make_model(*overrides: str, n_pose: int = 10) -> Seq2Seq:
    torch.manual_seed(0)
    config = with_overrides(load_preset("seq2seq"), overrides).config
    model = Seq2Seq(config, n_audio=20, n_pose=n_pose, n_seeds=4)
    model.learn_statistics(torch.randn(3, 40, 20), torch.randn(3, 40, n_pose), seed=0)
    return model


def test_the_layers_have_the_published_shapes():
    model = make_model(n_pose=103)
    with shapes_of({"encoder": model.encoder, "decoder": model.decoder}) as shapes:
        written = model(torch.randn(2, 30, 20), torch.randn(2, 30, 103))
    assert shapes == {"encoder": (2, 30, 512), "decoder": (2, 29, 512)}
    assert written.shape == (2, 29, 103)
    assert model.encoder.num_layers == model.decoder.num_layers == 2
    assert model.encoder.dropout == model.decoder.dropout == 0.5


def test_its_optimiser_is_the_published_one():
    optimiser = make_model(*SMALL).configure_optimizers()
    assert isinstance(optimiser, torch.optim.SGD)
    assert (optimiser.param_groups[0]["lr"], optimiser.param_groups[0]["momentum"]) == (0.005, 0.9)


def test_it_learns_one_batch_by_heart():
    torch.manual_seed(1)
    time = torch.linspace(0, 6, 20)[None, :, None]
    batch = {
        "audio": torch.randn(3, 20, 20),
        "pose": torch.sin(time * torch.rand(3, 1, 10) + torch.rand(3, 1, 10)),
    }
    assert learn_by_heart(make_model(*SMALL, "pose_noise=0"), batch, steps=150) < 0.5


@pytest.mark.parametrize("loss", LOSSES)
def test_it_learns_by_each_of_the_losses(loss):
    torch.manual_seed(1)
    time = torch.linspace(0, 6, 20)[None, :, None]
    batch = {"audio": torch.randn(3, 20, 20), "pose": torch.sin(time * torch.rand(3, 1, 10) + 1)}
    model = make_model(*SMALL, "pose_noise=0", f"model.loss={loss}")
    before = learn_by_heart(model, batch, steps=0)
    assert learn_by_heart(model, batch, steps=60) < 0.5 * before


def test_an_ensemble_tells_its_two_parts():
    model = make_model(*SMALL, "loss=ensemble")
    outcome = model.outcome({"audio": torch.randn(2, 9, 20), "pose": torch.randn(2, 9, 10)})
    assert list(outcome.losses) == ["euclidean", "srse_velocity"]


def test_a_dance_has_the_length_of_its_music_and_repeats_by_seed():
    model = make_model(*SMALL)
    audio = torch.randn(50, 20)
    dance = model.dance(Request(audio, seed=1))
    assert dance.shape == (50, 10)
    assert torch.equal(dance, model.dance(Request(audio, seed=1)))
    assert not torch.equal(dance, model.dance(Request(audio, seed=2)))


def test_dancing_feeds_its_own_poses_back():
    model = make_model(*SMALL)
    audio = torch.randn(12, 20)
    begin = torch.randn(1, 10)
    dance = model.dance(Request(audio, begin=begin))
    # Teacher forcing on the model's own dance must predict that dance.
    model.eval()
    heard, state = model.encoder(model.audio(audio)[None])
    fed = torch.cat([begin, dance[:-1]])[None]
    with torch.no_grad():
        written, _ = model.step(model.pose(fed), heard, state)
    assert torch.allclose(model.pose.undo(written)[0], dance, atol=1e-4)


def test_a_dance_hears_its_music():
    model = make_model(*SMALL)
    begin = torch.randn(1, 10)
    one, other = (model.dance(Request(torch.randn(30, 20), begin=begin)) for _ in range(2))
    assert not torch.allclose(one, other)
