"""Reads what the page shows off the GUI thread; only the newest wish of a kind is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.audio.grid import BeatGrid
from core.entities import Person, Track
from core.errors import BarreError, Cancelled
from db.project import Project
from workbench.actions.proxies import wants_proxy
from workbench.gui.annotate.poses.paths import read_path
from workbench.gui.annotate.strips import mean_confidence
from workbench.gui.annotate.subject import Subject, load_subject
from workbench.gui.annotate.tiers.tiers import TierMarks, read_tiers
from workbench.gui.background import Task
from workbench.gui.context import AppContext
from workbench.gui.widgets.player.sound import preload
from workbench.gui.widgets.player.sound_feed import SoundFile
from workbench.gui.widgets.timeline.levels import Averages, Bands, Extremes

BINS_PER_S = 200
BEATS_JOB, PROXY_JOB = "previews", "proxy"


@dataclass(frozen=True, eq=False)
class Marks:
    """What people put on a video, as it is now."""

    video_id: int
    tiers: tuple[TierMarks, ...]
    grid: BeatGrid | None  # that somebody made; None: the machine's, if it heard any
    corrected: dict[int, NDArray[np.int64]]  # frames by track id
    people: tuple[Person, ...]
    wants_proxy: bool


@dataclass(frozen=True, eq=False)
class Heard:
    """A video's sound as the timeline shows it; `grid` is None while nobody has looked for beats."""

    video_id: int
    wave: Extremes | None = None
    grid: BeatGrid | None = None
    fault: BarreError | None = None


class Loader(QObject):
    """One reading of a kind is under way; a newer wish cancels it."""

    videos_read = Signal(object)  # list[Video]
    subject_read = Signal(object)  # Subject
    subject_failed = Signal(object)  # BarreError
    marks_read = Signal(object)  # Marks
    confidence_read = Signal(int, object)  # track id, Averages
    heard = Signal(object)  # Heard
    spectrum_read = Signal(int, object)  # video id, Bands
    path_read = Signal(object)  # Path

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._tasks: dict[str, Task] = {}
        self._asked: set[tuple[str, int]] = set()  # kind of job, video
        self._cancelled = Counter[str]()  # how often, by kind

    def read_videos(self) -> None:
        self._run("videos", self._context.open.videos.all, self.videos_read.emit)

    def read_subject(self, video_id: int) -> None:
        """Open a video; whatever is still being read about another one is dropped."""
        self._cancel([kind for kind in self._tasks if kind != "videos"])
        project = self._context.open
        self._run(
            "subject",
            lambda: load_subject(project, video_id),
            self.subject_read.emit,
            self.subject_failed.emit,
        )

    def read_marks(self, subject: Subject) -> None:
        project = self._context.open
        self._run("marks", lambda: _marks(project, subject), self.marks_read.emit)

    def read_confidence(self, track: Track) -> None:
        project, should_stop = self._context.open, self._newer_wish("confidence")
        self._run(
            "confidence",
            lambda: Averages.of(mean_confidence(project, track, should_stop)),
            lambda averages: self.confidence_read.emit(track.id, averages),
        )

    def read_path(self, track: Track, joint: int) -> None:
        project, should_stop = self._context.open, self._newer_wish("path")
        self._run("path", lambda: read_path(project, track, joint, should_stop), self.path_read.emit)

    def _newer_wish(self, kind: str) -> Callable[[], bool]:
        """Cancel the reading of a kind, and return what tells a new one whether a newer one was asked for."""
        if kind in self._tasks:
            self._cancel([kind])
        wish = self._cancelled[kind]
        return lambda: self._cancelled[kind] != wish

    def read_sound(self, video_id: int, sound: SoundFile) -> None:
        project = self._context.open
        self._run("sound", lambda: _heard(project, video_id, sound), self.heard.emit)

    def read_spectrum(self, video_id: int, sound: SoundFile) -> None:
        project = self._context.open
        self._run(
            "spectrum",
            lambda: _spectrum(project, sound),
            lambda bands: self.spectrum_read.emit(video_id, bands),
        )

    def ask_job(self, kind: str, video_id: int) -> None:
        """Start a job for a video, unless it was asked for before."""
        if (kind, video_id) in self._asked:
            return
        self._asked.add((kind, video_id))
        jobs = self._context.open.jobs
        self._run(
            f"{kind} job",
            lambda: (
                any((job.kind, job.video_id) == (kind, video_id) for job in jobs.active())
                or jobs.create(kind, {}, video_id=video_id)
            ),
            lambda _: self._context.job_keeper.tend(),
        )

    def forget(self) -> None:
        """Another project: drop everything."""
        self.cancel()
        self._asked.clear()

    def cancel(self) -> None:
        """Drop everything that is under way."""
        self._cancel(list(self._tasks))

    def _cancel(self, kinds: list[str]) -> None:
        for kind in kinds:
            self._cancelled[kind] += 1
            self._tasks.pop(kind).cancel()

    def is_reading(self, kind: str) -> bool:
        """Whether a reading is under way that may not know the newest edit."""
        return kind in self._tasks

    def _run(
        self,
        kind: str,
        fn: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        if kind in self._tasks:
            self._cancel([kind])

        def deliver(result: Any) -> None:
            self._tasks.pop(kind, None)
            done(result)

        def give_up(error: Exception) -> None:
            self._tasks.pop(kind, None)
            if not isinstance(error, Cancelled):
                (failed or self._context.report)(error)

        self._tasks[kind] = self._context.background(fn, deliver, give_up, receiver=self)


def _marks(project: Project, subject: Subject) -> Marks:
    video_id = subject.video.id
    return Marks(
        video_id,
        read_tiers(project, video_id),
        project.beat_grids.current(video_id),
        {track.id: project.corrections.frames(track.id) for track in subject.tracks},
        tuple(project.people.of_video(video_id)),
        wants_proxy(project, subject.video),
    )


def _heard(project: Project, video_id: int, sound: SoundFile) -> Heard:
    """Read waveform and beats. The waveform is made here if need be; beats need a library that is too heavy
    for the window, so they are only read when a job has left them."""
    from core.audio.found import found_grid
    from core.audio.waveform import waveform

    preload()  # pressing play should not have to
    try:
        bins = waveform(sound.path, bins_per_s=BINS_PER_S, cache_dir=project.cache_dir)
        grid = found_grid(sound.path, project.cache_dir, shift_s=sound.shift_s)
    except BarreError as e:
        return Heard(video_id, fault=e)
    return Heard(video_id, Extremes.of(bins, BINS_PER_S, -sound.shift_s), grid)


def _spectrum(project: Project, sound: SoundFile) -> Bands:
    from core.audio.spectrogram import FRAMES_PER_S, spectrogram

    levels = spectrogram(sound.path, cache_dir=project.cache_dir)
    return Bands.of(levels, FRAMES_PER_S, -sound.shift_s - 0.5 / FRAMES_PER_S)
