"""`retrieval` by the same three verbs, and how music and motion are read for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dance import Dance
from core.entities import Metric
from core.errors import InputError
from core.models.retrieval import Retrieval
from core.training.evaluate import evaluate
from core.training.fit import fit
from core.training.known_dances import KnownDances
from core.training.presets import load_preset, with_overrides
from core.training.stacked_sequences import StackedReader
from core.training.trained import load_trained
from tests.core.training.factories import make_dances, tiny


def make_data(*overrides: str, dances: list[Dance] | None = None) -> KnownDances:
    config, dances = tiny("retrieval", *overrides).config, dances or make_dances()
    return KnownDances(StackedReader.learned(config, dances), config, dances, seed=0)


def test_it_is_trained_evaluated_and_dances_like_any_other(tmp_path):
    metrics: list[Metric] = []
    result = fit(
        tiny("retrieval"), make_dances(), run_dir=tmp_path, seed=0, device="cpu", on_metric=metrics.append
    )
    losses = {m.split: m.value for m in metrics if m.name == "loss"}
    assert losses["train"] == pytest.approx(0, abs=1e-5)
    assert losses["valid"] > 1
    assert evaluate(tmp_path, make_dances()).metrics() == result.metrics
    dance = make_dances()[0]
    assert load_trained(tmp_path).generate(dance.audio, duration_s=3).n_frames == 75


def test_each_sequence_leads_into_the_whole_stretch_that_it_is_of():
    data = make_data()
    model = Retrieval(tiny("retrieval").config, **data.sizes)
    data.teach(model)
    windows = data.train().tensors["pose"]
    assert len(windows) == len(model.starts)
    for window, start, stop in zip(windows, model.starts, model.stops, strict=True):
        assert np.array_equal(model.poses[start : start + len(window)], window)
        assert stop - start >= len(window)
    # Dances of 100 frames, entered each 24 frames.
    assert len(model.poses) == len(data.split.dances_of("train")) * (24 + 24 + 48)


def test_a_part_that_is_left_out_is_no_stretch():
    dances = make_dances()
    moved = dances[0].motion.positions.copy()
    moved[60:] = dances[1].motion.positions[60:]  # one of them is tested, or both are trained on
    dances[0] = replace(dances[0], motion=dances[0].motion.with_positions(moved))
    data = make_data(dances=dances)
    n_whole = len(data.split.dances_of("train")) * 96
    assert len(data._poses) <= n_whole
    assert (data._stops - data._starts >= data.reader.n_frames).all()


def test_more_than_a_checkpoint_may_hold_is_refused(monkeypatch):
    monkeypatch.setattr("core.training.known_dances.MOST_FRAMES", 100)
    with pytest.raises(InputError, match="frames"):
        make_data()


def make_reader(*overrides: str) -> StackedReader:
    config = with_overrides(load_preset("retrieval"), ["sequence_frames=48", *overrides]).config
    return StackedReader.learned(config, make_dances())


def test_music_is_heard_with_and_without_rhythm():
    audio = make_dances()[0].audio
    assert make_reader().hear(audio).shape == (100, 35)
    assert make_reader("rhythm=false").hear(audio).shape == (100, 32)


def test_a_slip_is_filtered_and_a_gap_filled_as_the_options_say():
    motion = make_dances()[0].motion
    slipped = motion.positions.copy()
    slipped[50, 16, 0] += 2.0
    as_it_was = make_reader().see(motion)
    mended = make_reader().see(motion.with_positions(slipped))
    believed = make_reader("filter_wrong=false").see(motion.with_positions(slipped))
    assert np.abs(mended - as_it_was).max() < 0.3
    assert np.abs(believed - as_it_was).max() > 1

    gapped = motion.positions.copy()
    gapped[40:60, 16] = np.nan
    between, held = (
        make_reader(f"interpolate={answer}", "filter_wrong=false").see(motion.with_positions(gapped))
        for answer in ("true", "false")
    )
    assert np.isfinite(between).all()
    assert np.isfinite(held).all()
    assert not np.allclose(between[40:60], held[40:60])
    assert np.allclose(between[:40, :-4], held[:40, :-4])
