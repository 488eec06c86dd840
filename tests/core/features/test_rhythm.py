from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.features.rhythm import LAGS_S, RATE, rhythm, speed_curve, tempo_of_motion
from core.motion import Motion
from core.skeleton import skeleton
from tests.conftest import make_motion


def naive(curve: np.ndarray) -> list[float]:
    c = curve - curve.mean()
    energy = (c**2).mean()
    lags = [round(lag * RATE) for lag in LAGS_S]
    return [float((c[:-lag] * c[lag:]).mean() / energy) if lag < len(c) else 0.0 for lag in lags]


@given(n=st.integers(2, 120), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_rhythm_is_the_autocorrelation(n, seed):
    curve = np.random.default_rng(seed).random(n)
    assert rhythm(curve) == pytest.approx(naive(curve), abs=1e-4)


def test_what_comes_back_every_half_second_has_its_peak_there():
    curve = np.cos(2 * np.pi * np.arange(200) / RATE / 0.52)
    found = rhythm(curve)
    assert LAGS_S[:15][found[:15].argmax()] == pytest.approx(0.52, abs=0.5 / RATE)
    assert found.max() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("curve", [np.zeros(0), np.ones(1), np.full(80, 3.0)])
def test_what_never_changes_has_no_rhythm(curve):
    assert rhythm(curve).tolist() == [0.0] * len(LAGS_S)


@given(scale=st.floats(0.1, 10), shift=st.floats(-5, 5))
@settings(max_examples=20, deadline=None)
def test_loudness_does_not_matter(scale, shift):
    curve = np.random.default_rng(0).random(100)
    assert rhythm(scale * curve + shift) == pytest.approx(rhythm(curve), abs=1e-4)


@pytest.mark.parametrize("fps", [25.0, 30.0, 60.0])
@pytest.mark.parametrize("bpm", [75.0, 100.0, 125.0])
def test_a_body_that_swings_in_a_tempo_tells_it(bpm, fps):
    body = skeleton("coco17")
    t = np.arange(round(8 * fps)) / fps
    # It is fastest once a beat: half a swing, to and fro in two.
    wave = np.sin(np.pi * bpm / 60 * t)
    positions = np.zeros((len(t), 17, 3), np.float32) + wave[:, None, None].astype(np.float32)
    assert tempo_of_motion(Motion(positions, fps, body)) == pytest.approx(bpm, rel=0.05)


def test_who_stands_still_has_no_tempo():
    still = make_motion(100)
    still = still.with_positions(np.repeat(still.positions[:1], 100, axis=0))
    assert tempo_of_motion(still) == 0
    assert len(speed_curve(still)) == 99
