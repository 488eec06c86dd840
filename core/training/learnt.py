"""What a trained run can be asked for, read without loading it: this needs no PyTorch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from core.errors import ModelError
from core.models.ability import Ability
from core.training.registry import entry


@dataclass(frozen=True)
class Learnt:
    """Of a generator.

    Attributes:
        abilities: what it listens to beside music.
        styles: that it can be asked for where it has the ability.
        fps: its own frame rate.
    """

    abilities: frozenset[Ability]
    styles: tuple[str, ...]
    fps: float


def learnt(checkpoint: Path) -> Learnt:
    """Read what a checkpoint of a generator says of itself.

    Raises:
        ModelError: there is none, or it is damaged or of another version.
    """
    if not checkpoint.is_file():
        raise ModelError(f"There is no checkpoint {checkpoint}.", "Train the run first, or resume it.")
    try:
        with safe_open(checkpoint, framework="np") as file:
            facts = json.loads(file.metadata()["barre"])
        return Learnt(
            entry(facts["model"]).abilities,
            tuple(str(style) for style in facts.get("styles", ())),
            float(facts["config"]["data"]["fps"]),
        )
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise ModelError(
            f"{checkpoint} is damaged or of another version of Barre.", "Train the run again."
        ) from e
