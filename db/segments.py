"""Labelled spans of time, and the vocabulary of their tiers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.entities import Label, Segment, Tier
from core.errors import InputError
from db.annotators import annotator_row
from db.beat_grids import current_grid, in_beats
from db.palette import next_colour
from db.schema import AnnotatorRow, LabelRow, SegmentRow, TierRow, VideoRow
from db.store import Repository, found_or_added, now

DEFAULT_TIERS = ("style", "phrase", "move", "comment", "cut")
OVERLAPPING = frozenset({"comment"})


class SegmentSpec(NamedTuple):
    """A segment about to be added; a label that is new to the tier is added to it."""

    video_id: int
    tier: str
    label: str
    start_s: float
    end_s: float
    annotator: str


class Segments(Repository):
    def tiers(self) -> list[str]:
        """Return the names of the tiers, in their order."""
        with self._store.read() as session:
            return list(session.scalars(select(TierRow.name).order_by(TierRow.id)))

    def tier(self, name: str) -> Tier:
        """Return a tier by its name; `InputError` when there is none."""
        with self._store.read() as session:
            return _tier(self._tier(session, name))

    def all_tiers(self) -> list[Tier]:
        """Return the tiers in their order."""
        with self._store.read() as session:
            return [_tier(row) for row in session.scalars(select(TierRow).order_by(TierRow.id))]

    def add_tier(self, name: str, *, overlaps: bool = False) -> Tier:
        """Add a tier of the project's own; `InputError` when it has one of that name."""
        name = name.strip()
        if not name:
            raise InputError("A tier needs a name.")
        with self._store.write() as session:
            if session.scalar(select(TierRow.id).where(TierRow.name == name)) is not None:
                raise InputError(f"There is a tier {name!r} already.", "Give the new one another name.")
            row = TierRow(name=name, overlaps=overlaps)
            session.add(row)
            session.flush()
            return _tier(row)

    def labels(self, tier: str) -> list[Label]:
        """Return the labels of a tier, in the order in which they were added."""
        with self._store.read() as session:
            rows = session.scalars(
                select(LabelRow).where(LabelRow.tier_id == self._tier(session, tier).id).order_by(LabelRow.id)
            )
            return [Label(row.id, tier, row.name, row.colour) for row in rows]

    def add_label(self, tier: str, name: str, colour: str | None = None) -> Label:
        """Return the label of that name, made when new; without a `colour` it gets a free one."""
        with self._store.write() as session:
            row = self._label(session, self._tier(session, tier), name, colour)
            return Label(row.id, tier, row.name, row.colour)

    def add(
        self, video_id: int, tier: str, label: str, start_s: float, end_s: float, annotator: str
    ) -> Segment:
        """Mark a span of a video; a label that is new to the tier is added to it."""
        spec = SegmentSpec(video_id, tier, label, start_s, end_s, annotator)
        with self._store.write() as session:
            return self._add(session, spec)

    def update(
        self,
        segment_id: int,
        *,
        label: str | None = None,
        start_s: float | None = None,
        end_s: float | None = None,
    ) -> Segment:
        """Change a segment's label or span; what is left out stays."""
        with self._store.write() as session:
            row = self._row(session, segment_id)
            start_s = row.start_s if start_s is None else float(start_s)
            end_s = row.end_s if end_s is None else float(end_s)
            _check_span(start_s, end_s)
            row.start_s, row.end_s = start_s, end_s
            self._number(session, row)
            if label is not None:
                tier = session.scalars(
                    select(TierRow)
                    .join(LabelRow, LabelRow.tier_id == TierRow.id)
                    .where(LabelRow.id == row.label_id)
                ).one()
                row.label_id = self._label(session, tier, label).id
            session.flush()
            return self._get(session, segment_id)

    def remove(self, segment_id: int) -> None:
        """Take a segment away; `restore` brings it back."""
        with self._store.write() as session:
            self._row(session, segment_id).removed_at = now()

    def restore(self, segment_id: int) -> Segment:
        """Bring a removed segment back under its old id."""
        with self._store.write() as session:
            return self._restore(session, segment_id)

    def replace(
        self, remove: Sequence[int], *, add: Sequence[SegmentSpec] = (), restore: Sequence[int] = ()
    ) -> list[Segment]:
        """Take segments away and put new or removed ones in their place: all of it, or, failing, nothing.

        Returns the added ones, in the order of their specs.
        """
        with self._store.write() as session:
            for segment_id in remove:
                self._row(session, segment_id).removed_at = now()
            for segment_id in restore:
                self._restore(session, segment_id)
            return [self._add(session, spec) for spec in add]

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

    def _add(self, session: Session, spec: SegmentSpec) -> Segment:
        _check_span(spec.start_s, spec.end_s)
        self._store.row(session, VideoRow, spec.video_id, "video", lock=True)
        row = SegmentRow(
            video_id=spec.video_id,
            label_id=self._label(session, self._tier(session, spec.tier), spec.label).id,
            start_s=float(spec.start_s), end_s=float(spec.end_s),
            annotator_id=annotator_row(session, spec.annotator).id, created_at=now(),
        )  # fmt: skip
        self._number(session, row)
        session.add(row)
        session.flush()
        return self._get(session, row.id)

    def _number(self, session: Session, row: SegmentRow) -> None:
        """Keep the edges of a segment in beats too, where there are any."""
        grid = current_grid(self._store, session, row.video_id)
        row.start_beat, row.end_beat = in_beats(grid, row.start_s, row.end_s)

    def _restore(self, session: Session, segment_id: int) -> Segment:
        self._store.row(session, SegmentRow, segment_id, "segment").removed_at = None
        session.flush()
        return self._get(session, segment_id)

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

    def _tier(self, session: Session, name: str) -> TierRow:
        row = session.scalar(select(TierRow).where(TierRow.name == name))
        if row is None:
            known = ", ".join(session.scalars(select(TierRow.name).order_by(TierRow.id)))
            raise InputError(f"There is no tier {name!r}.", f"Known: {known}.")
        return row

    def _label(self, session: Session, tier: TierRow, name: str, colour: str | None = None) -> LabelRow:
        name = name.strip()
        if not name:
            raise InputError("A label needs a name.")
        used = session.scalars(select(LabelRow.colour).where(LabelRow.tier_id == tier.id)).all()
        query = select(LabelRow).where(LabelRow.tier_id == tier.id, LabelRow.name == name)
        new = LabelRow(tier_id=tier.id, name=name, colour=colour or next_colour(used))
        return found_or_added(session, query, new)


def _check_span(start_s: float, end_s: float) -> None:
    if not (math.isfinite(start_s) and math.isfinite(end_s) and 0 <= start_s < end_s):
        raise InputError(f"A segment needs 0 <= start < end in seconds; got {start_s} to {end_s}.")


def _tier(row: TierRow) -> Tier:
    return Tier(row.id, row.name, row.overlaps)


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
