"""Putting stretches that were danced anew back into a dance, so that they end where it goes on.

A model makes a path over the floor out of speeds, and the speeds of a new stretch do not lead to the place
and heading at which the old dance continues. What is missing is spread over the stretch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.errors import InputError
from core.features.heading import heading, turned
from core.motion import Motion

Array = NDArray[np.float64]

_EVEN = 0.2  # of what is missing is spread evenly, so that a dancer who stands is not asked for all of it


def rejoined(made: Motion, original: Motion, free: NDArray[np.bool_], still: Sequence[int] = ()) -> Motion:
    """Return the original, to the bit, with the frames that are free danced as made.

    A stretch begins where and as the original stands on the frame before it. It is turned, moved and
    raised as it goes on, so that the frame after it is met as well: most where the body moves and turns
    anyway, since a foot that stands while its body is moved slides. A stretch at the beginning or end of a
    dance is only laid against the one side. Joints that were not seen in the original stay so where it stays.

    Args:
        made: (T, J, 3), anywhere in space; on the frames that are not free its pose is the original's.
        original: (T, J, 3), with the same joints and frame rate.
        free: (T,) frames to take from `made`.
        still: joints that stay in place in the free frames as well; then the root stays on its way.

    Raises:
        InputError: the two motions differ in shape.
    """
    if made.positions.shape != original.positions.shape or free.shape != (made.n_frames,):
        raise InputError(
            f"Frames of a motion {made.positions.shape} cannot be put into one {original.positions.shape}."
        )
    if free.all() and not still:
        return made
    result, whole = original.positions.copy(), fill_gaps(original).motion
    for start, stop in _stretches(free):
        if still:
            result[start:stop] = _about(made.slice(start, stop), whole.slice(start, stop), list(still))
        else:
            result[start:stop] = _placed(made, whole, start, stop)
    return original.with_positions(result)


def _about(made: Motion, whole: Motion, still: list[int]) -> NDArray[np.float32]:
    """Return `made` on the root of `whole`, turned so that joints that stay lie best where they are put."""
    a, b = made.root_centred().positions, whole.root_centred().positions
    sine = (b[:, still, 0] * a[:, still, 2] - b[:, still, 2] * a[:, still, 0]).sum(axis=1)
    cosine = (b[:, still, 0] * a[:, still, 0] + b[:, still, 2] * a[:, still, 2]).sum(axis=1)
    placed: NDArray[np.float32] = turned(a, np.arctan2(sine, cosine)) + whole.root[:, None]
    placed[:, still] = whole.positions[:, still]
    return placed


def _placed(made: Motion, whole: Motion, start: int, stop: int) -> NDArray[np.float32]:
    """Return frames `start` to `stop` of `made` where `whole` leaves them room."""
    first, last = max(start - 1, 0), min(stop, made.n_frames - 1)
    has_before, has_after = start > 0, stop < made.n_frames
    frames = slice(first, last + 1)
    angle, root = np.unwrap(heading(made.slice(first, last + 1))).astype(np.float64), made.root[frames]
    wanted = heading(whole)[[first, last]].astype(np.float64)
    turns = np.remainder(wanted - angle[[0, -1]] + np.pi, 2 * np.pi) - np.pi
    at_start = turns[0] if has_before else turns[1]
    missing = np.remainder(turns[1] - at_start + np.pi, 2 * np.pi) - np.pi if has_after else 0.0
    turn = at_start + missing * _share(angle[:, None])
    path = _turned_path(root.astype(np.float64), turn)
    if has_before:
        path += whole.root[first] - path[0]
        if has_after:
            path += (whole.root[last] - path[-1]) * _share(path[:, [0, 2]])[:, None]
    else:
        path += whole.root[last] - path[-1]
    body = turned(made.slice(first, last + 1).root_centred().positions, turn.astype(np.float32))
    placed = (body + path[:, None]).astype(np.float32)
    return placed[start - first : start - first + stop - start]


def _turned_path(root: Array, turn: Array) -> Array:
    """Return (T, 3) a path whose steps are turned by (T,) radians, from its own beginning."""
    steps = turned(np.diff(root, axis=0)[:, None].astype(np.float32), turn[:-1].astype(np.float32))[:, 0]
    path: Array = np.concatenate([root[:1], root[0] + np.cumsum(steps, axis=0, dtype=np.float64)])
    return path


def _share(values: Array) -> Array:
    """(T,) from 0 to 1: how much of the way along (T, D) values has been made, `_EVEN` of it the time's."""
    n = len(values)
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(values, axis=0), axis=1))])
    time = np.arange(n) / max(n - 1, 1)
    share: Array = _EVEN * time + (1 - _EVEN) * way / way[-1] if way[-1] > 0 else time
    return share


def _stretches(free: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]])))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
