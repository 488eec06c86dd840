"""How long work says where it is and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable

# Told the share done (0 to 1) and what is being done now.
OnProgress = Callable[[float, str], None]
# Asked often; true once the person wants the work to stop.
ShouldStop = Callable[[], bool]


def quiet(_fraction: float, _message: str) -> None:
    """Report to nobody."""


def never() -> bool:
    """Never ask to stop."""
    return False


def part(on_progress: OnProgress, start: float, stop: float) -> OnProgress:
    """Return a reporter whose 0 to 1 is `start` to `stop` of the given one."""
    return lambda fraction, message: on_progress(start + (stop - start) * fraction, message)
