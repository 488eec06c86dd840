from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes import standard_lanes
from workbench.gui.widgets.timeline.layout import Layout
from workbench.gui.widgets.timeline.shown_tier import MAX_OTHERS, MAX_STACKED, ShownTier


def segment(number: int, start_s: float, end_s: float, annotator: str = "Ada") -> Segment:
    return Segment(number, 1, "move", "turn", start_s, end_s, annotator, datetime.now(UTC))


def tier(*segments: Segment, overlaps: bool = False, name: str = "move") -> ShownTier:
    ordered = tuple(sorted(segments, key=lambda s: (s.start_s, s.id)))
    return ShownTier(name, ordered, annotator="Ada", overlaps=overlaps)


spans = st.lists(st.tuples(st.floats(0, 100), st.floats(0.01, 50)), max_size=30)


@given(spans, st.floats(-10, 110), st.floats(0, 60))
def test_what_is_in_view_is_what_reaches_into_it(
    given_spans: list[tuple[float, float]], left_s: float, width_s: float
) -> None:
    shown = tier(*(segment(i, start, start + length) for i, (start, length) in enumerate(given_spans)))
    found = [shown.segments[i] for i in shown.visible(left_s, left_s + width_s)]
    assert found == [s for s in shown.segments if s.end_s > left_s and s.start_s < left_s + width_s]


@given(spans)
def test_stacked_segments_do_not_hide_one_another_before_there_is_no_more_room(
    given_spans: list[tuple[float, float]],
) -> None:
    shown = tier(
        *(segment(i, start, start + length) for i, (start, length) in enumerate(given_spans)), overlaps=True
    )
    assert shown.n_own_rows <= MAX_STACKED
    for row in range(MAX_STACKED - 1):
        lying = [s for s, r in zip(shown.segments, shown.rows, strict=True) if r == row]
        assert all(a.end_s <= b.start_s for a, b in pairwise(lying))


def test_others_lie_below_ones_own_and_many_share_the_last_row() -> None:
    names = ["Ben", "Cleo", "Dan", "Eva"]
    shown = tier(segment(1, 0, 1), *(segment(2 + i, 0, 1, name) for i, name in enumerate(names)))
    rows = {s.annotator: shown.row_of(s) for s in shown.segments}
    assert rows == {"Ada": 0, "Ben": 1, "Cleo": 2, "Dan": 3, "Eva": MAX_OTHERS}


def test_room_ends_at_the_neighbours_of_ones_own() -> None:
    shown = tier(segment(1, 0, 2), segment(2, 3, 4), segment(3, 6, 8), segment(4, 4, 5, "Ben"))
    assert shown.room(3, 4, besides=2) == (2, 6)
    assert shown.room(8.5, 8.5) == (8, np.inf)
    free = tier(segment(1, 0, 2), segment(2, 3, 4), overlaps=True)
    assert free.room(3, 4, besides=2) == (-np.inf, np.inf)


def lay_out(*tiers: ShownTier, height: float = 400, scroll: float = 0, **options: object) -> Layout:
    content = Content(np.arange(100) / 25, tiers=tiers, active=tiers[0].name)
    return Layout.of(content, standard_lanes(), left=100, size=(500, height), scroll=scroll, **options)  # type: ignore[arg-type]


def test_rows_of_others_can_be_folded_away() -> None:
    shown = tier(segment(1, 0, 1), segment(2, 0, 1, "Ben"))
    assert len(lay_out(shown).tier("move").rows) == 2
    folded = lay_out(shown, folded={"move"})
    assert len(folded.tier("move").rows) == 1
    assert folded.height < lay_out(shown).height


def test_a_hidden_tier_takes_no_room() -> None:
    both = lay_out(tier(name="style"), tier(name="move"))
    one = lay_out(tier(name="style"), tier(name="move"), hidden={"move"})
    assert one.tier("move") is None
    assert one.height < both.height


def test_tiers_beyond_the_height_can_be_scrolled_to() -> None:
    tiers = [tier(name=f"tier {i}") for i in range(12)]
    top = lay_out(*tiers, height=200)
    assert top.tiers_height > top.tiers_area.height()
    assert top.tier("tier 11").box.top() > top.tiers_area.bottom()
    end = lay_out(*tiers, height=200, scroll=1000)
    assert end.tier("tier 11").box.bottom() <= end.tiers_area.bottom() + 1
    assert end.row_at(QPointF(200, end.tier("tier 11").box.center().y())) == (end.tier("tier 11"), 0)


def test_what_is_left_over_goes_to_the_sound_up_to_a_limit() -> None:
    small, large = lay_out(tier(), height=200), lay_out(tier(), height=2000)
    assert large.box("sound").height() > small.box("sound").height()
    assert large.box("sound").height() <= 160
