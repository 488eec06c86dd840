"""Folders of the public music-to-dance set (Tang, Jia and Mao, ACM Multimedia 2018).

`DANCE_<style>_<n>/` holds `skeletons.json` (``length``, ``center`` (T, 3), ``skeletons`` (T, 23, 3)),
`config.json` (``start_position``, ``end_position``) and mostly `audio.mp3`, the whole song. A place in the
room is ``skeletons + center``, centimetres, y up, 25 frames a second; frame i is heard at
``(start_position + i) / 25`` seconds of the song. The set's authors call that start inexact: the offset is a
first guess that a person may correct. ``end_position`` is not used; it is not tied to the number of frames.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import MediaError
from core.formats.bounds import read_json
from core.formats.motion_file import MotionFile
from core.motion import Motion
from core.skeleton import skeleton

BallroomDance = MotionFile

FPS = 25.0
STYLES = {"C": "cha-cha", "R": "rumba", "W": "waltz", "T": "tango"}
_CM = 0.01


def read(path: Path | str) -> BallroomDance:
    """Read a dance from its folder (or from the `skeletons.json` in it); the song may be missing.

    Raises:
        MediaError: a file is missing or is not what the set has there.
    """
    folder = Path(path).parent if Path(path).name == "skeletons.json" else Path(path)
    file = folder / "skeletons.json"
    if not file.is_file():
        raise MediaError(
            f"{folder} is not a ballroom dance: it has no skeletons.json.", "Name another folder."
        )
    audio = folder / "audio.mp3"
    return BallroomDance(
        motion=Motion(_positions(file), FPS, skeleton("ballroom23")),
        name=folder.name,
        source="ballroom folder: centimetres, 25 fps, song offset from config.json",
        audio_path=audio if audio.is_file() else None,
        audio_offset_s=_start_frame(folder / "config.json") / FPS,
        style=_style(folder.name),
    )


def _positions(file: Path) -> NDArray[np.float32]:
    """(T, 23, 3) metres in the room."""
    data = read_json(file)
    if not isinstance(data, dict):
        raise MediaError(f"{file} is not a skeleton file of the music-to-dance set.")
    skeletons = _array(file, data, "skeletons", (23, 3))
    center = _array(file, data, "center", (3,))
    if len(skeletons) != len(center):
        raise MediaError(
            f"{file} has {len(skeletons)} skeletons but {len(center)} centers.", "It is damaged."
        )
    return ((skeletons + center[:, None]) * _CM).astype(np.float32)


def _array(file: Path, data: dict[str, Any], key: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    try:
        values = np.array(data[key], np.float64)
    except (KeyError, TypeError, ValueError, OverflowError) as e:
        raise MediaError(f"{file} has no {key!r} made of numbers.", "It is damaged.") from e
    if values.size == 0:
        return np.empty((0, *shape))
    if values.shape[1:] != shape:
        raise MediaError(f"{file}: {key!r} has shape {values.shape} instead of (T, {str(shape)[1:-1]}).")
    # A coordinate that no room has (or an infinite one) is a marker that was not seen.
    return np.where(np.abs(values) < 1e6, values, np.nan)


def _start_frame(file: Path) -> float:
    """Return where the dance starts in the song, in frames; 0 when no file says so."""
    if not file.is_file():
        return 0.0
    data = read_json(file, limit=1 << 20)
    start = data.get("start_position") if isinstance(data, dict) else None
    if isinstance(start, bool) or not isinstance(start, int | float) or not abs(start) < 1e9:
        raise MediaError(f"{file} has no start_position that is a number.", "It is damaged.")
    return float(start)


def _style(name: str) -> str | None:
    parts = name.upper().split("_")
    return STYLES.get(parts[1]) if len(parts) == 3 and parts[0] == "DANCE" else None
