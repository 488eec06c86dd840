"""How alike black and white pictures are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pixel_accuracy(found: NDArray[np.bool_], real: NDArray[np.bool_]) -> float:
    """Return the share of pixels that are the same in (..., H, W) pictures.

    The known pitfall: where a dancer fills a twentieth of the picture, an empty one has 0.95.
    """
    return float(np.mean(found == real)) if real.size else float("nan")


def overlap(found: NDArray[np.bool_], real: NDArray[np.bool_]) -> float:
    """Return the pixels that are the dancer's in both, by those that are in either: 1 the same, 0 apart.

    The mean over (..., H, W) pictures of the intersection over union (Jaccard 1912); NaN where nobody is in
    any picture, and pictures with nobody in both are left out.
    """
    both, either = ((f(found, real)).sum(axis=(-2, -1)) for f in (np.logical_and, np.logical_or))
    shares = both[either > 0] / either[either > 0]
    return float(shares.mean()) if shares.size else float("nan")
