"""What the timeline shows about a whole video: read and worked out off the GUI thread, kept in the cache."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import Track
from core.errors import Cancelled
from db.project import Project

BLOCK_FRAMES = 4096


def mean_confidence(
    project: Project, track: Track, should_stop: Callable[[], bool] = lambda: False
) -> NDArray[np.float32]:
    """Return (T,) mean confidence of a track's joints, a frame; NaN where nobody was found.

    It is worked out once; again when people were swapped, which is all that changes a track.

    Raises:
        Cancelled: when asked to stop.
    """
    path = project.cache_dir / "confidence" / f"{track.id}-{project.people.version(track.video_id)}.npy"
    known = _read(path, track.n_frames)
    if known is not None:
        return known
    out = np.full(track.n_frames, np.nan, np.float32)
    for start in range(0, track.n_frames, BLOCK_FRAMES):
        if should_stop():
            raise Cancelled
        block = project.tracks.raw(track.id, start, start + BLOCK_FRAMES)
        seen = np.isfinite(block[..., :2]).all(axis=2)
        n = seen.sum(axis=1)
        total = np.where(seen, block[..., 3], 0.0).sum(axis=1)
        out[start : start + len(block)] = np.where(n, total / np.maximum(n, 1), np.nan)
    for outdated in path.parent.glob(f"{track.id}-*.npy"):
        outdated.unlink(missing_ok=True)
    _write(path, out)
    return out


def _read(path: Path, n_frames: int) -> NDArray[np.float32] | None:
    try:
        values = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return values if values.shape == (n_frames,) and values.dtype == np.float32 else None


def _write(path: Path, values: NDArray[np.float32]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.save(file, values)
    partial.replace(path)
