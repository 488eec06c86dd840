"""What a run can make a film of: films, and the poses of films and of motions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.film import Film
from core.entities import Space, VideoKind
from core.errors import InputError
from core.motion import Motion
from core.skeleton import Skeleton
from db.project import Project
from workbench.actions.dance_files import Music
from workbench.actions.films import film_of, film_of_file
from workbench.actions.motions import image_track_of, motion_of_generated, motion_of_video, tracks_of
from workbench.actions.sounds import sound_of

_PICTURE_PX = 512  # of the picture that a motion is seen in; it is put in place by its size there


@dataclass(frozen=True, eq=False)
class Shown:
    """A film that a run is asked about: its pictures, their rate, and what is heard with them.

    Attributes:
        music: heard from its `start_s` on with the film's first picture; None where it is silent.
    """

    name: str
    film: Film
    fps: float
    music: Music | None

    def since(self, start_s: float) -> Shown:
        """Return the film from a moment on, seconds after its beginning."""
        first = int(np.searchsorted(self.film.times_s, self.film.times_s[0] + start_s - 1e-6))
        if first >= self.film.n_frames:
            lasts_s = self.film.n_frames / self.fps
            raise InputError(
                f"{self.name} lasts {lasts_s:.1f} s; there is nothing at {start_s:g} s.",
                "Begin earlier.",
            )
        times_s = self.film.times_s[first:]
        skipped_s = float(times_s[0] - self.film.times_s[0])
        music = Music(self.music.path, self.music.start_s + skipped_s) if self.music else None
        film = Film(
            self.film.path, self.film.sha256, times_s, self.film.size_px, cache_dir=self.film.cache_dir
        )
        return replace(self, film=film, music=music)


@dataclass(frozen=True, eq=False)
class Posed:
    """Poses in a picture, their rate, and what is heard with them.

    Attributes:
        joints_px: (T, J, 3) pixels, y down, and confidence.
        music: heard from its `start_s` on with the first pose; None where it is silent.
    """

    name: str
    joints_px: NDArray[np.float32]
    skeleton: Skeleton
    fps: float
    music: Music | None

    def part(self, start_s: float, duration_s: float | None) -> Posed:
        """Return the poses from a moment on, so long or to the end; `InputError` when there are none."""
        start = round(start_s * self.fps)
        stop = len(self.joints_px) if duration_s is None else start + max(1, round(duration_s * self.fps))
        joints_px = self.joints_px[start:stop]
        if not len(joints_px):
            lasts_s = len(self.joints_px) / self.fps
            raise InputError(
                f"{self.name} lasts {lasts_s:.1f} s; there is nothing at {start_s:g} s.", "Begin earlier."
            )
        music = Music(self.music.path, self.music.start_s + start / self.fps) if self.music else None
        return replace(self, joints_px=joints_px, music=music)


def shown_film(project: Project, source: str) -> Shown:
    """Return what ``video:N``, ``N`` or a film file shows; `InputError` for a motion file."""
    noun, colon, number = source.rpartition(":")
    if number.isdigit() and (not colon or noun == "video"):
        video = project.videos.get(int(number))
        film = film_of(project, video)
        if film is None or video.kind is not VideoKind.VIDEO:
            raise InputError(
                f"{video.name} is a motion; it has no pictures.", "Choose a film: `barre videos P`."
            )
        sound = sound_of(project, video)
        music = Music(sound.path, float(film.times_s[0]) + sound.shift_s) if sound else None
        return Shown(video.name, film, video.fps, music)
    return _file_shown(project, Path(source))


def _file_shown(project: Project, path: Path) -> Shown:
    from core.media.probe import probe

    info = probe(path)
    film = film_of_file(path, project.cache_dir)
    music = Music(film.path, float(film.times_s[0])) if info.has_audio else None
    return Shown(path.name, film, info.fps, music)


def posed(project: Project, source: str) -> Posed:
    """Return the poses of ``video:N``, ``generated:N`` or a motion file.

    Those of a film are where they are in its picture, those of a motion as the paper doll's camera sees them.

    Raises:
        InputError: there is no such thing, or it has no poses that can be shown as a body.
        MediaError: a file is gone or damaged.
    """
    noun, colon, number = source.partition(":")
    if colon and noun == "video" and number.isdigit():
        return _posed_video(project, int(number))
    if colon and noun == "generated" and number.isdigit():
        dance = project.generated.get(int(number))
        music = Music(project.resolve(dance.music_path), dance.music_start_s) if dance.music_path else None
        return _seen(f"dance {dance.id}", motion_of_generated(project, dance), music)
    from core.formats import read_motion

    file = read_motion(Path(source))
    return _seen(
        Path(source).name,
        file.motion,
        Music(file.audio_path, file.audio_offset_s) if file.audio_path else None,
    )


def _posed_video(project: Project, video_id: int) -> Posed:
    video = project.videos.get(video_id)
    sound, first_s = sound_of(project, video), float(project.videos.times_s(video_id)[0])
    music = Music(sound.path, first_s + sound.shift_s) if sound else None
    for track in tracks_of(project, video_id, Space.WORLD):
        image = image_track_of(project, track)
        if video.kind is VideoKind.VIDEO and image is not None:
            joints = project.tracks.read(image.id)[..., [0, 1, 3]]
            return Posed(video.name, joints, image.skeleton, video.fps, music)
    return _seen(video.name, motion_of_video(project, video_id), music)


def _seen(name: str, motion: Motion, music: Music | None) -> Posed:
    """Look at a motion through the camera that draws the paper doll."""
    from core.render.body import as_body
    from core.render.camera import project as seen_px

    body = as_body(motion)
    if body is None:
        raise InputError(
            f"{name} has joints ({motion.skeleton.name}) that make no whole body.",
            "Shoulders, elbows, wrists, hips, knees and ankles are needed.",
        )
    joints = seen_px(body, _PICTURE_PX, _PICTURE_PX)
    joints[..., 2] = np.isfinite(joints[..., :2]).all(axis=2)
    return Posed(name, joints, body.skeleton, motion.fps, music)
