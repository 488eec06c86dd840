"""The table of real and generated dances of a saved verdict, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.training.measures import MEASURES

Saved = Mapping[str, Any]


def table_rows(table: Saved) -> list[tuple[str, str, str]]:
    """Return (title, real, generated) of each measure that either has.

    Args:
        table: a `core.training.judge.Table` as it was saved.
    """
    return [
        (measure.title, said_estimate(real), said_estimate(made))
        for measure in MEASURES
        for real, made in [(table["real"].get(measure.name), table["made"].get(measure.name))]
        if real or made
    ]


def said_estimate(estimate: Saved | None) -> str:
    """Return a value with its interval, as far as there are any."""
    if not estimate or estimate["value"] is None:
        return ""
    return f"{estimate['value']:.3f} {said_interval(estimate)}".rstrip()


def said_interval(estimate: Saved | None) -> str:
    """Return the interval of a value, nothing where there is none."""
    if not estimate or estimate["low"] is None:
        return ""
    return f"[{estimate['low']:.3f}, {estimate['high']:.3f}]"
