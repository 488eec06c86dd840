"""Copies of films in which every frame is quick to reach, for scrubbing.

A film as people have it stores a whole picture every few seconds and differences in between: a frame in the
middle costs the decoding of all those before it, back to the last whole one. A proxy holds the same frames,
one to one, with a whole picture every few frames. It lies in the cache and may be deleted at any time.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import Video, VideoKind
from core.errors import Cancelled, MediaError
from db.project import Project
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

GOP = 8  # frames from one whole picture to the next: at most seven are decoded in vain
CRF = 20  # cannot be told from the original: joints are corrected on it
FPS = 25.0  # of the proxy; the true times are in the store
LEAST_FRAMES = 300  # shorter films are quick anyway
MOST_PIXELS = 1920 * 1088  # a proxy of a larger film would be larger than what it is good for


def proxy_path(project: Project, video: Video) -> Path:
    """Return where a video's proxy lies once it was made."""
    cut = "" if video.start_s is None and video.end_s is None else f".{video.start_s}-{video.end_s}"
    # A project may be a stranger's: whatever its rows hold, this stays one name in this folder.
    safe = re.sub(r"[^\w.-]", "_", f"{video.sha256[:40]}{cut}")
    return project.cache_dir / "proxies" / f"{safe}.mp4"


def proxy_times_s(n_frames: int) -> NDArray[np.float64]:
    """Return (n_frames,) when the frames of a proxy are shown by the file itself, seconds."""
    return np.arange(n_frames) / FPS


def wants_proxy(project: Project, video: Video) -> bool:
    """Whether a proxy is missing that would make a difference."""
    if video.kind is not VideoKind.VIDEO or video.n_frames < LEAST_FRAMES:
        return False
    if video.width_px * video.height_px > MOST_PIXELS:
        return False
    path = proxy_path(project, video)
    return not (path.exists() or _needless(path).exists())


def make_proxy(
    project: Project, video: Video, *, on_progress: OnProgress = quiet, should_stop: ShouldStop = never
) -> Path | None:
    """Return a video's proxy, made if it is not there; None when the film itself is as quick.

    Raises:
        MediaError: the film is gone or cannot be read.
        StoreError: the disk is full.
        Cancelled: when asked to stop; nothing is left then.
    """
    path = proxy_path(project, video)
    if not wants_proxy(project, video):
        return path if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    source = project.resolve(video.path)
    if _frames_between_keys(source) <= 1.5 * GOP:
        _needless(path).touch()
        return None
    _copy(source, project.videos.times_s(video.id), path, on_progress, should_stop)
    return path


def _needless(path: Path) -> Path:
    return path.with_suffix(".needless")


def _frames_between_keys(source: Path) -> float:
    from core.media.container import open_media, video_stream
    from core.media.index import read_index

    with open_media(source) as container:
        index = read_index(container, video_stream(container, source), source)
    return len(index.pts) / max(1, len(index.keys))


def _copy(
    source: Path, times_s: NDArray[np.float64], path: Path, on_progress: OnProgress, should_stop: ShouldStop
) -> None:
    from core.media.probe import probe
    from core.media.reader import VideoReader
    from core.media.writer import VideoWriter

    part = path.with_suffix(".part.mp4")
    with VideoReader(source, times_s=times_s) as film:
        width, height = film.size
        with VideoWriter(
            part, width=width, height=height, fps=FPS, crf=CRF, gop=GOP, scrubbable=True
        ) as writer:
            for i, picture in film.frames():
                if should_stop():
                    raise Cancelled
                writer.write(picture)
                if i % 25 == 0:
                    on_progress(i / film.n_frames, f"frame {i} of {film.n_frames}")
    if probe(part).n_frames != len(times_s):
        part.unlink()
        raise MediaError(
            f"The scrub proxy of {source} lost frames.", "It is left out; the film itself works."
        )
    part.replace(path)
    on_progress(1.0, "ready")
