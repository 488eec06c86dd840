from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.widgets.timeline.scale import TimeScale, clock_text, tick_step_s

scales = st.builds(
    lambda begin_s, length_s, width, factor, at: TimeScale.whole(begin_s, begin_s + length_s, width).zoomed(
        factor, at * width
    ),
    st.floats(0, 1000), st.floats(0.05, 20_000), st.floats(1, 4000), st.floats(0.5, 5000), st.floats(0, 1),
)  # fmt: skip


@given(scales, st.floats(0, 1))
def test_seconds_and_pixels_are_inverse(scale: TimeScale, share: float) -> None:
    at_s = scale.begin_s + share * (scale.end_s - scale.begin_s)
    assert scale.time_s(scale.x(at_s)) == pytest.approx(at_s, abs=1e-6)


@given(scales, st.floats(-1e5, 1e5))
def test_the_view_never_leaves_the_medium(scale: TimeScale, dx: float) -> None:
    moved = scale.panned(dx)
    assert moved.left_s >= moved.begin_s - 1e-9
    assert moved.right_s <= moved.end_s + 1e-6 * max(1, moved.end_s)


def test_zooming_keeps_the_time_under_the_pointer() -> None:
    scale = TimeScale.whole(0, 100, 1000).zoomed(4, 500)
    assert scale.zoomed(2, 300).time_s(300) == pytest.approx(scale.time_s(300))


def test_resizing_keeps_showing_everything_or_keeps_the_zoom() -> None:
    scale = TimeScale.whole(0, 100, 1000)
    assert scale.resized(500).right_s == pytest.approx(100)
    zoomed = scale.zoomed(10, 500)
    assert zoomed.resized(500).px_per_s == zoomed.px_per_s


def test_the_view_turns_a_page_when_the_playhead_leaves_it() -> None:
    scale = TimeScale.whole(0, 100, 1000).zoomed(10, 0)
    assert scale.following(5) is scale
    turned = scale.following(10.5)
    assert turned.left_s < 10.5 < turned.right_s
    assert turned.following(3).left_s < 3


@pytest.mark.parametrize(("px_per_s", "step_s"), [(1000, 0.1), (100, 1), (10, 10), (0.01, 3600)])
def test_ticks_are_round_and_far_enough_apart(px_per_s: float, step_s: float) -> None:
    assert tick_step_s(px_per_s) == step_s


@pytest.mark.parametrize(
    ("at_s", "decimals", "text"),
    [
        (0, 0, "0:00"), (59.996, 2, "1:00.00"), (61.5, 1, "1:01.5"), (3725, 0, "1:02:05"),
        (-2.5, 1, "-0:02.5"), (-0.001, 2, "0:00.00"),
    ],
)  # fmt: skip
def test_times_read_like_a_clock(at_s: float, decimals: int, text: str) -> None:
    assert clock_text(at_s, decimals=decimals) == text
