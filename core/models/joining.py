"""Pieces of dances put end to end."""

from __future__ import annotations

import torch
from torch import Tensor


def joined(before: Tensor, after: Tensor, n_blend: int) -> Tensor:
    """Let (S, P) poses pass smoothly into (R, P) others over `n_blend` frames, of which each has more."""
    if not len(before):
        return after
    t = torch.linspace(0, 1, n_blend + 2)[1:-1, None]
    weight = t * t * (3 - 2 * t)
    passing = torch.lerp(before[-n_blend:], after[:n_blend], weight)
    return torch.cat([before[:-n_blend], passing, after[n_blend:]])
