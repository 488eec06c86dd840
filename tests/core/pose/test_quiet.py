"""Chatter of native code is dropped, everything else comes out."""

from __future__ import annotations

import os

import pytest

from core.pose.quiet import chatter_hidden


def test_only_chatter_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    with chatter_hidden():
        os.write(2, b"W0000 00:00:1795199812.689474 10860 x.cc:121] hm\n")
        os.write(2, b"INFO: Created a delegate.\nE0000 fire\na message\n")
    os.write(2, b"INFO: after\n")
    assert capfd.readouterr().err == "E0000 fire\na message\nINFO: after\n"


def fail() -> None:
    os.write(2, b"it breaks\n")
    raise ValueError


def test_an_error_lets_everything_out(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"^$"), chatter_hidden():
        fail()
    assert capfd.readouterr().err == "it breaks\n"
