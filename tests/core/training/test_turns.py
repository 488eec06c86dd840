"""Models with several optimisers: their turns, and that a stop changes nothing."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from core.entities import Metric
from core.errors import Cancelled, ModelError
from core.models.base import Batch, Outcome
from core.models.generator import Generator
from core.models.turns import TurnTaking
from core.training import checkpoints, registry
from core.training.fit import fit
from core.training.presets import Preset
from tests.core.training.factories import make_dances, tiny
from tests.core.training.test_fit import StopAfter, same, weights


class TugOfWar(TurnTaking, Generator):
    """A writer of poses and a judge of them, who learns every third step."""

    def __init__(self, config, *, n_audio: int, n_pose: int, **_sizes: int) -> None:
        super().__init__(config.training)
        self.writer, self.judge = nn.Linear(n_audio, n_pose), nn.Linear(n_pose, 1)
        self.had: list[str] = []

    @property
    def parts(self) -> dict[str, nn.Module]:
        return {"writer": self.writer, "judge": self.judge}

    def has_turn(self, part: str) -> bool:
        return part == "writer" or self.steps_done % 3 == 0

    def turn(self, part: str, batch: Batch) -> Outcome:
        written = self.writer(batch["audio"] + 0.1 * torch.randn_like(batch["audio"]))
        if part == "writer":
            self.had.append(part)
            return Outcome(
                {"distance": (written - batch["pose"]).abs().mean(), "doubt": -self.judge(written).mean()}
            )
        self.had.append(part)
        return Outcome({"judge": (self.judge(written) - self.judge(batch["pose"])).square().mean()})

    def learn_statistics(self, audio: Tensor, pose: Tensor, seed: int) -> None:
        pass

    @torch.inference_mode()
    def dance(self, request) -> Tensor:
        return self.writer(request.audio)


@pytest.fixture
def tug(monkeypatch) -> Preset:
    made = registry.ModelEntry(
        task="generate",
        config="core.models.configs.seq2seq:Seq2SeqConfig",
        module=f"{__name__}:TugOfWar",
        reader="core.training.sequences:SequenceReader",
    )
    monkeypatch.setitem(registry.MODELS, "tug-of-war", made)
    config = tiny(
        "seq2seq", "optimiser=adamw", "learning_rate=0.001", "schedule=cosine", "gradient_clip=0.5"
    ).config
    return Preset("tug-of-war", "generate", "tug-of-war", "For tests.", config)


def make_model(preset: Preset) -> tuple[TugOfWar, Batch]:
    torch.manual_seed(0)
    model = TugOfWar(preset.config, n_audio=20, n_pose=10)
    return model, {"audio": torch.randn(2, 9, 20), "pose": torch.randn(2, 9, 10)}


def test_only_the_weights_whose_turn_it_is_have_gradients(tug):
    model, batch = make_model(tug)
    seen = []
    for outcome in model.outcomes(batch):
        sum(outcome.losses.values()).backward()
        seen.append([weight.requires_grad for weight in (model.writer.weight, model.judge.weight)])
    assert seen == [[True, False], [False, True]]
    assert all(weight.requires_grad for weight in model.parameters())


def test_the_losses_of_the_first_part_are_those_of_the_run(tug):
    model, batch = make_model(tug)
    outcome = model.outcome(batch)
    assert list(outcome.losses) == ["distance", "doubt"]
    assert list(outcome.beside) == ["judge"]


def test_every_part_is_trained_and_has_its_curve(tug, tmp_path):
    metrics: list[Metric] = []
    fit(tug, make_dances(), run_dir=tmp_path, seed=3, device="cpu", on_metric=metrics.append)
    last = {(m.split, m.name): m.value for m in metrics if m.epoch == 2}
    for side in ("train", "valid"):
        assert last[side, "loss"] == pytest.approx(last[side, "distance"] + last[side, "doubt"])
        assert (side, "judge") in last
    assert last["train", "learning_rate"] < tug.config.training.learning_rate
    first = make_model(tug)[0].state_dict()
    for name, weight in weights(tmp_path).items():
        assert not torch.equal(weight, first[name]) if first[name].shape == weight.shape else True


# Before the first batch, between two of them, in validation, and in a later epoch.
@pytest.mark.parametrize("asked", [0, 1, 3, 4, 6])
def test_a_stop_changes_nothing_of_a_run_with_two_optimisers(asked, tug, tmp_path):
    whole: list[Metric] = []
    halves: list[Metric] = []
    dances = make_dances()
    fit(tug, dances, run_dir=tmp_path / "whole", seed=3, device="cpu", on_metric=whole.append)
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu", "on_metric": halves.append}
    with pytest.raises(Cancelled):
        fit(tug, dances, should_stop=StopAfter(asked), **run)
    fit(tug, dances, resume=True, **run)
    assert halves == whole
    one, other = (checkpoints.load(tmp_path / run / checkpoints.LAST) for run in ("whole", "halves"))
    assert same(dict(one.tensors), dict(other.tensors))
    assert one.facts == other.facts
    assert {name.split(".")[0] for name in one.tensors} == {"model", "optimiser0", "optimiser1"}


def test_the_judge_learns_when_the_run_says_so_also_after_a_stop(tug, tmp_path, monkeypatch):
    steps: list[tuple[int, str]] = []
    turn = TugOfWar.turn

    def noting(self: TugOfWar, part: str, batch: Batch) -> Outcome:
        if self.training:
            steps.append((self.steps_done, part))
        return turn(self, part, batch)

    monkeypatch.setattr(TugOfWar, "turn", noting)
    run = {"run_dir": tmp_path, "seed": 3, "device": "cpu"}
    with pytest.raises(Cancelled):
        fit(tug, make_dances(), should_stop=StopAfter(1), **run)
    fit(tug, make_dances(), resume=True, **run)
    n_steps = max(step for step, _ in steps) + 1
    assert [step for step, part in steps if part == "writer"] == list(range(n_steps))
    assert [step for step, part in steps if part == "judge"] == list(range(0, n_steps, 3))


@pytest.mark.parametrize("part", ["distance", "judge"])
def test_a_gradient_that_is_no_number_names_its_loss_whose_turn_ever_it_was(part, tug, tmp_path, monkeypatch):
    turn = TugOfWar.turn

    def broken(self: TugOfWar, name: str, batch: Batch) -> Outcome:
        outcome = turn(self, name, batch)
        if part in outcome.losses:
            # The slope of a square root at 0 is infinite; times that of 0 times something, 0: no number.
            outcome.losses[part] = outcome.losses[part] + torch.sqrt(0 * outcome.losses[part])
        return outcome

    monkeypatch.setattr(TugOfWar, "turn", broken)
    with pytest.raises(ModelError) as error:
        fit(tug, make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    assert (
        error.value.message == f"The gradient of the loss {part!r} became nan in epoch 1, batch 1 (step 1)."
    )


def test_gradients_are_clipped_part_by_part(tug, tmp_path, monkeypatch):
    norms = []
    step = torch.optim.AdamW.step

    def noting(self: torch.optim.AdamW, **kwargs: object) -> object:
        result = step(self, **kwargs)
        gradients = [w.grad for group in self.param_groups for w in group["params"] if w.grad is not None]
        norms.append(float(torch.nn.utils.get_total_norm(gradients)))
        return result

    monkeypatch.setattr(torch.optim.AdamW, "step", noting)
    fit(tug, make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    assert max(norms) <= 0.5 + 1e-5
