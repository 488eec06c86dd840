"""Checkpoints: tensors as safetensors, everything else as JSON in the same file's header.

One file, so that tensors and facts are replaced together and a kill between two renames cannot pair the
weights of one epoch with the counters of another. Nothing is ever unpickled. A file from a stranger is
checked before it is believed: its header by safetensors, its facts by the typed options, its tensors by name
and shape against a model that is built without memory first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from core.errors import ModelError
from core.media.files import replacing

LAST, BEST = "last.safetensors", "best.safetensors"
_KEY, _FORMAT = "barre", 1
_MODEL = "model."


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """What a checkpoint file holds: named tensors, and JSON-ready facts."""

    path: Path
    tensors: Mapping[str, Tensor]
    facts: Mapping[str, Any]

    def model_tensors(self) -> dict[str, Tensor]:
        """Return the tensors of the model, by their names in it."""
        return {name.removeprefix(_MODEL): t for name, t in self.tensors.items() if name.startswith(_MODEL)}


def state_of(model: nn.Module) -> dict[str, Tensor]:
    """Return a copy in main memory of everything that a model remembers, named as in a checkpoint.

    Raises:
        ModelError: a weight is not a number any more, so the state is not worth keeping.
    """
    state = {f"{_MODEL}{name}": t.detach().cpu().clone() for name, t in model.state_dict().items()}
    for name, tensor in state.items():
        if not torch.isfinite(tensor).all():
            raise ModelError(
                f"The weights {name.removeprefix(_MODEL)!r} are not numbers any more.",
                "Lower training.learning_rate, or set training.gradient_clip to 1.",
            )
    return state


def save(path: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write a checkpoint whole or not at all; `StoreError` when the disk does not take it."""
    header = {_KEY: json.dumps({"format": _FORMAT, **facts}, allow_nan=False)}
    data = to_bytes({name: tensor.contiguous() for name, tensor in tensors.items()}, header)
    with replacing(path) as part, part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        ModelError: it is missing, damaged, or not one of ours.
    """
    if not path.is_file():
        raise ModelError(f"There is no checkpoint {path}.", "Train the run first, or resume it.")
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})[_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no mapping
    except (SafetensorError, OSError, ValueError, KeyError, RecursionError) as e:
        raise ModelError(f"{path} is damaged or not a checkpoint of Barre.", "Train the run again.") from e
    if not isinstance(facts, dict) or facts.get("format") != _FORMAT:
        raise ModelError(f"{path} was written by another version of Barre.", "Train the run again.")
    return Checkpoint(path, tensors, facts)


def fill(model: nn.Module, checkpoint: Checkpoint) -> None:
    """Give a model the weights of a checkpoint, on the CPU; it may have been built on the meta device.

    Raises:
        ModelError: a tensor is missing, unknown, or of another shape or type.
    """
    found, wanted = checkpoint.model_tensors(), model.state_dict()
    for name in [*wanted, *found]:
        if name not in found or name not in wanted or not _alike(found[name], wanted[name]):
            raise ModelError(
                f"{checkpoint.path} does not fit its model: {_difference(name, found, wanted)}.",
                "It was made by another version, or altered. Train the run again.",
            )
    model.to_empty(device="cpu")
    model.load_state_dict(found)


def _alike(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype


def _difference(name: str, found: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> str:
    def said(tensors: Mapping[str, Tensor]) -> str:
        return f"{tuple(tensors[name].shape)} {tensors[name].dtype}" if name in tensors else "nothing"

    return f"{name!r} is {said(found)} where {said(wanted)} is needed"


def optimiser_state(
    optimiser: torch.optim.Optimizer, prefix: str
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return an optimiser's tensors, named ``prefix.parameter.key``, and the rest of its state for JSON."""
    state = optimiser.state_dict()
    tensors, numbers = {}, {}
    for parameter, values in state["state"].items():
        for key, value in values.items():
            name = f"{prefix}.{parameter}.{key}"
            if isinstance(value, Tensor):
                tensors[name] = value.detach().cpu().clone()
            elif value is not None:
                numbers[name] = value
    return tensors, {"groups": state["param_groups"], "numbers": numbers}


def restore_optimiser(
    optimiser: torch.optim.Optimizer, prefix: str, tensors: Mapping[str, Tensor], rest: Mapping[str, Any]
) -> None:
    """Put an optimiser into the state that `optimiser_state` described.

    Raises:
        ModelError: the state belongs to another optimiser.
    """
    state: dict[int, dict[str, Any]] = {}
    for name, value in [*tensors.items(), *rest["numbers"].items()]:
        if name.startswith(f"{prefix}."):
            parameter, key = name.removeprefix(f"{prefix}.").split(".", 1)
            state.setdefault(int(parameter), {})[key] = value
    try:
        optimiser.load_state_dict({"state": state, "param_groups": rest["groups"]})
    except (KeyError, TypeError, ValueError) as e:
        raise ModelError(
            "The checkpoint's optimiser state does not fit the model.", "Train the run from its beginning."
        ) from e
