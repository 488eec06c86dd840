"""A place in a video."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.gui.widgets.player.clock import frame_at


@dataclass(frozen=True)
class Where:
    """Where to go when a video is shown; what is None stays as it is.

    Attributes:
        frame: this frame; or
        at_s: the frame on show at this media time.
        person, joint: who and what is chosen.
    """

    frame: int | None = None
    at_s: float | None = None
    person: int | None = None
    joint: int | None = None

    def frame_of(self, times_s: NDArray[np.float64]) -> int | None:
        """Return the frame that is meant, None when none is."""
        if self.frame is None and self.at_s is not None:
            return frame_at(times_s, self.at_s)
        return self.frame
