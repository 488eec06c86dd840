"""What can go wrong, in words a person can act on.

Every error that Barre raises on purpose is a :class:`BarreError`: one sentence that names the thing
and the fault, and a hint that says what to do. Errors of libraries are translated at the edge where
they happen (``raise MediaError(...) from e``); whatever else escapes is our bug and keeps its traceback.
"""

from __future__ import annotations

import errno

_DISK_FAULTS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})


class BarreError(Exception):
    """Base of all expected failures.

    Args:
        message: one sentence, naming the file or thing and what is wrong with it.
        hint: what to do about it; empty when the message already says so.

    Attributes:
        exit_code: what a command ends with: 1, the work failed; 2, it was asked for what cannot be.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(BarreError):
    """The person or their file asked for something that cannot be."""

    exit_code = 2


class MediaError(InputError):
    """A video, audio or motion file cannot be read."""


class StoreError(BarreError):
    """The project on disk cannot be opened, read or written."""

    exit_code = 2


class DiskError(StoreError):
    """The disk is full or failing: what was asked for was right, the work failed."""

    exit_code = 1


def is_disk_fault(error: BaseException) -> bool:
    """Whether the system reports a disk that is full or failing, or a quota that is used up."""
    return isinstance(error, OSError) and error.errno in _DISK_FAULTS


class ModelError(BarreError):
    """A model, checkpoint or training run is unusable."""


class JobError(BarreError):
    """A background job failed or cannot be started."""


class Cancelled(BarreError):
    """The person asked to stop; not a failure."""

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)
