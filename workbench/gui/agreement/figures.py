"""How far annotators agree, as tables; a click goes to where they differ most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.metrics.agreement.matching import EdgeErrors
from core.metrics.agreement.score import Score
from workbench.actions.agreeing import Agreement, Dispute, LabelsOfPair, TierAgreement, agreement
from workbench.actions.pose_agreeing import PosesOfPair
from workbench.gui.context import AppContext
from workbench.gui.widgets.empty import EmptyState
from workbench.gui.widgets.rows import Cell, RowsTable

HEADERS = (
    "Annotators", "Tier", "Videos", "n", "Agreement", "Kappa", "Alpha", "Segment F1", "Edges, ms", "OKS",
    "PCK",
)  # fmt: skip
NOBODY = (
    "No two annotators worked on the same video yet",
    "Give the project to somebody else, or merge theirs into it: barre merge A B. "
    "Edit → Annotator says who works here.",
)
CHOOSE = "Choose a row: what its numbers are made of, and where the two differ most."


@dataclass(frozen=True)
class Row:
    """A line of the table, and what is said of it below."""

    cells: tuple[Cell, ...]
    scores: tuple[Score, ...]
    edges: EdgeErrors | None = None
    worst: Dispute | None = None


class Figures(QWidget):
    """Reads the agreement of the whole project off the GUI thread, and shows it by pair and tier."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[Row] = []
        self._reading = self._again = False
        self.table = RowsTable()
        self.table.setAccessibleName("Agreement by annotators and tier")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.details = QTextBrowser()
        self.details.setAccessibleName("What the numbers are")
        self.details.setPlaceholderText(CHOOSE)
        self.empty = EmptyState(context.theme, "person", *NOBODY)
        self.waiting = QLabel("Comparing …", alignment=Qt.AlignmentFlag.AlignCenter)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.stack = QStackedWidget()
        for widget in (self.waiting, self.empty, split):
            self.stack.addWidget(widget)
        self._tables = split
        column = QVBoxLayout(self)
        column.addWidget(self.stack)

    def read(self) -> None:
        """Compare again; what comes meanwhile is compared after it."""
        project = self._context.project
        if project is None or self._reading:
            self._again = project is not None
            return
        self._reading, self._again = True, False
        self._context.background(lambda: agreement(project), self._on_read, self._on_failed, receiver=self)

    def _on_read(self, found: Agreement) -> None:
        self._reading = False
        self._rows = rows_of(found)
        chosen = self.table.currentIndex().row()
        self.table.set_rows(*filled_columns(self._rows))
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.stack.setCurrentWidget(self._tables if self._rows else self.empty)
        if 0 <= chosen < len(self._rows):
            self.table.selectRow(chosen)
            self._describe(self._rows[chosen])
        if self._again:
            self.read()

    def _on_failed(self, error: Exception) -> None:
        self._reading = False
        self._context.report(error)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._rows[index.row()]
        self._describe(row)
        if row.worst is not None:
            self._context.show_page("annotate", video_id=row.worst.video_id, at_s=row.worst.start_s)

    def _describe(self, row: Row) -> None:
        self.details.setPlainText("\n\n".join(sentences(row)))


def rows_of(found: Agreement) -> list[Row]:
    """Return the lines of the table: each tier's pairs, all of a tier together where they are more, poses."""
    rows = []
    for tier in found.tiers:
        rows += [_pair(tier, pair) for pair in tier.pairs]
        if len(tier.annotators) > 2:
            rows.append(_together(tier))
    return rows + [_poses(pair) for pair in found.poses]


def filled_columns(rows: Sequence[Row]) -> tuple[list[str], list[list[Cell]]]:
    """Return headers and cells without the columns in which no line has anything."""
    filled = [i for i in range(len(HEADERS)) if any(row.cells[i] is not None for row in rows)]
    return [HEADERS[i] for i in filled], [[row.cells[i] for i in filled] for row in rows]


def sentences(row: Row) -> list[str]:
    """Return what is said of a line: where to look, and each number with its n and definition."""
    said = []
    if row.worst is not None:
        worst = row.worst
        what = ", ".join(f"{name}: {' + '.join(words) or 'nothing'}" for name, words in worst.said.items())
        said.append(f"They differ most in {worst.video}, {worst.start_s:.2f} to {worst.end_s:.2f} s. {what}.")
    for score in row.scores:
        value = score.undefined if score.value is None else f"{score.value:.3f}"
        said.append(f"{score.name} (n = {score.n} {score.unit}): {value}  {score.definition}")
    if row.edges is not None:
        said.append(_edges(row.edges))
    return said


def _pair(tier: TierAgreement, pair: LabelsOfPair) -> Row:
    edges = pair.edges
    cells: tuple[Cell, ...] = (
        f"{pair.a}, {pair.b}", tier.tier, pair.n_videos, pair.kappa.n, pair.agreement.value, pair.kappa.value,
        None, pair.f1.value, None if edges.mean_ms is None else round(edges.mean_ms), None, None,
    )  # fmt: skip
    return Row(cells, (pair.agreement, pair.kappa, pair.f1), edges, pair.worst)


def _together(tier: TierAgreement) -> Row:
    cells: tuple[Cell, ...] = (
        f"all {len(tier.annotators)}", tier.tier, tier.n_videos, tier.alpha.n, None, tier.fleiss.value,
        tier.alpha.value, None, None, None, None,
    )  # fmt: skip
    return Row(cells, (tier.fleiss, tier.alpha), worst=tier.worst[0] if tier.worst else None)


def _poses(pair: PosesOfPair) -> Row:
    found = pair.agreement
    cells: tuple[Cell, ...] = (
        f"{pair.a}, {pair.b}", "poses", pair.n_videos, found.pck.n, None, None, None, None, None,
        found.oks.value, found.pck.value,
    )  # fmt: skip
    return Row(cells, (found.oks, found.pck, found.shown))


def _edges(edges: EdgeErrors) -> str:
    if edges.mean_ms is None or edges.median_ms is None or edges.signed_ms is None:
        return f"Edges (n = 0): {edges.undefined}  {edges.definition}"
    numbers = (
        f"mean {edges.mean_ms:.0f} ms, median {edges.median_ms:.0f} ms, signed {edges.signed_ms:+.0f} ms"
    )
    return f"Edges (n = {edges.n}): {numbers}.  {edges.definition}"
