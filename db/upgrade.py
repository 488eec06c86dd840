"""Bringing an older project up to date, and refusing a newer one. The only user of Alembic."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Error as SqliteError

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, make_url

from core.errors import DiskError, StoreError, is_disk_fault
from db import engine as engines
from db.store import in_words

MIGRATIONS = Path(__file__).with_name("migrations")


def configuration(*versions: Path) -> Config:
    """Return Alembic's configuration for the shipped migrations (and `versions`: more folders of them)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    folders = [MIGRATIONS / "versions", *versions]
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in folders))
    return config


def to_current(url: str | URL, place: str, found: str | None, config: Config | None = None) -> None:
    """Migrate a database from the revision that was found in it, in one transaction, after a backup.

    Raises:
        StoreError: a newer Barre made it, or a step failed; the database is as it was.
    """
    config = config or configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"{place} was made by a newer Barre (its data has revision {found}).",
            "Update Barre to open it; nothing was changed.",
        )
    _back_up(url, place, found)
    engine = engines.open_engine(url, foreign_keys=False)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        with in_words(place), engine.execution_options(**engines.WRITE).begin() as connection:
            _migrate(connection, config, place)
    except StoreError as e:
        raise type(e)(
            f"{place} could not be brought up to date: {e.message}", e.hint or "It is as it was."
        ) from e
    finally:
        engine.dispose()


def _migrate(connection: Connection, config: Config, place: str) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if broken := engines.broken_references(connection):
        raise StoreError(f"{len(broken)} rows of {place} would refer to nothing.")


def _back_up(url: str | URL, place: str, found: str | None) -> None:
    """Copy an SQLite database beside itself; of a server's database its keepers make backups."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database is None:
        return
    path = Path(address.database)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = path.with_name(f"{path.name}.{found or 'empty'}.{stamp}.backup")
    try:
        engines.back_up(path, copy)
    except (OSError, SqliteError) as e:
        copy.unlink(missing_ok=True)
        kind = DiskError if is_disk_fault(e) or engines.is_disk_fault(e) else StoreError
        raise kind(
            f"{place} could not be backed up before its update: {e}.", "It is as it was. Free some space."
        ) from e
