"""What several annotators agree on, as segments, and what is left to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import NamedTuple

from core.metrics.agreement.matching import match
from core.metrics.agreement.spans import Span

TOLERANCE_S = 0.2
"""Edges further apart than this are a dispute: half a beat at 150 beats a minute."""


class Vote(NamedTuple):
    """One annotator's segment, and what to remember it by."""

    id: int
    annotator: str
    span: Span


@dataclass(frozen=True)
class Agreed:
    """A segment that annotators have in common: each edge is the median of theirs.

    `overruled` are votes of others for something else on (most of) the same time.
    """

    span: Span
    votes: tuple[Vote, ...]
    overruled: tuple[Vote, ...] = ()


@dataclass(frozen=True)
class Disputed:
    """A stretch whose votes hang together and do not agree; who is in none of them says: nothing there."""

    start_s: float
    end_s: float
    votes: tuple[Vote, ...]


def consensus(
    votes: Sequence[Vote], *, needed: int, tolerance_s: float = TOLERANCE_S, overlaps: bool = False
) -> tuple[list[Agreed], list[Disputed]]:
    """Return what annotators agree on and what they do not, each by time; every vote is in exactly one.

    Votes agree that are pairs (`core.metrics.agreement.matching`: the same label, at least half of the time
    in common) and whose starts, and whose ends, lie within `tolerance_s` of one another.

    Args:
        needed: annotators that must agree, at least two.
        overlaps: whether the tier allows one annotator's segments to overlap; else a vote for something else
            on time that is agreed on is overruled.
    """
    groups = [group for group in _groups(votes, tolerance_s) if len(group) >= max(needed, 2)]
    agreed_ids = {vote.id for group in groups for vote in group}
    agreed, left = [], [vote for vote in votes if vote.id not in agreed_ids]
    for group in sorted(groups, key=lambda group: median(vote.span.start_s for vote in group)):
        span = _median(group)
        overruled = () if overlaps else tuple(v for v in left if _is_mostly_in(v, span, group))
        left = [vote for vote in left if vote not in overruled]
        agreed.append(Agreed(span, tuple(group), overruled))
    return agreed, [_disputed(cluster) for cluster in _clusters(left)]


def _groups(votes: Sequence[Vote], tolerance_s: float) -> list[list[Vote]]:
    """Join pairs to groups of at most one vote an annotator, the best pairs first."""
    by_annotator: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_annotator[vote.annotator].append(vote)
    pairs = [
        (pair.iou, a[pair.a], b[pair.b])
        for a, b in combinations(by_annotator.values(), 2)
        for pair in match([vote.span for vote in a], [vote.span for vote in b])
    ]
    group_of = {vote.id: [vote] for vote in votes}
    for _, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1].id, pair[2].id)):
        one, other = group_of[a.id], group_of[b.id]
        joined = one + other
        is_one_each = len({vote.annotator for vote in joined}) == len(joined)
        if one is not other and is_one_each and _spread_s(joined) <= tolerance_s + 1e-9:
            group_of |= dict.fromkeys((vote.id for vote in joined), joined)
    return list({id(group): group for group in group_of.values()}.values())


def _spread_s(votes: Sequence[Vote]) -> float:
    starts, ends = _edges(votes)
    return max(max(starts) - min(starts), max(ends) - min(ends))


def _median(votes: Sequence[Vote]) -> Span:
    starts, ends = _edges(votes)
    return Span(median(starts), median(ends), votes[0].span.label)


def _edges(votes: Sequence[Vote]) -> tuple[list[float], list[float]]:
    return [vote.span.start_s for vote in votes], [vote.span.end_s for vote in votes]


def _is_mostly_in(vote: Vote, span: Span, group: Sequence[Vote]) -> bool:
    if vote.annotator in {member.annotator for member in group}:
        return False
    shared_s = min(vote.span.end_s, span.end_s) - max(vote.span.start_s, span.start_s)
    return shared_s > (vote.span.end_s - vote.span.start_s) / 2


def _clusters(votes: Sequence[Vote]) -> Iterator[list[Vote]]:
    """Give votes that hang together: one is mostly on the time of the other.

    Less would chain neighbours together over each edge that two place differently, to one huge dispute.
    """
    ordered = sorted(votes, key=lambda vote: (vote.span.start_s, vote.span.end_s, vote.id))
    cluster_of: dict[int, list[Vote]] = {}
    open_votes: list[Vote] = []
    for vote in ordered:
        cluster_of[vote.id] = [vote]
        open_votes = [other for other in open_votes if other.span.end_s > vote.span.start_s]
        for other in open_votes:
            one, another = cluster_of[vote.id], cluster_of[other.id]
            if one is not another and _hang_together(vote.span, other.span):
                joined = another + one
                cluster_of |= dict.fromkeys((member.id for member in joined), joined)
        open_votes.append(vote)
    yield from {id(cluster): cluster for cluster in cluster_of.values()}.values()


def _hang_together(a: Span, b: Span) -> bool:
    shared_s = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    return shared_s > min(a.end_s - a.start_s, b.end_s - b.start_s) / 2


def _disputed(votes: Sequence[Vote]) -> Disputed:
    ordered = sorted(votes, key=lambda vote: (vote.annotator, vote.span))
    return Disputed(
        min(vote.span.start_s for vote in votes), max(vote.span.end_s for vote in votes), tuple(ordered)
    )
