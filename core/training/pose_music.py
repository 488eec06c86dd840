"""How the pose sequence classifiers read a dance: joints and MFCCs of each frame side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.errors import InputError
from core.models.configs.common import RunConfig, data_options
from core.models.configs.pose_sequence import PoseMusicOptions
from core.models.pose_sequence import MIN_FRAMES
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.bodies import body_for, never_seen, on_body, restored_body
from core.training.styles import StyleReader


class PoseMusic(StyleReader):
    """(T, 3 * J + 20): the J joints of the body about its hips, metres, then the MFCCs."""

    def __init__(self, config: RunConfig, body: Skeleton) -> None:
        self.options, self.body = data_options(config, PoseMusicOptions), body
        self.window_s, self.hop_s = self.options.window_s, self.options.hop_s
        self.facts = {"body": body.to_dict()}

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> PoseMusic:
        labelled = (dance.motion for dance in dances if dance.style is not None and dance.audio is not None)
        return cls(config, _whole_body(labelled))

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> PoseMusic:
        return cls(config, restored_body(facts["body"]))

    def problem(self, dance: Dance) -> str | None:
        if dance.audio is None:
            return f"{dance.key} has no music, which this model reads."
        return never_seen(dance, self.body)

    def prepare(self, dance: Dance) -> Dance:
        return replace(dance, motion=fill_gaps(on_body(dance.motion, self.body)).motion.root_centred())

    def read(self, dance: Dance, start: int, stop: int) -> NDArray[np.float32]:
        """(T, D); T is that of a window where the frames are one."""
        window = dance.motion.slice(start, stop)
        is_whole = window.n_frames == round(self.window_s * window.fps)
        seconds = self.window_s if is_whole else window.duration_s
        n = round(seconds * self.options.fps)
        if n < MIN_FRAMES or dance.audio is None:
            raise InputError(
                f"{window.duration_s:.2f} s of motion are too short to tell a style.",
                f"This model needs {MIN_FRAMES / self.options.fps:.1f} s.",
            )
        at = np.arange(n) * (window.fps / self.options.fps)
        poses = window.at_frames(at).positions.reshape(n, -1)
        return np.concatenate([poses, _rows_at(dance.audio.mfcc[start:stop], at)], axis=1)


def _whole_body(motions: Iterable[Motion]) -> Skeleton:
    """Return the skeleton of the motions, with all its joints, where it is one; else a body that all have."""
    found = list(motions)
    names = {motion.skeleton.name for motion in found}
    return found[0].skeleton if len(names) == 1 else body_for(found)


def _rows_at(rows: NDArray[np.float32], at: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return (N, D) rows at fractional places, linear between them, held at the end."""
    at = np.minimum(at, len(rows) - 1)
    low = np.floor(at).astype(int)
    weight = (at - low).astype(np.float32)[:, None]
    mixed: NDArray[np.float32] = rows[low] * (1 - weight) + rows[np.minimum(low + 1, len(rows) - 1)] * weight
    return mixed
