"""Connections. Every word that only SQLite understands is in this file.

SQLite runs in WAL mode (readers never wait for the writer), with foreign keys on and `synchronous=FULL`, so
that a commit that returned has reached the disk. Write transactions begin IMMEDIATE: two processes that
write queue up for `BUSY_S` seconds instead of failing when a reader turns writer.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Integer, create_engine, event, make_url, text
from sqlalchemy.pool import ConnectionPoolEntry

from db.schema import Base

BUSY_S = 5.0
WRITE = {"barre_write": True}
"""Execution options of a connection that is about to write."""

# Ids are never given twice, so that caches and undo stacks of other processes cannot meet a stranger.
for _table in Base.metadata.tables.values():
    _keys = _table.primary_key.columns.values()
    if len(_keys) == 1 and isinstance(_keys[0].type, Integer) and not _keys[0].foreign_keys:
        _table.dialect_options["sqlite"]["autoincrement"] = True


def file_url(path: Path) -> URL:
    """Return the URL of an SQLite file."""
    return URL.create("sqlite", database=str(path))


def open_engine(url: str | URL, *, foreign_keys: bool = True) -> Engine:
    """Return an engine for an SQLite file or a PostgreSQL database; connects on first use.

    Args:
        foreign_keys: off only for migrations, where rebuilding a table must not cascade.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_S}, pool_size=4, max_overflow=-1)

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions would begin late and commit before DDL; `begin` below does it right.
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA synchronous=FULL")
        # The file may be a stranger's: its schema may not call functions, its pages are checked when read.
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("barre_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def is_database_file(path: Path) -> bool:
    """Return whether a file begins as an SQLite database does (an empty file does not)."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def use_wal(engine: Engine) -> None:
    """Put an SQLite database into WAL mode, which it keeps; until then it is not changed by being opened."""
    if engine.dialect.name == "sqlite":
        # Without a transaction, inside which the mode cannot change.
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")


def back_up(path: Path, copy: Path) -> None:
    """Copy a database that others may have open to a new file, consistently."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def broken_references(connection: Connection) -> list[Any]:
    """Return rows whose foreign key points nowhere (only SQLite can have any)."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))


def change_count(connection: Connection) -> int:
    """Return a number that is another after any commit on any *other* connection of any process."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())
    # Which transactions have ended: it moves with every write transaction that commits or rolls back.
    snapshot = connection.execute(text("SELECT CAST(pg_current_snapshot() AS text)")).scalar_one()
    return zlib.crc32(str(snapshot).encode())


def fault(error: BaseException | None) -> str:
    """Return SQLite's name of an error, for example ``SQLITE_FULL``; empty for anything else."""
    return str(getattr(error, "sqlite_errorname", ""))


def is_disk_fault(error: BaseException | None) -> bool:
    """Whether SQLite reports a disk that is full or failing."""
    return fault(error).startswith(("SQLITE_FULL", "SQLITE_IOERR"))
