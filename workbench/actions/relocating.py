"""Telling a project where a file went."""

from __future__ import annotations

from pathlib import Path

from core.entities import Video
from core.errors import InputError
from db.project import Project


def relocate(project: Project, video: Video, path: Path | str) -> Video:
    """Say that a video's file, and every other part that was cut from it, now lies at `path`.

    Raises:
        MediaError: there is no readable file.
        InputError: it is another file than the one that was imported.
    """
    from core.media.files import check_readable, sha256_of

    path = check_readable(path)
    if path.stat().st_size != video.size_bytes or sha256_of(path) != video.sha256:
        raise InputError(
            f"{path} is not the file that was imported as {video.name}: its content differs.",
            "Choose the original file, or import this one as a new video.",
        )
    for other in project.videos.all():
        if other.sha256 == video.sha256:
            project.videos.relocate(other.id, str(path))
    return project.videos.get(video.id)
