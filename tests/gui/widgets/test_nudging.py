from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from core.audio.grid import BeatGrid
from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.grip import Part
from workbench.gui.widgets.timeline.nudging import next_stop, nudged
from workbench.gui.widgets.timeline.shown_tier import ShownTier

CONTENT = Content(np.arange(250) / 25, grid=BeatGrid(np.arange(0.1, 10, 0.5)), annotator="Ada")


def segment(start_s: float, end_s: float, number: int = 1) -> Segment:
    return Segment(number, 1, "move", "turn", start_s, end_s, "Ada", datetime.now(UTC))


def step(
    part: Part, by: int, *, by_beat: bool, start_s: float = 2.0, end_s: float = 4.0, others: tuple = ()
) -> tuple[float, float] | None:
    held = segment(start_s, end_s)
    tier = ShownTier("move", tuple(sorted((held, *others), key=lambda s: s.start_s)), annotator="Ada")
    span = nudged(CONTENT, tier, held, part, by, by_beat=by_beat)
    return None if span is None else (round(span[0], 6), round(span[1], 6))


@pytest.mark.parametrize(
    ("part", "by", "by_beat", "expected"),
    [
        (Part.BODY, 1, False, (2.04, 4.04)),
        (Part.BODY, -1, True, (1.6, 3.6)),
        (Part.START, -1, False, (1.96, 4.0)),
        (Part.START, 1, True, (2.1, 4.0)),
        (Part.END, 1, True, (2.0, 4.1)),
        (Part.END, -1, False, (2.0, 3.96)),
    ],
)
def test_a_step_moves_the_part_to_the_next_frame_or_beat(
    part: Part, by: int, by_beat: bool, expected: tuple[float, float]
) -> None:
    assert step(part, by, by_beat=by_beat) == expected


def test_a_segment_keeps_a_frame_and_stays_inside_the_video() -> None:
    assert step(Part.START, 1, by_beat=True, start_s=3.9, end_s=4.0) == (3.96, 4.0)
    assert step(Part.START, 1, by_beat=False, start_s=3.96, end_s=4.0) is None
    assert step(Part.BODY, -1, by_beat=False, start_s=0.0, end_s=1.0) is None
    assert step(Part.BODY, 1, by_beat=True, start_s=8.8, end_s=9.8) == (9.0, 10.0)


def test_a_neighbour_is_in_the_way() -> None:
    assert step(Part.END, 1, by_beat=True, others=(segment(4.02, 5, 2),)) == (2.0, 4.02)
    assert step(Part.BODY, 1, by_beat=False, others=(segment(4.0, 5, 2),)) is None


def test_without_beats_nothing_moves_by_a_beat() -> None:
    assert next_stop(Content(np.arange(10) / 25), 0.1, 1, by_beat=True) is None


def test_a_film_of_uneven_frames_is_stepped_frame_by_frame() -> None:
    content = Content(np.array([0.0, 0.1, 0.13, 0.3]))
    stops = [0.0]
    for _ in range(4):
        stops.append(next_stop(content, stops[-1], 1, by_beat=False))
    assert stops == pytest.approx([0.0, 0.1, 0.13, 0.3, 0.47])
