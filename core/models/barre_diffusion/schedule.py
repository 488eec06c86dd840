"""How much of a dance is left at each noise level, and the steps back from noise to dance.

Noise level u runs from 0 (the dance) to 1 (nothing but noise): ``x_u = a(u) x + s(u) e`` with e standard
normal, a^2 + s^2 = 1 and ``s / a = SHIFT tan(u pi / 2)``. With a shift of 1 this is the cosine schedule of
Nichol and Dhariwal, "Improved Denoising Diffusion Probabilistic Models" (2021). It is shifted towards noise
for the reason for which Hoogeboom, Heek and Salimans, "Simple diffusion" (2023), shift it for large
pictures: neighbouring frames and joints say nearly the same, so that a network that averages over them sees
through noise that would hide a single number. Where a dance goes is decided while s / a is about 5 to 25;
unshifted, that is a tenth of all levels. The deterministic step back is that of Song, Meng and Ermon,
"Denoising Diffusion Implicit Models" (2021).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

SHIFT = 4.0
_LEAST_SIGNAL = 1e-4  # at level 1 nothing would be left


def signal(level: Tensor) -> Tensor:
    """Return a(u), the share of the dance that is left at noise levels of any shape."""
    noise = SHIFT * torch.tan(level * (math.pi / 2))
    return (1 + noise**2).rsqrt().clamp_min(_LEAST_SIGNAL)


def noised(x: Tensor, noise: Tensor, level: Tensor) -> Tensor:
    """Return x_u of (B, ...) dances at (B,) noise levels."""
    a = signal(level).reshape(-1, *(1,) * (x.dim() - 1))
    return a * x + (1 - a**2).sqrt() * noise


def levels(n_steps: int, top: float = 1.0) -> Tensor:
    """Return the noise levels from `top` down to 0, at most as far apart as those from 1 in `n_steps`."""
    return torch.linspace(top, 0.0, max(1, math.ceil(n_steps * top)) + 1)


def step_back(x: Tensor, clean: Tensor, level: Tensor, lower: Tensor) -> Tensor:
    """Return x at a lower noise level, given what the dance without noise is thought to be."""
    a, b = signal(level), signal(lower)
    noise = (x - a * clean) / (1 - a**2).sqrt()
    return b * clean + (1 - b**2).sqrt() * noise
