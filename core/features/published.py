"""The 130 numbers that the published `bilstm-bigru` style classifier reads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.errors import InputError
from core.features.motion import angle_between

N_MEL = 128
SIZE = N_MEL + 2


def published_vector(dance: Dance, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
    """Return the (130,) vector of frames `start` up to, not including, `stop`.

    - 0..127: the mean over the window of each of the 128 log-mel bands (dB);
    - 128: the distance between the skeleton's first two landmarks, metres;
    - 129: the angle at the second landmark between the first and the third, radians 0..pi.

    The last two are means over the frames where the landmarks are seen. The publication names the three
    landmarks by their order only; on BlazePose they are the nose and two points of the left eye, so the
    vector says nearly nothing about how the body moves. It is kept as published, for comparison.

    Raises:
        InputError: without audio features, on an empty window, or when the landmarks are never seen in it.
    """
    if dance.audio is None:
        raise InputError(f"Dance {dance.key!r} has no music.", "This classifier reads music: give it a song.")
    mel = dance.audio.mel[start:stop]
    landmarks = dance.motion.positions[start:stop, :3]
    seen = landmarks[~np.isnan(landmarks).any(axis=(1, 2))]
    if landmarks.shape[1] < 3 or not len(seen):
        raise InputError(
            f"Dance {dance.key!r}: the first three landmarks are not seen in frames {start} to {stop}."
        )
    first, second, third = seen[:, 0], seen[:, 1], seen[:, 2]
    distance = np.linalg.norm(first - second, axis=-1).mean()
    angle = angle_between(first - second, third - second).mean()
    return np.concatenate([mel.mean(axis=0), [distance, angle]]).astype(np.float32)
