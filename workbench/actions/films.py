"""The films of a project, as models that look at pictures read them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.film import Film
from core.entities import Track, Video, VideoKind
from core.media.files import check_readable, sha256_of
from db.project import Project
from workbench.actions.motions import image_track_of


def film_of(
    project: Project,
    video: Video,
    *,
    track: Track | None = None,
    start_s: float | None = None,
    fps: float | None = None,
    n_frames: int | None = None,
) -> Film | None:
    """Return the pictures of a video at the frames of a motion; None for a motion file, which has none.

    Args:
        track: a world track whose person's joints in the picture, corrections included, come along.
        start_s: media time of frame 0; the first frame when None.
        fps: of the motion; the video's own when None.
        n_frames: of the motion; to the end of the video when None.
    """
    if video.kind is not VideoKind.VIDEO:
        return None
    times_s = project.videos.times_s(video.id)
    first_s, rate = times_s[0] if start_s is None else start_s, fps or video.fps
    if n_frames is None:
        n_frames = int((times_s[-1] - first_s) * rate + 1e-6) + 1
    wanted_s = first_s + np.arange(n_frames) / rate
    after = np.clip(np.searchsorted(times_s, wanted_s), 1, max(len(times_s) - 1, 1))
    nearest = np.where(
        wanted_s - times_s[after - 1] <= times_s[after % len(times_s)] - wanted_s, after - 1, after
    )
    image = image_track_of(project, track) if track is not None else None
    return Film(
        project.resolve(video.path),
        video.sha256,
        times_s[nearest],
        (int(video.width_px or 0), int(video.height_px or 0)),
        project.tracks.read(image.id)[nearest][..., [0, 1, 3]] if image is not None else None,
        image.skeleton if image is not None else None,
        project.cache_dir,
    )


def film_of_file(path: Path | str, cache_dir: Path | None = None) -> Film:
    """Return the pictures of a film that is in no project; `MediaError` when it cannot be read."""
    from core.media.probe import probe

    path = check_readable(path)
    info = probe(path)
    return Film(path, sha256_of(path), info.times_s, (info.width_px, info.height_px), cache_dir=cache_dir)
