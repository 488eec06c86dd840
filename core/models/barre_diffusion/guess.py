"""What can be known of a noised dance without a network: the best linear guess of a few frames.

The frames of a token are taken as jointly normal. Along each of its principal axes,
of power p, the best guess of what was noised to ``a x + s e`` is ``a p / (a^2 p + s^2)`` times it (Wiener),
and its mean squared error ``p s^2 / (a^2 p + s^2)``. The network adds the rest, in units of that error, so
that it need not learn to repeat a dance that is hardly noised and its mistakes are small where little is
unknown. This is the preconditioning of Karras and others, "Elucidating the Design Space of Diffusion-Based
Generative Models" (2022), with frames that are alike instead of pixels that are not.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.models.barre_diffusion.schedule import signal

_LEAST_POWER = 1e-6  # of an axis along which nothing varies


class LinearGuess(nn.Module):
    """(B, T, C) noised numbers at (B,) noise levels -> (B, T, C) the guess, and (B, 1, 1) its error."""

    axes: Tensor
    power: Tensor

    def __init__(self, n_numbers: int, patch: int) -> None:
        super().__init__()
        size = n_numbers * patch
        self.register_buffer("axes", torch.eye(size))
        self.register_buffer("power", torch.ones(size))

    def learn(self, state: Tensor) -> None:
        """Take over how the numbers of neighbouring frames vary together in (N, T, C) dances."""
        n_frames = len(self.power) // state.shape[2]
        whole = state[:, : state.shape[1] // n_frames * n_frames]
        tokens = whole.reshape(-1, len(self.power)).double()
        power, axes = torch.linalg.eigh(tokens.T @ tokens / len(tokens))
        self.axes.copy_(axes)
        self.power.copy_(power.clamp_min(_LEAST_POWER))

    def forward(self, x: Tensor, level: Tensor) -> tuple[Tensor, Tensor]:
        """Return the guess, and the root of its mean squared error to be expected."""
        a = signal(level)[:, None]  # (B, 1)
        noise = (1 - a**2).clamp_min(_LEAST_POWER)
        known = a**2 * self.power + noise  # (B, D)
        tokens = x.reshape(len(x), -1, len(self.power)) @ self.axes
        guess = (tokens * (a * self.power / known)[:, None]) @ self.axes.T
        error = (self.power * noise / known).mean(dim=1).sqrt()
        return guess.reshape(x.shape), error[:, None, None]
