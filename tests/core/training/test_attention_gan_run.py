"""`attention-gan` from dances to a dance, small."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import Metric
from core.errors import Cancelled
from core.training import checkpoints
from core.training.fit import fit
from core.training.trained import load_trained
from core.training.wishes import Wishes
from tests.core.training.factories import make_dances, tiny
from tests.core.training.test_fit import StopAfter, same


def test_it_is_trained_judged_and_dances(tmp_path):
    metrics: list[Metric] = []
    result = fit(
        tiny("attention-gan-small"),
        make_dances(),
        run_dir=tmp_path,
        seed=0,
        device="cpu",
        on_metric=metrics.append,
    )
    curves = {(m.split, m.name) for m in metrics}
    names = {"loss", "gan", "mse", "recon", "discriminator"}
    assert {("train", name) for name in names} | {("valid", name) for name in names} <= curves
    assert result.metrics["speed_ratio"] > 0
    model = load_trained(tmp_path)
    motion = model.generate(
        make_dances()[0].audio, duration_s=3, wishes=Wishes(seed_motion=make_dances()[1].motion)
    )
    assert motion.n_frames == 75
    assert np.isfinite(motion.positions).all()


@pytest.mark.parametrize("flags", [(), ("discriminator=false", "audio_autoencoder=false")])
def test_a_stop_changes_nothing(flags, tmp_path):
    preset, dances = tiny("attention-gan-small", *flags), make_dances()
    fit(preset, dances, run_dir=tmp_path / "whole", seed=3, device="cpu")
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu"}
    with pytest.raises(Cancelled):
        fit(preset, dances, should_stop=StopAfter(5), **run)
    fit(preset, dances, resume=True, **run)
    one, other = (checkpoints.load(tmp_path / name / checkpoints.LAST) for name in ("whole", "halves"))
    assert same(dict(one.tensors), dict(other.tensors))


def test_other_seeds_give_other_dances(tmp_path):
    fit(tiny("attention-gan-small", "epochs=1"), make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    model, music = load_trained(tmp_path), make_dances()[0].audio
    one, again, other = (
        model.generate(music, duration_s=2, wishes=Wishes(seed=s)).positions for s in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
