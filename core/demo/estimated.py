"""Dancers as a pose estimator would see them: turning, travelling, in pixels, with its noise and its doubts.

The noise is of the kind that BlazePose has on films: it drifts instead of flickering, is larger in hands and
feet, grows where a limb is behind the body, and now and then nobody is found for a few frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.demo.choreography import choreograph
from core.render.anatomy import standing_height
from core.skeleton import Skeleton, skeleton

Array = NDArray[np.float64]

SIZE_PX = (1280, 720)
SCALE_PX = 240.0  # pixels a metre
_FLOOR_PX = 640.0

_JITTER = 0.004  # standard deviation in standing heights, of the trunk and limbs
_LOOSE = {"wrist": 1.4, "pinky": 1.8, "index": 1.8, "thumb": 1.7, "ankle": 1.3, "heel": 1.6, "foot": 1.6}
_HIDDEN_JITTER = 3.0  # times as much behind the body
_DEPTH_JITTER = 2.5  # times as much toward the camera, which no single camera sees
_MEMORY = 0.8  # of the noise, from frame to frame
_SURE, _HIDDEN_SURE = 0.97, 0.55  # usual confidence


@dataclass(frozen=True, eq=False)
class Estimated:
    """One dancer's tracks.

    Attributes:
        image: (T, J, 4) float32: x_px, y_px (down), z in pixels (smaller is nearer), confidence.
        world: (T, J, 4) float32: metres from the middle of the hips, y up, z to the camera; confidence.
        height_px: how tall the dancer stands.
        turning: (T,), true while the dancer spins.
    """

    image: NDArray[np.float32]
    world: NDArray[np.float32]
    height_px: float
    turning: NDArray[np.bool_]
    skeleton: Skeleton


def estimated(style: str, n_frames: int, *, seed: int, beside_m: float = 0.0, fps: float = 25.0) -> Estimated:
    """Return a dancer of a style who dances, spins every few seconds, and wanders about the stage.

    Args:
        beside_m: where the dancer's part of the stage is, metres to the right of the picture's middle.
    """
    rng = np.random.default_rng((seed, 11))
    motion = choreograph(style, duration_s=n_frames / fps, seed=seed, fps=fps)
    joints = motion.positions[:n_frames].astype(np.float64)
    height_m = standing_height(motion.positions[:200])
    yaw, turning = _spins(n_frames, fps, rng)
    root = joints[:, list(motion.skeleton.root)].mean(axis=1)
    ground = root * (1.0, 0.0, 1.0)
    spun = _turned(joints - ground[:, None], yaw)
    path = _wander(n_frames, fps, beside_m, rng) + 0.6 * ground
    placed = spun + path[:, None]
    hidden = _hidden(placed)
    noise = _noise(placed.shape, hidden, rng) * height_m
    seen = placed + noise
    confidence = _confidence(hidden, rng)
    gone = _gone(n_frames, rng)
    image = _pixels(seen)
    middle = seen[:, list(motion.skeleton.root)].mean(axis=1, keepdims=True)
    tracks = [np.concatenate([xyz, confidence[..., None]], axis=2) for xyz in (image, seen - middle)]
    for track in tracks:
        track[gone, :, :3], track[gone, :, 3] = np.nan, 0.0
    return Estimated(
        tracks[0].astype(np.float32),
        tracks[1].astype(np.float32),
        height_m * SCALE_PX,
        turning,
        motion.skeleton,
    )


def _spins(n: int, fps: float, rng: np.random.Generator) -> tuple[Array, NDArray[np.bool_]]:
    """(T,) which way the dancer faces, radians, and when they spin: once or twice, a second or so each."""
    step = np.zeros(n)
    turning = np.zeros(n, np.bool_)
    at = int(rng.uniform(2, 6) * fps)
    while at < n:
        turns = int(rng.integers(1, 3))
        length = int(rng.uniform(0.8, 1.4) * (0.2 + 0.8 * turns) * fps)
        about = rng.choice([-1.0, 1.0]) * turns * 2 * np.pi
        rise = (1 - np.cos(np.linspace(0, 2 * np.pi, length))) / length
        step[at : at + length] += about * rise[: n - at]
        turning[at : at + length] = True
        at += length + int(rng.uniform(3, 10) * fps)
    lazily = 0.4 * np.sin(2 * np.pi * np.arange(n) / fps / rng.uniform(9, 15))
    return np.cumsum(step) + lazily, turning


def _turned(points: Array, yaw: Array) -> Array:
    """(T, J, 3) points turned about the y axis."""
    cos, sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    x, y, z = np.moveaxis(points, -1, 0)
    return np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=-1)


def _wander(n: int, fps: float, beside_m: float, rng: np.random.Generator) -> Array:
    """(T, 3) the way across the stage: slow, and wide enough to cross somebody else's."""
    t_s = np.arange(n) / fps
    side = beside_m + 0.9 * np.sin(2 * np.pi * t_s / rng.uniform(14, 22) + rng.uniform(0, 2 * np.pi))
    return np.stack([side, np.zeros(n), 0.3 * np.sin(2 * np.pi * t_s / 17)], axis=1)


