"""Feet and bones, read off pose vectors: what a dance must keep so that a body could dance it.

A pose vector is that of `core.training.pose_vectors`: J joints about the root of a body that faces +z, then
the root's speed to its left and front, its height, and its turning.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from scipy.ndimage import gaussian_filter1d
from torch import Tensor
from torch.linalg import vector_norm

N_ROOT = 4
"""How many numbers of a pose vector are the root's, its last."""

STILL_M_S, LOW_M = 0.25, 0.12
"""A foot that moves less over the floor, and is lower, stands. In the ballroom set nine in ten of the heels
and toes that are as slow are lower; markers sit up to 8 cm above the sole."""


# What the body stands on, when a finished dance is planted: chosen on validation dances of the ballroom set.
_STANDS = 0.1  # quantile of a point's heights at which it stands, as `core.metrics.feet` has it
_PLANTED_M, _PLANTED_SOFT_M = 0.06, 0.015  # above that: half, and how softly
_PLANTED_M_S = 1.5  # what moves faster is stepping
_PLANTED_S = 0.04  # standard deviation of the Gaussian that keeps the root from jolting


@dataclass(frozen=True, eq=False)
class Feet:
    """The F points of the feet in each frame.

    Attributes:
        velocity: (..., T - 1, F, 2) m/s over the floor to the next frame, along left and front of the body.
        height: (..., T, F) metres over the floor.
    """

    velocity: Tensor
    height: Tensor

    @property
    def standing(self) -> Tensor:
        """(..., T, F) float, 1 where a point of a foot stands; the last frame is as the one before it."""
        still = vector_norm(self.velocity, dim=-1) < STILL_M_S
        still = torch.cat([still, still[..., -1:, :]], dim=-2)
        return (still & (self.height < LOW_M)).float()


def feet_of(pose: Tensor, feet: Tensor, fps: float) -> Feet:
    """Return the feet of (..., T, P) pose vectors; `feet` are the (F,) indices of their joints."""
    joints, root = _joints(pose), pose[..., -N_ROOT:]
    at = joints[..., feet, :]  # (..., T, F, 3)
    turn = root[..., :-1, 3:] / fps  # (..., T - 1, 1)
    x, z = at[..., 1:, :, 0], at[..., 1:, :, 2]
    next_x, next_z = x * turn.cos() + z * turn.sin(), z * turn.cos() - x * turn.sin()
    steps = torch.stack([next_x, next_z], dim=-1) - at[..., :-1, :, ::2]
    return Feet(steps * fps + root[..., :-1, None, :2], at[..., 1] + root[..., 2:3])


def bone_lengths(pose: Tensor, bones: Tensor) -> Tensor:
    """(..., T, B) metres, of (..., T, P) pose vectors and the (B, 2) indices of the bones' ends."""
    joints = _joints(pose)
    lengths: Tensor = vector_norm(joints[..., bones[:, 0], :] - joints[..., bones[:, 1], :], dim=-1)
    return lengths


def planted(pose: Tensor, free: Tensor, feet: Tensor, fps: float) -> Tensor:
    """Return pose vectors whose root moves so that the foot which stands stays where it is; the pose stays.

    The point of the feet that is lowest and slowest is what the body stands on. What it moves over the floor
    the root is moved back, the less, the higher or faster that point is: nothing is taken from a leap, some
    of a fast step, most of a slow glide. The other foot may still slide.

    Args:
        pose: (T, P), T at least 2.
        free: (T,) bool, where the root's speed may be changed.
    """
    if not len(feet):
        return pose
    moved = feet_of(pose, feet, fps)
    height = moved.height[:-1] - moved.height.quantile(_STANDS, dim=0)
    speed = vector_norm(moved.velocity, dim=-1)
    stands = torch.sigmoid((_PLANTED_M - height) / _PLANTED_SOFT_M) * torch.exp(
        -((speed / _PLANTED_M_S) ** 2)
    )
    share = stands**3 / (stands**3).sum(dim=1, keepdim=True).clamp_min(1e-9)
    slide = (share[..., None] * moved.velocity).sum(dim=1) * stands.amax(dim=1, keepdim=True)
    slide = torch.from_numpy(gaussian_filter1d(slide.numpy(), _PLANTED_S * fps, axis=0, mode="nearest"))
    mended = pose.clone()
    mended[:-1, -N_ROOT:-2] -= torch.where(free[:-1, None], slide, torch.zeros_like(slide))
    return mended


def _joints(pose: Tensor) -> Tensor:
    """(..., T, P) -> (..., T, J, 3)"""
    return pose[..., :-N_ROOT].reshape(*pose.shape[:-1], -1, 3)
