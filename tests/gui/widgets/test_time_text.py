from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from workbench.gui.widgets.timeline.time_text import count_text, parse_clock, parse_count

GRID = BeatGrid(0.25 + np.arange(64) * 0.5, downbeat=2, beats_per_bar=4)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("83.2", 83.2),
        ("83,2 s", 83.2),
        ("1:23.2", 83.2),
        ("1:01:01.5", 3661.5),
        (" 7 ", 7.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("1:2:3:4", None),
    ],
)
def test_seconds_are_read_as_people_write_them(text: str, seconds: float | None) -> None:
    assert parse_clock(text) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1.1", 1.25),
        ("2.3", 4.25),
        ("1.1 +0.1", 1.35),
        ("1.1 -0.05 s", 1.2),
        ("0.4", 0.75),
        ("1.5", None),
        ("1.0", None),
        ("99999999.1", None),
        ("one", None),
    ],
)
def test_bars_and_beats_are_read(text: str, seconds: float | None) -> None:
    assert parse_count(GRID, text) == (None if seconds is None else pytest.approx(seconds))


@given(st.floats(0, 40))
def test_what_is_shown_can_be_typed_back(at_s: float) -> None:
    assert parse_count(GRID, count_text(GRID, at_s)) == pytest.approx(at_s, abs=6e-4)


def test_a_moment_on_a_beat_says_no_offset() -> None:
    assert count_text(GRID, 4.25) == "2.3"
    assert count_text(GRID, 4.25 - 1e-9) == "2.3"
    assert count_text(GRID, 4.37) == "2.3 +0.120"