def _hidden(points: Array) -> NDArray[np.bool_]:
    """(T, J), true where a joint is behind the trunk."""
    body = skeleton("blazepose33")
    trunk = body.indices("left_shoulder", "right_shoulder", "left_hip", "right_hip")
    corners = points[:, trunk]
    low, high = corners[..., :2].min(axis=1), corners[..., :2].max(axis=1)
    inside = ((points[..., :2] > low[:, None]) & (points[..., :2] < high[:, None])).all(axis=2)
    behind = points[..., 2] < corners[..., 2].mean(axis=1)[:, None] - 0.04
    inside[:, trunk] = False
    return np.asarray(inside & behind)


def _noise(shape: tuple[int, ...], hidden: NDArray[np.bool_], rng: np.random.Generator) -> Array:
    """(T, J, 3) noise in standing heights that remembers the frame before, with tails heavier than normal."""
    loose = [
        max([1.0, *(by for part, by in _LOOSE.items() if part in joint)])
        for joint in skeleton("blazepose33").joints
    ]
    fresh = np.clip(rng.standard_t(5, shape), -6.0, 6.0) * np.sqrt(3 / 5)
    noise = np.empty(shape)
    noise[0] = fresh[0]
    for t in range(1, shape[0]):
        noise[t] = _MEMORY * noise[t - 1] + np.sqrt(1 - _MEMORY**2) * fresh[t]
    noise *= _JITTER * np.array(loose)[None, :, None] * np.where(hidden, _HIDDEN_JITTER, 1.0)[..., None]
    noise[..., 2] *= _DEPTH_JITTER
    return noise


def _confidence(hidden: NDArray[np.bool_], rng: np.random.Generator) -> Array:
    """(T, J) confidence: lower behind the body, following what happens within a few frames."""
    usual = np.where(hidden, _HIDDEN_SURE, _SURE)
    kernel = np.ones(5) / 5
    padded = np.pad(usual, ((2, 2), (0, 0)), mode="edge")
    smooth = np.stack([np.convolve(column, kernel, mode="valid") for column in padded.T], axis=1)
    return np.asarray(np.clip(smooth + rng.normal(0, 0.02, usual.shape), 0.02, 0.999))


def _gone(n: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """(T,), true in the few frames in which nobody is found."""
    gone = np.zeros(n, np.bool_)
    for at in rng.integers(0, n, max(1, n // 2500)).tolist():
        gone[at : at + int(rng.integers(2, 8))] = True
    return gone


def _pixels(points: Array) -> Array:
    x = SIZE_PX[0] / 2 + points[..., 0] * SCALE_PX
    y = _FLOOR_PX - points[..., 1] * SCALE_PX
    return np.stack([x, y, -points[..., 2] * SCALE_PX], axis=-1)
