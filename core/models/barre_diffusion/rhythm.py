"""The beats that the model hears, and a dance laid on them.

The frames of music that come here end with the `N_PHASE` numbers of `core.audio.phase`. Moving a dance in
time so that its own beats, the moments at which the body is slowest, fall on those of the music is what the
beat warper of Lee and others, "Dancing to Music" (NeurIPS 2019), does.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from torch import Tensor

from core.audio.phase import N_PHASE
from core.metrics.motion_beats import slowest_between
from core.models.barre_diffusion.geometry import N_ROOT, feet_of

Array = NDArray[np.float64]

_REACH_S = 0.2  # a beat of the dance that is further away from one of the music stays where it is
_HURRY = 1.25  # as many times as fast, or as slowly, a dance may run on average from one beat to the next
_LEAST_FRAMES = 2  # from one beat to the next


def beat_places(audio: NDArray[np.float32]) -> Array | None:
    """(T, A) music -> (T,) beats passed, rising, whole on each beat; None where none is heard.

    None, too, where the beats are so fast that the frames do not tell one from the next.
    """
    cosine, sine = audio[:, -N_PHASE], audio[:, -N_PHASE + 1]
    if not (cosine.any() or sine.any()):
        return None
    places: Array = np.unwrap(np.arctan2(sine, cosine).astype(np.float64)) / (2 * np.pi)
    return places if (np.diff(places) > 0).all() else None


def beat_frames(audio: NDArray[np.float32]) -> Array:
    """(T, A) music -> (B,) frames, with fractions, that its beats fall on."""
    places = beat_places(audio)
    if places is None:
        return np.empty(0)
    beats = np.arange(np.ceil(places[0]), np.floor(places[-1]) + 1)
    return np.interp(beats, places, np.arange(len(places)))


def retimed(pose: NDArray[np.float32], places: Array) -> NDArray[np.float32]:
    """Return the (S, P) pose vectors of a dance whose frames are those at (S,) `places` of (T, P).

    Places have fractions. Where the dance runs faster, so does the root. T is at least 2.
    """
    first = np.clip(np.floor(places).astype(np.intp), 0, len(pose) - 2)
    share = (places - first)[:, None]
    made: Array = pose[first] * (1 - share) + pose[first + 1] * share
    hurry = np.gradient(places) if len(places) > 1 else np.ones(len(places))
    for number in (-N_ROOT, -N_ROOT + 1, -1):  # the speeds; between them the height
        made[:, number] *= hurry
    return made.astype(np.float32)


def on_beats(pose: Tensor, beats: Array, fps: float) -> Tensor:
    """Return (T, P) pose vectors moved in time so that the dance's beats near one of the music fall on it.

    Beginning and end stay. A beat that the dance would have to hurry too much for is left where it is.

    Args:
        beats: (B,) frames of the music's, rising.
    """
    if len(pose) < 3 or not len(beats):
        return pose
    last = float(len(pose) - 1)
    ours, theirs = _kept_pace([(0.0, 0.0), *_near(_dance_beats(pose, fps), beats, _REACH_S * fps)], last)
    if len(ours) < 3:
        return pose
    places = PchipInterpolator(theirs, ours)(np.arange(len(pose)))
    return torch.from_numpy(retimed(pose.numpy(), places))


def _dance_beats(pose: Tensor, fps: float) -> Array:
    """Return the frames, with fractions, at which the joints of (T, P) pose vectors are slowest."""
    joints = torch.arange((pose.shape[1] - N_ROOT) // 3)
    moved = feet_of(pose, joints, fps)
    rise = moved.height.diff(dim=0) * fps
    speed = (moved.velocity.square().sum(dim=-1) + rise.square()).sqrt()
    return slowest_between(speed.double().numpy(), "fact", fps) + 0.5


def _near(ours: Array, theirs: Array, reach: float) -> list[tuple[float, float]]:
    """Return the pairs of beats each of which is the other's nearest, not further apart than `reach`."""
    if not len(ours):
        return []
    apart = np.abs(ours[:, None] - theirs)
    nearest, back = apart.argmin(axis=1), apart.argmin(axis=0)
    return [
        (float(ours[i]), float(theirs[j]))
        for i, j in enumerate(nearest)
        if back[j] == i and apart[i, j] <= reach
    ]


def _kept_pace(pairs: list[tuple[float, float]], last: float) -> tuple[list[float], list[float]]:
    """Leave out the pairs that cannot be reached from the one before at a bearable pace; end at `last`."""
    kept = pairs[:1]
    for pair in pairs[1:]:
        if _bearable(kept[-1], pair):
            kept.append(pair)
    while len(kept) > 1 and not _bearable(kept[-1], (last, last)):
        kept.pop()
    kept.append((last, last))
    ours, theirs = zip(*kept, strict=True)
    return list(ours), list(theirs)


def _bearable(one: tuple[float, float], other: tuple[float, float]) -> bool:
    ours, theirs = other[0] - one[0], other[1] - one[1]
    return theirs >= _LEAST_FRAMES and 1 / _HURRY <= ours / theirs <= _HURRY
