"""Tiers and their vocabularies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.entities import Label, Tier
from core.errors import InputError
from db.palette import next_colour
from db.schema import LabelRow, TierRow
from db.store import Repository, found_or_added

DEFAULT_TIERS = ("style", "phrase", "move", "comment", "cut")
OVERLAPPING = frozenset({"comment"})


class Tiers(Repository):
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
        with self._store.write() as session:
            row = TierRow(name=self._free_name(session, name), overlaps=overlaps)
            session.add(row)
            session.flush()
            return _tier(row)

    def rename_tier(self, name: str, new_name: str) -> Tier:
        """Give a tier another name.

        Raises:
            InputError: Barre itself needs the tier by its name, or there is one of the new name.
        """
        if name in DEFAULT_TIERS:
            raise InputError(
                f"The tier {name!r} keeps its name: Barre knows it by that.", "Add one of your own."
            )
        with self._store.write() as session:
            row = self._tier(session, name)
            if new_name.strip() != name:
                row.name = self._free_name(session, new_name)
            return _tier(row)

    def set_overlaps(self, name: str, overlaps: bool) -> Tier:
        """Say whether one annotator's segments on a tier may lie over one another; those that do stay."""
        with self._store.write() as session:
            row = self._tier(session, name)
            row.overlaps = overlaps
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

    def add_labels(self, tier: str, names: Sequence[str]) -> list[Label]:
        """Return the labels of those names, in their order, made when new: all of them, or, failing, none."""
        with self._store.write() as session:
            found = self._tier(session, tier)
            rows = [self._label(session, found, name) for name in names]
            return [Label(row.id, tier, row.name, row.colour) for row in rows]

    def _tier(self, session: Session, name: str) -> TierRow:
        row = session.scalar(select(TierRow).where(TierRow.name == name))
        if row is None:
            known = ", ".join(session.scalars(select(TierRow.name).order_by(TierRow.id)))
            raise InputError(f"There is no tier {name!r}.", f"Known: {known}.")
        return row

    def _free_name(self, session: Session, name: str) -> str:
        name = name.strip()
        if not name:
            raise InputError("A tier needs a name.")
        if session.scalar(select(TierRow.id).where(TierRow.name == name)) is not None:
            raise InputError(f"There is a tier {name!r} already.", "Give the new one another name.")
        return name

    def _label(self, session: Session, tier: TierRow, name: str, colour: str | None = None) -> LabelRow:
        name = name.strip()
        if not name:
            raise InputError("A label needs a name.")
        used = session.scalars(select(LabelRow.colour).where(LabelRow.tier_id == tier.id)).all()
        query = select(LabelRow).where(LabelRow.tier_id == tier.id, LabelRow.name == name)
        new = LabelRow(tier_id=tier.id, name=name, colour=colour or next_colour(used))
        return found_or_added(session, query, new)


def _tier(row: TierRow) -> Tier:
    return Tier(row.id, row.name, row.overlaps)
