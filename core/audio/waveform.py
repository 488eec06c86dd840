"""The outline of a sound for a timeline: lowest and highest sample of each stretch."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio import cache
from core.audio.cache import Arrays
from core.errors import InputError
from core.media.sound import load_audio

BINS_PER_S = 400  # the finest that is kept: 2.5 ms, finer than a pixel of any timeline that shows a beat
_RATE = 12_000  # a multiple of it; no eye sees what lies above 6 kHz in an outline
_KIND = f"waveform-v1-{BINS_PER_S}"


def waveform(
    path: Path | str,
    *,
    n_bins: int | None = None,
    bins_per_s: float | None = None,
    cache_dir: Path | None = None,
) -> NDArray[np.float32]:
    """Return lowest and highest sample of consecutive stretches of a sound, channels averaged.

    Args:
        n_bins: that many stretches over the whole sound; or
        bins_per_s: stretches a second, at most 400; 400 when neither is given.
        cache_dir: the finest outline is kept there by the file's content.

    Returns:
        (n, 2) float32: minimum and maximum, 1 being full scale; the last stretch may be cut short by the end.

    Raises:
        MediaError: the file cannot be read, or has no sound.
        InputError: both or impossible numbers of stretches are asked for.
    """
    if n_bins is not None and bins_per_s is not None:
        raise InputError("A waveform needs either n_bins or bins_per_s.")
    if (n_bins is not None and n_bins < 1) or (bins_per_s is not None and not 0 < bins_per_s <= BINS_PER_S):
        raise InputError(f"A waveform needs 1 bin or more and at most {BINS_PER_S} a second.")
    arrays = cache.kept(path, cache_dir, _KIND, ("outline",), partial(_outlined, path), _is_outline)
    finest = arrays["outline"]
    if n_bins is not None:
        return _coarser(finest, np.arange(n_bins) * len(finest) / n_bins)
    step = BINS_PER_S / (bins_per_s or BINS_PER_S)
    return _coarser(finest, np.arange(0, len(finest), step))


def _outlined(path: Path | str) -> Arrays:
    samples = np.nan_to_num(load_audio(path, mono=True, rate=_RATE).samples[:, 0])
    width = _RATE // BINS_PER_S
    n = max(1, -(-len(samples) // width))
    padded = np.pad(samples, (0, n * width - len(samples)), mode="edge" if len(samples) else "constant")
    bins = padded.reshape(n, width)
    return {"outline": np.stack([bins.min(axis=1), bins.max(axis=1)], axis=1).astype(np.float32)}


def _is_outline(arrays: Arrays) -> bool:
    outline = arrays["outline"]
    return outline.ndim == 2 and outline.shape[1] == 2 and len(outline) > 0 and outline.dtype == np.float32


def _coarser(finest: NDArray[np.float32], starts: NDArray[np.float64]) -> NDArray[np.float32]:
    """The outline over stretches that begin at (fractional) bins; one shorter than a bin repeats it."""
    first = np.minimum(np.floor(starts).astype(np.intp), len(finest) - 1)
    low = np.minimum.reduceat(finest[:, 0], first)
    high = np.maximum.reduceat(finest[:, 1], first)
    return np.stack([low, high], axis=1)
