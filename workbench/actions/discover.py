"""Finding what can be imported: files as named, folders walked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.formats.registry import MOTION_SUFFIXES, is_aist_motion

# What people's cameras, phones and editors write. A file named outright is tried whatever it is called.
# fmt: off
FILM_SUFFIXES = frozenset({
    ".3g2", ".3gp", ".asf", ".avi", ".dv", ".f4v", ".flv", ".gif", ".m2ts", ".m2v", ".m4v", ".mjpeg", ".mjpg",
    ".mkv", ".mod", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg", ".mts", ".mxf", ".ogm", ".ogv", ".qt", ".rm",
    ".rmvb", ".tod", ".ts", ".vob", ".webm", ".wmv", ".y4m",
})
# fmt: on
BALLROOM_FILE = "skeletons.json"
_BALLROOM_PARTS = frozenset({BALLROOM_FILE, "audio.mp3", "config.json"})
TRUTH_SUFFIX = ".truth.npz"  # what the demo keeps beside a film: answers, not data


class Source(StrEnum):
    FILM = "film"
    MOTION = "motion file"
    BALLROOM = "ballroom dance"


@dataclass(frozen=True)
class Found:
    """A file to import; of a ballroom dance it is the ``skeletons.json`` in its folder."""

    path: Path
    source: Source


@dataclass(frozen=True)
class Discovery:
    """What there is to import, in order and once each, and the files in walked folders that are not."""

    found: tuple[Found, ...]
    skipped: tuple[Path, ...]


def discover(paths: Iterable[Path | str]) -> Discovery:
    """Look at files and walk folders, sorted by name.

    Hidden files, projects and files of other kinds inside folders are skipped. Named files are always
    taken, so that what is wrong with them can be said.
    """
    found: dict[Path, Found] = {}
    skipped: list[Path] = []
    for path in map(_absolute, paths):
        for file, source in _walk(path) if path.is_dir() else [(path, _named_source(path))]:
            if source is None:
                skipped.append(file)
            else:
                found.setdefault(file, Found(file, source))
    return Discovery(tuple(found.values()), tuple(skipped))


def _absolute(path: Path | str) -> Path:
    # Without `..`: a folder is called by its name, and its copy lies under that name in the project.
    return Path(os.path.normpath(Path(path).expanduser().absolute()))


def _walk(folder: Path) -> Iterator[tuple[Path, Source | None]]:
    """Yield the files of a folder with what they are; None for what is not imported."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_private(Path(here, name)))
        ballroom = BALLROOM_FILE in names
        for name in sorted(names):
            if ballroom and name in _BALLROOM_PARTS - {BALLROOM_FILE}:
                continue
            hidden = name.startswith(".") or name.endswith(TRUTH_SUFFIX)
            yield Path(here, name), None if hidden else _source_of(Path(name))


def _is_private(folder: Path) -> bool:
    return folder.name.startswith(".") or (folder / "project.db").exists()


def _named_source(path: Path) -> Source:
    """Return what a file that was named outright is taken for."""
    return Source.MOTION if path.suffix.lower() in MOTION_SUFFIXES else _source_of(path) or Source.FILM


def _source_of(path: Path) -> Source | None:
    if path.name == BALLROOM_FILE:
        return Source.BALLROOM
    suffix = path.suffix.lower()
    if (
        suffix == ".pkl"
    ):  # a pickle in a folder can be anything: only what a data set calls so is taken for a motion
        return Source.MOTION if is_aist_motion(path) else None
    if suffix in MOTION_SUFFIXES:
        return Source.MOTION
    return Source.FILM if suffix in FILM_SUFFIXES else None
