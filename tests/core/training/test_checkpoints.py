"""Checkpoints come back as they went, and strangers' files get one sentence."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from core.errors import ModelError, StoreError
from core.training import checkpoints


def small_model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.LSTM(4, 5, num_layers=2, bidirectional=True))


def test_a_model_comes_back_exactly_also_from_the_meta_device(tmp_path):
    model = small_model()
    checkpoints.save(tmp_path / "a", checkpoints.state_of(model), {"epoch": 3, "name": "Wälzer"})
    found = checkpoints.load(tmp_path / "a")
    assert found.facts["epoch"] == 3
    assert found.facts["name"] == "Wälzer"
    with torch.device("meta"):
        other = small_model()
    checkpoints.fill(other, found)
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))
    x = torch.randn(7, 2, 4)
    assert torch.equal(model[1](x)[0], other[1](x)[0])


@pytest.mark.parametrize("kind", [torch.optim.AdamW, torch.optim.RMSprop, torch.optim.SGD])
def test_an_optimiser_goes_on_where_it_was(kind, tmp_path):
    def train(model: nn.Module, optimiser: torch.optim.Optimizer, n: int) -> None:
        for _ in range(n):
            optimiser.zero_grad()
            model(torch.ones(2, 3)).square().sum().backward()
            optimiser.step()

    def make() -> tuple[nn.Module, torch.optim.Optimizer]:
        torch.manual_seed(0)
        model = nn.Linear(3, 4)
        return model, kind(
            model.parameters(), lr=0.01, **({"momentum": 0.9} if kind is torch.optim.SGD else {})
        )

    model, optimiser = make()
    train(model, optimiser, 3)
    tensors, rest = checkpoints.optimiser_state(optimiser, "optimiser0")
    checkpoints.save(tmp_path / "a", checkpoints.state_of(model) | tensors, {"optimisers": [rest]})
    train(model, optimiser, 3)

    other, again = make()
    found = checkpoints.load(tmp_path / "a")
    checkpoints.fill(other, found)
    checkpoints.restore_optimiser(again, "optimiser0", found.tensors, found.facts["optimisers"][0])
    train(other, again, 3)
    assert torch.equal(model.weight, other.weight)


def test_weights_that_are_no_numbers_are_not_kept():
    model = small_model()
    with torch.no_grad():
        model[0].weight[0, 0] = float("nan")
    with pytest.raises(ModelError, match=r"0\.weight"):
        checkpoints.state_of(model)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"not a checkpoint at all",
        lambda data: data[: len(data) // 2],
        lambda data: b"\xff" * 8 + data[8:],
        lambda data: data.replace(b'"F32"', b'"F99"'),
        lambda data: data.replace(b"barre", b"berra"),
        lambda data: data.replace(b'\\"format\\": 1', b'\\"format\\": 9'),
    ],
)
def test_a_damaged_file_is_one_sentence(damage, tmp_path):
    path = tmp_path / "a.safetensors"
    checkpoints.save(path, checkpoints.state_of(small_model()), {})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError) as error:
        checkpoints.load(path)
    assert "a.safetensors" in error.value.message


def test_a_pickle_is_not_opened(tmp_path):
    torch.save({"weights": torch.zeros(3)}, tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match="not a checkpoint"):
        checkpoints.load(tmp_path / "a.safetensors")


def test_a_safetensors_file_of_others_is_refused(tmp_path):
    save_file({"weights": torch.zeros(3)}, tmp_path / "a.safetensors")
    with pytest.raises(ModelError, match="not a checkpoint"):
        checkpoints.load(tmp_path / "a.safetensors")


def test_facts_that_nest_too_deep_are_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "a.safetensors", {"barre": "[" * 100_000})
    with pytest.raises(ModelError):
        checkpoints.load(tmp_path / "a.safetensors")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.pop("model.0.bias"), "'0.bias' is nothing where (4,)"),
        (lambda t: t.update({"model.extra": torch.zeros(2)}), "'extra' is (2,) torch.float32 where nothing"),
        (lambda t: t.update({"model.0.bias": torch.zeros(5)}), "'0.bias' is (5,)"),
        (lambda t: t.update({"model.0.bias": torch.zeros(4, dtype=torch.float64)}), "torch.float64"),
    ],
)
def test_tensors_of_another_model_are_named(change, says, tmp_path):
    tensors = checkpoints.state_of(small_model())
    change(tensors)
    checkpoints.save(tmp_path / "a", tensors, {})
    with pytest.raises(ModelError) as error:
        checkpoints.fill(small_model(), checkpoints.load(tmp_path / "a"))
    assert says in error.value.message


def test_a_failed_save_leaves_the_old_file(tmp_path):
    path = tmp_path / "a"
    checkpoints.save(path, {"x": torch.ones(2)}, {"epoch": 1})
    with pytest.raises(ValueError, match="Out of range"):
        checkpoints.save(path, {"x": torch.ones(2)}, {"loss": float("nan")})
    assert checkpoints.load(path).facts["epoch"] == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StoreError):
        checkpoints.save(tmp_path / "gone" / "a", {"x": torch.ones(2)}, {})
    with pytest.raises(ModelError, match="no checkpoint"):
        checkpoints.load(tmp_path / "gone" / "a")


def test_facts_are_plain_json_in_the_header(tmp_path):
    checkpoints.save(tmp_path / "a", {"x": torch.ones(2)}, {"epoch": 1})
    data = (tmp_path / "a").read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert json.loads(header["__metadata__"]["barre"]) == {"format": 1, "epoch": 1}
