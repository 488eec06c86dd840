"""How a run computes: on which device, in how many bits, compiled or not."""

from __future__ import annotations

import shutil

import torch

from core.errors import InputError
from core.models.base import DanceModel
from core.models.configs.common import TrainingOptions


def accelerator_of(device: str) -> str:
    """Return what Lightning calls a device: ``"gpu"`` or ``"cpu"``.

    Raises:
        InputError: an unknown device, or CUDA where there is none.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise InputError(f"There is no device {device!r}.", "Known: auto, cpu, cuda.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("There is no CUDA device that PyTorch can use.", "Use --device auto or cpu.")
    return "gpu" if device != "cpu" and torch.cuda.is_available() else "cpu"


def precision(model: DanceModel, options: TrainingOptions, accelerator: str) -> str:
    """Return what Lightning calls the precision to compute in.

    Raises:
        InputError: bfloat16 is asked of a GPU that has none.
    """
    has_bf16 = accelerator == "cpu" or torch.cuda.is_bf16_supported()
    if options.precision == "bf16" and not has_bf16:
        raise InputError("This GPU cannot compute in bfloat16.", "Set training.precision to 32 or auto.")
    gains = model.mixed_precision and accelerator == "gpu" and has_bf16
    half = options.precision == "bf16" or (options.precision == "auto" and gains)
    return "bf16-mixed" if half else "32-true"


def compiles(model: DanceModel, options: TrainingOptions, accelerator: str) -> bool:
    """Return whether PyTorch should compile what a batch costs.

    Of itself on a GPU only, for models whose time is not spent in recurrent kernels, which are compiled
    already, and where the machine has the C compiler that it takes.

    Raises:
        InputError: it is asked of a model whose parts learn in turns, each with another part of the graph.
    """
    if options.compile == "on" and not model.automatic_optimization:
        raise InputError(
            "A model whose parts learn in turns cannot be compiled.", "Set training.compile to auto."
        )
    if options.compile != "auto":
        return options.compile == "on"
    has_compiler = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
    gains = model.mixed_precision and model.automatic_optimization
    return accelerator == "gpu" and gains and has_compiler
