"""How much a dance moves: its speed, how long it freezes, how far its joints reach.

Pitfall: more is not better. The numbers say something beside those of real dances to the same music only;
trembling counts as moving.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.features.heading import heading, turned
from core.metrics.pairing import mean_seen
from core.motion import Motion

Array = NDArray[np.float64]

FREEZING_M_S = 0.1


@dataclass(frozen=True)
class Liveliness:
    """Of the joints relative to the root.

    Attributes:
        speed_m_s: mean over frames of the mean speed of the joints that were seen.
        freezing: share of the time in which that speed is under `FREEZING_M_S`.
        range_m: mean over joints of the root mean square distance from the joint's mean place, with the body
            turned to the front in every frame.
        n_missing: (frame, joint) pairs that were not seen; steps from or to them are left out.

    NaN where nothing is seen in two frames running.
    """

    speed_m_s: float
    freezing: float
    range_m: float
    n_missing: int


def liveliness(motion: Motion) -> Liveliness:
    """Measure how much a dance moves."""
    centred = motion.root_centred()
    steps = np.diff(centred.positions.astype(np.float64), axis=0)
    speeds = mean_seen(np.linalg.norm(steps, axis=-1) * motion.fps)
    known = speeds[np.isfinite(speeds)]
    return Liveliness(
        speed_m_s=float(known.mean()) if len(known) else float("nan"),
        freezing=float((known < FREEZING_M_S).mean()) if len(known) else float("nan"),
        range_m=_range_m(centred),
        n_missing=int(motion.missing.sum()),
    )


def _range_m(centred: Motion) -> float:
    angle = np.nan_to_num(heading(centred))
    front = turned(centred.positions, -angle).astype(np.float64)
    reaches = []
    for path in front.transpose(1, 0, 2):
        seen = path[np.isfinite(path).all(axis=1)]
        if len(seen) > 1:
            reaches.append(np.sqrt(((seen - seen.mean(axis=0)) ** 2).sum(axis=1).mean()))
    return float(np.mean(reaches)) if reaches else float("nan")
