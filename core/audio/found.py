"""The beat grid that is found in a recording by itself, before anybody mends it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.audio.analysis import features_if_kept
from core.audio.downbeats import find_bars
from core.audio.grid import BeatGrid


def found_grid(path: Path | str, cache_dir: Path, *, shift_s: float = 0.0) -> BeatGrid | None:
    """Return the beats that an earlier analysis left, with bars by `core.audio.downbeats`.

    None where there was no analysis, or it heard less than two beats.

    Args:
        shift_s: what is seen at media time ``t`` is heard at ``t + shift_s`` of the recording; the grid is in
            media time.

    Raises:
        MediaError: the file cannot be read.
    """
    arrays = features_if_kept(path, cache_dir)
    if arrays is None or len(arrays["beats_s"]) < 2:
        return None
    beats_s = arrays["beats_s"]
    bars = find_bars(beats_s, arrays["mel"], arrays["chroma"])
    return BeatGrid(np.asarray(beats_s - shift_s), bars.downbeat, bars.beats_per_bar)
