"""The film of a dance: what its frames look like, and where the joints are in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

if TYPE_CHECKING:
    from core.skeleton import Skeleton


@dataclass(frozen=True, eq=False)
class Film:
    """Pictures of the T frames of a motion. They stay in their file until somebody asks for them.

    Attributes:
        path: the file.
        sha256: of the file; equal for dances cut out of the same film.
        times_s: (T,) seconds on the file's clock of the picture that each frame of the motion shows, never
            falling; a film of variable frame rate shows some pictures twice.
        size_px: width and height of the pictures.
        joints_px: (T, J, 3) float32: x and y in pixels, y down, and confidence; NaN where a joint was not
            seen. None where nobody looked for joints.
        skeleton: of these joints.
        cache_dir: where what is worked out of the pictures may be kept; nowhere when None.

    Raises:
        InputError: the joints are not one row a frame and joint.
    """

    path: Path
    sha256: str
    times_s: NDArray[np.float64]
    size_px: tuple[int, int]
    joints_px: NDArray[np.float32] | None = None
    skeleton: Skeleton | None = None
    cache_dir: Path | None = None

    def __post_init__(self) -> None:
        if self.joints_px is None:
            return
        wanted = (self.n_frames, len(self.skeleton.joints) if self.skeleton else 0, 3)
        if self.joints_px.shape != wanted:
            raise InputError(
                f"The joints of {self.path} need the shape {wanted}; got {self.joints_px.shape}."
            )

    @property
    def n_frames(self) -> int:
        return len(self.times_s)

    def pictures(self, frames: Sequence[int]) -> Iterator[NDArray[np.uint8]]:
        """Yield the (H, W, 3) uint8 RGB picture of each of some frames; in rising order each is decoded once.

        Raises:
            MediaError: the film cannot be read.
        """
        from core.media.reader import VideoReader

        if not len(frames):
            return
        times_s, which = np.unique(self.times_s, return_inverse=True)
        with VideoReader(self.path, times_s=times_s) as reader:
            for frame in frames:
                yield reader.frame(int(which[frame]))
