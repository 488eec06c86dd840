"""C3D files of optical markers. Read only; what C3D has besides the markers (analogue channels, events,
cameras, residuals) is not kept.

The layout follows the public description at https://www.c3d.org (user guide, "The C3D file format"). It is
read here rather than by a library because a file may come from a stranger: every offset is checked before it
is followed. A marker whose residual is negative was not seen (NaN). The unit is POINT:UNITS, millimetres when
missing. The axis that points up is the vertical of the screen (POINT:Y_SCREEN) when the file says so, else z,
as motion capture systems have it; the result is turned to y up. Markers that nobody named (``*12``, empty)
are left out as long as others have names.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.formats.bounds import MAX_JOINTS, read_bytes
from core.formats.motion_file import MotionFile
from core.formats.skeletons import shipped_order, skeleton_for, unique
from core.motion import Motion

_BLOCK = 512
_INTEL, _DEC, _SGI = 84, 85, 86
_METRES = {"mm": 1e-3, "cm": 1e-2, "dm": 0.1, "m": 1.0, "in": 0.0254}
# Rotations that bring the named axis to y; each keeps right-handedness.
_TO_Y_UP = {
    "+X": [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    "-X": [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    "+Y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "-Y": [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
    "+Z": [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    "-Z": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
}
_UNNAMED = re.compile(r"(\*\d*|unlabell?ed.*|uname\*?\d*|)", re.IGNORECASE)


def read(path: Path | str) -> MotionFile:
    """Read the markers of a file as a motion.

    Raises:
        MediaError: the file is no C3D file, or is damaged or cut short.
    """
    path = Path(path)
    data = read_bytes(path)
    try:
        header = _header(data)
        groups = _Parameters(data, header.parameter_block).read()
        points = _points(data, header, groups)
        up = _up_axis(groups)
        metres = _METRES.get(_word(groups, "POINT", "UNITS") or "mm", 1e-3)
        motion = _to_motion(points * metres, _labels(groups, header.n_points), _rate(header, groups), up)
    except (ValueError, struct.error, IndexError, OverflowError) as e:
        raise MediaError(f"{path} is not a readable C3D file: {e}.", "Export or copy it again.") from e
    return MotionFile(motion, path.stem, f"c3d: {up} up, unit {metres:g} m")


@dataclass(frozen=True)
class _Header:
    """The first block: how many points lie where."""

    parameter_block: int
    processor: int
    n_points: int
    n_analogue: int
    first_frame: int
    last_frame: int
    scale: float
    data_block: int
    rate: float


def _header(data: bytes) -> _Header:
    if len(data) < 2 * _BLOCK or data[1] != 0x50:
        raise ValueError("it does not begin like one")
    start = (data[0] - 1) * _BLOCK
    if start < _BLOCK or start + 4 > len(data):
        raise ValueError("its parameters are missing")
    processor = data[start + 3]
    if processor not in (_INTEL, _DEC, _SGI):
        raise ValueError(f"it was written by the unknown processor type {processor}")
    order = ">" if processor == _SGI else "<"
    n_points, n_analogue, first, last = struct.unpack_from(f"{order}4H", data, 2)
    (data_block,) = struct.unpack_from(f"{order}H", data, 16)
    scale, rate = _floats(data[12:16], processor)[0], _floats(data[20:24], processor)[0]
    return _Header(
        data[0], processor, n_points, n_analogue, first, last, float(scale), data_block, float(rate)
    )


def _floats(data: bytes, processor: int) -> NDArray[np.float32]:
    """Return the 32-bit floats of a machine's memory."""
    if processor == _SGI:
        return np.frombuffer(data, ">f4").astype(np.float32)
    if processor == _INTEL:
        return np.frombuffer(data, "<f4").astype(np.float32)
    # A VAX float has its 16-bit halves swapped and its exponent two higher.
    words = np.frombuffer(data, "<u2").reshape(-1, 2)[:, ::-1].copy()
    return (words.view("<f4").ravel() / 4).astype(np.float32)


class _Parameters:
    """The parameter section: groups of named values."""

    def __init__(self, data: bytes, block: int) -> None:
        self._data = data
        self._start = (block - 1) * _BLOCK
        self._processor = data[self._start + 3]

    def read(self) -> dict[tuple[str, str], Any]:
        """Return values by (group, name): arrays, or lists of texts."""
        groups: dict[int, str] = {}
        found: list[tuple[int, str, int]] = []
        at = self._start + 4
        while at + 2 <= len(self._data) and self._data[at]:
            length, group = struct.unpack_from("<bb", self._data, at)
            name = self._data[at + 2 : at + 2 + abs(length)].decode("latin-1").strip().upper()
            after = at + 2 + abs(length)
            if group < 0:
                groups[-group] = name
            else:
                found.append((group, name, after + 2))
            order = ">" if self._processor == _SGI else "<"
            (step,) = struct.unpack_from(f"{order}h", self._data, after)
            if step <= 0:
                break
            at = after + step
        return {(groups.get(group, ""), name): self._value(start) for group, name, start in found}

    def _value(self, at: int) -> Any:
        """Return the value whose type byte is at `at`."""
        kind, n_dimensions = struct.unpack_from("<bB", self._data, at)
        shape = tuple(self._data[at + 2 : at + 2 + n_dimensions])
        count = int(np.prod(shape, dtype=np.int64)) if n_dimensions else 1
        raw = self._data[at + 2 + n_dimensions :][: count * abs(kind)]
        if n_dimensions > 7 or len(raw) < count * abs(kind):
            raise ValueError("a parameter reaches beyond its end")
        if kind == -1:
            return _texts(raw, shape)
        if kind == 2:
            return np.frombuffer(raw, ">i2" if self._processor == _SGI else "<i2")
        if kind == 4:
            return _floats(raw, self._processor)
        return np.frombuffer(raw, np.int8)


