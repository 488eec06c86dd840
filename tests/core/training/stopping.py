"""How tests stop a run."""

from __future__ import annotations


class StopAfter:
    """Asks to stop the n-th time it is asked."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0
