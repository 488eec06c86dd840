"""What is done about memory: data are held on the device when they fit, and batches that do not are halved.

A batch becomes truly smaller; gradients of its parts are not added up instead. That would keep the size but
not the result: losses here are weighed within a batch (rare styles, mismatched music), and models with
several optimisers step by themselves. So the steps are smaller and more, and the run says so. The learning
rate stays.
"""

from __future__ import annotations

import gc

import torch

from core.models.base import Batch

_SHARE = 0.5  # of the free memory; the rest is the model's, its gradients' and the batch's
# PyTorch has no class of its own for main memory that is refused, only words.
_REFUSED = "DefaultCPUAllocator: can't allocate memory"


def ran_out(error: BaseException) -> bool:
    """True when an error says that there is not enough memory, on a graphics card or in the machine.

    A system that promises more memory than it has kills the process instead, and nothing can be said.
    """
    refused = isinstance(error, RuntimeError) and _REFUSED in str(error)
    return refused or isinstance(error, torch.OutOfMemoryError | MemoryError)


def smaller(batch_size: int) -> int | None:
    """Return the largest size that is at most half as large and divides it; None when there is none.

    A divisor, so that an epoch which is half done goes on at the border of a batch.
    """
    return next((n for n in range(batch_size // 2, 0, -1) if batch_size % n == 0), None)


def release() -> None:
    """Give back what was left over by work that ran out of memory."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def held_on(tensors: Batch, device: torch.device) -> Batch:
    """Return the tensors on a device if they fit beside the model, else as they are.

    On the device from the beginning, no batch has to be copied there while it computes. Where they do not
    fit, whoever trains moves each batch.
    """
    if device.type == "cuda" and not fits(tensors, torch.cuda.mem_get_info(device)[0]):
        return tensors
    return {name: values.to(device) for name, values in tensors.items()}


def fits(tensors: Batch, free_bytes: int) -> bool:
    """True when the tensors take at most half of the free memory."""
    return sum(values.nbytes for values in tensors.values()) <= _SHARE * free_bytes
