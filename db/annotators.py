"""Who corrects and labels."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.entities import Annotator
from core.errors import InputError
from db.schema import AnnotatorRow
from db.store import Repository, found_or_added


class Annotators(Repository):
    def named(self, name: str) -> Annotator:
        """Return the annotator of that name, made when new."""
        with self._store.write() as session:
            row = annotator_row(session, name)
            return Annotator(row.id, row.name)

    def all(self) -> list[Annotator]:
        """Return all annotators by name."""
        with self._store.read() as session:
            rows = session.scalars(select(AnnotatorRow).order_by(AnnotatorRow.name))
            return [Annotator(row.id, row.name) for row in rows]


def annotator_row(session: Session, name: str) -> AnnotatorRow:
    """Return the row of an annotator inside a write transaction, made when new."""
    name = name.strip()
    if not name:
        raise InputError("An annotator needs a name.")
    query = select(AnnotatorRow).where(AnnotatorRow.name == name)
    return found_or_added(session, query, AnnotatorRow(name=name))
