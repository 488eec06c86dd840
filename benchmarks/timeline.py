"""How long the timeline takes to paint, by how much the video holds.

    python benchmarks/timeline.py [--segments 10000] [--minutes 60] [--repeats 50]

Prints milliseconds of processor time of the GUI thread (median, p95, worst): everything drawn anew, as after
a zoom, with the whole video in view and with 20 s of it; a segment changed and drawn; one step of the
playhead; each for a short video with few segments and for the long one, and their ratio. Needs no display.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

TIERS = ("style", "phrase", "move", "comment", "cut")
SIZE = (1122, 280)
BUDGET_MS = 16.0


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options = parse()
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    small = measured(app, minutes=1, segments=100, repeats=options.repeats)
    large = measured(app, minutes=options.minutes, segments=options.segments, repeats=options.repeats)
    print(f"1 min, 100 segments / {options.minutes:g} min, {options.segments:,} segments; ms")
    for what, times_ms in large.items():
        before, now = np.median(small[what]), np.median(times_ms)
        p95, worst = np.percentile(times_ms, 95), max(times_ms)
        verdict = "ok" if p95 <= BUDGET_MS else "MISSED"
        print(
            f"{what:24s} median {before:6.2f} / {now:6.2f} (ratio {now / before:5.2f})  "
            f"p95 {p95:6.2f}  worst {worst:6.2f}  {verdict}"
        )


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--repeats", type=int, default=50)
    return parser.parse_args()


def measured(app: QApplication, *, minutes: float, segments: int, repeats: int) -> dict[str, list[float]]:
    import tempfile
    from pathlib import Path

    from workbench.gui.annotate.tiers.tiers import Tiers
    from workbench.gui.settings import Settings
    from workbench.gui.theme import Theme
    from workbench.gui.widgets.timeline.content import Content
    from workbench.gui.widgets.timeline.widget import Timeline

    theme = Theme(Settings(Path(tempfile.mkdtemp()) / "settings.ini"))
    timeline, tiers = Timeline(theme), Tiers()
    timeline.resize(*SIZE)
    tiers.read(marks(minutes * 60, segments))
    timeline.set_content(Content(active="move", annotator="Ada", **music(minutes * 60)))
    timeline.show()
    app.processEvents()
    changed = tiers.segments[0]

    def edit(i: int) -> None:
        from dataclasses import replace

        tiers.put([replace(changed, end_s=changed.start_s + 0.1 + 0.001 * i)])
        timeline.change(tiers=tiers.shown("Ada"))
        timeline.repaint()

    def whole(_: int) -> None:
        timeline.redraw()
        timeline.repaint()

    def step(i: int) -> None:
        timeline.set_playhead(i / 25)
        timeline.repaint(timeline._playhead_box(i / 25))

    timeline.change(tiers=tiers.shown("Ada"))
    found = {"everything, whole video": timed(whole, repeats)}
    found["an edit of a segment"] = timed(edit, repeats)
    found["a step of the playhead"] = timed(step, repeats)
    timeline.zoom_by(timeline.scale.end_s / 20, 0)
    found["everything, 20 s in view"] = timed(whole, repeats)
    timeline.close()
    return found


def timed(work: Callable[[int], None], repeats: int) -> list[float]:
    work(0)
    times_ms = []
    for i in range(repeats):
        start = time.thread_time()
        work(i)
        times_ms.append(1000 * (time.thread_time() - start))
    return times_ms


def marks(seconds: float, n: int) -> list:
    """Segments spread over five tiers, two annotators."""
    from core.entities import Label, Segment, Tier
    from workbench.gui.annotate.tiers.tiers import TierMarks

    rng = np.random.default_rng(0)
    found = []
    for k, tier in enumerate(TIERS):
        count = n // len(TIERS)
        starts_s = np.arange(count) * seconds / count
        length_s = seconds / count
        labels = tuple(
            Label(i, tier, f"label {i}", colour)
            for i, colour in enumerate(("#E69F00", "#56B4E9", "#009E73", "#F0E442"))
        )
        segments = tuple(
            Segment(
                k * count + i + 1,
                1,
                tier,
                f"label {rng.integers(4)}",
                float(start),
                float(start + 0.9 * length_s),
                "Ada" if i % 4 else "Ben",
                datetime.now(UTC),
            )
            for i, start in enumerate(starts_s)
        )
        found.append(TierMarks(Tier(k, tier, tier == "comment"), labels, segments))
    return found


def music(seconds: float) -> dict:
    """Frames, waveform, spectrum, beats at 120 a minute, confidence."""
    from core.audio.grid import BeatGrid
    from workbench.gui.widgets.timeline.levels import Averages, Bands, Extremes

    rng = np.random.default_rng(1)
    n = round(seconds * 25)
    loud = rng.random(round(seconds * 200)).astype(np.float32)
    return {
        "times_s": np.arange(n) / 25,
        "sound": Extremes.of(np.stack([-loud, loud], axis=1), 200.0),
        "spectrum": Bands.of(rng.integers(0, 256, (round(seconds * 50), 64), dtype=np.uint8), 50.0),
        "grid": BeatGrid(np.arange(0.1, seconds, 0.5)),
        "confidence": Averages.of(rng.random(n)),
        "corrected_s": np.arange(0, n, 100) / 25,
    }


if __name__ == "__main__":
    main()