def _texts(raw: bytes, shape: tuple[int, ...]) -> list[str]:
    width = shape[0] if shape else 1
    if width == 0:
        return []
    return [raw[i : i + width].decode("utf-8", "replace").strip(" \0") for i in range(0, len(raw), width)]


def _points(data: bytes, header: _Header, groups: dict[tuple[str, str], Any]) -> NDArray[np.float32]:
    """Return (T, N, 3) in the file's unit; NaN = not seen."""
    n_points, n_frames = header.n_points, _n_frames(header, groups)
    if not 0 < n_points <= MAX_JOINTS:
        raise ValueError(f"it has {n_points} markers")
    if not 0 < abs(header.scale) < 1e6:
        raise ValueError(f"its scale is {header.scale:g}")
    width = n_points * 4 + header.n_analogue
    size = 4 if header.scale < 0 else 2
    start = (header.data_block - 1) * _BLOCK
    raw = data[start : start + n_frames * width * size] if start >= _BLOCK else b""
    if len(raw) != n_frames * width * size:
        raise ValueError(f"it is cut short: {n_frames} frames do not fit into it")
    if header.scale < 0:
        values, scale = _floats(raw, header.processor), 1.0
    else:
        integers = np.frombuffer(raw, ">i2" if header.processor == _SGI else "<i2")
        values, scale = integers.astype(np.float32), header.scale
    points = values.reshape(n_frames, width)[:, : n_points * 4].reshape(n_frames, n_points, 4)
    seen = (points[..., 3] >= 0) & (np.abs(points[..., :3]) < 1e9).all(axis=-1)
    return np.where(seen[..., None], points[..., :3], np.float32(np.nan)) * np.float32(scale)


def _n_frames(header: _Header, groups: dict[tuple[str, str], Any]) -> int:
    """Return the number of frames; long recordings say it in TRIAL, since 16 bits in the header run over."""
    first, last = groups.get(("TRIAL", "ACTUAL_START_FIELD")), groups.get(("TRIAL", "ACTUAL_END_FIELD"))
    if isinstance(first, np.ndarray) and isinstance(last, np.ndarray) and len(first) == len(last) == 2:
        begin, end = (int(low) % 65536 + (int(high) % 65536 << 16) for low, high in (first, last))
        if end >= begin:
            return end - begin + 1
    if header.last_frame == 0 and header.first_frame in (0, 1):
        return 0
    return max(0, header.last_frame - header.first_frame + 1)


def _rate(header: _Header, groups: dict[tuple[str, str], Any]) -> float:
    rate = groups.get(("POINT", "RATE"))
    fps = float(rate[0]) if isinstance(rate, np.ndarray) and len(rate) else header.rate
    if not 0.01 <= fps <= 1e5:
        raise ValueError(f"it has {fps:g} frames a second")
    return fps


def _labels(groups: dict[tuple[str, str], Any], n_points: int) -> list[str]:
    """Return a name for every point, empty where nobody named it; the subject's prefix is left out."""
    labels: list[str] = []
    for part in ("LABELS", *(f"LABELS{i}" for i in range(2, 18))):
        value = groups.get(("POINT", part))
        labels += value if isinstance(value, list) else []
    labels = (labels + [""] * n_points)[:n_points]
    names = ["" if _UNNAMED.fullmatch(label) else label for label in labels]
    prefixes = {name.partition(":")[0] for name in names if name}
    if len(prefixes) == 1 and all(":" in name for name in names if name):
        names = [name.partition(":")[2] for name in names]
    return names


def _word(groups: dict[tuple[str, str], Any], group: str, name: str) -> str:
    value = groups.get((group, name))
    return value[0].strip().lower() if isinstance(value, list) and value else ""


def _up_axis(groups: dict[tuple[str, str], Any]) -> str:
    axis = _word(groups, "POINT", "Y_SCREEN").upper()
    axis = axis if axis.startswith(("+", "-")) else f"+{axis}"
    return axis if axis in _TO_Y_UP else "+Z"


def _to_motion(points: NDArray[np.float32], names: list[str], fps: float, up: str) -> Motion:
    if any(names):
        named = [i for i, name in enumerate(names) if name]
        points, names = points[:, named], [names[i] for i in named]
    else:
        names = [f"marker_{i + 1}" for i in range(len(names))]
    names = unique(names)
    positions = points @ np.array(_TO_Y_UP[up], np.float32).T
    if shipped := shipped_order(names):
        body, order = shipped
        return Motion(positions[:, order], fps, body)
    return Motion(positions, fps, skeleton_for(names))
