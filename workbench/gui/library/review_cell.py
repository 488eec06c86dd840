"""How far people are with a video, as a bar in the Library."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from core.entities import ReviewState, VideoSummary
from workbench.gui import texts
from workbench.gui.widgets.cells import Cell

Index = QModelIndex | QPersistentModelIndex

SHARES_ROLE = Qt.ItemDataRole.UserRole + 21  # dict of the share of each ReviewState, or None
TOKENS = {ReviewState.ACCEPTED: "good", ReviewState.CORRECTED: "warn"}  # what is left is unseen
BAR_PX = 6


class ReviewCell(Cell):
    """The share of accepted frames, and under it a bar: accepted, corrected, unseen."""

    def draw(self, painter: QPainter, rect: QRect, text: str, index: Index) -> None:
        shares = index.data(SHARES_ROLE)
        if shares is None:
            return
        middle, line = rect.center().y(), painter.fontMetrics().height()
        self.write(painter, QRect(rect.left(), middle - line - 1, rect.width(), line), text, "text")
        bar = QRectF(rect.left(), middle + 4, rect.width(), BAR_PX)
        clip = QPainterPath()
        clip.addRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
        painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
        painter.fillRect(bar, self.theme.colour("border"))
        for state, token in TOKENS.items():
            width = rect.width() * shares[state]
            painter.fillRect(QRectF(bar.left(), bar.top(), width, BAR_PX), self.theme.colour(token))
            bar.setLeft(bar.left() + width)


def review_text(summary: VideoSummary) -> str:
    """Return the shares, and who accepted how much; empty without a track."""
    n = summary.n_tracked_frames
    if not n:
        return ""
    shares = {state: texts.percent(share) for state, share in summary.review_shares.items()}
    lines = [f"{shares[state]} {state}" for state in reversed(ReviewState) if state in shares]
    who = [f"{name} accepted {texts.percent(count / n)}" for name, count in summary.reviewed.by_annotator]
    return "\n".join([", ".join(lines), *who])
