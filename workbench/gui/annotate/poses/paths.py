"""Where a joint is over a whole video: what its curves show. No Qt; read off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import Track
from core.errors import Cancelled
from db.project import Project

BLOCK_FRAMES = 4096


@dataclass(frozen=True, eq=False)
class Path:
    """A joint of a track over time, corrections in force.

    Attributes:
        xy: (T, 2) float64 pixels of the picture; NaN = not seen.
        corrected: frames in which a person changed it, ascending.
    """

    track_id: int
    joint: int
    xy: NDArray[np.float64]
    corrected: NDArray[np.int64]


def read_path(
    project: Project, track: Track, joint: int, should_stop: Callable[[], bool] = lambda: False
) -> Path:
    """Read a joint's path, block by block.

    Raises:
        Cancelled: when asked to stop.
    """
    xy = np.full((track.n_frames, 2), np.nan)
    corrected: list[int] = []
    for start in range(0, track.n_frames, BLOCK_FRAMES):
        if should_stop():
            raise Cancelled
        stop = min(start + BLOCK_FRAMES, track.n_frames)
        xy[start:stop] = project.tracks.read(track.id, start, stop)[:, joint, :2]
        in_force = project.corrections.in_force(track.id, start, stop)
        corrected += [edit.frame for edit in in_force if edit.joint == joint]
    return Path(track.id, joint, xy, np.array(corrected, np.int64))
