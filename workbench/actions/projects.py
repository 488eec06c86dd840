"""Whole projects."""

from __future__ import annotations

from pathlib import Path

from db.project import Project

SUFFIX = ".barre"


def new_project(path: Path) -> Project:
    """Make an empty project and return it, open; `StoreError` when something is at `path` already.

    A name without an ending gets ``.barre``, by which the windows know projects.
    """
    return Project.create(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))
