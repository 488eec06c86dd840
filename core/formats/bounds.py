"""Reading a stranger's file without believing what it says about its size."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from core.errors import MediaError
from core.media.files import check_readable

MAX_BYTES = 512 << 20
"""Nobody's dance is larger; a file that is would only fill the memory."""

MAX_JOINTS = 4096
"""Bodies have tens of joints, dense marker sets hundreds."""

MAX_VALUES = 1 << 26
"""Numbers that the poses of a file may unfold to, 256 MB: three people of 33 joints for 90 minutes."""


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


_BLOCK_BYTES = 1 << 20


class Allowance:
    """How much a file may still ask for. A frame number is a few bytes, an array up to that frame is not."""

    def __init__(self, values: int = MAX_VALUES) -> None:
        self._left = values

    def take(self, n_frames: int, n_joints: int) -> None:
        """Count the poses (T, J, 4) of a track; `ValueError` when there would be too much in all."""
        if n_joints > MAX_JOINTS:
            raise ValueError(f"it has {n_joints} joints")
        self._left -= n_frames * max(n_joints, 1) * 4
        if self._left < 0:
            raise ValueError(f"its tracks would be too long, one with {n_frames} frames of {n_joints} joints")


def read_bytes(path: Path | str, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a file of at most `limit` bytes; `MediaError` when it is larger or unreadable."""
    path = check_readable(path)
    blocks, n_bytes = [], 0
    try:
        with path.open("rb") as file:
            # Block by block: Python would set the memory of the limit aside for the smallest file.
            while n_bytes <= limit and (block := file.read(_BLOCK_BYTES)):
                blocks.append(block)
                n_bytes += len(block)
    except OSError as e:
        raise MediaError(f"{path} cannot be read: {e.strerror}.", "Check the disk that it is on.") from e
    if n_bytes > limit:
        raise MediaError(
            f"{path} is larger than {limit >> 20} MB, more than any dance.", "Cut it into parts."
        )
    return b"".join(blocks)


def read_text(path: Path | str, limit: int = MAX_BYTES) -> str:
    """Return the UTF-8 text of a file, without a byte order mark; `MediaError` when it is none."""
    try:
        return read_bytes(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise MediaError(f"{path} is not a text file.", "Check that it is the file you meant.") from e


def read_json(path: Path | str, limit: int = MAX_BYTES) -> Any:
    """Return the value of a JSON file; `MediaError` when it is none."""
    text = read_text(path, limit)
    try:
        value = json.loads(text)
        if _SURROGATE.search(text):  # half a character is text that nothing can store or show
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError) as e:  # nesting a thousand deep is not a dance either
        raise MediaError(f"{path} is not a valid JSON file: {e}.", "Check that it is whole.") from e
