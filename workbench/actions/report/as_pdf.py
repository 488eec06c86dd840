"""A report as a PDF: pages of A4, tables and pictures; films are left out."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.actions.report.content import Film, Part, Picture, Report, Table, Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_A4 = (8.27, 11.69)  # inches
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.08, 0.92, 0.94, 0.05  # parts of the page
_LINE = 0.0165  # height of a line of 9 points with its gap
_CHARACTERS = 96  # of 9 points that fit into a line
_MOST_COLUMNS = 7  # of a table; more go on below


class _Pages:
    """Fills pages from the top, and begins another when one is full."""

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self._new = lambda: Figure(figsize=_A4)
        self.pages: list[Figure] = []
        self._y = 0.0
        self.begin()

    def begin(self) -> None:
        self.pages.append(self._new())
        self._y = _TOP

    def room(self, height: float) -> float:
        """Return the top of a place of that height."""
        if self._y - height < _BOTTOM and self._y < _TOP:
            self.begin()
        top = self._y
        self._y -= height
        return top

    def line(self, text: str, *, size: float = 9, bold: bool = False, x: float = _LEFT) -> None:
        top = self.room(_LINE * size / 9)
        weight = "bold" if bold else "normal"
        self.pages[-1].text(
            x, top, text, fontsize=size, fontweight=weight, va="top", color="#1d1f27", parse_math=False
        )

    def words(self, text: str) -> None:
        for line in textwrap.wrap(text, _CHARACTERS) or [""]:
            self.line(line)

    def picture(self, png: bytes) -> None:
        from matplotlib.image import imread

        pixels = imread(io.BytesIO(png), format="png")
        height = (_RIGHT - _LEFT) * _A4[0] * pixels.shape[0] / pixels.shape[1] / _A4[1]
        height = min(height, _TOP - _BOTTOM)
        top = self.room(height)
        axes = self.pages[-1].add_axes((_LEFT, top - height, _RIGHT - _LEFT, height))
        axes.imshow(pixels, aspect="equal")
        axes.set_axis_off()

    def table(self, table: Table) -> None:
        for headers, rows in _slices(table):
            widths = [
                max(len(headers[i]), *(len(row[i]) for row in rows), 4) + 2 for i in range(len(headers))
            ]
            scale = min(1.0, _CHARACTERS / sum(widths))
            starts = [sum(widths[:i]) * scale / _CHARACTERS for i in range(len(widths))]
            for n, row in enumerate((headers, *rows)):
                top = self.room(_LINE)
                for start, width, cell in zip(starts, widths, row, strict=True):
                    self.pages[-1].text(
                        _LEFT + start * (_RIGHT - _LEFT), top, textwrap.shorten(cell, width, placeholder="…"),
                        fontsize=8 * max(scale, 0.7), fontweight="bold" if n == 0 else "normal", va="top",
                        parse_math=False,
                    )  # fmt: skip
            self.room(_LINE / 2)


def write(report: Report, path: Path) -> None:
    """Write all pages."""
    from matplotlib.backends.backend_pdf import PdfPages

    pages = _Pages()
    pages.line(report.title, size=18, bold=True)
    for line in report.about:
        pages.words(line)
    for section in report.sections:
        pages.room(_LINE)
        pages.line(section.title, size=13, bold=True)
        for part in section.parts:
            _add(pages, part)
    with path.open("wb") as file, PdfPages(file, metadata={"Title": report.title}) as pdf:
        for page in pages.pages:
            pdf.savefig(page)


def _add(pages: _Pages, part: Part) -> None:
    match part:
        case Words(text):
            pages.words(text)
        case Table():
            pages.table(part)
            if part.note:
                pages.words(part.note)
        case Picture(png, says):
            pages.picture(png)
            pages.words(says)
        case Film(_, says):
            pages.words(f"{says} (the film is in the HTML report)")


def _slices(table: Table) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """Cut a wide table into several that fit, each with its first column."""
    step = _MOST_COLUMNS - 1
    for start in range(1, max(len(table.headers), 2), step):
        part = slice(start, start + step)
        rows = tuple((row[0], *row[part]) for row in table.rows)
        yield (table.headers[0], *table.headers[part]), rows
