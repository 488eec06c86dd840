"""What a tool makes of some frames: poses to look at first, and edits to store once they please."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import CorrectionKind, JointEdit
from core.errors import InputError

Poses = NDArray[np.float32]
"""(T, J, 4): x_px, y_px (down), z in the scale of x, confidence; NaN = not seen."""
Mask = NDArray[np.bool_]

_HIDDEN, _SEEN = 0.0, 1.0  # confidence of a joint that a person hid, or placed


@dataclass(frozen=True, eq=False)
class Rework:
    """Some frames as a tool would have them.

    Attributes:
        start: the frame of the first row.
        poses: (T, J, 4) float32, image pixels; a changed joint has confidence 1, or 0 where it is to be
            hidden.
        changed: (T, J) which joints would be corrected; all others are as they were.
    """

    start: int
    poses: Poses
    changed: Mask

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not bool(self.changed.any())

    @property
    def frames(self) -> NDArray[np.int64]:
        """The frames in which something would change, ascending."""
        return self.start + np.flatnonzero(self.changed.any(axis=1))

    @property
    def joints(self) -> tuple[int, ...]:
        """The joints that would change somewhere."""
        return tuple(np.flatnonzero(self.changed.any(axis=0)).tolist())

    def edits(self) -> list[JointEdit]:
        """Return what to store, by frame and joint. Depth is stored as `poses` has it, where it does."""
        found = []
        for row, joint in np.argwhere(self.changed).tolist():
            x, y, z, confidence = self.poses[row, joint].tolist()
            kind = CorrectionKind.HIDE if confidence == _HIDDEN else CorrectionKind.MOVE
            place = (_known(x), _known(y), _known(z))
            found.append(JointEdit(self.start + row, joint, kind, *place))
        return found


def rework(
    before: Poses,
    places: Poses,
    wanted: Mask,
    *,
    start: int = 0,
    locked: Collection[int] = (),
    hidden: Mask | None = None,
) -> Rework:
    """Return frames with some joints in other places.

    Args:
        before: (T, J, 4) the frames as they are, frame `start` first.
        places: (T, J, 3 or 4) where the joints are to be; only x, y, z are read. Without x and y a joint can
            only be hidden, where it is.
        wanted: (T, J) which joints are meant.
        locked: joints that stay as they are, whatever is wanted.
        hidden: (T, J) which of them are to be hidden; the others will be seen.
    """
    is_hidden = np.zeros(wanted.shape, bool) if hidden is None else hidden
    has_place, had_place = (np.isfinite(array[..., :2]).all(axis=2) for array in (places, before))
    changed = np.asarray(wanted & (has_place | (is_hidden & had_place))).copy()
    changed[:, list(locked)] = False
    poses = np.array(before, np.float32)
    moves = changed & has_place
    depths = moves & np.isfinite(places[..., 2])
    poses[moves, :2] = places[moves, :2]
    poses[depths, 2] = places[depths, 2]
    poses[changed, 3] = np.where(is_hidden[changed], _HIDDEN, _SEEN)
    return Rework(start, poses, changed)


def mask_of(shape: tuple[int, int], joints: Iterable[int] | None) -> Mask:
    """Return (T, J), true for some joints in every frame; None: for all.

    Raises:
        InputError: a joint is not one of the J.
    """
    mask = np.zeros(shape, bool)
    chosen = range(shape[1]) if joints is None else list(joints)
    if any(not 0 <= joint < shape[1] for joint in chosen):
        raise InputError(f"There are joints 0 to {shape[1] - 1}, not {max(chosen)}.")
    mask[:, list(chosen)] = True
    return mask


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
