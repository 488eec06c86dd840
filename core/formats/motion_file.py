"""What a motion file gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.motion import Motion


@dataclass(frozen=True, eq=False)
class MotionFile:
    """A motion, where it came from, and its song when the file has one.

    Attributes:
        motion: metres, y up.
        name: of the dance, for people.
        source: the format and what had to be assumed to read it, in one short line.
        audio_path: the song, when one lies beside the motion.
        audio_offset_s: frame 0 is heard here in the song, seconds.
        style: when the file says it.
    """

    motion: Motion
    name: str
    source: str
    audio_path: Path | None = None
    audio_offset_s: float = 0.0
    style: str | None = None
