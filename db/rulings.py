"""Gold segments: what was made of several people's, and what became of each of theirs.

A ruling says of one annotator's segment that it was taken into a gold one, or refused. Gold segments are
segments like others, by an annotator of their own ("gold"); the rulings remember who said what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, aliased

from core.entities import Ruling, Segment
from core.errors import InputError
from db.annotators import annotator_row
from db.schema import AnnotatorRow, LabelRow, RulingRow, SegmentRow, TierRow
from db.segments import OnOverlap, Segments, SegmentSpec
from db.store import Repository, Store, now


@dataclass(frozen=True)
class Decision:
    """A gold segment about to be made (None: nothing is there) of the segments taken; others are refused."""

    gold: SegmentSpec | None
    taken: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ruled:
    """What decisions stored, enough to withdraw and restore it."""

    rulings: tuple[int, ...]
    segments: tuple[Segment, ...]


class Rulings(Repository):
    def __init__(self, store: Store, segments: Segments) -> None:
        super().__init__(store)
        self._segments = segments

    def rule(self, decisions: Sequence[Decision], gold: str, judge: str) -> Ruled:
        """Store decisions in one transaction: all of them, or, failing, nothing.

        On a tier without overlaps a gold segment gets the room that others of its annotator leave.

        Raises:
            InputError: a segment is not there any more, or there is no room for a gold one.
        """
        rulings, made = [], []
        with self._store.write() as session:
            mark = {
                "annotator_id": annotator_row(session, gold).id,
                "judge_id": annotator_row(session, judge).id,
                "created_at": now(),
            }
            for decision in decisions:
                gold_id = None
                if decision.gold is not None:
                    made.append(self._segments.add_within(session, decision.gold, OnOverlap.CLIP))
                    gold_id = made[-1].id
                for segment_id in (*decision.taken, *decision.refused):
                    self._check_live(session, segment_id)
                    into = gold_id if segment_id in decision.taken else None
                    rulings.append(RulingRow(segment_id=segment_id, gold_id=into, **mark))
            session.add_all(rulings)
            session.flush()
            return Ruled(tuple(row.id for row in rulings), tuple(made))

    def withdraw(self, ruled: Ruled) -> None:
        """Take decisions back, and their gold segments away, in one transaction."""
        self._set_removed(ruled, now())

    def restore(self, ruled: Ruled) -> None:
        """Make withdrawn decisions again, under their old ids, in one transaction."""
        self._set_removed(ruled, None)

    def for_video(self, video_id: int, tier: str, gold: str) -> list[Ruling]:
        """Return the decisions on a tier that hold, oldest first.

        One whose gold segment somebody deleted since holds no more.
        """
        source, made = aliased(SegmentRow), aliased(SegmentRow)
        query = (
            _rulings()
            .join(source, source.id == RulingRow.segment_id)
            .outerjoin(made, made.id == RulingRow.gold_id)
            .join(LabelRow, LabelRow.id == source.label_id)
            .join(TierRow, TierRow.id == LabelRow.tier_id)
            .where(source.video_id == video_id, TierRow.name == tier, made.removed_at.is_(None))
        )
        with self._store.read() as session:
            return [_ruling(*row) for row in session.execute(query) if row[1] == gold]

    def sources(self, gold_id: int) -> list[Segment]:
        """Return the segments that a gold one was made of, by time; those deleted since are not there."""
        with self._store.read() as session:
            query = select(RulingRow.segment_id).where(
                RulingRow.gold_id == gold_id, RulingRow.removed_at.is_(None)
            )
            ids = session.scalars(query).all()
        return self._segments.some(ids)

    def golds(self) -> list[str]:
        """Return the annotators in whose names gold was marked."""
        query = select(AnnotatorRow.name).join(RulingRow, RulingRow.annotator_id == AnnotatorRow.id)
        with self._store.read() as session:
            return list(session.scalars(query.distinct().order_by(AnnotatorRow.name)))

    def _check_live(self, session: Session, segment_id: int) -> None:
        row = self._store.row(session, SegmentRow, segment_id, "segment")
        if row.removed_at is not None:
            raise InputError(f"Segment {segment_id} was removed meanwhile.", "Look at what is left again.")

    def _set_removed(self, ruled: Ruled, at: datetime | None) -> None:
        ids = [segment.id for segment in ruled.segments]
        with self._store.write() as session:
            session.execute(update(RulingRow).where(RulingRow.id.in_(ruled.rulings)).values(removed_at=at))
            if at is None:
                self._segments.restore_within(session, ids)
            else:
                session.execute(update(SegmentRow).where(SegmentRow.id.in_(ids)).values(removed_at=at))


def _rulings() -> Select[RulingRow, str, str]:
    gold, judge = aliased(AnnotatorRow), aliased(AnnotatorRow)
    return (
        select(RulingRow, gold.name, judge.name)
        .join(gold, gold.id == RulingRow.annotator_id)
        .join(judge, judge.id == RulingRow.judge_id)
        .where(RulingRow.removed_at.is_(None))
        .order_by(RulingRow.id)
    )


def _ruling(row: RulingRow, gold: str, judge: str) -> Ruling:
    return Ruling(row.id, row.segment_id, row.gold_id, gold, judge, row.created_at)
