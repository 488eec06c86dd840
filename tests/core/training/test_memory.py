"""Runs whose batches do not fit into memory."""

from __future__ import annotations

import pytest
import torch

from core.entities import Metric
from core.errors import Cancelled, ModelError
from core.models.base import Batch, DanceModel, Outcome
from core.models.motion_bigru import MotionBigru
from core.training import checkpoints, memory
from core.training.fit import fit
from tests.core.training.factories import make_dances, tiny
from tests.core.training.stopping import StopAfter


class SmallMemory:
    """Lets a model run out of memory on batches above a size; before that, `spared` batches fit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int, spared: int = 0) -> None:
        self.room, self.spared = room, spared
        self.seen: list[int] = []
        real = MotionBigru.outcome

        def outcome(model: DanceModel, batch: Batch) -> Outcome:
            self.take(len(batch["x"]))
            return real(model, batch)

        monkeypatch.setattr(MotionBigru, "outcome", outcome)

    def take(self, n: int) -> None:
        self.spared -= 1
        if n > self.room and self.spared < 0:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        self.seen.append(n)


def train(tmp_path, *overrides, **more):
    metrics: list[Metric] = []
    notes: list[str] = []
    fit(
        tiny("motion-bigru", *overrides), make_dances(), run_dir=tmp_path, seed=0, device="cpu",
        on_metric=metrics.append, on_note=notes.append, **more,
    )  # fmt: skip
    return metrics, notes


@pytest.mark.parametrize("spared", [0, 2, 3, 5])  # in training, validation, and later epochs
def test_a_run_goes_on_with_halved_batches_and_says_so(spared, tmp_path, monkeypatch):
    card = SmallMemory(monkeypatch, room=4, spared=spared)
    metrics, notes = train(tmp_path)
    losses = [(m.epoch, m.split) for m in metrics if m.name == "loss"]
    assert losses == [(epoch, side) for epoch in range(3) for side in ("train", "valid")]
    (note,) = notes
    assert "Memory ran out in epoch" in note
    assert "a batch has 4 windows instead of 8" in note
    assert max(card.seen[spared + 1 :]) == 4


def test_every_window_of_the_interrupted_epoch_is_learnt_once(tmp_path, monkeypatch):
    whole = SmallMemory(monkeypatch, room=100)
    train(tmp_path / "whole", "epochs=1")
    monkeypatch.undo()
    halved = SmallMemory(monkeypatch, room=4, spared=1)
    train(tmp_path / "halved", "epochs=1")
    assert halved.seen[0] == 8
    assert sum(halved.seen) == sum(whole.seen)


def test_batches_are_halved_again_until_they_fit(tmp_path, monkeypatch):
    SmallMemory(monkeypatch, room=1)
    _, notes = train(tmp_path, "batch_size=6", "epochs=1")
    assert [note.split("a batch has ")[1].split(" ")[0] for note in notes] == ["3", "1"]


def test_a_window_that_does_not_fit_is_an_error(tmp_path, monkeypatch):
    SmallMemory(monkeypatch, room=0)
    with pytest.raises(ModelError, match="not enough memory"):
        train(tmp_path)


def test_a_run_with_halved_batches_resumes_to_the_same_weights(tmp_path, monkeypatch):
    SmallMemory(monkeypatch, room=4, spared=2)
    whole, _ = train(tmp_path / "whole")
    monkeypatch.undo()
    SmallMemory(monkeypatch, room=4, spared=2)
    halves: list[Metric] = []
    with pytest.raises(Cancelled):
        train(tmp_path / "halves", should_stop=StopAfter(9), on_progress=lambda *_: None)
    halves, notes = train(tmp_path / "halves", resume=True)
    assert notes == []  # it was said before
    assert halves == whole[-len(halves) :]
    a, b = (checkpoints.load(tmp_path / name / checkpoints.LAST).tensors for name in ("whole", "halves"))
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_other_faults_are_no_lack_of_memory(tmp_path, monkeypatch):
    def broken(_model: DanceModel, _batch: Batch) -> Outcome:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(MotionBigru, "outcome", broken)
    with pytest.raises(RuntimeError, match="bug of ours"):
        train(tmp_path)


def test_memory_that_the_machine_refuses_is_recognised():
    with pytest.raises(RuntimeError) as error:
        torch.empty(2**60, dtype=torch.uint8)
    assert memory.ran_out(error.value)
    assert memory.ran_out(MemoryError())
    assert not memory.ran_out(ValueError("DefaultCPUAllocator"))


@pytest.mark.parametrize(("size", "half"), [(32, 16), (5, 1), (6, 3), (15, 5), (1, None)])
def test_smaller_batches_divide_the_larger(size, half):
    assert memory.smaller(size) == half


def test_data_are_held_where_they_fit_and_left_where_not():
    data = {"x": torch.zeros(10, 10)}
    assert memory.fits(data, 800)
    assert not memory.fits(data, 799)
    held = memory.held_on(data, torch.device("cpu"))
    assert held["x"].data_ptr() == data["x"].data_ptr()
