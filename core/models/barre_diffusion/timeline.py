"""Dances of any length: one timeline of noise that becomes a dance, read through windows that overlap.

At each noise level every window says what it thinks the dance is. Where two overlap, what they think is
mixed, each fading out towards its ends; since both read the same timeline at the next level, they come to
agree. (The idea is that of Bar-Tal and others, "MultiDiffusion", 2023, in time instead of space; EDGE, 2023,
instead makes one half of a window equal to the other's.)
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

from core.models.barre_diffusion.schedule import step_back

Denoise = Callable[[Tensor, Tensor, Tensor, int], Tensor]
"""(N, W, C) windows with noise, (N, W, C) what is kept, () the noise level, and the frame of the timeline at
which the first window begins -> (N, W, C) without noise."""

_STRIDE = 3  # frames from one beginning to the next; it meets every place in a token that is a power of 2


def padded_length(n_frames: int, window: int) -> int:
    """Return how many frames windows of that length, half of it apart, cover."""
    hop = window // 2
    return window + max(0, -(-(n_frames - window) // hop)) * hop


def windows_of(values: Tensor, window: int) -> Tensor:
    """(L, ...) of a `padded_length` -> (N, W, ...) windows, half of their length apart."""
    starts = range(0, len(values) - window + 1, window // 2)
    return torch.stack([values[start : start + window] for start in starts])


def mixed(windows: Tensor, n_frames: int) -> Tensor:
    """(N, W, C) -> (L, C): the mean of the windows at each frame, each fading out towards its ends."""
    n, window, _ = windows.shape
    place = torch.arange(window).to(windows) + 0.5
    weight = torch.minimum(place, window - place)[:, None]
    total = windows.new_zeros(n_frames, windows.shape[2])
    weights = windows.new_zeros(n_frames, 1)
    for i in range(n):
        start = i * (window // 2)
        total[start : start + window] += windows[i] * weight
        weights[start : start + window] += weight
    return total / weights


def danced(
    x: Tensor, through: Tensor, kept: Tensor, keep: Tensor, denoise: Denoise, *, window: int, spare: int = 0
) -> Tensor:
    """Return the dance that a noised timeline becomes.

    At each step the windows begin at another frame, up to `spare`, so that the seams of windows and tokens
    come to lie everywhere and leave no tremor of their own. The frames that some steps leave out, `spare` at
    either end at most, are not to be used.

    Args:
        x: (L, C) noised to the first level, L a `padded_length` and `spare` more.
        through: noise levels from that one down to 0.
        kept, keep: (L, C), what is given of the dance, and bool, where.
    """
    length = len(x) - spare
    clean = torch.zeros_like(x)
    for i, (level, lower) in enumerate(pairwise(through)):
        start = i * _STRIDE % (spare + 1)
        here = slice(start, start + length)
        seen, places = torch.where(keep, kept, x)[here], windows_of(keep[here], window)
        clean = clean.clone()
        clean[here] = mixed(denoise(windows_of(seen, window), places, level, start), length)
        clean = torch.where(keep, kept, clean)
        x = step_back(x, clean, level, lower)
    return clean
