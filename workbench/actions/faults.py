"""Errors that nobody translated, in words: the machine's fault, or ours."""

from __future__ import annotations

import errno

from core.errors import BarreError, DiskError, InputError, is_disk_fault

_FULL = (errno.ENOSPC, errno.EDQUOT)


def explain(error: Exception) -> BarreError:
    """Return an error in one sentence and a hint; a `BarreError` is returned as it is.

    What the machine refuses (a folder that is read-only, a missing file) is an `InputError`; a full or
    failing disk is a `DiskError`; used-up memory is a plain `BarreError`, and so is a bug of ours, whose hint
    says how to see where.
    """
    if isinstance(error, BarreError):
        return error
    if isinstance(error, OSError) and error.errno in _FULL:
        return DiskError(f"The disk is full{_at(error)}.", "Free some space and try again.")
    if isinstance(error, OSError) and is_disk_fault(error):
        return DiskError(f"{error.strerror}{_at(error)}.", "Check the disk that it is on.")
    if isinstance(error, OSError) and error.errno is not None:
        return InputError(f"{error.strerror}{_at(error)}.", "Check that the path exists and may be used.")
    if isinstance(error, MemoryError):
        return BarreError("Memory ran out.", "Close other programs, or use a shorter file.")
    kind = type(error).__name__
    return BarreError(f"Barre made a mistake: {kind}: {error}", "BARRE_DEBUG=1 or the job's log shows where.")


def _at(error: OSError) -> str:
    return f": {error.filename}" if error.filename else ""
