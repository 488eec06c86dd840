"""What a report says, apart from how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows below headers; the first column names the row.

    Attributes:
        note: how to read it.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, eq=False)
class Picture:
    """A PNG and what it shows: the words are also read to people who do not see it."""

    png: bytes
    says: str


@dataclass(frozen=True)
class Film:
    """An MP4 and what it shows; formats without films leave it out."""

    path: Path
    says: str


Part = Words | Table | Picture | Film


@dataclass(frozen=True)
class Section:
    """Parts under a heading."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Report:
    """A report.

    Attributes:
        title: of the whole.
        about: a line each: the project, when, with which versions.
        sections: in their order.
    """

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Return all tables with the titles of their sections."""
        for section in self.sections:
            for part in section.parts:
                if isinstance(part, Table):
                    yield section.title, part
