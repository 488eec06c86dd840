"""Whether two annotators mark the same segments, and how exactly they place the edges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.agreement.score import Score
from core.metrics.agreement.spans import Span

IOU = 0.5

F1 = (
    "2 * pairs / (segments of one + segments of the other). A pair has the same label and shares at least "
    "half of the time that it covers together (IoU >= 0.5); each segment is in one pair at most, and the "
    "pairing with the most pairs counts, of those the one with the largest sum of IoU."
)
EDGES = (
    "How far apart the starts and the ends of paired segments are, in milliseconds; a pair gives two edges. "
    "Signed: the second annotator's edge minus the first's."
)


class Pair(NamedTuple):
    """Indices of a segment of each annotator, and the share of time that they have in common."""

    a: int
    b: int
    iou: float


@dataclass(frozen=True)
class EdgeErrors:
    """How far apart paired edges are; `n` edges, all None without any.

    Attributes:
        mean_ms, median_ms: of the distances.
        signed_ms: mean of second minus first: whether one of them marks late.
        start_signed_ms, end_signed_ms: the same for starts and ends alone.
    """

    mean_ms: float | None
    median_ms: float | None
    signed_ms: float | None
    start_signed_ms: float | None
    end_signed_ms: float | None
    n: int
    definition: str = EDGES
    undefined: str = ""


def segment_f1(n_pairs: int, n_a: int, n_b: int) -> Score:
    """Return the F1 of two annotators' segments; symmetric, and 1 where each has its pair."""
    n = n_a + n_b
    if not n:
        return Score("Segment F1", None, 0, "segments", F1, "Neither of them marked a segment.")
    return Score("Segment F1", 2 * n_pairs / n, n, "segments", F1)


def edge_errors(differences_s: NDArray[np.float64]) -> EdgeErrors:
    """Sum up the (P, 2) differences of starts and ends of P pairs, second minus first, in seconds."""
    if not len(differences_s):
        return EdgeErrors(None, None, None, None, None, 0, undefined="No segments of theirs are a pair.")
    ms = differences_s * 1000
    return EdgeErrors(
        mean_ms=float(np.abs(ms).mean()),
        median_ms=float(np.median(np.abs(ms))),
        signed_ms=float(ms.mean()),
        start_signed_ms=float(ms[:, 0].mean()),
        end_signed_ms=float(ms[:, 1].mean()),
        n=ms.size,
    )


def paired_edges(a: Sequence[Span], b: Sequence[Span], pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Return (P, 2) seconds: start and end of b's span minus those of a's."""
    rows = [(b[p.b].start_s - a[p.a].start_s, b[p.b].end_s - a[p.a].end_s) for p in pairs]
    return np.array(rows, np.float64).reshape(-1, 2)


def match(a: Sequence[Span], b: Sequence[Span], *, iou: float = IOU) -> list[Pair]:
    """Pair segments of two annotators: optimal, not greedy, so that neither order nor who is first matters.

    Returns the pairs with the same label and at least `iou`, by index in `a`.
    """
    from scipy.optimize import linear_sum_assignment

    pairs: list[Pair] = []
    for of_a, of_b in _islands(a, b):
        shares = _ious([a[i] for i in of_a], [b[j] for j in of_b])
        # A pair more outweighs any sum of shares, since those of an island are fewer than this.
        gain = np.where(shares >= iou, min(shares.shape) + 1 + shares, 0.0)
        for row, column in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
            if gain[row, column] > 0:
                pairs.append(Pair(of_a[row], of_b[column], float(shares[row, column])))
    return sorted(pairs)


def overlap(a: Span, b: Span) -> float:
    """Return the time two spans share over the time that they cover together."""
    shared_s = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    whole_s = max(a.end_s, b.end_s) - min(a.start_s, b.start_s)
    return max(0.0, shared_s) / whole_s


def _islands(a: Sequence[Span], b: Sequence[Span]) -> Iterator[tuple[list[int], list[int]]]:
    """Split segments into groups of one label that touch no other group: pairs lie within one.

    Thousands of segments are then many small assignments in place of one huge.
    """
    by_label: dict[str, list[tuple[float, float, int, int]]] = defaultdict(list)
    for who, spans in enumerate((a, b)):
        for i, span in enumerate(spans):
            by_label[span.label].append((span.start_s, span.end_s, who, i))
    for marks in by_label.values():
        island: tuple[list[int], list[int]] = ([], [])
        end_s = -np.inf
        for start_s, stop_s, who, i in sorted(marks):
            if start_s >= end_s:
                if all(island):
                    yield island
                island = ([], [])
            island[who].append(i)
            end_s = max(end_s, stop_s)
        if all(island):
            yield island


def _ious(a: Sequence[Span], b: Sequence[Span]) -> NDArray[np.float64]:
    """(A, B) shares of time in common."""
    starts_a, ends_a = np.array([span[:2] for span in a], np.float64).T[..., None]
    starts_b, ends_b = np.array([span[:2] for span in b], np.float64).T
    shared_s = np.minimum(ends_a, ends_b) - np.maximum(starts_a, starts_b)
    whole_s = np.maximum(ends_a, ends_b) - np.minimum(starts_a, starts_b)
    shares: NDArray[np.float64] = np.maximum(shared_s, 0) / whole_s
    return shares
