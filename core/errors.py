"""What can go wrong, in words a person can act on.

Every error that Barre raises on purpose is a :class:`BarreError`: one sentence that names the thing
and the fault, and a hint that says what to do. Errors of libraries are translated at the edge where
they happen (``raise MediaError(...) from e``); whatever else escapes is our bug and keeps its traceback.
"""

from __future__ import annotations


class BarreError(Exception):
    """Base of all expected failures.

    Args:
        message: one sentence, naming the file or thing and what is wrong with it.
        hint: what to do about it; empty when the message already says so.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(BarreError):
    """The person or their file asked for something that cannot be (exit code 2)."""


class MediaError(InputError):
    """A video, audio or motion file cannot be read."""


class StoreError(BarreError):
    """The project on disk cannot be opened, read or written."""


class ModelError(BarreError):
    """A model, checkpoint or training run is unusable."""


class JobError(BarreError):
    """A background job failed or cannot be started."""


class Cancelled(BarreError):
    """The person asked to stop; not a failure."""

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)
