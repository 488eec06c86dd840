"""Seconds and pixels of a timeline. Plain arithmetic, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

MAX_PX_PER_S = 2000.0


@dataclass(frozen=True)
class TimeScale:
    """Which stretch of a medium a timeline shows.

    Attributes:
        begin_s, end_s: the whole medium.
        width_px: of the timeline, logical pixels.
        left_s: media time at the left edge.
        px_per_s: pixels a second.
    """

    begin_s: float = 0.0
    end_s: float = 1.0
    width_px: float = 1.0
    left_s: float = 0.0
    px_per_s: float = 1.0

    @classmethod
    def whole(cls, begin_s: float, end_s: float, width_px: float) -> TimeScale:
        """Return the scale that shows everything."""
        width_px = max(width_px, 1.0)
        length_s = max(end_s - begin_s, 1e-3)
        return cls(begin_s, begin_s + length_s, width_px, begin_s, width_px / length_s)

    @property
    def right_s(self) -> float:
        """Media time at the right edge."""
        return self.left_s + self.width_px / self.px_per_s

    @property
    def shows_all(self) -> bool:
        return self.px_per_s <= self._least() * (1 + 1e-9)

    def x(self, at_s: float) -> float:
        """Return where a media time lies, pixels."""
        return (at_s - self.left_s) * self.px_per_s

    def time_s(self, x: float) -> float:
        """Return the media time at a pixel."""
        return self.left_s + x / self.px_per_s

    def held_s(self, at_s: float) -> float:
        """Return the time nearest to `at_s` that is in the medium."""
        return min(max(at_s, self.begin_s), self.end_s)

    def zoomed(self, factor: float, at_x: float) -> TimeScale:
        """Return the scale zoomed so that the time under a pixel stays there."""
        fixed_s = self.time_s(at_x)
        px_per_s = min(max(self.px_per_s * factor, self._least()), max(MAX_PX_PER_S, self._least()))
        return replace(self, px_per_s=px_per_s, left_s=fixed_s - at_x / px_per_s)._held()

    def panned(self, dx: float) -> TimeScale:
        """Return the scale moved by pixels; positive shows later times."""
        return replace(self, left_s=self.left_s + dx / self.px_per_s)._held()

    def resized(self, width_px: float) -> TimeScale:
        """Return the scale for another width: still everything, or the same zoom."""
        if self.shows_all:
            return TimeScale.whole(self.begin_s, self.end_s, width_px)
        scale = replace(self, width_px=max(width_px, 1.0))
        return replace(scale, px_per_s=max(scale.px_per_s, scale._least()))._held()

    def following(self, at_s: float) -> TimeScale:
        """Return the scale turned by a page when a time has left the view, else itself."""
        if self.left_s <= at_s <= self.right_s:
            return self
        return replace(self, left_s=at_s - 0.1 * self.width_px / self.px_per_s)._held()

    def _least(self) -> float:
        return self.width_px / (self.end_s - self.begin_s)

    def _held(self) -> TimeScale:
        last = max(self.begin_s, self.end_s - self.width_px / self.px_per_s)
        return replace(self, left_s=min(max(self.left_s, self.begin_s), last))


_STEPS_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


def tick_step_s(px_per_s: float, *, least_px: float = 80.0) -> float:
    """Return the smallest round step whose ticks are at least so many pixels apart."""
    for step_s in _STEPS_S:
        if step_s * px_per_s >= least_px:
            return float(step_s)
    return float(_STEPS_S[-1])


def clock_text(at_s: float, *, decimals: int = 0) -> str:
    """Return a time as ``1:02:03``, ``2:03`` or ``2:03.50``."""
    ticks = round(abs(at_s) * 10**decimals)
    whole, part = divmod(ticks, 10**decimals)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    sign = "-" if at_s < 0 and ticks else ""
    return f"{sign}{text}.{part:0{decimals}d}" if decimals else sign + text
