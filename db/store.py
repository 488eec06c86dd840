"""Short transactions, and the database's faults in words. What every repository is built on."""

from __future__ import annotations

import errno
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from core.errors import DiskError, InputError, StoreError, is_disk_fault
from db import engine as engines
from db.schema import Base

Row = TypeVar("Row", bound=Base)
Word = TypeVar("Word", bound=StrEnum)

_FAULTS = {
    "SQLITE_FULL": (
        "cannot grow: the disk is full",
        "Free some space and try again; nothing was changed.",
    ),
    "SQLITE_BUSY": ("is being written by another program", "Try again in a moment; nothing was changed."),
    "SQLITE_LOCKED": ("is being written by another program", "Try again in a moment; nothing was changed."),
    "SQLITE_READONLY": (
        "may not be written",
        "Check the permissions of the project folder, or copy it to where you may write.",
    ),
    "SQLITE_CANTOPEN": (
        "cannot be opened",
        "Check that the project folder exists and that you may read and write it.",
    ),
    "SQLITE_CORRUPT": ("is damaged", "Restore the project from a backup; nothing was changed."),
    "SQLITE_NOTADB": ("is not a Barre project", "Restore the project from a backup; nothing was changed."),
    "SQLITE_IOERR": (
        "cannot be read or written: the disk reports an error",
        "Check the disk, then try again.",
    ),
}


@contextmanager
def in_words(place: str) -> Iterator[None]:
    """Turn the database's exceptions into `StoreError` sentences about `place`."""
    try:
        yield
    except DBAPIError as e:
        raise _store_error(place, e) from e
    except (SQLAlchemyError, json.JSONDecodeError, UnicodeDecodeError) as e:
        raise StoreError(f"{place} cannot be used: {_first_line(e)}.") from e


@contextmanager
def files_in_words(place: Path | str) -> Iterator[None]:
    """Turn the file system's exceptions into `StoreError` sentences about `place`."""
    try:
        yield
    except OSError as e:
        if e.errno == errno.ENOSPC:
            raise DiskError(f"{place} cannot be written: the disk is full.", "Free some space.") from e
        if is_disk_fault(e):
            raise DiskError(f"{place} cannot be used: {e.strerror}.", "Check the disk that it is on.") from e
        raise StoreError(f"{place} cannot be used: {e.strerror}.", "Check its permissions.") from e


def _store_error(place: str, error: DBAPIError) -> StoreError:
    name = engines.fault(error.orig)
    kind = DiskError if engines.is_disk_fault(error.orig) else StoreError
    for prefix, (what, hint) in _FAULTS.items():
        if name.startswith(prefix):
            return kind(f"{place} {what}.", hint)
    return StoreError(f"{place} refused the request: {_first_line(error.orig or error)}.")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


class Store:
    """The database of one project: hands out short transactions to any thread."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self._writing = engine.execution_options(**engines.WRITE)
        self._watcher: Connection | None = None
        self._watcher_lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; never waits for a writer."""
        with in_words(self.place), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: durable when the block ends, undone when it raises."""
        with in_words(self.place), Session(self._writing) as session, session.begin():
            yield session

    def change_count(self) -> int:
        """Return a number that differs from an earlier one when anybody committed anything since."""
        with in_words(self.place), self._watcher_lock:
            # A connection of its own that never writes: to it every commit, ours too, is somebody else's.
            if self._watcher is None:
                self._watcher = self.engine.connect()
            count = engines.change_count(self._watcher)
            self._watcher.rollback()
            return count

    def close(self) -> None:
        """Close all connections; a later call opens new ones."""
        with self._watcher_lock:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        self.engine.dispose()

    def row(self, session: Session, table: type[Row], row_id: int, noun: str, *, lock: bool = False) -> Row:
        """Return a row by its id, to change it with `lock`; `InputError` when there is none."""
        row = session.get(table, row_id, with_for_update=lock or None)
        if row is None:
            raise InputError(f"There is no {noun} {row_id} in {self.place}.")
        return row

    def word(self, words: type[Word], value: str) -> Word:
        """Return a stored word as its enum; `StoreError` when a stranger or the future wrote another."""
        try:
            return words(value)
        except ValueError as e:
            raise StoreError(f"{self.place} holds the unknown {words.__name__} {value!r}.") from e


class Repository:
    """One noun of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store


def found_or_added(session: Session, query: Select[Row], new: Row) -> Row:
    """Return the row of a query, or `new` stored when there is none, even if others add it at this moment."""
    found = session.scalar(query)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:  # somebody was faster: only a server lets two write at once
        return session.scalars(query).one()
    return new


def now() -> datetime:
    """Return the time of day, UTC."""
    return datetime.now(UTC)
