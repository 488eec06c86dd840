"""Work off the GUI thread, results back in it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

logger = logging.getLogger(__name__)


class Task(QRunnable):
    """One function on its way through the pool; `cancel` drops its result, `should_stop` tells a long one."""

    def __init__(self, owner: Background, fn: Callable[[], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)  # Python owns it: `Background` holds it until it is delivered
        self._owner = owner
        self._fn = fn
        self.done: Callable[[Any], object] | None = None
        self.failed: Callable[[Exception], object] | None = None
        self.receiver: QObject | None = None
        self.cancelled = False
        self.result: Any = None
        self.error: Exception | None = None

    def cancel(self) -> None:
        self.cancelled = True

    def should_stop(self) -> bool:
        return self.cancelled

    def run(self) -> None:
        if not self.cancelled:
            try:
                self.result = self._fn()
            except Exception as e:  # noqa: BLE001 handed to `failed` in the GUI thread, none is lost
                self.error = e
        if shiboken6.isValid(self._owner):  # it may be gone when the program has ended meanwhile
            self._owner.finished.emit(self)

    def deliver(self) -> None:
        """Call back in the GUI thread, unless nobody is left to hear it."""
        if self.cancelled or (self.receiver is not None and not shiboken6.isValid(self.receiver)):
            return
        if self.error is not None:
            if self.failed is not None:
                self.failed(self.error)
        elif self.done is not None:
            self.done(self.result)


class Background(QObject):
    """A small thread pool whose results arrive in the GUI thread.

    A result is dropped when its task was cancelled or when its receiver, the QObject that the callback
    belongs to, was deleted meanwhile.
    """

    finished = Signal(object)
    _calls = Signal(object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 4) -> None:
        super().__init__(parent)
        self._tasks: set[Task] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._calls.connect(self._on_call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        fn: Callable[[], Any],
        done: Callable[[Any], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        receiver: QObject | None = None,
        priority: int = 0,
    ) -> Task:
        """Run `fn` in the pool, then `done(result)` or `failed(error)` in the GUI thread.

        `receiver` defaults to the object that `done` is a method of.
        """
        task = Task(self, fn)
        task.done, task.failed = done, failed
        owner = receiver if receiver is not None else getattr(done, "__self__", None)
        task.receiver = owner if isinstance(owner, QObject) else None
        self._tasks.add(task)
        self._pool.start(task, priority)
        return task

    def in_gui(self, fn: Callable[..., object]) -> Callable[..., None]:
        """Return a function that may be called in any thread and calls `fn` in the GUI thread, later."""

        def call(*args: object) -> None:
            self._calls.emit(fn, args)

        return call

    @property
    def idle(self) -> bool:
        """Whether every task was delivered or dropped."""
        return not self._tasks

    def cancel_all(self) -> None:
        """Drop every result that is still to come."""
        for task in self._tasks:
            task.cancel()

    def shutdown(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and wait for the threads; False when one did not end in time."""
        self.cancel_all()
        self._pool.clear()
        ended = self._pool.waitForDone(wait_ms)
        self._tasks.clear()
        return ended

    @Slot(object)
    def _on_finished(self, task: Task) -> None:
        self._tasks.discard(task)
        task.deliver()

    @Slot(object, object)
    def _on_call(self, fn: Callable[..., object], args: tuple[object, ...]) -> None:
        owner = getattr(fn, "__self__", None)
        if not isinstance(owner, QObject) or shiboken6.isValid(owner):
            fn(*args)
