"""The published classifier on selected features."""

from __future__ import annotations

import pytest
import torch

from core.models.rich_bilstm_bigru import RichBilstmBigru
from core.training.fit import fit
from core.training.presets import load_preset, with_overrides
from core.training.trained import load_trained
from tests.core.models.overfitting import learn_by_heart
from tests.core.training.factories import TINY, make_dance, make_dances

SMALL = ["channels=8", "hidden=8", "dense=8", "dropout=0"]


def make_model(select: str, *overrides: str) -> RichBilstmBigru:
    torch.manual_seed(0)
    config = with_overrides(load_preset("bilstm-bigru-rich"), [*SMALL, f"select={select}", *overrides]).config
    return RichBilstmBigru(config, n_features=200, n_classes=2)


@pytest.mark.parametrize("select", ["pca", "importance"])
def test_it_selects_from_what_it_was_taught_and_learns_one_batch_by_heart(select):
    torch.manual_seed(1)
    x, y = torch.randn(8, 200), torch.arange(8) % 2
    model = make_model(select, "n_selected=20")
    model.learn_selection(x, y)
    assert model.numbers(x).shape == (8, 20)
    assert learn_by_heart(model, {"x": x, "y": y}, steps=100) < 0.05


def test_important_features_are_read_as_they_are():
    torch.manual_seed(1)
    y = torch.arange(100) % 2
    x = torch.randn(100, 200)
    x[:, 150] += 5 * y
    model = make_model("importance", "n_selected=16")
    model.learn_selection(x, y)
    assert any(torch.equal(column, x[:, 150]) for column in model.numbers(x).T)


def test_a_trained_one_remembers_its_selection(tmp_path):
    preset = with_overrides(load_preset("bilstm-bigru-rich"), [*TINY["bilstm-bigru"], "n_selected=20"])
    fit(preset, make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    model = load_trained(tmp_path)
    assert model.model.selection.sum(dim=0).tolist() == [1] * 20
    assert model.classify(make_dance("new", "slow", seed=7)).sum() == pytest.approx(1)
