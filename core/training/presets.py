"""Presets: a named model with its hyperparameters, and changes to them that a person typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import resources
from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.options import Field, fields_of, from_dict, parse, to_dict
from core.training.registry import entry

__all__ = ["Preset", "fields_of", "load_preset", "preset_names", "with_overrides"]


@dataclass(frozen=True)
class Preset:
    """A model with all its options.

    Attributes:
        name: file name in ``resources/presets``, without its ending.
        task: ``"classify"`` or ``"generate"``.
        model: a name of `core.training.registry.MODELS`.
        description: one sentence.
        config: every option; its type belongs to the model.
    """

    name: str
    task: str
    model: str
    description: str
    config: RunConfig


def preset_names() -> list[str]:
    """Return the names of the shipped presets, sorted."""
    return sorted(file.stem for file in resources.path("presets").glob("*.toml"))


def load_preset(name: str) -> Preset:
    """Return a shipped preset; `InputError` lists the names when it is unknown."""
    if name not in preset_names():
        raise InputError(f"There is no preset {name!r}.", f"Known: {', '.join(preset_names())}.")
    data = tomllib.loads(resources.path("presets", f"{name}.toml").read_text("utf-8"))
    model = entry(data["model"])
    config = from_dict(model.config_type(), data.get("config", {}))
    return Preset(name, model.task, data["model"], data["description"], config)


def with_overrides(preset: Preset, overrides: Iterable[str]) -> Preset:
    """Return the preset with options changed.

    Args:
        overrides: ``"training.epochs=20"``; the last part of a name is enough where only one option has it
            (``"epochs=20"``).

    Raises:
        InputError: no ``=``, an unknown or ambiguous name, a value of another type or out of range.
    """
    known = {field.name: field for field in fields_of(preset.config)}
    data = to_dict(preset.config)
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals:
            raise InputError(f"{override!r} is not key=value.", "For example: training.epochs=20.")
        field = _find(key.strip(), known)
        _put(data, field.name, parse(field.name, field.type, text))
    return replace(preset, config=from_dict(type(preset.config), data))


def _find(key: str, known: dict[str, Field]) -> Field:
    """Return the field with this dotted name, or the only one whose name ends in it."""
    if key in known:
        return known[key]
    ending = [field for name, field in known.items() if name.endswith(f".{key}")]
    if len(ending) == 1:
        return ending[0]
    if ending:
        raise InputError(f"{key!r} could be {' or '.join(field.name for field in ending)}.", "Say which.")
    raise InputError(f"There is no option {key!r}.", f"Known: {', '.join(known)}.")


def _put(data: dict[str, Any], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        data = data[group]
    data[last] = value
