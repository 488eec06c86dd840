"""The player: which frame is wanted, which is on show, and how playing moves both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from workbench.gui.widgets.player.clock import frame_at
from workbench.gui.widgets.player.frame_source import FrameSource
from workbench.gui.widgets.player.pictures import Opener
from workbench.gui.widgets.player.sound import SoundClock
from workbench.gui.widgets.player.sound_feed import SoundFile
from workbench.gui.widgets.player.throttle import Throttle

SPEEDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
TICK_MS = 8
SCRUB_MS = 30


class Player(QObject):
    """Plays, steps and scrubs through the frames of one video.

    `target` is the frame that was asked for last and moves at once; `shown` is the one whose picture has
    arrived and follows as fast as pictures can be decoded. Pictures that arrive late are still shown, as
    long as nothing newer is on show: a scrub through a slow video moves, only less finely.
    """

    frame_shown = Signal(int, object)  # frame, QImage or None where there is no picture
    target_changed = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loop_changed = Signal(object)  # (start, end) in seconds, or None
    failed = Signal(object)  # the pictures cannot be read: an exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = FrameSource(self)
        self._source.frame_ready.connect(self._on_frame_ready)
        self._source.failed.connect(self._on_failed)
        self.sound = SoundClock(self)
        self._has_pictures = False
        self._times_s: NDArray[np.float64] = np.zeros(0)
        self._target = 0
        self._shown = -1
        self._shown_wish = -1
        self._speed = 1.0
        self._loop: tuple[float, float] | None = None
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._on_tick)
        self.scrub_to = Throttle(self.seek, SCRUB_MS, self)

    @property
    def times_s(self) -> NDArray[np.float64]:
        """(T,) presentation times of the frames, seconds of media time."""
        return self._times_s

    @property
    def n_frames(self) -> int:
        return len(self._times_s)

    @property
    def target(self) -> int:
        """The frame that was asked for last."""
        return self._target

    @property
    def shown(self) -> int:
        """The frame on show; -1 before the first."""
        return self._shown

    @property
    def position_s(self) -> float:
        """Media time of the target."""
        return float(self._times_s[self._target]) if self.n_frames else 0.0

    @property
    def is_playing(self) -> bool:
        return self._ticks.isActive()

    def open(
        self,
        times_s: NDArray[np.float64],
        opener: Opener | None,
        sound: SoundFile | None = None,
        *,
        frame: int = 0,
    ) -> None:
        """Change to another video and show `frame` of it.

        Args:
            times_s: (T,) presentation times, seconds.
            opener: makes the pictures, in the worker thread; None when there are none.
            sound: what is heard with it.
        """
        self.pause()
        self.set_loop(None)
        self._times_s = times_s
        self._has_pictures = opener is not None
        self._source.open(opener, len(times_s))
        self.sound.set_file(sound)
        self._shown, self._shown_wish = -1, -1
        self._target = self._held(frame)
        if self.n_frames:
            self.target_changed.emit(self._target)
            self._show_target(direction=1)

    def change_pictures(self, opener: Opener) -> None:
        """Take the same frames from elsewhere, from the next one on."""
        self._has_pictures = True
        self._source.open(opener, self.n_frames)
        if self._shown != self._target:
            self._show_target(direction=0)

    def change_sound(self, sound: SoundFile | None) -> None:
        """Hear something else from where it is, and play on if it plays."""
        plays = self.is_playing
        self.pause()
        self.sound.set_file(sound)
        if plays:
            self.play()

    def close(self) -> None:
        """Stop and let go of the files; nothing is shown afterwards."""
        self.pause()
        self._times_s = np.zeros(0)
        self._source.close()
        self.sound.close()
        self.sound.set_file(None)

    def seek(self, frame: int) -> None:
        """Go to a frame, the nearest one there is."""
        self._go(self._held(frame), direction=0)
        if self.is_playing:
            self.sound.start(self.position_s, self._speed)

    def step(self, n: int) -> None:
        """Go n frames on or back from the target, and stop playing."""
        self.pause()
        self._go(self._held(self._target + n), direction=1 if n > 0 else -1)

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play from the target on; at the end, or outside of the loop, from the beginning."""
        if not self.n_frames or self.is_playing:
            return
        if self._loop is not None and not self._loop[0] <= self.position_s < self._loop[1]:
            self._go(frame_at(self._times_s, self._loop[0]), direction=1)
        elif self._loop is None and self._target >= self.n_frames - 1:
            self._go(0, direction=1)
        self.sound.start(self.position_s, self._speed)
        self._ticks.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stand still on the target."""
        if not self.is_playing:
            return
        self._ticks.stop()
        self.sound.stop()
        self.playing_changed.emit(False)

    def hold(self) -> None:
        """Stand still on the frame on show: what was asked for and has not arrived is not wanted any more."""
        self.pause()
        if self._shown >= 0 and self._shown != self._target:
            self._shown_wish, _ = self._source.request(self._shown)
            self._target = self._shown
            self.target_changed.emit(self._shown)

    @property
    def speed(self) -> float:
        """How many seconds of the medium are played a second."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Play slower or faster from now on; the sound keeps its pitch."""
        if speed != self._speed:
            self._speed = speed
            if self.is_playing:
                self.sound.start(self.sound.position_s(), speed)
            self.speed_changed.emit(speed)

    def change_speed(self, step: int) -> None:
        """Take the next speed of `SPEEDS`, slower (-1) or faster (1)."""
        at = SPEEDS.index(min(SPEEDS, key=lambda speed: abs(speed - self._speed)))
        self.set_speed(SPEEDS[max(0, min(at + step, len(SPEEDS) - 1))])

    @property
    def loop(self) -> tuple[float, float] | None:
        """The stretch of media time that is played again and again; None: everything, once."""
        return self._loop

    def set_loop(self, span: tuple[float, float] | None) -> None:
        """Play a stretch again and again from now on; another video has none."""
        if span != self._loop:
            self._loop = span
            self.loop_changed.emit(span)

    def _held(self, frame: int) -> int:
        return max(0, min(frame, self.n_frames - 1))

    def _go(self, frame: int, *, direction: int) -> None:
        if not self.n_frames or (frame == self._target == self._shown):
            return
        self._target = frame
        self.target_changed.emit(frame)
        self._show_target(direction=direction)

    def _show_target(self, *, direction: int) -> None:
        if not self._has_pictures:
            self._show(self._shown_wish + 1, self._target, None)
            return
        wish, image = self._source.request(self._target, direction=direction)
        if image is not None:
            self._show(wish, self._target, image)

    def _show(self, wish: int, frame: int, image: QImage | None) -> None:
        if wish <= self._shown_wish:
            return
        self._shown, self._shown_wish = frame, wish
        self.frame_shown.emit(frame, image)

    def _on_frame_ready(self, wish: int, frame: int, image: QImage) -> None:
        self._show(wish, frame, image)

    def _on_failed(self, error: Exception) -> None:
        self._has_pictures = False
        self.failed.emit(error)
        if self.n_frames:
            self._show_target(direction=0)

    def _on_tick(self) -> None:
        at_s = self.sound.position_s()
        if self._loop is not None and at_s >= min(self._loop[1], self._end_s()):
            at_s = self._loop[0]
            self.sound.start(at_s, self._speed)
        frame = frame_at(self._times_s, at_s)
        if frame != self._target:
            self._go(frame, direction=1)
        if frame == self.n_frames - 1 and at_s >= self._end_s():
            self.pause()

    def _end_s(self) -> float:
        """When the last frame has been seen as long as the one before it."""
        last = self._times_s[-2:]
        return float(last[-1] + (last[-1] - last[0]))
