"""Annotators, tiers and labels: the same where they have the same name."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from db.merging.shared import Merge
from db.schema import AnnotatorRow, LabelRow, TierRow

Named = TypeVar("Named", AnnotatorRow, TierRow)


def merge_names(merge: Merge) -> None:
    """Bring what is new; of a tier or label that both have, the rule and the colour here stay."""
    _merge(merge, AnnotatorRow, "annotators")
    _merge(merge, TierRow, "tiers")
    _merge_labels(merge)


def _merge(merge: Merge, table: type[Named], noun: str) -> None:
    known = {row.name: row.id for row in merge.ours.scalars(select(table))}
    new = []
    for row in merge.theirs.scalars(select(table).order_by(table.id)):
        if row.name in known:
            merge.ids[noun][row.id] = known[row.name]
        else:
            new.append(row)
    merge.add(table, new, noun)


def _merge_labels(merge: Merge) -> None:
    known = {(row.tier_id, row.name): row.id for row in merge.ours.scalars(select(LabelRow))}
    new = []
    for row in merge.theirs.scalars(select(LabelRow).order_by(LabelRow.id)):
        place = (merge.ids["tiers"][row.tier_id], row.name)
        if place in known:
            merge.ids["labels"][row.id] = known[place]
        else:
            new.append(row)
    merge.add(LabelRow, new, "labels")
