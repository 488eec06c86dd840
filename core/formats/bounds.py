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


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_bytes(path: Path | str, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a file of at most `limit` bytes; `MediaError` when it is larger or unreadable."""
    path = check_readable(path)
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as e:
        raise MediaError(f"{path} cannot be read: {e.strerror}.", "Check the disk that it is on.") from e
    if len(data) > limit:
        raise MediaError(
            f"{path} is larger than {limit >> 20} MB, more than any dance.", "Cut it into parts."
        )
    return data


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
