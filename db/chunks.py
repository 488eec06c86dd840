"""How a stretch of a track lies in the database: float32 poses, bytes grouped by significance, zlib.

Grouping (all lowest bytes, then all second bytes, ...) puts signs and exponents, which hardly change, side by
side; poses shrink to about three quarters, against nine tenths without. It is lossless.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

Poses = NDArray[np.float32]
"""(n, J, 4) float32: x, y, z, confidence."""


def pack(poses: Poses) -> bytes:
    """Compress poses."""
    raw = np.ascontiguousarray(poses, "<f4").view(np.uint8).reshape(-1, 4)
    return zlib.compress(raw.T.tobytes(), 1)


def unpack(data: bytes, n_frames: int, n_joints: int) -> Poses:
    """Return (n_frames, n_joints, 4) poses.

    Raises:
        ValueError: the data is not exactly that. No more than its size is ever decompressed.
    """
    size = n_frames * n_joints * 16
    decompressor = zlib.decompressobj()
    try:
        raw = decompressor.decompress(data, size + 1)
    except zlib.error as e:
        raise ValueError(str(e)) from e
    if len(raw) != size:
        raise ValueError(f"{len(raw)} bytes instead of {size}")
    grouped = np.frombuffer(raw, np.uint8).reshape(4, -1)
    return np.ascontiguousarray(grouped.T).view("<f4").astype(np.float32).reshape(n_frames, n_joints, 4)


class ChunkCache:
    """The last few chunks, decompressed. Tracks never change, so that it can only be forgotten, not stale."""

    def __init__(self, size: int = 32) -> None:
        self._size = size
        self._chunks: OrderedDict[tuple[int, int], Poses] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, track_id: int, position: int) -> Poses | None:
        with self._lock:
            chunk = self._chunks.get((track_id, position))
            if chunk is not None:
                self._chunks.move_to_end((track_id, position))
            return chunk

    def put(self, track_id: int, position: int, chunk: Poses) -> None:
        with self._lock:
            self._chunks[track_id, position] = chunk
            if len(self._chunks) > self._size:
                self._chunks.popitem(last=False)
