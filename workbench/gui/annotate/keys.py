"""The keys of the Annotate page, as actions; their rows are in `workbench.gui.keys.annotate`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from core.entities import ReviewState
from workbench.gui.actions import action
from workbench.gui.annotate.poses.tools import Tool
from workbench.gui.keys.annotate import FINE_PX, NUDGES, NUMBERED

if TYPE_CHECKING:
    from workbench.gui.annotate.page import AnnotatePage

BIG_STEP = 10
ZOOM_STEP = 1.25


class Keys:
    """Everything that a key does, by name."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._playing()
        self._joints()
        self._posing()
        self._people()
        self._segments()
        self._beats()
        self._views()

    def _make(self, deed: str, triggered: Callable[[], object]) -> QAction:
        """Return the action of the row ``annotate.DEED``, for the picture, the curves and the timeline."""
        page = self._page
        made = action(page.context.keymap, page.canvas, f"annotate.{deed}", triggered)
        page.timeline.addAction(made)
        page.desk.curves.addAction(made)
        return made

    def _playing(self) -> None:
        page, make = self._page, self._make
        self.play = make("play", page.player.toggle)
        self.back = make("back", partial(page.player.step, -1))
        self.on = make("on", partial(page.player.step, 1))
        make("back-10", partial(page.player.step, -BIG_STEP))
        make("on-10", partial(page.player.step, BIG_STEP))
        self.first = make("first", partial(page.go_to, 0))
        self.last = make("last", page.go_to_last)
        self.mute = make("mute", page.toggle_mute)
        make("slower", partial(page.player.change_speed, -1))
        make("faster", partial(page.player.change_speed, 1))
        make("normal-speed", partial(page.player.set_speed, 1.0))
        self.loop = make("loop", page.playing.toggle_loop)
        make("loop-begin", page.here.loop_from)
        make("loop-end", page.here.loop_to)
        self.previous_video = make("previous-video", partial(page.open_neighbour, -1))
        self.next_video = make("next-video", partial(page.open_neighbour, 1))

    def _joints(self) -> None:
        page, make = self._page, self._make
        self.previous_corrected = make("previous-corrected", partial(page.go_to_corrected, -1))
        self.next_corrected = make("next-corrected", partial(page.go_to_corrected, 1))
        self.suggestions = make("suggestions", page.suggesting.toggle)
        self.next_suggestion = make("next-suggestion", partial(page.suggesting.step, 1))
        self.previous_suggestion = make("previous-suggestion", partial(page.suggesting.step, -1))
        self.accept = make("accept", page.suggesting.accept)
        for deed, word in (("accept", ReviewState.ACCEPTED), ("unsee", ReviewState.UNSEEN)):
            make(f"{deed}-span", partial(page.reviewing.mark_span, word))
            make(f"{deed}-video", partial(page.reviewing.mark_video, word))
        make("unsee", partial(page.reviewing.mark_frame, ReviewState.UNSEEN))
        make("flag", partial(page.reviewing.mark_frame, ReviewState.FLAGGED))
        for way, (dx, dy) in NUDGES.items():
            make(f"nudge-{way}", partial(page.correcting.nudge, dx, dy))
            make(f"nudge-{way}-fine", partial(page.correcting.nudge, dx * FINE_PX, dy * FINE_PX))
        make("choose-joint", page.ask_joint)
        make("hide", page.correcting.toggle_hidden)
        make("revert", page.correcting.revert)
        self.lock = make("lock", page.correcting.toggle_lock)

    def _posing(self) -> None:
        posing, make = self._page.posing, self._make
        self.tools = [make(tool, partial(posing.begin, tool)) for tool in Tool]
        self.poses = [
            make("copy-before", partial(posing.copy, -1)),
            make("copy-after", partial(posing.copy, 1)),
            make("mirror", posing.mirror),
            make("swap", posing.swap),
            make("swap-joint", posing.swap_pair),
            make("swap-limb", posing.swap_limb),
        ]
        self.onion = make("onion", self._page.cycle_onion)

    def _people(self) -> None:
        people, make = self._page.people, self._make
        deeds = {
            "next-person": people.next,
            "swap-people": people.swap_nearest,
            "split-person": people.split,
            "join-person": people.join,
            "draw-person": people.draw,
        }
        people.keys = {deed: make(deed, done) for deed, done in deeds.items()}

    def _segments(self) -> None:
        page, make = self._page, self._make
        make("mark-in", page.here.mark_in)
        make("mark-out", page.here.mark_out)
        for number in range(1, NUMBERED + 1):
            make(f"style-{number}", partial(page.styles.choose, number))
        make("style-by-name", page.enter)
        make("tier-above", partial(page.tiers.step, -1))
        make("tier-below", partial(page.tiers.step, 1))
        make("split", page.here.split)
        make("join", page.reshaping.join)
        make("part", page.reshaping.next_part)
        for way, step in (("back", -1), ("on", 1)):
            make(f"segment-{way}", partial(page.reshaping.nudge, step, by_beat=False))
            make(f"segment-beat-{way}", partial(page.reshaping.nudge, step, by_beat=True))
        make("type-span", page.reshaping.ask_span)
        make("delete-segment", page.delete)
        make("escape", page.escape)

    def _beats(self) -> None:
        beating, make = self._page.beating, self._make
        self.mend_beats = make("mend-beats", beating.toggle)
        make("tap", beating.tap)
        self.learn_lag = make("learn-lag", beating.learn_lag)
        self.begin_bar = make("begin-bar", beating.begin_bar)
        self.add_beat = make("add-beat", beating.add_here)
        self.halve_beats = make("halve-beats", beating.halve)
        self.double_beats = make("double-beats", beating.double)
        self.snap = make("snap", self._page.listening.toggle_snap)
        self.spectrum = make("spectrum", self._page.listening.toggle_spectrum)

    def _views(self) -> None:
        page, make = self._page, self._make
        self.zoom_in = make("zoom-in", partial(page.canvas.zoom_by, ZOOM_STEP))
        self.zoom_out = make("zoom-out", partial(page.canvas.zoom_by, 1 / ZOOM_STEP))
        self.fit = make("fit", page.canvas.fit)
        make("timeline-zoom-in", partial(page.timeline.zoom_by, ZOOM_STEP))
        make("timeline-zoom-out", partial(page.timeline.zoom_by, 1 / ZOOM_STEP))
        make("timeline-fit", page.timeline.fit)
        self.skeleton = make("skeleton", page.toggle_skeleton)
        self.curves = make("curves", page.curves.toggle)
        self.help = make("keys", page.show_help)
