"""Named arrays in one file: NumPy archives, written whole or not at all and read without trust."""

from __future__ import annotations

import io
import math
import tokenize
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


def write_arrays(path: Path | str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a compressed ``.npz``; `StoreError` when the disk is full or the folder closed to us."""
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def read_arrays(
    path: Path | str, names: Iterable[str], *, max_bytes: int = MAX_BYTES
) -> dict[str, NDArray[Any]]:
    """Read some arrays of an ``.npz``.

    Nothing is unpickled, and no more is unpacked or allocated than `max_bytes`, whatever the file says.

    Raises:
        MediaError: the file cannot be read, lacks a name, or is not what it says it is.
    """
    path = check_readable(path)
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = {name: archive.getinfo(f"{name}.npy") for name in names}
            if sum(info.file_size for info in wanted.values()) > max_bytes:
                raise ValueError(f"it would unpack to more than {max_bytes >> 20} MB")
            return {name: _array(archive.read(info)) for name, info in wanted.items()}
    except _DAMAGE as e:
        raise MediaError(f"{path} is not a readable .npz file: {e}.", "Make or copy it again.") from e


# What zipfile, zlib and NumPy's header reader raise on damaged bytes.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, SyntaxError, OSError,
    OverflowError, NotImplementedError, RuntimeError, IndexError, MemoryError, tokenize.TokenError,
)  # fmt: skip


def _array(data: bytes) -> NDArray[Any]:
    """Return the array of a ``.npy`` file that is exactly as long as its header says."""
    stream = io.BytesIO(data)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("an array has an unknown version")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream)
    body = data[stream.tell() :]
    if dtype.hasobject or any(n < 0 for n in shape) or math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(f"an array {shape} of {dtype} does not fit its {len(body)} bytes")
    return np.frombuffer(body, dtype).reshape(shape, order="F" if fortran_order else "C")
