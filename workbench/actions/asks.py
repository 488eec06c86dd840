"""What is asked of a dance beside its music and length, in words that commands, jobs and files can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.errors import InputError


@dataclass(frozen=True)
class Asks:
    """Each needs a model with the `core.models.ability.Ability` for it; what is left out is not asked for.

    Attributes:
        styles: weights of the styles to blend; of one alone, any.
        temperature: of sampling; 1 is as learnt, 0 takes the likeliest.
        guidance: how strongly the music is obeyed; 1 is as learnt.
        novelty: from 0, known phrases put together, to 1, made up throughout.
        seed_motion: what the dance goes on from, and
        edit: what is changed instead of making a new dance: ``video:N``, ``generated:N``, ``run:N`` or a
            motion file.
        redo_s: (start, stop) seconds of the edited dance that are danced anew.
        keep: joints and limbs (`core.training.kept_joints`) that stay there all the same.
    """

    styles: Mapping[str, float] = field(default_factory=dict)
    temperature: float = 1.0
    guidance: float | None = None
    novelty: float | None = None
    seed_motion: str | None = None
    edit: str | None = None
    redo_s: tuple[tuple[float, float], ...] = ()
    keep: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.edit is None and (self.redo_s or self.keep):
            raise InputError(
                "What is danced anew and what is kept belongs to a dance that is edited.",
                "Name it: --edit generated:N.",
            )
        if self.edit is not None and self.seed_motion is not None:
            raise InputError(
                "A dance is either edited or goes on from another one.", "Leave --edit or --seed-motion out."
            )

    def to_dict(self) -> dict[str, Any]:
        """Return what is asked for, JSON-ready; what is not is left out."""
        asked = {f.name: getattr(self, f.name) for f in fields(self)}
        nothing = NOTHING_ASKED
        said = {name: value for name, value in asked.items() if value != getattr(nothing, name)}
        return {name: _plain(value) for name, value in said.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Asks:
        """Read what `to_dict` wrote; `InputError` for anything else."""
        bad = [name for name, value in data.items() if name not in _IS or not _IS[name](value)]
        if bad:
            raise InputError(f"{bad[0]!r} cannot be asked of a dance like this: {data[bad[0]]!r}.")
        values = dict(data)
        if "redo_s" in values:
            values["redo_s"] = tuple((float(start), float(stop)) for start, stop in values["redo_s"])
        if "keep" in values:
            values["keep"] = tuple(values["keep"])
        return cls(**values)


NOTHING_ASKED = Asks()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_list_of(value: object, fits: Callable[[object], bool]) -> bool:
    return isinstance(value, (list, tuple)) and all(fits(item) for item in value)


_IS: Mapping[str, Callable[[Any], bool]] = {
    "styles": lambda v: (
        isinstance(v, Mapping)
        and all(isinstance(style, str) and _is_number(weight) for style, weight in v.items())
    ),
    "temperature": _is_number,
    "guidance": lambda v: v is None or _is_number(v),
    "novelty": lambda v: v is None or (_is_number(v) and 0 <= v <= 1),
    "seed_motion": lambda v: v is None or isinstance(v, str),
    "edit": lambda v: v is None or isinstance(v, str),
    "redo_s": lambda v: _is_list_of(v, lambda span: _is_list_of(span, _is_number) and len(span) == 2),
    "keep": lambda v: _is_list_of(v, lambda word: isinstance(word, str)),
}
