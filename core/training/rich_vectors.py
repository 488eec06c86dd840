"""How `bilstm-bigru-rich` reads a dance: the music's spectrum and how the body moves, over a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.errors import InputError
from core.features.movement import movement_vector
from core.models.configs.bilstm_bigru import RichVectorOptions
from core.models.configs.common import RunConfig, data_options
from core.skeleton import Skeleton
from core.training.bodies import body_for, never_seen, on_body, restored_body, standard_size
from core.training.styles import StyleReader


class RichVectors(StyleReader):
    """(128 + D,): means of the mel bands, then `movement_vector` of a body of standard size."""

    def __init__(self, config: RunConfig, body: Skeleton) -> None:
        options, self.body = data_options(config, RichVectorOptions), body
        self.window_s, self.hop_s = options.window_s, options.hop_s
        self.facts = {"body": body.to_dict()}

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> RichVectors:
        return cls(config, body_for(dance.motion for dance in dances if dance.style is not None))

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> RichVectors:
        return cls(config, restored_body(facts["body"]))

    def problem(self, dance: Dance) -> str | None:
        if dance.audio is None:
            return f"{dance.key} has no music, which this model reads."
        return never_seen(dance, self.body)

    def prepare(self, dance: Dance) -> Dance:
        return replace(dance, motion=standard_size(fill_gaps(on_body(dance.motion, self.body)).motion))

    def read(self, dance: Dance, start: int, stop: int) -> NDArray[np.float32]:
        if start >= stop or dance.audio is None:
            raise InputError(f"Dance {dance.key!r} has no frames.")
        heard = dance.audio.mel[start:stop].mean(axis=0)
        return np.concatenate([heard, movement_vector(dance.motion.slice(start, stop))])
