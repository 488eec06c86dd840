"""The continuer of films: shapes, loss, and going on by itself."""

from __future__ import annotations

import pytest
import torch

from core.errors import InputError
from core.models.silhouette_rnn import SilhouetteRnn
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["channels=4", "hidden=32", "layers=1", "code=24", "height=16", "width=24", "code_noise=0"]


def make_model(*overrides: str, preset: str = "silhouette-rnn") -> SilhouetteRnn:
    torch.manual_seed(0)
    return SilhouetteRnn(with_overrides(load_preset(preset), overrides).config)


def swaying_blocks(n: int = 2, n_frames: int = 12) -> torch.Tensor:
    pictures = torch.zeros(n, n_frames, 16, 24, dtype=torch.uint8)
    for i in range(n):
        for t in range(n_frames):
            left = 4 + 3 * ((t + 2 * i) % 4)
            pictures[i, t, 4:12, left : left + 6] = 1
    return pictures


def test_the_code_has_the_published_shape():
    model = make_model()
    layers = {"code": model.pictures.encoder, "picture": model.pictures.decoder, "lstm": model.lstm}
    with shapes_of(layers) as shapes:
        outcome = model.outcome({"pictures": torch.zeros(2, 7, 64, 96, dtype=torch.uint8)})
    channels = load_preset("silhouette-rnn").config.model.channels
    assert shapes["code"] == (14, 128)
    assert shapes["picture"] == (4, 1, 64, 96)  # the two frames after the given five, of two films
    assert shapes["lstm"] == (2, 6, 256)
    assert model.pictures.encoder[-2].in_features == 4 * channels * 8 * 12
    assert list(outcome.losses) == ["reconstruction", "continuation"]
    assert list(outcome.beside) == ["pixel_accuracy", "overlap"]


def test_it_learns_one_batch_by_heart():
    batch = {"pictures": swaying_blocks()}
    model = make_model(*SMALL)
    with torch.no_grad():
        before = float(sum(model.outcome(batch).losses.values()))
    assert learn_by_heart(model, batch, steps=150) < 0.1 * before
    assert float(model.outcome(batch).beside["overlap"]) > 0.95


def test_with_a_mixture_it_learns_one_batch_by_heart():
    batch = {"pictures": swaying_blocks()}
    model = make_model(*SMALL, preset="silhouette-rnn-mdn")
    before = model.outcome(batch).losses
    learn_by_heart(model, batch, steps=200)
    after = model.outcome(batch).losses
    assert list(after) == ["reconstruction", "code_nll"]
    assert after["reconstruction"] < 0.1 * before["reconstruction"]
    assert after["code_nll"] < before["code_nll"] - 1


def test_what_it_learnt_goes_on_by_itself():
    pictures = swaying_blocks(n_frames=12)
    model = make_model(*SMALL)
    learn_by_heart(model, {"pictures": pictures}, steps=200)
    found = model.go_on(pictures[:, :5], 7) > 0.5
    assert (found == (pictures[:, 5:] > 0)).float().mean() > 0.97


def test_without_learning_it_repeats_the_last_picture_as_it_sees_it():
    model = make_model(*SMALL)
    given = swaying_blocks()[:, :5]
    seen = torch.sigmoid(model.pictures.decode(model.pictures.encode(given.float())[:, -1:]))
    assert torch.allclose(model.go_on(given, 1), seen, atol=1e-3)


def test_a_mixture_draws_by_seed_and_temperature():
    model = make_model(*SMALL, preset="silhouette-rnn-mdn")
    given = swaying_blocks()[:, :5]
    same = model.go_on(given, 4, seed=1)
    assert torch.equal(same, model.go_on(given, 4, seed=1))
    assert not torch.equal(same, model.go_on(given, 4, seed=2))
    cold = model.go_on(given, 4, temperature=0.0, seed=1)
    assert torch.equal(cold, model.go_on(given, 4, temperature=0.0, seed=2))


@pytest.mark.parametrize(
    ("options", "says"), [(["height=30"], "halved"), (["sequence_frames=5"], "nothing to continue")]
)
def test_options_that_cannot_be_are_refused(options, says):
    with pytest.raises(InputError, match=says):
        with_overrides(load_preset("silhouette-rnn"), options)
