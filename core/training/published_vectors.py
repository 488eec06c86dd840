"""How `bilstm-bigru` reads a dance: 130 numbers a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.errors import InputError
from core.features.published import published_vector
from core.models.configs.bilstm_bigru import VectorOptions
from core.models.configs.common import RunConfig, data_options
from core.training.styles import StyleReader


class PublishedVectors(StyleReader):
    """Means of 128 mel bands, and two values of the pose, over a window."""

    def __init__(self, config: RunConfig) -> None:
        options = data_options(config, VectorOptions)
        self.facts: Mapping[str, Any] = {}
        self.window_s, self.hop_s = options.window_s, options.hop_s

    @classmethod
    def learned(cls, config: RunConfig, _dances: Sequence[Dance]) -> PublishedVectors:
        return cls(config)

    @classmethod
    def restored(cls, config: RunConfig, _facts: Mapping[str, Any]) -> PublishedVectors:
        return cls(config)

    def problem(self, dance: Dance) -> str | None:
        if dance.audio is None:
            return f"{dance.key} has no music, which this model reads."
        if dance.motion.n_joints < 3 or dance.motion.missing[:, :3].all(axis=0).any():
            return f"The first three joints of {dance.key} are never seen."
        return None

    def prepare(self, dance: Dance) -> Dance:
        return replace(dance, motion=fill_gaps(dance.motion).motion)

    def read(self, dance: Dance, start: int, stop: int) -> NDArray[np.float32]:
        if start >= stop:
            raise InputError(f"Dance {dance.key!r} has no frames.")
        return published_vector(dance, start, stop)
