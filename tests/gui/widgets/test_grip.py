from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.grip import Edges, Grip, Part, Span, hit
from workbench.gui.widgets.timeline.scale import TimeScale
from workbench.gui.widgets.timeline.shown_tier import ShownTier

SCALE = TimeScale.whole(0, 10, 1000)


def segment(start_s: float, end_s: float, *, number: int = 1, annotator: str = "Ada") -> Segment:
    return Segment(number, 1, "style", "waltz", start_s, end_s, annotator, datetime.now(UTC))


def tier(*segments: Segment, overlaps: bool = False) -> ShownTier:
    return ShownTier("style", segments, annotator="Ada", overlaps=overlaps)


def content(*, beats_s: Sequence[float] = (), fps: float = 25.0, seconds: float = 10) -> Content:
    grid = BeatGrid(np.array(beats_s)) if beats_s else None
    return Content(np.arange(round(fps * seconds)) / fps, grid=grid, annotator="Ada")


def dragged(part: Part, from_s: float, to_s: float, held: Segment | None = None, *others: Segment) -> Span:
    """The span after a drag on a tier, without beats."""
    shown = content()
    everything = sorted((*others, *([held] if held else [])), key=lambda s: s.start_s)
    return Grip.take(shown, tier(*everything), part, from_s, held).span(to_s, Edges(shown))


@pytest.mark.parametrize(
    ("x", "part"),
    [(196, Part.START), (200, Part.START), (300, Part.BODY), (398, Part.END), (404, Part.END), (410, None)],
)
def test_edges_are_held_from_a_little_beside_them(x: float, part: Part | None) -> None:
    found = hit(tier(segment(2, 4)), SCALE, x, 0)
    assert (found and found.part) == part


def test_a_short_segment_can_still_be_held_in_its_middle() -> None:
    found = hit(tier(segment(2.0, 2.06)), SCALE, 203, 0)
    assert found is not None
    assert found.part is Part.BODY


def test_rows_of_others_are_apart() -> None:
    shown = tier(segment(2, 4), segment(2, 4, number=2, annotator="Ben"))
    own, other = hit(shown, SCALE, 300, 0), hit(shown, SCALE, 300, 1)
    assert own is not None
    assert other is not None
    assert (own.segment.id, other.segment.id) == (1, 2)


times = st.floats(-5, 15)


@given(st.sampled_from(list(Part)), times, times, st.floats(0, 9), st.floats(0.1, 5))
def test_whatever_is_dragged_stays_a_span_inside_the_video(
    part: Part, grabbed_s: float, at_s: float, start_s: float, length_s: float
) -> None:
    shown = content()
    held = None if part is Part.NEW else segment(shown.edge_s(start_s), shown.edge_s(start_s + length_s))
    if held is not None and not held.start_s < held.end_s:
        return
    new_start_s, new_end_s = dragged(part, grabbed_s, at_s, held)
    assert shown.begin_s - 1e-9 <= new_start_s < new_end_s <= shown.end_s + 1e-9


def test_a_drawn_span_snaps_to_frames_and_may_be_drawn_backwards() -> None:
    assert dragged(Part.NEW, 4.013, 2.01) == pytest.approx((2.0, 4.0))


def test_a_moved_segment_keeps_its_length() -> None:
    start_s, end_s = dragged(Part.BODY, 3.0, 9.9, segment(2, 4))
    assert (start_s, end_s) == pytest.approx((8.0, 10.0))
