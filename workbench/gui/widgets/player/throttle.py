"""First now, last later: what a scrub may do at most so often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """Calls a function at most once an interval: the first call at once, of the rest the last one, later."""

    def __init__(
        self, call: Callable[..., object], interval_ms: int = 30, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._call = call
        self._waiting: tuple[Any, ...] | None = None
        self._timer = QTimer(self, interval=interval_ms, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def __call__(self, *args: Any) -> None:
        if self._timer.isActive():
            self._waiting = args
        else:
            self._timer.start()
            self._call(*args)

    def flush(self) -> None:
        """Make the call that waits, if any, now."""
        if self._waiting is not None:
            args, self._waiting = self._waiting, None
            self._timer.start()
            self._call(*args)
