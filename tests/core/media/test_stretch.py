from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InputError
from core.media.stretch import Stretch

RATE = 44_100
SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
FRAME_S = 0.04  # of a film at 25 frames a second: a picture may not be a frame off what is heard


def stretched(samples: NDArray[np.float32], speed: float, piece: int = RATE) -> NDArray[np.float32]:
    stretch = Stretch(RATE, samples.shape[1], speed)
    pieces = [stretch.push(samples[i : i + piece]) for i in range(0, len(samples), piece)]
    return np.concatenate([*pieces, stretch.finish()])


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_pitch_stays_and_the_length_follows_the_speed(speed: float) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(3 * RATE) / RATE).astype(np.float32)[:, None] * 0.3
    out = stretched(np.repeat(tone, 2, axis=1), speed)
    assert len(out) * speed == pytest.approx(3 * RATE, rel=0.02)
    middle = out[len(out) // 3 : 2 * len(out) // 3, 1]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.fft.rfftfreq(len(middle), 1 / RATE)[spectrum.argmax()] == pytest.approx(440, abs=2)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("piece", [RATE, 1000])
def test_what_sounds_at_a_time_is_heard_at_that_time_over_the_speed(speed: float, piece: int) -> None:
    clicks_s = np.arange(0.5, 4, 0.5)
    samples = np.zeros((4 * RATE, 1), np.float32)
    shape = np.random.default_rng(0).normal(0, 0.3, 200) * np.exp(-np.arange(200) / 40)
    for click_s in clicks_s:
        samples[round(click_s * RATE) :][:200, 0] = shape
    out = np.abs(stretched(samples, speed, piece)[:, 0])
    for click_s in clicks_s:
        first = round((click_s - 0.2) / speed * RATE)
        found = first + int(np.argmax(out[first : round((click_s + 0.2) / speed * RATE)]))
        assert abs(found / RATE * speed - click_s) < FRAME_S


def test_nothing_gives_nothing() -> None:
    assert stretched(np.zeros((0, 2), np.float32), 0.5).shape == (0, 2)


@pytest.mark.parametrize(("speed", "n_channels"), [(0.05, 2), (3.0, 2), (float("nan"), 2), (1.0, 6)])
def test_what_cannot_be_stretched_is_refused(speed: float, n_channels: int) -> None:
    with pytest.raises(InputError):
        Stretch(RATE, n_channels, speed)
