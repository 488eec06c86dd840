"""Whether a run that repeats another one has the same data and the same libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.entities import Run, Snapshot
from core.errors import InputError
from db.project import Project

_KEY = "same_as"  # in a run's configuration
_NAMED = 3  # of many dances that differ


def same_as(run_id: int, *, new_data: bool) -> dict[str, Any]:
    """Return what the configuration of a run says that repeats another one."""
    return {_KEY: {"run": run_id, "new_data": new_data}}


def check_same_data(project: Project, run: Run, snapshot: Snapshot) -> None:
    """Raise `InputError` when a run repeats another one on its data, and these are not they."""
    wanted = run.config.get(_KEY)
    if not wanted or wanted["new_data"]:
        return
    before = project.runs.snapshot_of(int(wanted["run"]))
    if before is not None and before.id != snapshot.id:
        raise InputError(
            f"The dances are not those that run {wanted['run']} learnt from: "
            f"{_difference(before.content, snapshot.content)}.",
            f"To learn from these instead: barre train P --same-as {wanted['run']} --new-data",
        )


def other_versions(project: Project, run: Run) -> list[str]:
    """Say in a sentence which libraries are not those of the run repeated; empty when all are."""
    wanted = run.config.get(_KEY)
    if not wanted:
        return []
    before = project.runs.get(int(wanted["run"])).versions
    other = [
        f"{name} {before[name]} then, {now} now"
        for name, now in run.versions.items()
        if before.get(name, now) != now
    ]
    return [f"The numbers may differ from those of run {wanted['run']}: {', '.join(other)}."] if other else []


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say in what two frozen data sets differ."""
    old, new = ({dance["key"]: dance for dance in content["dances"]} for content in (before, now))
    groups = {
        "new": [key for key in new if key not in old],
        "gone": [key for key in old if key not in new],
        "changed": [key for key in new if key in old and new[key] != old[key]],
    }
    said = [f"{len(keys)} {what} ({_named(keys)})" for what, keys in groups.items() if keys]
    return ", ".join(said) or "the same ones are dealt to the sides in another way"


def _named(keys: Sequence[str]) -> str:
    return ", ".join([*keys[:_NAMED], *(["..."] if len(keys) > _NAMED else [])])
