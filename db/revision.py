"""Which shape a database has. Opening a project reads one string here and needs no Alembic."""

from __future__ import annotations

from sqlalchemy import URL, Column, Engine, MetaData, String, Table, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from core.errors import StoreError
from db import engine as engines
from db.schema import REVISION as CURRENT
from db.schema import Base, TierRow
from db.store import in_words
from db.tiers import DEFAULT_TIERS, OVERLAPPING

__all__ = ["CURRENT", "create", "stored"]

# Alembic's own table, in Alembic's own words.
_VERSION = Table(
    "alembic_version",
    MetaData(naming_convention={"pk": "%(table_name)s_pkc"}),
    Column("version_num", String(32), primary_key=True),
)


def stored(engine: Engine, place: str) -> str | None:
    """Return the revision of a database; None for one that has none of our tables yet.

    Raises:
        StoreError: it cannot be read, or is not a Barre project.
    """
    with in_words(place), engine.connect() as connection:
        try:
            return connection.scalar(select(_VERSION.c.version_num))
        except DBAPIError as e:
            connection.rollback()
            if inspect(connection).has_table(_VERSION.name):
                raise
            raise StoreError(f"{place} is not a Barre project: its database has other tables.") from e


def create(url: str | URL, place: str) -> None:
    """Make the tables of the current revision in an empty database."""
    with in_words(place):
        engine = engines.open_engine(url)
    try:
        with in_words(place):
            engines.use_wal(engine)
        with in_words(place), engine.execution_options(**engines.WRITE).begin() as connection:
            if inspect(connection).get_table_names():
                raise StoreError(f"The database of {place} is not empty.", "Give it a database of its own.")
            Base.metadata.create_all(connection)
            _VERSION.create(connection)
            connection.execute(_VERSION.insert().values(version_num=CURRENT))
            tiers = [{"name": name, "overlaps": name in OVERLAPPING} for name in DEFAULT_TIERS]
            connection.execute(insert(TierRow), tiers)
    finally:
        engine.dispose()
