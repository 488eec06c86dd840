"""Watching somebody dance, and saying live which style it is."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.skeleton import skeleton
from db.project import Project

if TYPE_CHECKING:
    from core.audio.features import AudioFeatures
    from core.training.live import LiveStyles
    from core.training.trained import TrainedModel

Pictures = Iterable[tuple[float, NDArray[np.uint8]]]

_EVERY_S = 0.2  # between answers: five a second is as often as a person can read
_SLACK_S = 1e-6  # frame times are sums of fractions


@dataclass(frozen=True)
class Sight:
    """What is said of a moment.

    Attributes:
        time_s: of the film, or on the camera's clock since its first picture.
        styles: the probability of each style over the window that ends here; None while there is no answer.
        lacking: why there is none, in a few words; empty when there is one.
        frame: how many frames were looked at until now.
        frames_per_s: how many a second since the sight before.
    """

    time_s: float
    styles: Mapping[str, float] | None
    lacking: str
    frame: int
    frames_per_s: float


class Finder(Protocol):
    """Finds people in pictures, as `core.pose.landmarker.Landmarker` does."""

    def find(
        self, picture: NDArray[np.uint8], time_ms: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]: ...


@contextmanager
def watching(project: Project, run_id: int, source: Path | int) -> Iterator[Iterator[Sight]]:
    """Open a run and a film or camera, and give the sights, which come as fast as the machine looks.

    Args:
        source: a film, or the number of a camera.

    Raises:
        InputError: no such run, or it cannot tell styles on what is watched.
        ModelError: the run has no checkpoint, or there is no pose model.
        MediaError: the film or the camera cannot be opened.
    """
    from core.models.stepping import one_thread
    from core.pose.landmarker import Landmarker
    from core.pose.model import pose_model
    from core.training.live import LiveStyles
    from core.training.trained import load_trained

    model = load_trained(project.runs.directory(project.runs.get(run_id).id))
    name = f"camera {source}" if isinstance(source, int) else source.name
    live = LiveStyles(model, skeleton("blazepose33"), name=name, song=_song_for(model, source, name))
    with one_thread(), _pictures_of(source) as pictures, Landmarker(pose_model(), people=1) as landmarker:
        yield sights(pictures, landmarker, live)


def sights(pictures: Pictures, finder: Finder, live: LiveStyles) -> Iterator[Sight]:
    """Look at pictures one after another, and say a few times a second what is seen."""
    due_s, said_at, n_said, last_ms = 0.0, time.monotonic(), 0, -1
    first_s: float | None = None
    for frame, (clock_s, picture) in enumerate(pictures, start=1):
        first_s = clock_s if first_s is None else first_s
        time_s = clock_s - first_s
        last_ms = max(last_ms + 1, round(time_s * 1000))  # MediaPipe wants whole milliseconds that grow
        _, world = finder.find(picture, last_ms)
        live.see(clock_s, world[0, :, :3] if len(world) else None)
        if time_s < due_s - _SLACK_S:
            continue
        styles, now = live.styles(), time.monotonic()
        speed = (frame - n_said) / max(now - said_at, 1e-6)
        yield Sight(time_s, styles, live.lacking() or "", frame, speed)
        due_s, said_at, n_said = time_s + _EVERY_S, now, frame


def _song_for(model: TrainedModel, source: Path | int, name: str) -> AudioFeatures | None:
    """Return the sound of a film, where the model reads music: hearing it takes seconds."""
    from core.audio.features import whole_song
    from core.training.live import problem_of

    if isinstance(source, int) or problem_of(model, skeleton("blazepose33"), name=name) is None:
        return None
    with suppress(MediaError):  # a silent film: what the model says of that is clearer
        return whole_song(source)
    return None


@contextmanager
def _pictures_of(source: Path | int) -> Iterator[Pictures]:
    if isinstance(source, int):
        from core.media.camera import Camera

        with Camera(source) as camera:
            yield camera.pictures()
    else:
        from core.media.reader import VideoReader

        with VideoReader(source) as video:
            yield ((float(video.times_s[i]), picture) for i, picture in video.frames())
