"""Whether a body keeps its shape: bones that stretch are no bones.

Pitfall: markers on skin are not joints. In the public ballroom set the distances of markers vary by 5 to
10 %, so that only more than real dances have is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.motion import Motion

_END = 0.2  # of the frames at either end that drift is measured between


@dataclass(frozen=True)
class BoneLengths:
    """Means over the bones of which both ends are seen in at least two frames.

    Attributes:
        variation: standard deviation of the length over time by its mean.
        drift: how far the median length of the last fifth lies from that of the first, by its mean: a body
            that slowly grows or shrinks.
        n_bones: that were measured.
        n_missing: (frame, bone) pairs left out because an end was not seen.

    NaN without bones.
    """

    variation: float
    drift: float
    n_bones: int
    n_missing: int


def bone_lengths(motion: Motion) -> BoneLengths:
    """Measure the bones; the number does not depend on the size of the body."""
    bones = np.array(motion.skeleton.bones, int).reshape(-1, 2)
    ends = motion.positions[:, bones[:, 0]] - motion.positions[:, bones[:, 1]]
    length = np.linalg.norm(ends.astype(np.float64), axis=-1)
    variation, drift = [], []
    for of_bone in length.T:
        seen = of_bone[np.isfinite(of_bone)]
        if len(seen) < 2 or seen.mean() == 0:
            continue
        n = max(1, round(_END * len(seen)))
        variation.append(seen.std() / seen.mean())
        drift.append(abs(np.median(seen[-n:]) - np.median(seen[:n])) / seen.mean())
    return BoneLengths(
        variation=float(np.mean(variation)) if variation else float("nan"),
        drift=float(np.mean(drift)) if drift else float("nan"),
        n_bones=len(variation),
        n_missing=int(np.isnan(length).sum()),
    )
