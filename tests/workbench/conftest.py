"""Projects to act on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    with Project.create(tmp_path / "test.barre") as project:
        yield project
