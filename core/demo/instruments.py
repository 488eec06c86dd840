"""Instruments made of sines and noise: each function gives one note as mono samples."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound = NDArray[np.float32]


def _time(length_s: float) -> NDArray[np.float64]:
    return np.arange(round(length_s * RATE)) / RATE


def _noise(length_s: float, brightness: int) -> NDArray[np.float64]:
    """White noise, differentiated to take out low tones; the same at every call, like a sample."""
    noise = np.random.default_rng(20).normal(0, 1, round(length_s * RATE) + brightness)
    rough = np.diff(noise, n=brightness)
    return np.asarray(rough / np.abs(rough).max())


def hertz(midi: float) -> float:
    """Return the frequency of a MIDI note (69 = A4 = 440 Hz, equal temperament)."""
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def _sound(samples: NDArray[np.float64]) -> Sound:
    """End without a click; read-only because notes are shared."""
    fade = min(len(samples), RATE // 200)
    samples[len(samples) - fade :] *= np.linspace(1, 0, fade)
    sound = samples.astype(np.float32)
    sound.setflags(write=False)
    return sound


@lru_cache(maxsize=256)
def kick() -> Sound:
    """A bass drum: a sine that falls from 150 to 48 Hz."""
    t = _time(0.22)
    phase = 2 * np.pi * (48 * t + 102 * 0.03 * (1 - np.exp(-t / 0.03)))
    return _sound(np.sin(phase) * np.exp(-t / 0.075) + 0.25 * _noise(0.22, 1) * np.exp(-t / 0.003))


@lru_cache(maxsize=256)
def snare() -> Sound:
    t = _time(0.2)
    return _sound(
        0.7 * _noise(0.2, 1) * np.exp(-t / 0.055) + 0.5 * np.sin(2 * np.pi * 185 * t) * np.exp(-t / 0.04)
    )


@lru_cache(maxsize=256)
def hat(length_s: float = 0.05) -> Sound:
    """A hi-hat or a brush; longer is more open."""
    t = _time(length_s * 3)
    return _sound(_noise(length_s * 3, 3) * np.exp(-t / length_s))


@lru_cache(maxsize=256)
def woodblock(pitch_hz: float = 2300.0) -> Sound:
    """Claves and rim shots."""
    t = _time(0.09)
    return _sound(np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / 0.018))


@lru_cache(maxsize=256)
def cowbell() -> Sound:
    t = _time(0.22)
    tone = sum(np.sign(np.sin(2 * np.pi * f * t)) for f in (562.0, 845.0))
    return _sound(0.4 * np.asarray(tone) * np.exp(-t / 0.05))


@lru_cache(maxsize=256)
def conga(pitch_hz: float) -> Sound:
    t = _time(0.3)
    phase = 2 * np.pi * (pitch_hz * t + 0.4 * (1 - np.exp(-t / 0.02)))
    return _sound(np.sin(phase) * np.exp(-t / 0.09) + 0.2 * _noise(0.3, 1) * np.exp(-t / 0.004))


@lru_cache(maxsize=256)
def piano(midi: int, length_s: float) -> Sound:
    """A struck string: upper partials are weaker and die sooner."""
    t = _time(length_s)
    tone = sum(n**-1.4 * np.sin(2 * np.pi * n * hertz(midi) * t) * np.exp(-t * n / 0.9) for n in range(1, 8))
    return _sound(np.asarray(tone) * np.minimum(1, t / 0.003))


@lru_cache(maxsize=256)
def bass(midi: int, length_s: float) -> Sound:
    """A plucked low string."""
    t = _time(length_s)
    tone = sum(n**-1.8 * np.sin(2 * np.pi * n * hertz(midi) * t) for n in range(1, 6))
    return _sound(np.asarray(tone) * np.exp(-t / 0.35) * np.minimum(1, t / 0.005))


@lru_cache(maxsize=256)
def strings(midi: int, length_s: float) -> Sound:
    """Three players a little out of tune, who begin and end softly."""
    t = _time(length_s)
    swell = np.minimum(1, t / 0.12) * np.minimum(1, (length_s - t) / 0.15)
    tone = sum(
        n**-1.3 * np.sin(2 * np.pi * n * hertz(midi + cents) * t + n * cents)
        for cents in (-0.06, 0.0, 0.07)
        for n in range(1, 6)
    )
    return _sound(0.4 * np.asarray(tone) * swell)
