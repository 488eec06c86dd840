"""Named arrays in one file: NumPy archives, written whole or not at all and read without trust."""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.media.files import check_readable, replacing

MAX_BYTES = 256 << 20

_DIRECTORY_BYTES = 1 << 16
_HEADER = re.compile(
    rb"\{\s*'descr':\s*'(?P<descr>[<>|](b1|[iu][1248]|f[248]|U\d{1,5}))',"
    rb"\s*'fortran_order':\s*(?P<order>True|False),"
    rb"\s*'shape':\s*\((?P<shape>(\d{1,15}(,\s*\d{1,15}){0,31})?,?\s*)\),?\s*\}\s*"
)


def write_arrays(path: Path | str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a compressed ``.npz``; `StoreError` when the disk is full or the folder closed to us."""
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def read_arrays(
    path: Path | str, names: Iterable[str], *, optional: Iterable[str] = (), max_bytes: int = MAX_BYTES
) -> dict[str, NDArray[Any]]:
    """Read some arrays of an ``.npz``.

    Nothing is unpickled or evaluated, and no more is unpacked or allocated than `max_bytes`, whatever the
    file says.

    Args:
        names: must be there.
        optional: are read when they are there.

    Raises:
        MediaError: the file cannot be read, lacks a name, or is not what it says it is.
    """
    path = check_readable(path)
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            wanted = {name: _info(archive, name) for name in names}
            there = set(archive.namelist())
            wanted |= {name: _info(archive, name) for name in optional if f"{name}.npy" in there}
            if sum(info.file_size for info in wanted.values()) > max_bytes:
                raise ValueError(f"it would unpack to more than {max_bytes >> 20} MB")
            return {name: _array(_content(archive, info)) for name, info in wanted.items()}
    except _DAMAGE as e:
        raise MediaError(f"{path} is not a readable .npz file: {e}.", "Make or copy it again.") from e


# What zipfile, zlib and NumPy raise on damaged bytes; RuntimeError is an archive with a password.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError, OverflowError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def _check_directory(path: Path) -> None:
    """Refuse a table of contents that is not that of a handful of arrays: `zipfile` would read all of it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _DIRECTORY_BYTES))
        tail = file.read(_DIRECTORY_BYTES)
    end = tail.rfind(b"PK\5\6")
    size = int.from_bytes(tail[end + 12 : end + 16], "little")
    if end < 0 or size > _DIRECTORY_BYTES or tail[max(end - 20, 0) : end].startswith(b"PK\6\7"):
        raise ValueError("it is not an archive of a few arrays")


def _info(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        return archive.getinfo(f"{name}.npy")
    except KeyError as e:
        raise ValueError(f"it has no array {name!r}") from e


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of the archive; never more than the size that it says it has."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("it is compressed in a way that NumPy does not use")
    with archive.open(info) as file:
        return file.read(info.file_size)


def _array(data: bytes) -> NDArray[Any]:
    """Return a ``.npy`` file's array, if it is numbers or text and exactly as long as its header says."""
    dtype, fortran_order, shape, start = _header(data)
    body = data[start:]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(f"an array {shape} of {dtype} does not fit its {len(body)} bytes")
    if dtype.itemsize == 0:
        return np.zeros(shape, dtype)
    if dtype.kind == "U":
        codes = np.frombuffer(body, f"{dtype.byteorder}u4")
        if ((codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))).any():
            raise ValueError("its text is damaged")
    return np.frombuffer(body, dtype).reshape(shape, order="F" if fortran_order else "C")


def _header(data: bytes) -> tuple[np.dtype[Any], bool, tuple[int, ...], int]:
    """Return type, order and shape of a ``.npy`` file, and where its numbers begin.

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
