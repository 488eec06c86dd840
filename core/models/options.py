"""Typed, documented, range-checked options: the ground that every model's configuration stands on.

A configuration is a tree of frozen dataclasses. Each leaf is made by `option`, so that its meaning, its
range and the why of its default are known to whoever builds a form, reads a file or prints a table.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from core.errors import InputError

C = TypeVar("C", bound="Config")
Scalar = int | float | bool | str


def option(
    default: Scalar,
    doc: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Return a dataclass field with its doc (what it is, why this default) and its range, ends included."""
    metadata = {"default": default, "doc": doc, "low": low, "high": high, "choices": choices}
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Field:
    """One leaf of a configuration, as a form or a table shows it.

    Attributes:
        name: dotted path, for example ``"training.epochs"``.
        type: ``int``, ``float``, ``bool`` or ``str``.
        value: what the configuration says now.
        default: what the class says.
        low, high: allowed range, ends included; None = unbounded.
        choices: allowed words; empty = any.
    """

    name: str
    type: type[Scalar]
    value: Scalar
    default: Scalar
    doc: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Config:
    """Base of all configurations: every leaf is checked when it is made, so a bad one cannot exist."""

    def __post_init__(self) -> None:
        for leaf in _own_leaves(self):
            _check(leaf)


def fields_of(config: Config, prefix: str = "") -> list[Field]:
    """Return every leaf of a configuration in the order it is written, nested ones with dotted names."""
    found = []
    leaves = {leaf.name: leaf for leaf in _own_leaves(config)}
    for f in dataclasses.fields(config):
        if f.name in leaves:
            found.append(dataclasses.replace(leaves[f.name], name=prefix + f.name))
        else:
            found += fields_of(getattr(config, f.name), f"{prefix}{f.name}.")
    return found


def to_dict(config: Config) -> dict[str, Any]:
    """Return a configuration as nested plain values, ready for JSON and TOML."""
    return dataclasses.asdict(config)


def from_dict(kind: type[C], data: Mapping[str, Any], where: str = "") -> C:
    """Build a configuration from nested plain values; what is not named keeps its default.

    Raises:
        InputError: an unknown name, a value of another type or out of range; it says which.
    """
    hints = get_type_hints(kind)
    unknown = sorted(set(data) - {f.name for f in dataclasses.fields(kind)})
    if unknown:
        raise InputError(f"There is no option {where + unknown[0]!r}.", f"Known: {', '.join(hints)}.")
    values: dict[str, Any] = {}
    for name, value in data.items():
        hint = hints[name]
        if isinstance(hint, type) and issubclass(hint, Config):
            if not isinstance(value, Mapping):
                raise InputError(f"{where + name!r} is a group of options; got {value!r}.")
            values[name] = from_dict(hint, value, f"{where}{name}.")
        else:
            values[name] = _typed(where + name, hint, value)
    return kind(**values)


def parse(name: str, kind: type[Scalar], text: str) -> Scalar:
    """Read a value that a person typed; `InputError` says what was expected."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        if kind is bool:
            return words[text.strip().lower()]
        return kind(text.strip())
    except (KeyError, ValueError) as e:
        raise InputError(f"{name!r} needs {_WORDS[kind]}; got {text!r}.") from e


_WORDS: dict[type[Scalar], str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a word",
}


def _own_leaves(config: Config) -> list[Field]:
    hints = get_type_hints(type(config))
    return [
        Field(
            f.name,
            hints[f.name],
            getattr(config, f.name),
            **f.metadata,
        )
        for f in dataclasses.fields(config)
        if "doc" in f.metadata
    ]


def _typed(name: str, kind: type[Scalar], value: object) -> Scalar:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise InputError(f"{name!r} needs {_WORDS[kind]}; got {value!r}.")
    return value


def _check(leaf: Field) -> None:
    value = leaf.value
    if leaf.choices and value not in leaf.choices:
        raise InputError(f"{leaf.name!r} is one of {', '.join(leaf.choices)}; got {value!r}.")
    if isinstance(value, str):
        return
    if not math.isfinite(value):
        raise InputError(f"{leaf.name!r} needs a finite number; got {value!r}.")
    if leaf.low is not None and value < leaf.low:
        raise InputError(f"{leaf.name!r} must be at least {leaf.low:g}; got {value!r}.")
    if leaf.high is not None and value > leaf.high:
        raise InputError(f"{leaf.name!r} must be at most {leaf.high:g}; got {value!r}.")
