"""How `motion-bigru` reads a dance: what a body of standard size does, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.errors import InputError
from core.features.augment import augmented
from core.features.motion import motion_features
from core.models.configs.common import RunConfig, data_options
from core.models.configs.motion_bigru import MotionWindowOptions
from core.models.motion_bigru import MIN_FRAMES
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.bodies import body_for, never_seen, on_body, restored_body, standard_size
from core.training.styles import StyleReader


class MotionWindows(StyleReader):
    """Windows of motion features at the model's frame rate, varied in training by mirror and tempo."""

    def __init__(self, config: RunConfig, body: Skeleton) -> None:
        options = data_options(config, MotionWindowOptions)
        self.options, self.body = options, body
        self.window_s, self.hop_s, self.copies = options.window_s, options.hop_s, options.copies
        self.facts = {"body": body.to_dict()}

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> MotionWindows:
        return cls(config, body_for(dance.motion for dance in dances if dance.style is not None))

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> MotionWindows:
        return cls(config, restored_body(facts["body"]))

    def problem(self, dance: Dance) -> str | None:
        return never_seen(dance, self.body)

    def prepare(self, dance: Dance) -> Dance:
        motion = standard_size(fill_gaps(on_body(dance.motion, self.body)).motion)
        return replace(dance, motion=motion, audio=None)

    def read(self, dance: Dance, start: int, stop: int) -> NDArray[np.float32]:
        """(T, D) features; T is that of a window where the frames are one."""
        window = dance.motion.slice(start, stop)
        whole = round(self.window_s * window.fps)
        seconds = self.window_s if window.n_frames == whole else window.duration_s
        return self._features(window, seconds)

    def vary(self, dance: Dance, start: int, stop: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """(T', D) features of a random stretch: as long as fits into a window at the fastest tempo."""
        o, window = self.options, dance.motion.slice(start, stop)
        n = int(window.n_frames / (1 + o.tempo_jitter))
        varied = augmented(window, n_frames=n, rng=rng, mirror=o.mirror, tempo=o.tempo_jitter)
        return self._features(varied, self.window_s / (1 + o.tempo_jitter))

    def _features(self, motion: Motion, seconds: float) -> NDArray[np.float32]:
        n = round(seconds * self.options.fps)
        if n < MIN_FRAMES:
            raise InputError(
                f"{motion.duration_s:.2f} s of motion are too short to tell a style.",
                f"This model needs {MIN_FRAMES / self.options.fps:.1f} s.",
            )
        at = np.arange(n) * (motion.fps / self.options.fps)
        return motion_features(replace(motion.at_frames(at), fps=self.options.fps))
