"""Clean tracks with known faults put in by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.demo.estimated import SIZE_PX, Estimated, estimated
from core.skeleton import skeleton
from core.suggestions.search import suggest
from core.suggestions.suggestion import Dancer, Suggestion

BODY = skeleton("blazepose33")
Poses = NDArray[np.float32]


def make_dancer(n_frames: int = 600, *, seed: int = 21, style: str = "salsa") -> Estimated:
    """Return a dancer as an estimator sees them; change the tracks to plant errors."""
    return estimated(style, n_frames, seed=seed)


def queue_of(
    *tracks: tuple[Poses, Poses | None], size_px: tuple[int, int] = SIZE_PX, fps: float = 25.0
) -> list[Suggestion]:
    dancers = [Dancer.of(BODY, image, world) for image, world in tracks]
    return suggest(dancers, fps=fps, size_px=size_px)


def at(queue: list[Suggestion], frame: int, within: int = 1) -> list[Suggestion]:
    """Return the suggestions that lead to a frame."""
    return [suggestion for suggestion in queue if abs(suggestion.frame - frame) <= within]
