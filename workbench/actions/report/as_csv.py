"""The tables of a report as one CSV file: a row a number, so that any program can sort and filter them."""

from __future__ import annotations

import csv
from pathlib import Path

from workbench.actions.report.content import Report

HEADERS = ("section", "row", "column", "value")


def write(report: Report, path: Path) -> None:
    """Write the cells of all tables, each with where it stands."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for section, table in report.tables():
            for row in table.rows:
                for header, cell in zip(table.headers[1:], row[1:], strict=True):
                    writer.writerow([_inert(text) for text in (section, row[0], header, cell)])


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula; numbers stay what they are."""
    try:
        float(text)
    except ValueError:
        return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
    return text
