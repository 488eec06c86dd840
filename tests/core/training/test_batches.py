from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from core.models.base import Outcome
from core.training.batches import Batches
from core.training.meter import Meter


def rows(batches: Batches) -> list[int]:
    return [int(row) for batch in batches for row in batch["x"]]


@given(n=st.integers(1, 30), batch_size=st.integers(1, 8), copies=st.integers(1, 3), seed=st.integers(0, 99))
def test_an_epoch_holds_each_window_once_in_one_of_its_variations(n, batch_size, copies, seed):
    batches = Batches({"x": torch.arange(n * copies)}, batch_size=batch_size, copies=copies, seed=seed)
    for _ in range(3):
        seen = rows(batches)
        assert sorted(row % n for row in seen) == list(range(n))


@given(n=st.integers(1, 30), batch_size=st.integers(1, 8), skip=st.integers(0, 5), epoch=st.integers(0, 3))
def test_beginning_later_sees_what_was_left(n, batch_size, skip, epoch):
    tensors = {"x": torch.arange(2 * n)}
    whole = Batches(tensors, batch_size=batch_size, copies=2, seed=1)
    epochs = [[batch["x"].tolist() for batch in whole] for _ in range(epoch + 2)]
    later = Batches(tensors, batch_size=batch_size, copies=2, seed=1, first_epoch=epoch, first_batch=skip)
    assert [batch["x"].tolist() for batch in later] == epochs[epoch][skip:]
    assert [batch["x"].tolist() for batch in later] == epochs[epoch + 1]


def test_without_a_seed_order_and_variation_stay():
    batches = Batches({"x": torch.arange(6)}, batch_size=4, copies=2)
    assert rows(batches) == rows(batches) == [0, 1, 2]


def test_a_meter_weighs_batches_by_their_size_and_scores_counts():
    meter = Meter()
    meter.add(Outcome({"a": torch.tensor(1.0), "b": torch.tensor(2.0)}, torch.tensor([[3, 1], [0, 0]])), 4)
    meter.add(Outcome({"a": torch.tensor(4.0), "b": torch.tensor(2.0)}, torch.tensor([[0, 0], [0, 2]])), 2)
    values = meter.values()
    assert (values["a"], values["b"], values["loss"]) == (2.0, 2.0, 4.0)
    assert values["accuracy"] == 5 / 6
    assert values["macro_f1"] == (6 / 7 + 4 / 5) / 2
    assert values["weighted_f1"] == (4 * 6 / 7 + 2 * 4 / 5) / 6


def test_a_meter_goes_on_from_its_state():
    one, two = Meter(), Meter()
    outcome = Outcome({"a": torch.tensor(1.5)}, torch.tensor([[1, 1], [0, 2]]))
    one.add(outcome, 4)
    two.restore(one.state())
    for meter in (one, two):
        meter.add(outcome, 4)
    assert one.values() == two.values()


def test_an_empty_meter_says_nothing():
    assert Meter().values() == {}
