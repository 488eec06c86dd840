"""The hatch over what annotators do not agree on."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from core.entities import Segment
from workbench.gui.widgets.timeline.content import Content
from workbench.gui.widgets.timeline.lanes.differences import DifferencesLane, stretches_of
from workbench.gui.widgets.timeline.shown_tier import ShownTier
from workbench.gui.widgets.timeline.widget import Timeline

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def tier(*said: tuple[str, float, float, str]) -> ShownTier:
    segments = [Segment(i, 1, "style", label, a, b, who, NOW) for i, (who, a, b, label) in enumerate(said)]
    return ShownTier("style", tuple(segments), annotator="Ada")


def test_where_others_differ_from_one_another_is_found_and_gold_is_no_opinion():
    shown = tier(("Kim", 0, 2, "a"), ("Lee", 0, 1, "a"), ("gold", 0, 3, "b"))
    assert stretches_of(shown).tolist() == [[1, 2]]


def test_the_lane_is_there_only_where_two_annotators_are():
    lane = DifferencesLane()
    alone = Content(tiers=(tier(("Kim", 0, 2, "a"), ("gold", 0, 2, "a")),), active="style")
    both = Content(tiers=(tier(("Kim", 0, 2, "a"), ("Ada", 0, 2, "a")),), active="style")
    assert lane.height(Content()) == lane.height(alone) == 0
    assert lane.height(both) > 0


def test_the_hatch_lies_over_the_stretches_that_differ(qtbot, context):
    timeline = Timeline(context.theme)
    qtbot.addWidget(timeline)
    timeline.resize(800, 300)
    shown = tier(("Ada", 2, 4, "a"), ("Kim", 2, 8, "a"))
    timeline.set_content(
        Content(times_s=np.arange(250) / 25, tiers=(shown,), active="style", annotator="Ada")
    )
    timeline.show()
    qtbot.waitExposed(timeline)
    box = timeline._layout.box("differences")
    picture = timeline.grab().toImage()
    warn = context.theme.colour("warn").rgb()
    columns = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y).rgb() == warn for y in range(int(box.top()) + 1, int(box.bottom())))
    ]
    left = timeline._layout.tiers_area.left()
    seconds = [(x - left) / timeline.scale.px_per_s + timeline.scale.left_s for x in columns]
    assert abs(min(seconds) - 4) < 0.1
    assert abs(max(seconds) - 8) < 0.1
