"""The published style classifier is the published one."""

from __future__ import annotations

import pytest
import torch

from core.models.bilstm_bigru import BilstmBigru
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["channels=8", "hidden=8", "dense=8", "dropout=0"]


ABLATIONS = ("bilstm-bigru", "lstm-bigru", "lstm-gru")


def make_model(*overrides: str, n_classes: int = 4, preset: str = "bilstm-bigru") -> BilstmBigru:
    torch.manual_seed(0)
    config = with_overrides(load_preset(preset), overrides).config
    return BilstmBigru(config, n_features=130, n_classes=n_classes)


def test_the_layers_have_the_published_shapes():
    model = make_model()
    block1, block2, head = model.block1, model.block2, model.head
    layers = {
        "conv 1": block1[0],
        "conv 2": block1[2],
        "pool 1": block1[4],
        "conv 3": block2[0],
        "conv 4": block2[2],
        "pool 2": block2[4],
        "lstm": head.lstm,
        "dense": head.dense,
    }
    last_states = []
    head.gru.register_forward_hook(lambda _layer, _inputs, output: last_states.append(output[1]))
    with shapes_of(layers) as shapes:
        logits = model(torch.randn(2, 130))
    assert shapes == {
        "conv 1": (2, 256, 128),
        "conv 2": (2, 256, 126),
        "pool 1": (2, 256, 63),
        "conv 3": (2, 256, 61),
        "conv 4": (2, 256, 59),
        "pool 2": (2, 256, 29),
        "lstm": (2, 29, 512),
        "dense": (2, 256),
    }
    assert last_states[0].shape == (2, 2, 256)
    assert logits.shape == (2, 4)


@pytest.mark.parametrize(
    ("preset", "lstm", "states"),
    [("bilstm-bigru", 512, 2), ("lstm-bigru", 256, 2), ("lstm-gru", 256, 1)],
)
def test_the_ablations_read_forwards_where_their_names_say_so(preset, lstm, states):
    model, last_states = make_model(preset=preset), []
    model.head.gru.register_forward_hook(lambda _layer, _inputs, output: last_states.append(output[1]))
    with shapes_of({"lstm": model.head.lstm, "dense": model.head.dense}) as shapes:
        assert model(torch.randn(2, 130)).shape == (2, 4)
    assert shapes == {"lstm": (2, 29, lstm), "dense": (2, 256)}
    assert last_states[0].shape == (states, 2, 256)


@pytest.mark.parametrize("preset", ABLATIONS)
def test_it_learns_one_batch_by_heart(preset):
    torch.manual_seed(1)
    batch = {"x": torch.randn(8, 130), "y": torch.arange(8) % 4}
    assert learn_by_heart(make_model(*SMALL, preset=preset), batch, steps=100) < 0.05


@pytest.mark.parametrize("preset", ABLATIONS)
def test_its_optimiser_is_the_published_one(preset):
    optimiser = make_model(*SMALL, preset=preset).configure_optimizers()
    assert load_preset(preset).config.training.epochs == 200
    assert isinstance(optimiser, torch.optim.RMSprop)
    assert optimiser.param_groups[0]["lr"] == 1e-3


def test_rare_styles_weigh_more():
    model = make_model(*SMALL, n_classes=2)
    model.weigh_classes(torch.tensor([0, 0, 0, 1]))
    assert torch.allclose(model.class_weights, torch.tensor([4 / 6, 4 / 2]))


def test_probabilities_are_probabilities_and_repeatable():
    model = make_model("channels=8", "hidden=8", "dense=8")
    x = torch.randn(5, 130)
    p = model.probabilities(x)
    assert torch.allclose(p.sum(dim=1), torch.ones(5))
    assert torch.equal(p, model.probabilities(x))


def test_the_outcome_counts_what_was_predicted():
    model = make_model(*SMALL, n_classes=3).eval()
    batch = {"x": torch.randn(7, 130), "y": torch.tensor([0, 0, 1, 1, 1, 2, 2])}
    confusion = model.outcome(batch).confusion
    assert confusion.sum(dim=1).tolist() == [2, 3, 2]
    assert confusion.sum(dim=0).tolist() == torch.bincount(model(batch["x"]).argmax(1), minlength=3).tolist()
