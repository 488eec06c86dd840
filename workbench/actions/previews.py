"""Pictures, waveforms and beats that the windows show, made once and kept in the cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import Space, Video, VideoKind
from core.errors import MediaError
from core.media.files import replacing
from core.motion import Motion
from db.project import Project
from workbench.actions.sounds import sound_of

THUMBNAIL_PX = 320  # wide; sharp on a card of 160 at 200 % scaling


def listen(project: Project, video: Video) -> None:
    """Find the outline and the beats of a video's sound, unless they are kept from before.

    Raises:
        MediaError: the sound is gone or cannot be read.
    """
    from core.audio.beats import find_beats
    from core.audio.waveform import waveform

    sound = sound_of(project, video)
    if sound is not None:
        waveform(sound.path, cache_dir=project.cache_dir)
        find_beats(sound.path, cache_dir=project.cache_dir)


def thumbnail_path(project: Project, video: Video) -> Path:
    """Return where a video's thumbnail lies once it was made."""
    return project.cache_dir / "thumbnails" / f"{video.id}.png"


def thumbnail(project: Project, video: Video) -> Path:
    """Return a video's thumbnail, a PNG from its middle, made when it is not there.

    Raises:
        MediaError: the film is gone or cannot be read.
    """
    path = thumbnail_path(project, video)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = _film_picture if video.kind is VideoKind.VIDEO else _motion_picture
        _save_png(path, picture(project, video))
    return path


def _film_picture(project: Project, video: Video) -> NDArray[np.uint8]:
    from core.media.thumbnails import thumbnail as film_thumbnail

    times_s = project.videos.times_s(video.id)
    return film_thumbnail(project.resolve(video.path), float(times_s[len(times_s) // 2]), THUMBNAIL_PX)


def _motion_picture(project: Project, video: Video) -> NDArray[np.uint8]:
    from core.render.frames import render_frame

    track = project.tracks.for_video(video.id, Space.WORLD)[0]
    poses = project.tracks.read(track.id)
    motion = Motion(poses[..., :3], track.fps, track.skeleton)
    return render_frame(motion, motion.n_frames // 2, THUMBNAIL_PX, THUMBNAIL_PX * 9 // 16)


def _save_png(path: Path, picture: NDArray[np.uint8]) -> None:
    from core.media.opencv import cv2

    ok, data = cv2().imencode(".png", np.ascontiguousarray(picture[..., ::-1]))
    if not ok:
        raise MediaError(f"The thumbnail {path} cannot be made.")
    with replacing(path) as partial:
        partial.write_bytes(data.tobytes())
