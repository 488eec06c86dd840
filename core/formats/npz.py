"""Barre's own motion file: a NumPy archive. Nothing is lost.

| array | shape, type | meaning |
| --- | --- | --- |
| ``positions`` | (T, J, 3) float32 | metres, y up; NaN = not seen |
| ``fps`` | () float64 | frames per second |
| ``joints`` | (J,) text | joint names |
| ``skeleton`` | () text | the skeleton's name |
| ``bones``, ``mirror``, ``root`` | (B, 2), (J,), (R,) int | its structure |

Only ``positions`` and ``fps`` must be there: without ``joints`` a shipped skeleton with as many joints is
taken, and a skeleton without structure gets one from its joint names. Recipes to other skeletons are kept for
shipped skeletons only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import read_arrays, write_arrays
from core.errors import BarreError, MediaError
from core.formats.bounds import MAX_BYTES, MAX_JOINTS
from core.formats.motion_file import MotionFile
from core.formats.skeletons import skeleton_for
from core.motion import Motion
from core.skeleton import Skeleton, shipped_skeletons

Arrays: TypeAlias = dict[str, NDArray[Any]]

_MORE = ("joints", "skeleton", "bones", "mirror", "root")


def write(path: Path | str, motion: Motion) -> None:
    """Write a motion; the file appears whole or not at all."""
    body = motion.skeleton
    arrays: Arrays = {
        "positions": motion.positions,
        "fps": np.array(motion.fps, np.float64),
        "joints": np.array(body.joints, np.str_),
        "skeleton": np.array(body.name),
        "bones": np.array(body.bones, np.int32).reshape(-1, 2),
        "mirror": np.array(body.mirror, np.int32),
        "root": np.array(body.root, np.int32),
    }
    write_arrays(path, arrays)


def read(path: Path | str) -> MotionFile:
    """Read a motion.

    Raises:
        MediaError: the file is no archive of that layout, or larger than a motion can be. It is never
            unpickled, and no more is decompressed than it may hold.
    """
    path = Path(path)
    arrays = read_arrays(path, ("positions", "fps"), optional=_MORE, max_bytes=MAX_BYTES)
    try:
        motion = Motion(_positions(arrays), _fps(arrays), _skeleton(arrays))
    except (BarreError, TypeError, ValueError, IndexError, OverflowError) as e:
        reason = e.message if isinstance(e, BarreError) else f"{e}."
        raise MediaError(f"{path} is not a motion: {reason}", "It needs positions (T, J, 3) and fps.") from e
    return MotionFile(motion, path.stem, "npz")


def _positions(arrays: Arrays) -> NDArray[np.float32]:
    positions = arrays["positions"]
    if positions.ndim != 3 or positions.shape[2] != 3 or not 0 < positions.shape[1] <= MAX_JOINTS:
        raise ValueError(f"its positions have shape {positions.shape}")
    if positions.dtype.kind not in "fiu":
        raise ValueError(f"its positions are {positions.dtype}")
    with np.errstate(over="ignore", invalid="ignore"):
        positions = positions.astype(np.float32)
    return np.where(np.isfinite(positions), positions, np.float32(np.nan))


def _fps(arrays: Arrays) -> float:
    if arrays["fps"].dtype.kind not in "fiu":
        raise ValueError(f"its frame rate is {arrays['fps'].dtype}")
    return float(arrays["fps"].reshape(-1)[0])


def _skeleton(arrays: Arrays) -> Skeleton:
    n_joints = arrays["positions"].shape[1]
    name = str(arrays["skeleton"].reshape(-1)[0]) if "skeleton" in arrays else "file"
    if "joints" not in arrays:
        return _shipped_with(n_joints, name)
    joints = [str(joint) for joint in arrays["joints"].reshape(-1)]
    if {"bones", "mirror", "root"} <= arrays.keys():
        structure = {key: arrays[key].tolist() for key in ("bones", "mirror", "root")}
        return Skeleton.from_dict({"name": name, "joints": joints, **structure})
    return skeleton_for(joints, name=name)


def _shipped_with(n_joints: int, name: str) -> Skeleton:
    fitting = [known for known in shipped_skeletons() if len(known.joints) == n_joints]
    for known in fitting:
        if known.name == name or len(fitting) == 1:
            return known
    raise ValueError(f"it does not name its {n_joints} joints")
