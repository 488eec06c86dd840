"""Empty projects, on every database that is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from db.project import Project

POSTGRES = os.environ.get("BARRE_TEST_POSTGRES", "")
"""URL of a PostgreSQL database whose public schema the tests may empty."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", ["sqlite", *(["postgres"] if POSTGRES else [])], scope="session")


@pytest.fixture
def project(backend: str, tmp_path: Path) -> Iterator[Project]:
    """An empty project on SQLite, and on PostgreSQL too when BARRE_TEST_POSTGRES is set."""
    url = _emptied(POSTGRES) if backend == "postgres" else None
    with Project.create(tmp_path / "test.barre", url=url) as project:
        yield project


@pytest.fixture
def sqlite_project(tmp_path: Path) -> Iterator[Project]:
    """An empty project in a file."""
    with Project.create(tmp_path / "test.barre") as project:
        yield project


def _emptied(url: str) -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url
