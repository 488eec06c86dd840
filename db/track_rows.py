"""Rows of tracks: what reading, writing and correcting them share."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from core.errors import BarreError, InputError, StoreError
from core.skeleton import Skeleton
from db.schema import TrackRow
from db.store import Store


def track_row(store: Store, session: Session, track_id: int, *, lock: bool = False) -> TrackRow:
    """Return the row of a whole track; `InputError` when there is none with that id."""
    row = session.get(TrackRow, track_id, with_for_update=lock or None)
    if row is None or not row.complete:
        raise InputError(f"There is no track {track_id} in {store.place}.")
    return row


def is_current() -> ColumnElement[bool]:
    """Return what holds for the tracks of the people in a video: `is_newest`, and nobody deleted them."""
    return is_newest() & ~TrackRow.is_hidden


def is_newest() -> ColumnElement[bool]:
    """Return what holds for the complete tracks of a video's newest search for people, and later ones.

    A search replaces an earlier one whole. It writes the first person's tracks first, so that of an earlier
    search nobody counts: not even a further person whom the newest did not see.
    """
    first = aliased(TrackRow)
    begins = (
        select(func.max(first.id))
        .where(
            first.video_id == TrackRow.video_id, first.space == TrackRow.space, first.person == 0,
            first.complete,
        )
        .correlate(TrackRow)
        .scalar_subquery()
    )  # fmt: skip
    return TrackRow.complete & (TrackRow.id >= func.coalesce(begins, 0))


def skeleton_of(store: Store, row: TrackRow) -> Skeleton:
    """Return a track's skeleton; `StoreError` when it is none."""
    try:
        return Skeleton.from_dict(row.skeleton)
    except (BarreError, KeyError, TypeError, ValueError) as e:
        raise damaged(store, row.id, "its skeleton") from e


def damaged(store: Store, track_id: int, what: str) -> StoreError:
    """Return the error for a track that is not what it should be."""
    return StoreError(
        f"{store.place}: track {track_id} is damaged ({what}).",
        "Import its video again, or restore the project from a backup.",
    )
