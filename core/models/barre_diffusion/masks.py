"""What is kept of a dance in training, so that keeping something is what the model has learnt."""

from __future__ import annotations

import torch
from torch import Tensor

from core.models.barre_diffusion.geometry import N_ROOT

_KINDS = 4  # beginning, both ends, joints, joints within a stretch


def random_keep(n: int, n_frames: int, n_numbers: int, n_joints: int, share: float) -> Tensor:
    """Return (n, T, C) bool, true where the numbers of a frame are given.

    Of `n` dances all is free but of about `share` of them, each of which keeps, equally often: its beginning;
    beginning and end; half of its joints, and as often as not the root's four numbers, throughout; the same
    outside a stretch that is free.

    Args:
        n_numbers: C: three a joint, four of the root, and what else a frame has, which is never kept alone.
    """
    edges = torch.rand(n, 2).sort(dim=1).values * n_frames
    at = torch.arange(n_frames)
    before = at < edges[:, :1]  # (n, T)
    outside = before | (at >= edges[:, 1:])
    chosen = _random_numbers(n, n_numbers, n_joints)
    whole = torch.ones(n, 1, n_numbers, dtype=torch.bool)
    kinds = torch.stack(
        [
            before[..., None] & whole,
            outside[..., None] & whole,
            chosen.expand(n, n_frames, n_numbers),
            outside[..., None] | chosen,
        ]
    )
    keep = kinds[torch.randint(_KINDS, (n,)), torch.arange(n)]
    return keep & (torch.rand(n) < share)[:, None, None]


def _random_numbers(n: int, n_numbers: int, n_joints: int) -> Tensor:
    """(n, 1, C) bool, about half of the joints, and the root or not."""
    joints = (torch.rand(n, n_joints) < torch.rand(n, 1)).repeat_interleave(3, dim=1)
    root = (torch.rand(n, 1) < 0.5).expand(n, N_ROOT)
    others = torch.zeros(n, n_numbers - 3 * n_joints - N_ROOT, dtype=torch.bool)
    return torch.cat([joints, root, others], dim=1)[:, None]
