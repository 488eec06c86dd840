"""Which module reads which file. The modules are imported when they are needed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import MediaError
from core.formats.motion_file import MotionFile

if TYPE_CHECKING:
    from core.formats.pose_track import PoseTrack
    from core.formats.timed_label import LabelFile

_READERS = {
    ".npz": "core.formats.npz",
    ".bvh": "core.formats.bvh",
    ".c3d": "core.formats.c3d",
    ".pkl": "core.formats.aist",
}

AIST_NAME = re.compile(r"(g[A-Z]{2})_s[A-Z]{2}_c(All|\d{2})_.*")
"""How AIST++ calls a sequence, by its stem: style, situation, camera, dancer, music, choreography."""

MOTION_SUFFIXES = frozenset(_READERS)
"""Suffixes of files that are motions. A folder with `skeletons.json` is one too, see `is_motion`."""


def is_motion(path: Path | str) -> bool:
    """Return whether a path looks like a motion: by its suffix, or as a folder of the music-to-dance set."""
    path = Path(path)
    return path.suffix.lower() in MOTION_SUFFIXES or (path / "skeletons.json").is_file()


def is_aist_motion(path: Path | str) -> bool:
    """Return whether a file is called as AIST++ calls the motions of its sequences."""
    path = Path(path)
    return bool(AIST_NAME.fullmatch(path.stem)) and path.parent.name != "keypoints2d"


def read_motion(path: Path | str) -> MotionFile:
    """Read a motion file, or a folder of the music-to-dance set.

    Raises:
        MediaError: nothing here reads such files, or the file is damaged.
    """
    path = Path(path)
    if path.is_dir() or path.name == "skeletons.json":
        module = "core.formats.ballroom"
    elif path.suffix.lower() in _READERS:
        module = _READERS[path.suffix.lower()]
    else:
        known = ", ".join(sorted(MOTION_SUFFIXES))
        raise MediaError(
            f"{path} is not a motion file that Barre knows.", f"It reads {known} and ballroom folders."
        )
    reader = import_module(module)
    read = reader.read_motion if module == "core.formats.aist" else reader.read  # its `read` gives tracks
    motion: MotionFile = read(path)
    return motion


POSE_SUFFIXES = frozenset({".json", ".csv", ".xml", ".slp", ".pkl"})
"""Suffixes of files with the poses of a video; a folder is one of OpenPose."""

LABEL_SUFFIXES = frozenset({".eaf", ".vtt"})
"""Suffixes of files with labels over a video's time."""


def pose_format(path: Path | str) -> str:
    """Return the format of the poses in a file or folder, by its name; `MediaError` when it is none."""
    path = Path(path)
    if path.is_dir() or path.name.endswith("_keypoints.json"):
        return "openpose"
    known = {".json": "coco", ".csv": "csv", ".xml": "cvat", ".slp": "sleap", ".pkl": "aist"}
    if path.suffix.lower() not in known:
        packed = path.suffix.lower() == ".zip"
        raise MediaError(
            f"{path} holds no poses that Barre can read.",
            "Unpack it, and name the file inside it."
            if packed
            else "It reads COCO .json, .csv, CVAT .xml, SLEAP .slp, AIST++ .pkl and folders of OpenPose.",
        )
    return known[path.suffix.lower()]


def read_poses(path: Path | str) -> list[PoseTrack]:
    """Read the pose tracks of a file, or of a folder of OpenPose.

    Raises:
        MediaError: nothing here reads such files, or the file is damaged.
        InputError: what reads it is not installed.
    """
    tracks: list[PoseTrack] = import_module(f"core.formats.{pose_format(path)}").read(path)
    return tracks


def read_labels(path: Path | str, *, media: str = "") -> LabelFile:
    """Read the labels of a file; of an ELAN file, on the clock of its medium called `media`.

    Raises:
        MediaError: nothing here reads such files, or the file is damaged.
    """
    from core.formats import eaf, webvtt

    suffix = Path(path).suffix.lower()
    if suffix == ".eaf":
        return eaf.read(path, media=media)
    if suffix == ".vtt":
        return webvtt.read(path)
    raise MediaError(f"{path} holds no labels that Barre can read.", "It reads ELAN .eaf and WebVTT .vtt.")
