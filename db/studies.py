"""Simple studies: dances put before raters in a hidden order, for one of four grades.

Studies with a design are `db.study_designs` and `db.study_answers`.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.entities import Grade, Rating, Study, StudyItem
from core.errors import InputError
from db.schema import GeneratedRow, RatingRow, StudyItemRow, StudyRow, VideoRow
from db.store import Repository, now


class Studies(Repository):
    def create(self, name: str, seed: int) -> Study:
        """Add a study; `seed` decides the order in which its dances are shown."""
        if not name.strip():
            raise InputError("A study needs a name.")
        row = StudyRow(name=name.strip(), seed=int(seed), created_at=now())
        with self._store.write() as session:
            session.add(row)
            session.flush()
            return _study(row)

    def get(self, study_id: int) -> Study:
        """Return a study; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return _study(self._store.row(session, StudyRow, study_id, "study"))

    def all(self) -> list[Study]:
        """Return all simple studies, oldest first."""
        query = select(StudyRow).where(StudyRow.design.is_(None)).order_by(StudyRow.id)
        with self._store.read() as session:
            return [_study(row) for row in session.scalars(query)]

    def add_item(
        self, study_id: int, generated_id: int | None = None, video_id: int | None = None
    ) -> StudyItem:
        """Put a generated dance or a video into a study; one that is in it already is returned."""
        if (generated_id is None) == (video_id is None):
            raise InputError("A study item is either a generated dance or a video.")
        with self._store.write() as session:
            self._store.row(session, StudyRow, study_id, "study")
            if generated_id is not None:
                self._store.row(session, GeneratedRow, generated_id, "generated dance")
            if video_id is not None:
                self._store.row(session, VideoRow, video_id, "video")
            values = {"study_id": study_id, "generated_id": generated_id, "video_id": video_id}
            row = session.scalars(select(StudyItemRow).filter_by(**values)).first()
            if row is None:
                row = StudyItemRow(**values)
                session.add(row)
                session.flush()
            return _item(row)

    def items(self, study_id: int) -> list[StudyItem]:
        """Return the items of a study in its hidden order."""
        with self._store.read() as session:
            return self._items(session, study_id)

    def next_item(self, study_id: int, rater: str) -> StudyItem | None:
        """Return the first item that a rater has not graded yet; None when all are."""
        graded = (
            select(RatingRow.study_item_id)
            .join(StudyItemRow, StudyItemRow.id == RatingRow.study_item_id)
            .where(StudyItemRow.study_id == study_id, RatingRow.rater == rater.strip())
        )
        with self._store.read() as session:
            done = set(session.scalars(graded))
            return next((item for item in self._items(session, study_id) if item.id not in done), None)

    def rate(self, item_id: int, rater: str, grade: Grade) -> Rating:
        """Store one rater's grade of one item; `InputError` for a second one, since ratings are final."""
        rater = rater.strip()
        if not rater:
            raise InputError("A rating needs the name of its rater.")
        with self._store.write() as session:
            self._store.row(session, StudyItemRow, item_id, "study item")
            if session.scalars(select(RatingRow).filter_by(study_item_id=item_id, rater=rater)).first():
                raise InputError(f"{rater} has rated this dance already.", "A rating cannot be changed.")
            row = RatingRow(study_item_id=item_id, rater=rater, grade=str(Grade(grade)), created_at=now())
            session.add(row)
            session.flush()
            return self._rating(row)

    def ratings(self, study_id: int) -> list[Rating]:
        """Return the ratings of a study, oldest first."""
        query = (
            select(RatingRow)
            .join(StudyItemRow, StudyItemRow.id == RatingRow.study_item_id)
            .where(StudyItemRow.study_id == study_id)
            .order_by(RatingRow.id)
        )
        with self._store.read() as session:
            return [self._rating(row) for row in session.scalars(query)]

    def _items(self, session: Session, study_id: int) -> list[StudyItem]:
        seed = self._store.row(session, StudyRow, study_id, "study").seed
        query = select(StudyItemRow).where(StudyItemRow.study_id == study_id).order_by(StudyItemRow.id)
        items = [_item(row) for row in session.scalars(query)]
        # A hash, not a shuffle: adding a dance later leaves the others in their order.
        order = sorted(range(len(items)), key=lambda nth: _place(seed, nth))
        return [items[nth] for nth in order]

    def _rating(self, row: RatingRow) -> Rating:
        return Rating(
            row.id, row.study_item_id, row.rater, self._store.word(Grade, row.grade), row.created_at
        )


def _place(seed: int, nth: int) -> bytes:
    return hashlib.sha256(f"{seed}:{nth}".encode()).digest()


def _study(row: StudyRow) -> Study:
    return Study(row.id, row.name, row.seed, row.created_at)


def _item(row: StudyItemRow) -> StudyItem:
    return StudyItem(row.id, row.study_id, row.generated_id, row.video_id)
