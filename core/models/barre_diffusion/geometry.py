"""Feet and bones, read off pose vectors: what a dance must keep so that a body could dance it.

A pose vector is that of `core.training.pose_vectors`: J joints about the root of a body that faces +z, then
the root's speed to its left and front, its height, and its turning.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.linalg import vector_norm

N_ROOT = 4
"""How many numbers of a pose vector are the root's, its last."""

STILL_M_S, LOW_M = 0.25, 0.12
"""A foot that moves less over the floor, and is lower, stands. In the ballroom set nine in ten of the heels
and toes that are as slow are lower; markers sit up to 8 cm above the sole."""


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


def grounded(pose: Tensor, standing: Tensor, free: Tensor, feet: Tensor, fps: float) -> Tensor:
    """Return pose vectors whose root moves so that standing feet stay where they are.

    What the feet that stand move over the floor, on average, the root is moved back; the pose stays. Two feet
    that stand and move apart still slide, half of it each.

    Args:
        pose: (T, P), T at least 2.
        standing: (T, F), 0 to 1: how surely each point of a foot stands.
        free: (T,) bool, where the root's speed may be changed.
    """
    if not standing.shape[-1]:
        return pose
    velocity = feet_of(pose, feet, fps).velocity
    sure = standing[:-1].clamp(0, 1)
    slide = (sure[..., None] * velocity).sum(dim=1) / sure.sum(dim=1, keepdim=True).clamp_min(1.0)
    mended = pose.clone()
    mended[:-1, -N_ROOT:-2] -= torch.where(free[:-1, None], slide, torch.zeros_like(slide))
    return mended


def _joints(pose: Tensor) -> Tensor:
    """(..., T, P) -> (..., T, J, 3)"""
    return pose[..., :-N_ROOT].reshape(*pose.shape[:-1], -1, 3)
