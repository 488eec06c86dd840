"""`barre-diffusion` by the same three verbs, and how music and motion are read and varied for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.data.dance import Dance
from core.data.windows import WindowRef
from core.errors import Cancelled
from core.models.barre_diffusion.model import BarreDiffusion
from core.skeleton import skeleton
from core.training import checkpoints
from core.training.bodies import common_body
from core.training.evaluate import evaluate
from core.training.fit import fit
from core.training.trained import TrainedModel, load_trained
from core.training.varied_sequences import N_RHYTHM_ALL, VariedReader, VariedSequences, feet_of_body
from core.training.wishes import Edit, Wishes
from tests.core.training.factories import make_dance, make_dances, tiny


def make_data(*overrides: str, dances: list[Dance] | None = None) -> VariedSequences:
    config, dances = tiny("barre-diffusion", *overrides).config, dances or make_dances()
    return VariedSequences(VariedReader.learned(config, dances), config, dances, seed=0)


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("diffusion")
    fit(tiny("barre-diffusion"), make_dances(), run_dir=folder, seed=0, device="cpu")
    return folder


def test_it_is_trained_evaluated_and_dances_like_any_other(run_dir):
    metrics = evaluate(run_dir, make_dances()).metrics()
    assert np.isfinite(list(metrics.values())).all()
    assert load_trained(run_dir).styles == ("fast", "slow")


def test_it_is_judged_as_asked(run_dir, monkeypatch):
    asked, generate = [], TrainedModel.generate

    def generate_and_tell(self, *args, wishes, **others):
        asked.append(wishes)
        return generate(self, *args, wishes=wishes, **others)

    monkeypatch.setattr(TrainedModel, "generate", generate_and_tell)
    dances = make_dances()
    judged = evaluate(run_dir, dances, tell_style=True, novelty=0.5).generated
    assert [(dict(wish.styles), wish.novelty) for wish in asked] == [({d.style: 1.0}, 0.5) for d in judged]
    asked.clear()
    evaluate(run_dir, dances)
    assert {(len(wish.styles), wish.novelty) for wish in asked} == {(0, None)}


def test_what_was_learnt_from_is_kept_to_dance_of_it_or_some_of_it(run_dir):
    kept = load_trained(run_dir).model.phrases
    assert len(kept.pose) > 0
    assert set(kept.style.tolist()) == {0, 1}
    assert (kept.stretch.diff() >= 0).all()
    some = make_data("data.known_s=4")
    assert 0 < some.sizes["n_known"] <= 100 < make_data().sizes["n_known"]
    assert make_data("data.known_s=0").sizes["n_known"] == 0


def test_a_stopped_run_resumes_to_the_same_weights_and_the_same_average_of_them(tmp_path):
    preset, dances, asked = tiny("barre-diffusion"), make_dances(), iter([False] * 4 + [True])
    run = {"seed": 3, "device": "cpu"}
    fit(preset, dances, run_dir=tmp_path / "whole", **run)
    with pytest.raises(Cancelled):
        fit(preset, dances, run_dir=tmp_path / "halves", should_stop=lambda: next(asked), **run)
    fit(preset, dances, run_dir=tmp_path / "halves", resume=True, **run)
    whole, halves = (
        checkpoints.load(tmp_path / name / checkpoints.LAST).model_tensors() for name in ("whole", "halves")
    )
    assert any(name.startswith("average.") for name in whole)
    assert whole.keys() == halves.keys()
    assert all(torch.equal(whole[name], halves[name]) for name in whole)


def test_the_model_learns_the_body_and_what_is_sound():
    data = make_data()
    model = BarreDiffusion(tiny("barre-diffusion").config, **data.sizes)
    data.teach(model)
    body = data.reader.body
    assert {body.joints[j].partition("_")[2] for j in model.feet.tolist()} == {"heel", "foot_index"}
    assert [tuple(bone) for bone in model.bones.tolist()] == list(body.bones)
    assert model.n_sound == data.sizes["n_audio"] - N_RHYTHM_ALL == 32
    assert (model.state.spread > 0).all()


@pytest.mark.parametrize(
    ("name", "parts"), [("blazepose33", {"heel", "foot_index"}), ("coco17", {"ankle"}), ("h36m17", {"ankle"})]
)
def test_a_body_stands_on_the_lowest_joints_it_has(name, parts):
    body = skeleton(name)
    assert {body.joints[j].partition("_")[2] for j in feet_of_body(body)} == parts


def test_each_window_has_its_copies_and_they_differ():
    data = make_data("copies=3")
    side, plain = data.train(), data._train
    n = len(plain.tensors["pose"])
    assert side.copies == 3
    assert {name: len(t) for name, t in side.tensors.items()} == dict.fromkeys(side.tensors, 3 * n)
    first, second = side.tensors["pose"][0], side.tensors["pose"][n]
    assert not torch.allclose(first, second)
    assert torch.equal(side.tensors["style"][:n], side.tensors["style"][n : 2 * n])


def test_a_window_is_long_enough_for_the_fastest_copy():
    data = make_data("tempo_jitter=0.2")
    fps = data.dances[0].motion.fps
    assert {ref.n_frames for ref in data.split.train} == {
        round(1.2 * data.reader.n_frames / data.reader.fps * fps)
    }


def test_a_copy_reads_nothing_outside_its_window_and_hears_what_it_dances_to():
    data = make_data("mirror=0", "tempo_jitter=0.3")
    dance = make_dance("new", "fast", seed=9)
    ref = WindowRef(0, 20, 20 + data.split.train[0].n_frames)
    whole = data._complete(dance)
    positions = whole.motion.positions.copy()
    positions[: ref.start], positions[ref.stop :] = np.nan, np.nan
    hurt, rng = replace(whole, motion=whole.motion.with_positions(positions)), np.random.default_rng(0)
    for _ in range(20):
        audio, pose = data.reader.vary(hurt, ref, rng)
        assert np.isfinite(pose).all()
        assert audio.shape == (data.reader.n_frames, data.sizes["n_audio"])


def test_without_variation_a_copy_is_the_window():
    data = make_data("mirror=0", "tempo_jitter=0")
    dance = data._complete(make_dance("new", "fast", seed=9))
    ref = WindowRef(0, 10, 10 + data.reader.n_frames)
    audio, pose = data.reader.vary(dance, ref, np.random.default_rng(0))
    assert np.allclose(audio, data.reader.hear(dance.audio)[10 : ref.stop], atol=1e-4)
    whole = data.reader.see(dance.motion)[10 : ref.stop]
    assert np.allclose(pose[:-1, :-4], whole[:-1, :-4], atol=1e-5)


def test_an_edit_changes_its_stretch_and_nothing_else_in_the_room(run_dir):
    model, dance = load_trained(run_dir), make_dance("new", "fast", seed=9)
    edit = Edit(dance.motion, ((1.0, 2.0),))
    made = model.generate(dance.audio, wishes=Wishes(edit=edit))
    old = dance.motion.positions[:, dance.motion.skeleton.indices(*common_body().joints)]
    stays = ~edit.anew(25.0, 100)
    assert made.n_frames == 100
    assert np.array_equal(made.positions[stays], old[stays])
    assert not np.allclose(made.positions[~stays], old[~stays], atol=0.01)


def test_the_legs_stay_where_they_are_while_the_arms_dance_anew(run_dir):
    model, dance = load_trained(run_dir), make_dance("new", "fast", seed=9)
    legs = tuple(
        j for j in common_body().joints if j.endswith(("hip", "knee", "ankle", "heel", "foot_index"))
    )
    made = model.generate(dance.audio, wishes=Wishes(edit=Edit(dance.motion, ((0.0, 4.0),), legs)))
    assert made.n_frames == 100
    at = common_body().indices(*legs)
    old = dance.motion.positions[:, dance.motion.skeleton.indices(*legs)]
    assert np.array_equal(made.positions[:, at], old)
    arms = common_body().indices("left_wrist", "right_wrist")
    names = dance.motion.skeleton.indices("left_wrist", "right_wrist")
    assert not np.allclose(made.positions[:, arms], dance.motion.positions[:, names], atol=0.05)


def test_a_dance_fulfils_every_other_wish(run_dir):
    model, dance = load_trained(run_dir), make_dance("new", "fast", seed=9)
    wishes = Wishes(
        seed_motion=dance.motion, styles={"fast": 0.3, "slow": 0.7}, temperature=0.8, guidance=2.0
    )
    assert model.generate(dance.audio, duration_s=3, wishes=wishes).n_frames == 75
