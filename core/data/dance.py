"""A dance: what models learn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.film import Film
from core.errors import InputError
from core.motion import Motion

if TYPE_CHECKING:
    from core.audio.features import AudioFeatures


def _no_beats() -> NDArray[np.float64]:
    return np.empty(0, np.float64)


@dataclass(frozen=True, eq=False)
class Dance:
    """One motion with its style and its song.

    Attributes:
        key: unique name of the dance within a data set; it appears in split reports.
        motion: T frames; joints may be missing (NaN) until `core.data.gaps.fill_gaps`.
        style: what a classifier should answer; None when nobody has labelled it.
        song: identity of the recording, the content hash of its audio file; None without music.
        audio: features of the song at the T motion frames; None without music.
        beats_s: (B,) seconds of motion time (frame ``t`` is at ``t / motion.fps``), rising.
        film: pictures of the T motion frames, for models that look at them; None without, or not asked for.

    Raises:
        InputError: when audio features or film do not have exactly one row a motion frame.
    """

    key: str
    motion: Motion
    style: str | None = None
    song: str | None = None
    audio: AudioFeatures | None = None
    beats_s: NDArray[np.float64] = field(default_factory=_no_beats)
    film: Film | None = None

    def __post_init__(self) -> None:
        if self.audio is not None and len(self.audio.times_s) != self.motion.n_frames:
            raise InputError(
                f"Dance {self.key!r} has {self.motion.n_frames} frames of motion "
                f"but {len(self.audio.times_s)} of audio features.",
                "Sample the audio features at the motion's frames.",
            )
        if self.film is not None and self.film.n_frames != self.motion.n_frames:
            raise InputError(
                f"Dance {self.key!r} has {self.motion.n_frames} frames of motion "
                f"but {self.film.n_frames} of its film.",
                "Take the film's frames at the motion's.",
            )
