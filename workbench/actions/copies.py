"""Copying files into a project."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from core.entities import NewVideo
from core.media.files import replacing, sha256_of
from db.project import Project


def copy_into_media(project: Project, video: NewVideo) -> NewVideo:
    """Copy a video's file, and its song, into the project's media folder, and point the video there."""
    path = Path(video.path)
    if path.is_relative_to(project.media_dir):
        return video
    # Files of a ballroom dance are called the same in every folder; the folder's name tells them apart.
    folder = project.media_dir / path.parent.name if video.audio_path else project.media_dir
    copied = replace(video, path=str(copy_once(path, folder, video.sha256)))
    if video.audio_path is None or video.audio_sha256 is None:
        return copied
    audio = copy_once(Path(video.audio_path), folder, video.audio_sha256)
    return replace(copied, audio_path=str(audio))


def copy_once(source: Path, folder: Path, sha256: str) -> Path:
    """Copy a file into a folder and return the copy; one with the same content that lies there is used.

    The copy is written beside its name and renamed, so that a full disk or a kill leaves no half file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target, n = folder / source.name, 1
    while target.exists():
        if sha256_of(target) == sha256:
            return target
        n += 1
        target = folder / f"{source.stem}-{n}{source.suffix}"
    with replacing(target) as partial:
        shutil.copyfile(source, partial)
    return target
