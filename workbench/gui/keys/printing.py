"""The keys on paper: black on white, two columns a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument

Keys = Sequence[tuple[str, str]]  # keys, what they do
MARGIN_MM = 14.0
POINTS = 9.0
DPI = 300
SCREEN_DPI = 96  # in which documents are laid out


def print_keys(groups: Sequence[tuple[str, Keys]], device: QPagedPaintDevice) -> None:
    """Print (title, keys) groups on a printer's paper, or into a file."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    device.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    paper = device.pageLayout().paintRect(QPageLayout.Unit.Inch).size()
    document = _document(groups)
    document.setPageSize(QSizeF(paper.width(), paper.height()) * SCREEN_DPI)  # else Qt adds wide margins
    document.print_(device)


def _document(groups: Sequence[tuple[str, Keys]]) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    font = document.defaultFont()
    font.setPointSizeF(POINTS)
    document.setDefaultFont(font)
    parts = [_group(title, keys) for title, keys in groups if keys]
    document.setHtml(f'<body style="color:#000000"><h2>Keys of Barre</h2>{"".join(parts)}</body>')
    return document


def keys_pdf(groups: Sequence[tuple[str, Keys]]) -> bytes:
    """Return (title, keys) groups as a PDF of A4 pages."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setTitle("Keys of Barre")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    print_keys(groups, writer)
    buffer.close()
    return bytes(buffer.data().data())


def _group(title: str, keys: Keys) -> str:
    half = (len(keys) + 1) // 2
    rows = []
    for i in range(half):
        right = keys[half + i] if half + i < len(keys) else ("", "")
        rows.append(f"<tr>{_cells(*keys[i])}{_cells(*right)}</tr>")
    table = f'<table width="100%" cellpadding="2">{"".join(rows)}</table>'
    return f"<h3>{escape(title)}</h3>{table}"


def _cells(keys: str, what: str) -> str:
    return f'<td width="23%"><b>{escape(keys)}</b></td><td width="27%">{escape(what)}</td>'
