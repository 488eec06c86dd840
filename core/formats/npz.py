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

import io
import math
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import BarreError, MediaError
from core.formats.bounds import MAX_BYTES, MAX_JOINTS, read_bytes
from core.formats.motion_file import MotionFile
from core.formats.skeletons import skeleton_for
from core.media.files import replacing
from core.motion import Motion
from core.skeleton import Skeleton, shipped_skeletons

Arrays: TypeAlias = dict[str, NDArray[Any]]

_HEADER = re.compile(
    rb"\{\s*'descr':\s*'(?P<descr>[<>|]([iu][1248]|f[248]|U\d{1,5}))',\s*'fortran_order':\s*(?P<order>True|False),"
    rb"\s*'shape':\s*\((?P<shape>(\d{1,15},?\s*){0,4})\),?\s*\}\s*"
)
_NAMES = ("positions", "fps", "joints", "skeleton", "bones", "mirror", "root")


def write(path: Path | str, motion: Motion) -> None:
    """Write a motion; the file appears whole or not at all."""
    body = motion.skeleton
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            positions=motion.positions,
            fps=np.float64(motion.fps),
            joints=np.array(body.joints, np.str_),
            skeleton=np.array(body.name),
            bones=np.array(body.bones, np.int32).reshape(-1, 2),
            mirror=np.array(body.mirror, np.int32),
            root=np.array(body.root, np.int32),
        )


def read(path: Path | str) -> MotionFile:
    """Read a motion.

    Raises:
        MediaError: the file is no archive of that layout, or larger than a motion can be. It is never
            unpickled, and no more is decompressed than it may hold.
    """
    path = Path(path)
    arrays = _arrays(path)
    try:
        motion = Motion(_positions(arrays), _fps(arrays), _skeleton(arrays))
    except (BarreError, KeyError, TypeError, ValueError, IndexError, OverflowError) as e:
        reason = e.message if isinstance(e, BarreError) else _reason(e)
        raise MediaError(f"{path} is not a motion: {reason}", "It needs positions (T, J, 3) and fps.") from e
    return MotionFile(motion, path.stem, "npz")


def _arrays(path: Path) -> Arrays:
    """Read the arrays that we know from an archive, each within bounds."""
    data = read_bytes(path)
    try:
        _check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            wanted = {name: members[f"{name}.npy"] for name in _NAMES if f"{name}.npy" in members}
            if sum(info.file_size for info in wanted.values()) > MAX_BYTES:
                raise ValueError(f"it would unpack to more than {MAX_BYTES >> 20} MB")
            return {name: _array(_member(archive, info)) for name, info in wanted.items()}
    except _DAMAGE as e:
        raise MediaError(f"{path} is not a readable .npz file: {_reason(e)}", "Copy it again.") from e


# What zipfile, zlib and NumPy raise on damaged bytes; RuntimeError is an archive with a password.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, OSError, OverflowError,
    NotImplementedError, RuntimeError, struct.error,
)  # fmt: skip


def _check_directory(data: bytes) -> None:
    """Refuse a table of contents that is not that of a handful of arrays: `zipfile` would read all of it."""
    end = data.rfind(b"PK\5\6")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if end < 0 or size > 1 << 16 or data[max(end - 20, 0) : end].startswith(b"PK\6\7"):
        raise ValueError("it is not an archive of a few arrays")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of the archive; never more than the size that it says it has."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("it is compressed in a way that NumPy does not use")
    with archive.open(info) as file:
        return file.read(info.file_size)


def _array(data: bytes) -> NDArray[Any]:
    """Return a `.npy` file's array, if it is numbers or text and as long as its header says."""
    dtype, fortran_order, shape, start = _header(data)
    body = data[start:]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(f"an array of shape {shape} does not fit its {len(body)} bytes")
    if dtype.kind == "U":
        codes = np.frombuffer(body, f"{dtype.byteorder}u4")
        if ((codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))).any():
            raise ValueError("its text is damaged")
    return np.frombuffer(body, dtype).reshape(shape, order="F" if fortran_order else "C")


def _header(data: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...], int]:
    """Return type, order and shape of a `.npy` file, and where its numbers begin.

    NumPy's own reader evaluates the header as Python; this one knows the three things that can be in it.
    """
    width = {b"\x93NUMPY\1\0": 2, b"\x93NUMPY\2\0": 4}.get(data[:8])
    if width is None:
        raise ValueError("one of its arrays has no NumPy header")
    start = 8 + width + int.from_bytes(data[8 : 8 + width], "little")
    match = _HEADER.fullmatch(data[8 + width : start])
    if match is None:
        raise ValueError("it holds Python objects, or arrays of another kind than numbers and text")
    shape = tuple(int(length) for length in match["shape"].split(b",") if length.strip())
    return np.dtype(match["descr"].decode()), match["order"] == b"True", shape, start


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


def _reason(error: BaseException) -> str:
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"it has no {text}." if isinstance(error, KeyError) else f"{text.rstrip('.')}."
