"""Filling tiers with words."""

from __future__ import annotations

from pathlib import Path

from core.entities import Label
from core.taxonomy import Taxonomy, read_taxonomy, taxonomy
from db.project import Project


def find_taxonomy(name: str) -> Taxonomy:
    """Return a shipped taxonomy by its name, or one of the person's own by the path of its ``.toml`` file.

    Raises:
        InputError: there is none, or the file is none.
    """
    return read_taxonomy(Path(name)) if name.endswith(".toml") else taxonomy(name)


def use_taxonomy(project: Project, tier: str, name: str) -> list[Label]:
    """Add a taxonomy's labels to a tier, in one transaction; those that it has already stay as they are.

    Returns the tier's labels of the taxonomy, in its order.

    Raises:
        InputError: no such tier or taxonomy.
    """
    return project.segments.add_labels(tier, [word.name for word in find_taxonomy(name).words])
