"""Poses as pictures: each bone a coloured line on black, drawn where the model computes."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

import torch
from torch import Tensor, nn

SEEN = 0.3  # confidence of a joint that is drawn


class SkeletonMap(nn.Module):
    """(B, J, 3) x and y in pixels and confidence -> (B, 3, H, W) of -1 (black) to 1.

    Each bone has its own hue, so that left and right, arm and leg are told apart wherever they are. A bone
    with an end that is not seen is left out. Edges are one pixel soft.
    """

    ends: Tensor

    def __init__(self, n_bones: int, size: int, line: float) -> None:
        super().__init__()
        self.size, self.half_px = size, max(0.5, line * size / 2)
        self.register_buffer("ends", torch.zeros(n_bones, 2, dtype=torch.long))

    def learn(self, bones: Sequence[tuple[int, int]]) -> None:
        """Take over which joints are connected."""
        self.ends.copy_(torch.tensor(bones, dtype=torch.long).view(-1, 2))

    @torch.no_grad()
    def forward(self, joints: Tensor) -> Tensor:
        joints = joints.float()
        xy, known = joints[..., :2], torch.isfinite(joints[..., :2]).all(-1) & (joints[..., 2] >= SEEN)
        xy = torch.where(known[..., None], xy, torch.zeros_like(xy))
        canvas = joints.new_zeros(len(joints), 3, self.size, self.size)
        at = torch.arange(self.size, device=joints.device, dtype=torch.float32) + 0.5
        for (a, b), colour in zip(self.ends.tolist(), _hues(len(self.ends)).to(joints.device), strict=True):
            drawn = _line(xy[:, a], xy[:, b], at, self.half_px)  # (B, H, W)
            drawn = drawn * (known[:, a] & known[:, b])[:, None, None]
            canvas = torch.maximum(canvas, drawn[:, None] * colour.view(1, 3, 1, 1))
        return 2 * canvas - 1


def _line(a: Tensor, b: Tensor, at: Tensor, half: float) -> Tensor:
    """(B, 2) ends -> (B, H, W) 1 within `half` pixels of the line between them, 0 beyond one more."""
    along = b - a
    x, y = at[None, None, :] - a[:, 0, None, None], at[None, :, None] - a[:, 1, None, None]
    dx, dy = along[:, 0, None, None], along[:, 1, None, None]
    share = ((x * dx + y * dy) / (dx * dx + dy * dy).clamp(min=1e-6)).clamp(0, 1)
    distance = torch.sqrt((x - share * dx) ** 2 + (y - share * dy) ** 2)
    return (half + 0.5 - distance).clamp(0, 1)


def _hues(n: int) -> Tensor:
    """(N, 3) colours of 0 to 1 around the wheel, neighbours far apart."""
    golden = 0.618033988749895
    return torch.tensor([colorsys.hsv_to_rgb(i * golden % 1, 0.75, 1.0) for i in range(n)])
