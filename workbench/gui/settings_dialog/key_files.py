"""A person's keys as a small text file, to take them to another machine. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import DiskError, InputError

MAX_BYTES = 65_536  # the whole table, every row changed, is a tenth of it
HEAD = "# Barre keys. One line a row that differs from the default: what it does = its keys; the next one.\n"
Keys = tuple[str, ...]


@dataclass(frozen=True)
class KeyFile:
    """What was read: keys by row, and rows that this version does not have."""

    own: dict[str, Keys]
    unknown: tuple[str, ...]


def write_keys(path: Path, own: Mapping[str, Keys], as_text: Callable[[Keys], str]) -> None:
    """Write keys by row.

    Raises:
        DiskError: the file cannot be written.
    """
    lines = [f"{row_id} = {as_text(keys)}".rstrip() + "\n" for row_id, keys in own.items()]
    try:
        path.write_text(HEAD + "".join(lines), "utf-8")
    except OSError as e:
        raise DiskError(f"{path} cannot be written: {e.strerror}.", "Choose another folder.") from e


def read_keys(path: Path, known: Container[str], from_text: Callable[[str], Keys | None]) -> KeyFile:
    """Read what `write_keys` wrote.

    Raises:
        InputError: the file cannot be read, or a line is no row and its keys.
    """
    own: dict[str, Keys] = {}
    unknown = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        row_id, sign, text = (part.strip() for part in line.partition("="))
        keys = from_text(text) if sign else None
        if keys is None:
            raise InputError(
                f"Line {number} of {path.name} is not a row and its keys.", "Nothing was changed."
            )
        if row_id in known:
            own[row_id] = keys
        else:
            unknown.append(row_id)
    return KeyFile(own, tuple(unknown))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise InputError(f"{path.name} is too large to be a file of keys.", "Nothing was changed.")
        return content.decode("utf-8-sig")
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}.") from e
    except UnicodeDecodeError as e:
        raise InputError(f"{path.name} is no text file.", "Nothing was changed.") from e
