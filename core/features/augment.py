"""Variations of a motion that keep its style: seen in a mirror, danced a little slower or faster."""

from __future__ import annotations

import numpy as np

from core.errors import InputError
from core.motion import Motion


def augmented(
    motion: Motion, *, n_frames: int, rng: np.random.Generator, mirror: float = 0.5, tempo: float = 0.1
) -> Motion:
    """Return a random variation of `n_frames` frames, made of nothing but `motion`.

    Args:
        motion: a window of at least `n_frames` frames.
        mirror: probability of mirroring.
        tempo: largest relative change of speed; see `tempo_jittered`.
    """
    varied = tempo_jittered(motion, n_frames=n_frames, rng=rng, tempo=tempo)
    return varied.mirrored() if rng.random() < mirror else varied


def tempo_jittered(motion: Motion, *, n_frames: int, rng: np.random.Generator, tempo: float = 0.1) -> Motion:
    """Return `n_frames` frames from a random place of `motion`, danced at 1 -/+ `tempo` times its speed.

    Nothing outside `motion` is read, or a window would see what a split kept from it. Faster needs more
    source frames: full use of the range takes a window of ``ceil(n_frames * (1 + tempo))`` frames, and a
    window of just `n_frames` frames can only be slowed down.
    """
    if motion.n_frames < n_frames or n_frames < 1 or not 0 <= tempo < 1:
        raise InputError(
            f"Tempo jitter needs a window of at least {n_frames} > 0 frames and a tempo change in 0..1; "
            f"got {motion.n_frames} frames and {tempo}."
        )
    room = motion.n_frames - 1
    fastest = min(1 + tempo, room / (n_frames - 1)) if n_frames > 1 else 1.0
    speed = rng.uniform(1 - tempo, fastest)
    start = rng.uniform(0, room - speed * (n_frames - 1)) if room else 0.0
    return motion.at_frames(start + speed * np.arange(n_frames))
