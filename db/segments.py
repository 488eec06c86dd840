"""Labelled spans of time.

Where a tier does not allow it, the segments of one annotator never come to lie over one another: an edit that
would make them is refused, cut to the free room, or done all the same, as the caller says. Segments that lie
over one another already can be edited, as long as no new overlap comes of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.entities import Segment, SegmentsChange
from core.errors import InputError
from core.spans import SHORTEST_S, Span, free_parts, overlap_s, overlaps
from db.annotators import annotator_row
from db.beat_grids import current_grid, in_beats
from db.schema import AnnotatorRow, LabelRow, SegmentRow, TierRow, VideoRow
from db.store import now
from db.tiers import Tiers


class SegmentSpec(NamedTuple):
    """A segment about to be added; a label that is new to the tier is added to it."""

    video_id: int
    tier: str
    label: str
    start_s: float
    end_s: float
    annotator: str


class OnOverlap(StrEnum):
    """What becomes of a segment that would lie over another of its annotator on a tier without overlaps."""

    REFUSE = "refuse"  # an `InputError`
    CLIP = "clip"  # it gets the part of the free room where it was, or the largest; refused without any
    KEEP = "keep"  # both stay as they are: what was made elsewhere is not altered


class Segments(Tiers):
    def add(
        self,
        video_id: int,
        tier: str,
        label: str,
        start_s: float,
        end_s: float,
        annotator: str,
        *,
        on_overlap: OnOverlap = OnOverlap.REFUSE,
    ) -> Segment:
        """Mark a span of a video; a label that is new to the tier is added to it.

        Raises:
            InputError: an empty span, no such video or tier, or another segment is there; nothing is stored.
        """
        spec = SegmentSpec(video_id, tier, label, start_s, end_s, annotator)
        with self._store.write() as session:
            return self._add(session, spec, on_overlap)

    def update(
        self,
        segment_id: int,
        *,
        label: str | None = None,
        start_s: float | None = None,
        end_s: float | None = None,
        on_overlap: OnOverlap = OnOverlap.REFUSE,
    ) -> Segment:
        """Change a segment's label or span; what is left out stays. Errors as `add`."""
        with self._store.write() as session:
            row = self._row(session, segment_id)
            old = (row.start_s, row.end_s)
            span = (old[0] if start_s is None else float(start_s), old[1] if end_s is None else float(end_s))
            _check_span(*span)
            tier = self._tier_of(session, row)
            if span != old:
                self._place(session, row, tier, span, on_overlap, was=[old])
            if label is not None:
                row.label_id = self._label(session, tier, label).id
            session.flush()
            return self._get(session, segment_id)

    def split(self, segment_id: int, at_s: float) -> SegmentsChange:
        """Make two segments of one; the first keeps its id.

        Raises:
            InputError: the moment is not inside the segment, or there is none.
        """
        with self._store.write() as session:
            row, old = self._row(session, segment_id), self._get(session, segment_id)
            if not (old.start_s + SHORTEST_S <= at_s <= old.end_s - SHORTEST_S):
                raise InputError(
                    f"{at_s:g} s is not inside the segment from {old.start_s:g} s to {old.end_s:g} s.",
                    "Split it at a moment between its ends.",
                )
            right = SegmentRow(
                video_id=row.video_id, label_id=row.label_id, start_s=float(at_s), end_s=row.end_s,
                annotator_id=row.annotator_id, created_at=now(),
            )  # fmt: skip
            self._store.row(session, VideoRow, row.video_id, "video", lock=True)  # see `_place`
            row.end_s = float(at_s)
            session.add(right)
            self._number(session, row, right)
            session.flush()
            return SegmentsChange((old,), (self._get(session, row.id), self._get(session, right.id)))

    def join(self, segment_ids: Sequence[int]) -> SegmentsChange:
        """Make one segment of several with the same label, from the first one's start to the last one's end.

        The earliest keeps its id; the others are removed.

        Raises:
            InputError: fewer than two, or they differ in video, tier, label or annotator, or another segment
                lies between them.
        """
        with self._store.write() as session:
            old = [self._get(session, segment_id) for segment_id in dict.fromkeys(segment_ids)]
            old.sort(key=lambda segment: (segment.start_s, segment.id))
            if len(old) < 2:
                raise InputError("It takes two segments to join.")
            if len({(each.video_id, each.tier, each.label, each.annotator) for each in old}) > 1:
                raise InputError("Only segments of one label, tier, video and annotator can be joined.")
            rows = [self._row(session, segment.id) for segment in old]
            for row in rows[1:]:
                row.removed_at = now()
            session.flush()
            span = (old[0].start_s, max(segment.end_s for segment in old))
            tier = self._tier_of(session, rows[0])
            was = [(segment.start_s, segment.end_s) for segment in old]
            self._place(session, rows[0], tier, span, OnOverlap.REFUSE, was=was)
            session.flush()
            return SegmentsChange(tuple(old), (self._get(session, rows[0].id),))

    def exchange(self, present: Sequence[Segment], wanted: Sequence[Segment]) -> list[Segment]:
        """Put segments back into another state of theirs: undo and redo of a `SegmentsChange`.

        Args:
            present: how they are now; those that are not `wanted` are removed.
            wanted: how they are to be; those that are not `present` are brought back under their old ids.

        Raises:
            InputError: one of them was changed or removed since, or another segment is there now; nothing is
                changed.
        """
        with self._store.write() as session:
            rows = {}
            for segment in present:
                rows[segment.id] = self._row(session, segment.id)
                if _content(self._get(session, segment.id)) != _content(segment):
                    raise InputError(
                        f"Segment {segment.id} was changed since; it stays as it is.",
                        "Undo that change first.",
                    )
            for segment_id in rows.keys() - {segment.id for segment in wanted}:
                rows[segment_id].removed_at = now()
            session.flush()
            was = [(segment.start_s, segment.end_s) for segment in present]
            removed_at: dict[int, datetime | None] = {}
            for segment in wanted:
                row = rows.get(segment.id) or self._store.row(session, SegmentRow, segment.id, "segment")
                tier = self._tier_of(session, row)
                row.removed_at, removed_at[segment.id] = None, row.removed_at
                row.label_id = self._label(session, tier, segment.label).id
                row.start_s, row.end_s = segment.start_s, segment.end_s
            session.flush()
            for segment in wanted:
                row = self._row(session, segment.id)
                tier, since = self._tier_of(session, row), removed_at[segment.id]
                self._place(session, row, tier, _span(row), OnOverlap.REFUSE, was=was, since=since)
            session.flush()
            return [self._get(session, segment.id) for segment in wanted]

    def remove(self, segment_id: int) -> None:
        """Take a segment away; `restore` brings it back."""
        with self._store.write() as session:
            self._row(session, segment_id).removed_at = now()

    def restore(self, segment_id: int) -> Segment:
        """Bring a removed segment back under its old id; `InputError` when another is there now."""
        with self._store.write() as session:
            return self._restore(session, segment_id, OnOverlap.REFUSE)

    def replace(
        self,
        remove: Sequence[int],
        *,
        add: Sequence[SegmentSpec] = (),
        restore: Sequence[int] = (),
        on_overlap: OnOverlap = OnOverlap.REFUSE,
    ) -> list[Segment]:
        """Take segments away and put new or removed ones in their place: all of it, or, failing, nothing.

        Returns the added ones, in the order of their specs. Errors as `add`.
        """
        with self._store.write() as session:
            for segment_id in remove:
                self._row(session, segment_id).removed_at = now()
            for segment_id in restore:
                self._restore(session, segment_id, on_overlap)
            return [self._add(session, spec, on_overlap) for spec in add]

    def get(self, segment_id: int) -> Segment:
        """Return a segment; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return self._get(session, segment_id)

    def for_video(
        self, video_id: int, tier: str | None = None, annotator: str | None = None
    ) -> list[Segment]:
        """Return the segments of a video by time."""
        query = _segments().where(SegmentRow.video_id == video_id)
        if tier is not None:
            query = query.where(TierRow.name == tier)
        if annotator is not None:
            query = query.where(AnnotatorRow.name == annotator)
        with self._store.read() as session:
            return [_segment(*row) for row in session.execute(query)]

    def all(self, tier: str | None = None) -> list[Segment]:
        """Return the segments of all videos, by video and time."""
        query = _segments() if tier is None else _segments().where(TierRow.name == tier)
        with self._store.read() as session:
            return [_segment(*row) for row in session.execute(query)]

    def some(self, segment_ids: Sequence[int]) -> list[Segment]:
        """Return segments by their ids, by video and time; removed ones are left out."""
        with self._store.read() as session:
            query = _segments().where(SegmentRow.id.in_(segment_ids))
            return [_segment(*row) for row in session.execute(query)]

    def add_within(self, session: Session, spec: SegmentSpec, on_overlap: OnOverlap) -> Segment:
        """Do what `add` does, inside a larger transaction."""
        return self._add(session, spec, on_overlap)

    def restore_within(self, session: Session, segment_ids: Sequence[int]) -> None:
        """Do what `restore` does to several segments, inside a larger transaction."""
        for segment_id in segment_ids:
            self._restore(session, segment_id, OnOverlap.REFUSE)

    def _add(self, session: Session, spec: SegmentSpec, on_overlap: OnOverlap) -> Segment:
        span = (float(spec.start_s), float(spec.end_s))
        _check_span(*span)
        self._store.row(session, VideoRow, spec.video_id, "video")
        tier = self._tier(session, spec.tier)
        row = SegmentRow(
            video_id=spec.video_id, label_id=self._label(session, tier, spec.label).id,
            annotator_id=annotator_row(session, spec.annotator).id, created_at=now(),
        )  # fmt: skip
        self._place(session, row, tier, span, on_overlap)
        session.add(row)
        session.flush()
        return self._get(session, row.id)

    def _restore(self, session: Session, segment_id: int, on_overlap: OnOverlap) -> Segment:
        row = self._store.row(session, SegmentRow, segment_id, "segment")
        if row.removed_at is not None:
            # What was there with it already, allowed or not, is no reason to lose it.
            self._place(
                session, row, self._tier_of(session, row), _span(row), on_overlap, since=row.removed_at
            )
            row.removed_at = None
        session.flush()
        return self._get(session, segment_id)

    def _place(
        self,
        session: Session,
        row: SegmentRow,
        tier: TierRow,
        span: Span,
        on_overlap: OnOverlap,
        was: Sequence[Span] = (),
        since: datetime | None = None,
    ) -> None:
        """Give a segment its span, or the free room in it.

        Others that lay over one of `was` may go on to, and so may those that are older than `since`.
        """
        # Locked, so that nobody puts another one there, or other beats, before this transaction ends.
        self._store.row(session, VideoRow, row.video_id, "video", lock=True)
        if not tier.overlaps and on_overlap is not OnOverlap.KEEP:
            others = self._others(session, row, tier, span)
            new = [
                each
                for each in others
                if not any(overlaps(_span(each[0]), old) for old in was)
                and (since is None or each[0].created_at > since)
            ]
            if new:
                parts = free_parts(span, [_span(each[0]) for each in new])
                if on_overlap is OnOverlap.REFUSE or not parts:
                    raise _taken(tier.name, *new[0])
                span = max(
                    parts, key=lambda part: (max((overlap_s(part, o) for o in was), default=0.0), _long(part))
                )
        row.start_s, row.end_s = span
        self._number(session, row)

    def _others(
        self, session: Session, row: SegmentRow, tier: TierRow, span: Span
    ) -> list[tuple[SegmentRow, str, str]]:
        """The annotator's other segments over a span of the tier, with their labels and annotators."""
        query = (
            select(SegmentRow, LabelRow.name, AnnotatorRow.name)
            .join(LabelRow, LabelRow.id == SegmentRow.label_id)
            .join(AnnotatorRow, AnnotatorRow.id == SegmentRow.annotator_id)
            .where(
                LabelRow.tier_id == tier.id,
                SegmentRow.video_id == row.video_id,
                SegmentRow.annotator_id == row.annotator_id,
                SegmentRow.removed_at.is_(None),
                SegmentRow.start_s < span[1],
                SegmentRow.end_s > span[0],
            )
            .order_by(SegmentRow.start_s)
        )
        found = session.execute(query).all()
        return [(*each,) for each in found if each[0].id != row.id and overlaps(_span(each[0]), span)]

    def _number(self, session: Session, *rows: SegmentRow) -> None:
        """Keep the edges of segments of one video in beats too, where there are any."""
        grid = current_grid(self._store, session, rows[0].video_id)
        for row in rows:
            row.start_beat, row.end_beat = in_beats(grid, row.start_s, row.end_s)

    def _tier_of(self, session: Session, row: SegmentRow) -> TierRow:
        query = select(TierRow).join(LabelRow, LabelRow.tier_id == TierRow.id)
        return session.scalars(query.where(LabelRow.id == row.label_id)).one()

    def _get(self, session: Session, segment_id: int) -> Segment:
        row = session.execute(_segments().where(SegmentRow.id == segment_id)).first()
        if row is None:
            raise InputError(f"There is no segment {segment_id} in {self._store.place}.")
        return _segment(*row)

    def _row(self, session: Session, segment_id: int) -> SegmentRow:
        row = self._store.row(session, SegmentRow, segment_id, "segment")
        if row.removed_at is not None:
            raise InputError(f"Segment {segment_id} was removed.", "Restore it first.")
        return row


