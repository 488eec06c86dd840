"""What runs were made with: only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.entities import Run
from core.errors import InputError
from db.project import Project


@dataclass(frozen=True)
class Difference:
    """An option that is not the same in all runs.

    Attributes:
        name: dotted, for example ``"training.learning_rate"``.
        values: one a run, in their order; None where a run has no such option.
    """

    name: str
    values: tuple[Any, ...]


def differences(project: Project, run_ids: Sequence[int]) -> list[Difference]:
    """Return the options, seeds, devices, data and versions in which runs differ, in their order.

    Raises:
        InputError: fewer than two runs, or one that there is not.
    """
    if len(run_ids) < 2:
        raise InputError("It takes two runs to differ.", "For example: barre differences P 1 2")
    return differing([project.runs.get(run_id) for run_id in run_ids])


def differing(runs: Sequence[Run]) -> list[Difference]:
    """The same for runs at hand."""
    tables = [_facts(run) for run in runs]
    names = dict.fromkeys(name for table in tables for name in table)  # a set would lose their order
    rows = [Difference(name, tuple(table.get(name) for table in tables)) for name in names]
    return [row for row in rows if any(value != row.values[0] for value in row.values)]


def _facts(run: Run) -> dict[str, Any]:
    facts = {"preset": run.preset, "seed": run.seed, "device": run.device, "snapshot": run.snapshot_id}
    options = flat(run.config.get("config", {}))
    data = {f"data filter, {name}": value for name, value in flat(run.config.get("data", {})).items()}
    versions = {f"version of {name}": number for name, number in run.versions.items()}
    return {**facts, **options, **data, **versions}


def flat(tree: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Return nested options by their dotted names."""
    found: dict[str, Any] = {}
    for name, value in tree.items():
        found |= flat(value, f"{before}{name}.") if isinstance(value, Mapping) else {f"{before}{name}": value}
    return found
