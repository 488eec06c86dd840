"""The clock that is heard: plays a file's sound and tells the time by it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer

from workbench.gui.widgets.player.clock import WallClock
from workbench.gui.widgets.player.sound_feed import SoundFeed, SoundFile

RATE = 44_100
N_CHANNELS = 2
BUFFER_S = 0.2  # the GUI thread may be away this long before there is a gap
FEED_MS = 30
STUCK_S = 2.5  # devices wake up slowly; one that still plays nothing is given up until the next file


class SoundClock(QObject):
    """Plays sound in step with the pictures, as their master clock.

    Where there is no file, no sound device, or the device stands still, it is a silent wall clock: to the
    player it makes no difference.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: SoundFile | None = None
        self._is_stuck = False
        self._sink: Any = None  # QAudioSink; QtMultimedia is loaded when the first sound is played
        self._pipe: Any = None
        self._feed: SoundFeed | None = None
        self._wall = WallClock()
        self._from_s = 0.0
        self._speed = 1.0
        self._played_s = 0.0
        self._moved_at = 0.0
        self._volume = 1.0
        self._timer = QTimer(self, interval=FEED_MS)
        self._timer.timeout.connect(self._pump)

    def set_file(self, file: SoundFile | None) -> None:
        """Choose what is heard from the next `start` on; None is silence."""
        self.stop()
        self._file, self._is_stuck = file, False

    @property
    def is_muted(self) -> bool:
        return self._volume == 0.0

    def set_muted(self, muted: bool) -> None:
        """Silence the sound; its clock runs on."""
        self._volume = 0.0 if muted else 1.0
        if self._sink is not None:
            self._sink.setVolume(self._volume)

    @property
    def is_audible(self) -> bool:
        """Whether a device plays right now."""
        return self._pipe is not None

    def close(self) -> None:
        """Stop and wait for the thread that decodes."""
        feed = self._feed
        self.stop()
        if feed is not None:
            feed.join()

    def start(self, at_s: float, speed: float = 1.0) -> None:
        self.stop()
        self._from_s, self._speed = at_s, speed
        if self._file is None or self._is_stuck or not self._open_device():
            self._wall.start(at_s, speed)
            return
        self._feed = SoundFeed(self._file, RATE, N_CHANNELS, at_s, speed)
        self._played_s, self._moved_at = 0.0, time.perf_counter()
        self._pipe = self._sink.start()
        if self._pipe is None:
            self._go_silent()
            return
        self._sink.setVolume(self._volume)
        self._timer.start()

    def stop(self) -> None:
        self._wall.stop()
        self._timer.stop()
        if self._pipe is not None:
            self._sink.reset()  # drop what is still in the buffer: a pause is heard at once
            self._pipe = None
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def position_s(self) -> float:
        if self._pipe is None:
            return self._wall.position_s()
        now = time.perf_counter()
        played_s = self._sink.processedUSecs() / 1e6
        if played_s > self._played_s:
            self._played_s, self._moved_at = played_s, now
        elif now - self._moved_at > STUCK_S:
            self._go_silent()
            return self._wall.position_s()
        return self._from_s + self._played_s * self._speed

    def _go_silent(self) -> None:
        """Run on by the wall clock; what the device does now does not matter any more."""
        at_s = self._from_s + self._played_s * self._speed
        self._is_stuck = True
        self.stop()
        self._wall.start(at_s, self._speed)

    def _pump(self) -> None:
        if self._feed is None:
            return
        bytes_each = 4 * N_CHANNELS
        room = self._sink.bytesFree() // bytes_each
        if room > 0:
            samples = self._feed.read(room)
            if len(samples):
                self._pipe.write(np.ascontiguousarray(samples).tobytes())

    def _open_device(self) -> bool:
        if self._sink is not None:
            return True
        if not may_have_sound():
            return False
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices

        device = QMediaDevices.defaultAudioOutput()
        wanted = QAudioFormat()
        wanted.setSampleRate(RATE)
        wanted.setChannelCount(N_CHANNELS)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Float)
        if device.isNull() or not device.isFormatSupported(wanted):
            return False
        self._sink = QAudioSink(device, wanted, self)
        self._sink.setBufferSize(int(BUFFER_S * RATE) * 4 * N_CHANNELS)
        return True


def preload() -> None:
    """Load what the first sound needs, where there can be sound; not for the window's own thread."""
    if may_have_sound():
        import PySide6.QtMultimedia  # noqa: F401 loading it is all that is wanted


def may_have_sound() -> bool:
    """Whether this machine can have a sound device at all.

    On a Linux machine without any sound system, merely asking QtMultimedia prints warnings and costs 30 MB.
    """
    if not sys.platform.startswith("linux"):
        return True
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    sockets = (runtime / "pulse" / "native", runtime / "pipewire-0")
    return "PULSE_SERVER" in os.environ or any(path.exists() for path in sockets) or _has_alsa_device()


def _has_alsa_device() -> bool:
    folder = Path("/dev/snd")
    return folder.is_dir() and any(entry.name.startswith("pcm") for entry in folder.iterdir())
