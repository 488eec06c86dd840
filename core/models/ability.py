"""What a generator can be asked for. Needs no PyTorch, so that forms and commands can tell beforehand."""

from __future__ import annotations

from enum import StrEnum


class Ability(StrEnum):
    """What, beside the music, a generator listens to: see `core.models.generator.Request`."""

    BEGIN = "begin"
    STYLE = "style"
    TEMPERATURE = "temperature"
    GUIDANCE = "guidance"
    NOVELTY = "novelty"
    EDIT = "edit"

    @property
    def deed(self) -> str:
        """What it can do, to be put after "it cannot"."""
        return _DEEDS[self]


_DEEDS = {
    Ability.BEGIN: "go on from a seed motion",
    Ability.STYLE: "be told a style",
    Ability.TEMPERATURE: "be told a temperature",
    Ability.GUIDANCE: "be told how strongly to follow the music",
    Ability.NOVELTY: "be told how new its dance should be",
    Ability.EDIT: "change part of a dance",
}
