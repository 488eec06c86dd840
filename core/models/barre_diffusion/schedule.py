"""How much of a dance is left at each noise level, and the steps back from noise to dance.

Noise level u runs from 0 (the dance) to 1 (nothing but noise): ``x_u = a(u) x + s(u) e`` with e standard
normal and a^2 + s^2 = 1. The cosine schedule is that of Nichol and Dhariwal, "Improved Denoising Diffusion
Probabilistic Models" (2021); the deterministic step back is that of Song, Meng and Ermon, "Denoising
Diffusion Implicit Models" (2021).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

_OFFSET = 0.008  # published: keeps the first step from being too small to see
_LEAST_SIGNAL = 1e-4  # at level 1 nothing would be left to divide by


def signal(level: Tensor) -> Tensor:
    """Return a(u), the share of the dance that is left at noise levels of any shape."""

    def at(u: Tensor | float) -> Tensor:
        return torch.cos((torch.as_tensor(u) + _OFFSET) / (1 + _OFFSET) * (math.pi / 2))

    return (at(level) / at(0.0)).clamp(_LEAST_SIGNAL, 1.0)


def noised(x: Tensor, noise: Tensor, level: Tensor) -> Tensor:
    """Return x_u of (B, ...) dances at (B,) noise levels."""
    a = signal(level).reshape(-1, *(1,) * (x.dim() - 1))
    return a * x + (1 - a**2).sqrt() * noise


def levels(n_steps: int) -> Tensor:
    """Return the (n_steps + 1,) noise levels that are gone through, from 1 down to 0."""
    return torch.linspace(1.0, 0.0, n_steps + 1)


def step_back(x: Tensor, clean: Tensor, level: Tensor, lower: Tensor) -> Tensor:
    """Return x at a lower noise level, given what the dance without noise is thought to be."""
    a, b = signal(level), signal(lower)
    noise = (x - a * clean) / (1 - a**2).sqrt()
    return b * clean + (1 - b**2).sqrt() * noise
