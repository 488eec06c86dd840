"""The rows of a timeline, one small file each."""

from __future__ import annotations

from workbench.gui.widgets.timeline.lanes.confidence import ConfidenceLane
from workbench.gui.widgets.timeline.lanes.counts import CountsLane
from workbench.gui.widgets.timeline.lanes.differences import DifferencesLane
from workbench.gui.widgets.timeline.lanes.lane import Lane
from workbench.gui.widgets.timeline.lanes.ruler import RulerLane
from workbench.gui.widgets.timeline.lanes.sound import SoundLane


def standard_lanes() -> list[Lane]:
    """Return the lanes above the tiers, from top to bottom."""
    return [RulerLane(), CountsLane(), SoundLane(), ConfidenceLane(), DifferencesLane()]
