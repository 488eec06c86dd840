"""Segments and what was ruled of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Select, select

from core.merging import ConflictKind
from core.spans import TOUCHING_S
from db.beat_grids import current_grid, in_beats
from db.merging.shared import Merge
from db.schema import AnnotatorRow, LabelRow, RulingRow, SegmentRow, TierRow

_Said = tuple[int, int, float, float]  # label, annotator, start, end, in our ids


def merge_segments(merge: Merge) -> None:
    """Bring the segments that nobody here marked just so, and list those that lie over others.

    One that was deleted here stays deleted; one that was deleted there comes as deleted: rulings refer to it.
    """
    for their_video, our_video in merge.ids["videos"].items():
        ours = _segments(merge, our_video)
        live = {_said(row): row.id for row in ours if row.removed_at is None}
        # A removed row is one of theirs only if it was made at the same moment; we may mark it again.
        made = {(_said(row), row.created_at): row.id for row in ours}
        new = []
        for row in merge.theirs.scalars(_of(their_video)):
            said = _said_here(merge, row)
            known = made.get((said, row.created_at), live.get(said) if row.removed_at is None else None)
            if known is None:
                new.append(row)
            else:
                merge.ids["segments"][row.id] = known
        shown = [row for row in new if row.removed_at is None]
        _list_conflicts(merge, our_video, [row for row in ours if row.removed_at is None], shown)
        for row in new:
            noun = "segments" if row.removed_at is None else "removed segments"
            merge.added[noun] += 1
        merge.add(SegmentRow, new, "")
        if their_video not in merge.fresh["videos"]:
            _number(merge, our_video)


def merge_rulings(merge: Merge) -> None:
    """Bring what holds of their rulings."""
    known = {
        (row.segment_id, row.gold_id, row.annotator_id, row.judge_id, row.created_at)
        for row in merge.ours.scalars(select(RulingRow))
    }
    ids, new = merge.ids, []
    for row in merge.theirs.scalars(
        select(RulingRow).where(RulingRow.removed_at.is_(None)).order_by(RulingRow.id)
    ):
        gold = None if row.gold_id is None else ids["segments"][row.gold_id]
        people = (ids["annotators"][row.annotator_id], ids["annotators"][row.judge_id])
        if (ids["segments"][row.segment_id], gold, *people, row.created_at) not in known:
            new.append(row)
    merge.add(RulingRow, new, "rulings")


def _list_conflicts(
    merge: Merge, our_video: int, ours: Sequence[SegmentRow], new: Sequence[SegmentRow]
) -> None:
    tiers = {label: (tier, name) for label, tier, name in merge.ours.execute(_LABELS)}
    overlapping = {tier.id: tier.overlaps for tier in merge.ours.scalars(select(TierRow))}
    rows: dict[tuple[int, int], list[SegmentRow]] = defaultdict(list)
    for row in ours:
        rows[tiers[row.label_id][0], row.annotator_id].append(row)
    # (S, 2) starts and ends: thousands against thousands, which a loop would feel.
    spans_s = {place: np.array([(r.start_s, r.end_s) for r in found]) for place, found in rows.items()}
    names = {row.id: row.name for row in merge.ours.scalars(select(AnnotatorRow))}
    for row in new:
        label_id, annotator_id, start_s, end_s = _said_here(merge, row)
        tier_id, label = tiers[label_id]
        if overlapping[tier_id]:
            continue
        place = (tier_id, annotator_id)
        if place not in rows:
            continue
        shared_s = np.minimum(spans_s[place][:, 1], end_s) - np.maximum(spans_s[place][:, 0], start_s)
        for i in np.flatnonzero(shared_s > TOUCHING_S):
            other = rows[place][i]
            here = f"{tiers[other.label_id][1]} from {other.start_s:g} to {other.end_s:g} s here"
            what = f"{names[annotator_id]} marked {here} and {label} from {start_s:g} to {end_s:g} s there"
            merge.conflict(ConflictKind.SEGMENT, our_video, f"{what}; both are kept.")


def _segments(merge: Merge, video_id: int) -> list[SegmentRow]:
    return list(merge.ours.scalars(_of(video_id)))


def _of(video_id: int) -> Select[SegmentRow]:
    return select(SegmentRow).where(SegmentRow.video_id == video_id).order_by(SegmentRow.id)


def _said(row: SegmentRow) -> _Said:
    return row.label_id, row.annotator_id, row.start_s, row.end_s


def _said_here(merge: Merge, row: SegmentRow) -> _Said:
    ids = merge.ids
    return ids["labels"][row.label_id], ids["annotators"][row.annotator_id], row.start_s, row.end_s


def _number(merge: Merge, video_id: int) -> None:
    """Number the edges of a video's segments by the beats that are in force here now."""
    merge.ours.flush()
    grid = current_grid(merge.store, merge.ours, video_id)
    for row in _segments(merge, video_id):
        row.start_beat, row.end_beat = in_beats(grid, row.start_s, row.end_s)


_LABELS = select(LabelRow.id, LabelRow.tier_id, LabelRow.name)