def _check_span(start_s: float, end_s: float) -> None:
    if not (math.isfinite(start_s) and math.isfinite(end_s) and 0 <= start_s < end_s):
        raise InputError(f"A segment needs 0 <= start < end in seconds; got {start_s} to {end_s}.")


def _content(segment: Segment) -> Segment:
    """What must be the same for an undo to fit: beats may have been numbered anew, and a tier renamed."""
    return replace(segment, tier="", start_beat=None, end_beat=None)


def _span(row: SegmentRow) -> Span:
    return row.start_s, row.end_s


def _long(span: Span) -> float:
    return span[1] - span[0]


def _taken(tier: str, row: SegmentRow, label: str, annotator: str) -> InputError:
    return InputError(
        f"{annotator} has {label!r} from {row.start_s:g} s to {row.end_s:g} s there already, "
        f"and the tier {tier!r} takes one label at a time.",
        "Move or delete that segment first, or use a tier that allows overlaps.",
    )


def _segments() -> Select[SegmentRow, str, str, str]:
    return (
        select(SegmentRow, TierRow.name, LabelRow.name, AnnotatorRow.name)
        .join(LabelRow, LabelRow.id == SegmentRow.label_id)
        .join(TierRow, TierRow.id == LabelRow.tier_id)
        .join(AnnotatorRow, AnnotatorRow.id == SegmentRow.annotator_id)
        .where(SegmentRow.removed_at.is_(None))
        .order_by(SegmentRow.video_id, SegmentRow.start_s, SegmentRow.id)
    )


def _segment(row: SegmentRow, tier: str, label: str, annotator: str) -> Segment:
    return Segment(
        row.id, row.video_id, tier, label, row.start_s, row.end_s, annotator, row.created_at,
        row.start_beat, row.end_beat,
    )  # fmt: skip
