from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.gui.background import Background


@pytest.fixture
def pool(qtbot: QtBot):
    made = Background()
    yield made
    assert made.shutdown()


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: list[threading.Thread] = []

    def hear(self, value: object) -> None:
        self.heard.append(value)
        self.threads.append(threading.current_thread())


def test_work_is_done_in_another_thread_and_its_result_arrives_in_this_one(pool, qtbot):
    listener = Listener()
    pool.run(threading.current_thread, listener.hear)
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard[0] is not threading.current_thread()
    assert listener.threads == [threading.current_thread()]


def test_an_error_goes_to_failed(pool, qtbot):
    listener = Listener()
    pool.run(lambda: 1 / 0, None, listener.hear)
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert isinstance(listener.heard[0], ZeroDivisionError)


def test_the_result_of_a_cancelled_task_is_dropped(pool, qtbot):
    listener, go = Listener(), threading.Event()
    task = pool.run(go.wait, listener.hear)
    task.cancel()
    go.set()
    qtbot.waitUntil(lambda: pool.idle)
    assert task.should_stop()
    assert listener.heard == []


def test_the_result_for_a_deleted_receiver_is_dropped(pool, qtbot):
    listener, go = Listener(), threading.Event()
    pool.run(go.wait, listener.hear)
    with qtbot.waitSignal(listener.destroyed):
        listener.deleteLater()
    go.set()
    qtbot.waitUntil(lambda: pool.idle)
    assert listener.heard == []


def test_in_gui_carries_a_call_of_another_thread_into_this_one(pool, qtbot):
    listener = Listener()
    tell = pool.in_gui(listener.hear)
    pool.run(lambda: tell(0.5))
    qtbot.waitUntil(lambda: listener.heard == [0.5])
    assert listener.threads == [threading.current_thread()]


def test_shutdown_waits_for_what_runs_and_drops_what_waits(qtbot):
    pool = Background(threads=1)
    started, go, ran = threading.Event(), threading.Event(), []
    pool.run(lambda: (started.set(), go.wait(5), ran.append("first")))
    pool.run(lambda: ran.append("second"))
    assert started.wait(5)
    threading.Timer(0.05, go.set).start()
    assert pool.shutdown()
    assert ran == ["first"]
