"""Lists of the danced part of each film: `name start end`, as text or CSV."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError, MediaError
from core.media.files import check_readable

_SEPARATORS = "\t;,"  # in this order: next to the first two, a comma is a decimal one
_MOST_BYTES = 16 << 20  # a list of hundreds of thousands of films


@dataclass(frozen=True)
class Cut:
    """A part of a film to keep: start_s <= time < end_s, on the film's clock."""

    start_s: float
    end_s: float


def read_cuts(path: Path | str) -> dict[str, list[Cut]]:
    """Read which parts of which films to keep.

    A line is a name, a start and an end, separated by tabs, semicolons or commas, else by spaces (the name
    may then contain spaces itself). Times are seconds (`12.5`) or clock times (`1:02.5`, `1:00:02.5`). Empty
    lines, lines that begin with `#`, and a first line of titles are passed over. A name may come often.

    Returns:
        cuts in the order of the file, by name as it is written there (see `cuts_of`).

    Raises:
        MediaError: the file cannot be read, or is no text.
        InputError: a line is not of that form, naming it.
    """
    path = check_readable(path)
    cuts: dict[str, list[Cut]] = {}
    is_first = True
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        fields = _fields(line)
        if not (is_first and _is_titles(fields)):
            name, cut = _cut(fields, path, number)
            cuts.setdefault(name, []).append(cut)
        is_first = False
    return cuts


def cuts_of(cuts: dict[str, list[Cut]], film: Path | str) -> list[Cut]:
    """Return the cuts of a film, listed by its file name with or without the suffix."""
    film = Path(film)
    return cuts.get(film.name) or cuts.get(film.stem) or []


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as e:
        raise MediaError(
            f"{path} is not a text file in UTF-8.", "Save the list of cuts as text or CSV."
        ) from e
    except OSError as e:
        raise MediaError(f"{path} cannot be read: {e.strerror}.", "Check the disk that it is on.") from e


def _fields(line: str) -> list[str]:
    separator = next((mark for mark in _SEPARATORS if line.count(mark) >= 2), None)
    if separator is None:
        return line.strip().rsplit(maxsplit=2)
    return [field.strip() for field in next(csv.reader([line], delimiter=separator))]


def _is_titles(fields: list[str]) -> bool:
    return len(fields) == 3 and all(_seconds(field) is None for field in fields[1:])


def _cut(fields: list[str], path: Path, number: int) -> tuple[str, Cut]:
    if len(fields) != 3 or not fields[0]:
        raise InputError(f"Line {number} of {path} is not `name start end`.", "Example: waltz_01.mp4 2.5 31")
    name, start_s, end_s = fields[0], _seconds(fields[1]), _seconds(fields[2])
    if start_s is None or end_s is None:
        raise InputError(
            f"Line {number} of {path} has a time that is no time: {fields[1]} {fields[2]}.",
            "Write seconds (12.5) or minutes and seconds (1:02.5).",
        )
    if not start_s < end_s:
        raise InputError(f"Line {number} of {path} ends ({end_s:g} s) before it begins ({start_s:g} s).")
    return name, Cut(start_s, end_s)


def _seconds(text: str) -> float | None:
    """Return the seconds that a time means, or None."""
    total = 0.0
    for part in text.split(":"):
        try:
            value = float(part.replace(",", "."))
        except ValueError:
            return None
        if not (math.isfinite(value) and value >= 0):
            return None
        total = total * 60 + value
    return total
