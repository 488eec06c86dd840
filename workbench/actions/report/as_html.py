"""A report as one HTML file: no script, nothing from elsewhere; pictures and films are inside."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from workbench.actions.report.content import Film, Part, Picture, Report, Section, Table, Words

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1d1f27; background: #fff;
  font: 16px/1.5 system-ui, sans-serif; }
h1 { margin-bottom: .2rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #d9dbe3; }
.about, figcaption, .note { color: #565a68; font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0 .3rem; }
th, td { padding: .3rem .8rem; text-align: right; border-bottom: 1px solid #e4e6ec; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { border-bottom: 2px solid #b9bdca; }
figure { margin: 1rem 0; } img, video { max-width: 100%; }
@media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } video { display: none; } }
"""


def write(report: Report, path: Path) -> None:
    """Write a report; `StoreError` of the caller's `replacing` when it cannot be."""
    path.write_text(html(report), "utf-8")


def html(report: Report) -> str:
    """Return the whole page."""
    about = "<br>".join(escape(line) for line in report.about)
    sections = "\n".join(_section(section) for section in report.sections)
    # A page that may run nothing and load nothing, whatever a name in a project says.
    policy = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{escape(report.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(report.title)}</h1>
<p class="about">{about}</p>
{sections}
</body>
</html>
"""


def _section(section: Section) -> str:
    parts = "\n".join(_part(part) for part in section.parts)
    return f"<section>\n<h2>{escape(section.title)}</h2>\n{parts}\n</section>"


def _part(part: Part) -> str:
    match part:
        case Words(text):
            return f"<p>{escape(text)}</p>"
        case Table():
            return _table(part)
        case Picture(png, says):
            source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
            return _figure(f'<img src="{source}" alt="{escape(says)}">', says)
        case Film(path, says):
            source = f"data:video/mp4;base64,{base64.b64encode(path.read_bytes()).decode()}"
            return _figure(f'<video controls preload="metadata" src="{source}"></video>', says)


def _figure(inside: str, says: str) -> str:
    return f"<figure>{inside}<figcaption>{escape(says)}</figcaption></figure>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(header)}</th>' for header in table.headers)
    rows = "\n".join(
        "<tr>"
        + f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    inside = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f'<div class="wide">\n{inside}\n</div>\n{note}'
