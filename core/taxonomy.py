"""Vocabularies for tiers, as they are shipped or as somebody wrote them down.

A taxonomy is a TOML file: ``title``, ``tier`` (the one that it is meant for), ``about``, and ``labels``, each
with a ``name``, perhaps ``about``, and perhaps ``kinds`` of it, which have names of their own. Colours are
not in it: a tier gives each new label one that colour-blind people can tell from its others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import resources
from core.errors import InputError

MAX_BYTES = 1_000_000
MAX_LABELS = 1000
MAX_NAME = 200
"""What a label's name may have in a project's database."""


@dataclass(frozen=True)
class Word:
    """A label-to-be. `name` is whole: a kind of something is called "Yi: dage"."""

    name: str
    about: str = ""


@dataclass(frozen=True)
class Taxonomy:
    """A vocabulary.

    Attributes:
        name: what it is chosen by.
        tier: the tier that it is meant for; any other can take it.
        words: first the labels, so that they get the keys 1 to 9, then the kinds of each in their order.
    """

    name: str
    title: str
    tier: str
    about: str
    words: tuple[Word, ...]


def taxonomies() -> tuple[Taxonomy, ...]:
    """Return the shipped taxonomies, by name."""
    return tuple(_shipped().values())


def taxonomy(name: str) -> Taxonomy:
    """Return a shipped taxonomy by name; `InputError` lists the names when it is unknown."""
    if name not in _shipped():
        raise InputError(f"There is no taxonomy {name!r}.", f"Known: {', '.join(_shipped())}.")
    return _shipped()[name]


def read_taxonomy(path: Path) -> Taxonomy:
    """Read a taxonomy from a file.

    Raises:
        InputError: it cannot be read or is no taxonomy; the sentence says what is wrong with it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"{path} is too big for a taxonomy.", f"At most {MAX_BYTES:,} bytes.")
        return _checked(path.stem, tomllib.loads(data.decode("utf-8")), str(path))
    except OSError as e:
        raise InputError(f"{path} cannot be read: {e.strerror}.") from e
    except RecursionError as e:
        raise InputError(f"{path} is no taxonomy: it is nested too deeply.") from e
    except ValueError as e:  # TOML and UTF-8 alike
        raise InputError(f"{path} is no taxonomy: {e}.", "It has to be a TOML file.") from e


@cache
def _shipped() -> dict[str, Taxonomy]:
    files = sorted(resources.path("taxonomies").glob("*.toml"))
    return {file.stem: read_taxonomy(file) for file in files}


def _checked(name: str, data: Mapping[str, Any], where: str) -> Taxonomy:
    _only(data, {"title", "tier", "about", "labels"}, where)
    labels = _tables(data, "labels", where)
    words = [*_words(labels, where)]
    for label in labels:
        words += _words(_tables(label, "kinds", where), where, f"{label['name'].strip()}: ")
    if not 0 < len(words) <= MAX_LABELS:
        raise InputError(f"{where} needs 1 to {MAX_LABELS:,} labels; it has {len(words)}.")
    _check_unique(words, where)
    title, tier, about = (_text(data, key, where) for key in ("title", "tier", "about"))
    return Taxonomy(name, title or name, tier or "style", about, tuple(words))


def _words(tables: list[Mapping[str, Any]], where: str, prefix: str = "") -> Iterator[Word]:
    for table in tables:
        _only(table, {"name", "about"} if prefix else {"name", "about", "kinds"}, where)
        name = _text(table, "name", where)
        if not name or len(prefix + name) > MAX_NAME:
            raise InputError(f"{where}: a label needs a name of 1 to {MAX_NAME} letters; got {name!r:.60}.")
        yield Word(prefix + name, _text(table, "about", where))


def _check_unique(words: list[Word], where: str) -> None:
    seen: dict[str, str] = {}
    for word in words:
        if word.name.casefold() in seen:
            raise InputError(f"{where} has the label {word.name!r} twice.", "Name each label once.")
        seen[word.name.casefold()] = word.name


def _tables(data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InputError(f'{where}: {key!r} has to be a list of tables such as {{ name = "waltz" }}.')
    return value


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise InputError(f"{where}: {key!r} has to be a text; got {value!r:.60}.")
    return value.strip()


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(data) - known)
    if unknown:
        raise InputError(
            f"{where}: {unknown[0]!r} means nothing here.", f"Known: {', '.join(sorted(known))}."
        )
