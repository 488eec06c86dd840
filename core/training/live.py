"""What a classifier says of a dance that is still going on."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.trained import TrainedModel

_FPS = 25.0  # of the window that is made of frames as they came; readers take what they need of it
_SEEN = 0.5  # share of the frames of a window on which the dancer must be seen


class LiveStyles:
    """The probability of each style over the last window of a dance.

    Frames may come at any times that grow; the window is linear between those on which a dancer was seen.

    Args:
        model: a classifier.
        body: of the poses.
        name: what is watched, for sentences.
        song: what the dancer hears, on the clock of the frames; None without music.

    Raises:
        InputError: the model makes dances, cannot read this body, or needs music that there is not.
    """

    def __init__(
        self, model: TrainedModel, body: Skeleton, *, name: str, song: AudioFeatures | None = None
    ) -> None:
        self._model, self._body, self._name, self._song = model, body, name, song
        self._frames: deque[tuple[float, NDArray[np.float32] | None]] = deque()
        problem = problem_of(model, body, name=name, song=song)
        if problem is not None:
            raise InputError(problem)
        self.window_s = float(model.reader.window_s)

    def see(self, time_s: float, pose: NDArray[np.float32] | None) -> None:
        """Take in a frame: (J, 3) metres, y up, or None when nobody is seen on it."""
        self._frames.append((time_s, pose))
        while len(self._frames) > 1 and self._frames[1][0] <= time_s - self.window_s:
            self._frames.popleft()  # one frame from before the window stays, to be linear from

    def lacking(self) -> str | None:
        """Say in a few words why there is no answer yet; None when there is one."""
        since_s = self._frames[-1][0] - self._frames[0][0] if self._frames else 0.0
        n_seen = sum(pose is not None for _, pose in self._frames)
        if n_seen < 2 or n_seen < _SEEN * len(self._frames):
            return "nobody is seen"
        if since_s < self.window_s - 1 / _FPS:
            return f"{since_s:.1f} of {self.window_s:g} s seen"
        return None

    def styles(self) -> dict[str, float] | None:
        """Return the probability of each style; None while something is `lacking`."""
        if self.lacking() is not None:
            return None
        n = round(self.window_s * _FPS)
        at_s = self._frames[-1][0] - np.arange(n)[::-1] / _FPS
        seen = [(time_s, pose) for time_s, pose in self._frames if pose is not None]
        places = np.interp(at_s, [time_s for time_s, _ in seen], np.arange(len(seen)))
        poses = Motion(np.stack([pose for _, pose in seen]), _FPS, self._body).at_frames(places)
        dance = Dance(self._name, poses, audio=self._song.at(at_s) if self._song else None)
        answer = self._model.classify_windows(dance, [(0, n)])[0]
        return {style: float(p) for style, p in zip(self._model.classes, answer, strict=True)}


def problem_of(
    model: TrainedModel, body: Skeleton, *, name: str, song: AudioFeatures | None = None
) -> str | None:
    """Say in a sentence what a model lacks to read such a dance; None when it can.

    Raises:
        InputError: it makes dances, or cannot read this body at all.
    """
    if model.task != "classify":
        raise InputError(f"A run of {model.preset!r} makes dances; it cannot tell styles apart.")
    still = Motion(np.zeros((1, len(body.joints), 3), np.float32), _FPS, body)
    audio = song.at(song.times_s[:1]) if song is not None else None
    problem: str | None = model.reader.problem(Dance(name, still, audio=audio))
    return problem
