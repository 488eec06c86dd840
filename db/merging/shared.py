"""What the parts of a merge share: both sessions, ids there and here, and what is told in the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, insert, inspect
from sqlalchemy.orm import Session, object_session

from core.errors import StoreError
from core.merging import Conflict, ConflictKind
from db.schema import (
    AnnotatorRow,
    Base,
    BeatGridRow,
    CorrectionRow,
    PersonRow,
    ReviewRow,
    SwapRow,
    VideoRow,
)
from db.store import Store


@dataclass(frozen=True)
class Files:
    """Where the files of what is new lie here by now.

    Attributes:
        media: stored path here, by stored path there.
        runs: reserved run id here, by run id there; its folder has been copied.
        dances: stored path here, by the id of a generated dance there.
    """

    media: Mapping[str, str] = field(default_factory=dict)
    runs: Mapping[int, int] = field(default_factory=dict)
    dances: Mapping[int, str] = field(default_factory=dict)


class Merge:
    """One merge while it goes on.

    Attributes:
        ours: a writing session on the project that is merged into.
        theirs: a reading session on the other one.
        ids: by table, the id here of each row there that has one.
        fresh: by table, the ids there of rows that this merge added here.
    """

    def __init__(self, store: Store, ours: Session, theirs: Session, their_name: str, files: Files) -> None:
        self.store, self.ours, self.theirs = store, ours, theirs
        self.their_name, self.files = their_name, files
        self.ids: dict[str, dict[int, int]] = defaultdict(dict)
        self.fresh: dict[str, set[int]] = defaultdict(set)
        self.added: Counter[str] = Counter()
        self.conflicts: list[Conflict] = []
        self.left: list[str] = []
        self._names: dict[tuple[bool, int], str] = {}

    def values(self, row: Base, **changes: Any) -> dict[str, Any]:
        """Return the columns of one of their rows as they are to be stored here; the id is given here."""
        mapper = inspect(type(row))
        found: dict[str, Any] = {}
        for column in mapper.columns:
            name = mapper.get_property_by_column(column).key
            if name in changes or (column.primary_key and name == "id"):
                continue
            value = getattr(row, name)
            for foreign in column.foreign_keys:
                value = None if value is None else self.ids[foreign.column.table.name][value]
            found[name] = value
        return found | changes

    def add(self, table: type[Base], rows: Sequence[Base], noun: str, **changes: Any) -> list[int]:
        """Store copies of their rows in their order and return the new ids; see `values`."""
        ids = self.insert(table, [self.values(row, **changes) for row in rows], noun)
        for row, new_id in zip(rows, ids, strict=True):
            self.ids[table.__tablename__][row.id] = new_id  # type: ignore[attr-defined]
            self.fresh[table.__tablename__].add(row.id)  # type: ignore[attr-defined]
        return ids

    def insert(self, table: type[Base], values: Sequence[Mapping[str, Any]], noun: str = "") -> list[int]:
        """Store rows and return their ids; with a `noun` they are counted."""
        if not values:
            return []
        if noun:
            self.added[noun] += len(values)
        key = inspect(table).primary_key[0]
        if len(inspect(table).primary_key) > 1 or not isinstance(key.type, Integer):
            self.ours.execute(insert(table), values)
            return []
        query = insert(table).returning(key, sort_by_parameter_order=True)
        return list(self.ours.scalars(query, values))

    def conflict(self, kind: ConflictKind, video_id: int | None, what: str) -> None:
        """Tell that both say something else; `video_id` is ours."""
        video = "" if video_id is None else self.ours.get_one(VideoRow, video_id).name
        self.conflicts.append(Conflict(kind, video_id, video, what))

    def is_ours(self, row: Base) -> bool:
        return object_session(row) is self.ours

    def annotator(self, row: CorrectionRow | BeatGridRow | PersonRow | ReviewRow | SwapRow) -> str:
        """Return the name of who said what a row of either side says."""
        place = (self.is_ours(row), row.annotator_id)
        if place not in self._names:
            session = self.ours if self.is_ours(row) else self.theirs
            self._names[place] = session.get_one(AnnotatorRow, row.annotator_id).name
        return self._names[place]

    def changed_meanwhile(self) -> StoreError:
        return StoreError(
            f"{self.their_name} was changed while it was merged.", "Merge again; nothing was changed."
        )
