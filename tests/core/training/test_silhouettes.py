"""Runs that continue films: what they learn from, that they can be stopped, and how they are judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.entities import Metric
from core.errors import Cancelled, InputError
from core.training import checkpoints
from core.training.continuing import continue_film
from core.training.fit import fit
from core.training.presets import Preset, load_preset, with_overrides
from core.training.trained import load_trained
from tests.core.training.factories import make_dances
from tests.core.training.films import make_filmed_dance, make_filmed_dances, unfilmed
from tests.core.training.test_fit import StopAfter, same, weights

TINY = (
    "channels=4", "hidden=16", "layers=1", "code=16", "height=16", "width=24", "given=3",
    "sequence_frames=10", "hop_s=0.4", "epochs=3", "batch_size=4", "gap_s=0.2",
)  # fmt: skip


def tiny(*overrides: str, name: str = "silhouette-rnn") -> Preset:
    return with_overrides(load_preset(name), [*TINY, *overrides])


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return make_filmed_dances(tmp_path_factory.mktemp("films"))


@pytest.mark.parametrize("name", ["silhouette-rnn", "silhouette-rnn-mdn"])
def test_a_run_has_curves_of_loss_and_pixels_and_is_judged_beside_its_baseline(name, films, tmp_path):
    metrics: list[Metric] = []
    result = fit(tiny(name=name), films, run_dir=tmp_path, seed=0, device="cpu", on_metric=metrics.append)
    for side in ("train", "valid"):
        told = {m.name for m in metrics if m.split == side}
        assert {"loss", "reconstruction", "pixel_accuracy", "overlap"} <= told
    names = ["pixel_accuracy", "overlap", "overlap_at_first"]
    assert set(result.metrics) == {*names, *(f"baseline_{name}" for name in names)}
    assert 0.5 < result.metrics["pixel_accuracy"] <= 1
    (score,) = result.report.pictures
    assert score.n_pictures == len(result.content["split"]["test"]) * 7
    assert score.baseline_is == "the last given frame, repeated"


def test_films_stay_whole_where_there_are_enough(films, tmp_path):
    content = fit(tiny("epochs=1"), films, run_dir=tmp_path, seed=0, device="cpu").content
    on = {side: {w["dance"] for w in content["split"][side]} for side in ("train", "valid", "test")}
    assert not on["train"] & on["test"]
    assert not on["valid"] & on["test"]


def test_one_film_is_split_in_time_and_that_is_said(tmp_path):
    lines: list[str] = []
    dance = make_filmed_dance(tmp_path, "only", n_frames=150)
    fit(tiny("epochs=1"), [dance], run_dir=tmp_path / "run", seed=0, device="cpu", on_log=lines.append)
    assert any(line.startswith("The film is split by time") for line in lines)


def test_a_stopped_run_resumes_to_the_same_weights(films, tmp_path):
    fit(tiny(), films, run_dir=tmp_path / "whole", seed=3, device="cpu")
    run = {"run_dir": tmp_path / "halves", "seed": 3, "device": "cpu"}
    with pytest.raises(Cancelled):
        fit(tiny(), films, should_stop=StopAfter(4), **run)
    fit(tiny(), films, resume=True, **run)
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "halves"))
    assert same(weights(tmp_path / "whole", checkpoints.BEST), weights(tmp_path / "halves", checkpoints.BEST))


def test_what_was_not_filmed_and_what_was_filmed_twice_is_left_out(films, tmp_path):
    twin = replace(films[0], key="somebody else in it")
    dances = [*films, twin, replace(unfilmed(films[1]), key="heard of")]
    content = fit(tiny("epochs=1"), dances, run_dir=tmp_path, seed=0, device="cpu").content
    assert content["left_out"] == [
        "somebody else in it is in the same pictures as f0.",
        "heard of was not filmed.",
    ]


def test_a_film_that_is_gone_is_left_out_with_its_name(tmp_path):
    films = make_filmed_dances(tmp_path)
    films[2].film.path.unlink()
    content = fit(tiny("epochs=1"), films, run_dir=tmp_path / "run", seed=0, device="cpu").content
    (sentence,) = content["left_out"]
    assert sentence.startswith("f2: There is no file")


def test_dances_without_films_are_refused(tmp_path):
    with pytest.raises(InputError, match="None of the dances was filmed"):
        fit(tiny(), make_dances(), run_dir=tmp_path, seed=0, device="cpu")


def test_a_trained_run_continues_a_film_from_its_first_frames(films, tmp_path):
    fit(tiny("epochs=1"), films, run_dir=tmp_path, seed=0, device="cpu")
    model = load_trained(tmp_path)
    given, following = continue_film(model, films[0].film, n_frames=9)
    assert given.shape == (3, 16, 24)
    assert set(np.unique(given)) == {0, 1}
    assert following.shape == (9, 16, 24)
    assert ((following >= 0) & (following <= 1)).all()
    short = replace(films[0].film, times_s=films[0].film.times_s[:4], joints_px=None)
    with pytest.raises(InputError, match="given 3"):
        continue_film(model, short, n_frames=9)
