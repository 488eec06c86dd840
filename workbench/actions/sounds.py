"""Where the sound of a video is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.entities import Video
from db.project import Project


@dataclass(frozen=True)
class Sound:
    """An audio file (or a film with sound), and how its clock stands to the video's.

    Attributes:
        path: the file.
        sha256: of the file; equal for videos to the same recording.
        shift_s: what is shown at media time ``t`` is heard at ``t + shift_s`` of the file.
    """

    path: Path
    sha256: str
    shift_s: float


def sound_of(project: Project, video: Video) -> Sound | None:
    """Return a video's song, else its own sound, else None.

    Frame 0 of a video with a song is heard at `audio_offset_s` of the song; a film's own sound shares its
    clock, and `audio_offset_s` corrects sound that was recorded out of step.
    """
    if video.audio_path is not None:
        first_s = float(project.videos.times_s(video.id)[0])
        path = project.resolve(video.audio_path)
        return Sound(path, video.audio_sha256 or "", video.audio_offset_s - first_s)
    if video.has_audio:
        return Sound(project.resolve(video.path), video.sha256, video.audio_offset_s)
    return None
