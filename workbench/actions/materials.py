"""Reading files into what a project can add: films, motion files, ballroom dances, whole or cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.entities import NewVideo, VideoKind
from core.errors import InputError, MediaError
from core.media.files import check_readable, sha256_of
from core.motion import Motion
from workbench.actions.discover import Found, Source

if TYPE_CHECKING:
    from core.media.cuts import Cut


@dataclass(frozen=True, eq=False)
class Material:
    """A readable file as a video about to be added, and what came with it.

    Attributes:
        times_s: (n_frames,) seconds on the file's clock.
        motion: of a motion file; None for a film.
        style: what a data set says of it; None where it says nothing.
    """

    video: NewVideo
    times_s: NDArray[np.float64]
    motion: Motion | None = None
    style: str | None = None


def read(found: Found) -> Material:
    """Read a file; `MediaError` or `InputError` when there is nothing to add in it."""
    return _read_film(found) if found.source is Source.FILM else _read_motion(found)


def _read_film(found: Found) -> Material:
    from core.media.probe import probe

    path = check_readable(found.path)
    info = probe(path)
    video = NewVideo(
        VideoKind.VIDEO,
        name_of(found),
        str(path),
        sha256_of(path),
        path.stat().st_size,
        info.fps,
        info.n_frames,
        float(info.times_s[-1] - info.times_s[0] + 1 / info.fps),
        info.width_px,
        info.height_px,
        info.has_audio,
    )
    return Material(video, info.times_s)


def _read_motion(found: Found) -> Material:
    from core.formats import read_motion

    path = check_readable(found.path)
    file = read_motion(path)
    motion = file.motion
    if not motion.n_frames:
        raise MediaError(f"{path} has no frames.", "There is nothing in it to import.")
    song = None if file.audio_path is None else str(file.audio_path)
    video = NewVideo(
        VideoKind.MOTION,
        name_of(found),
        str(path),
        sha256_of(path),
        path.stat().st_size,
        motion.fps,
        motion.n_frames,
        motion.duration_s,
        has_audio=song is not None,
        audio_path=song,
        audio_sha256=None if song is None else sha256_of(song),
        audio_offset_s=file.audio_offset_s,
    )
    return Material(video, np.arange(motion.n_frames) / motion.fps, motion, file.style)


def parts(material: Material, cuts: Sequence[Cut]) -> list[Material]:
    """Return one material a cut; without cuts the whole. `InputError` when a cut holds no frame."""
    return [_part(material, cut) for cut in cuts] or [material]


def _part(material: Material, cut: Cut) -> Material:
    """Return the frames from `cut.start_s` up to `cut.end_s`. Times stay those of the whole file."""
    whole, times_s = material.video, material.times_s
    start, stop = np.searchsorted(times_s, [cut.start_s, cut.end_s])
    if start == stop:
        raise InputError(
            f"{whole.path} has no frame between {cut.start_s:g} s and {cut.end_s:g} s.",
            f"It lasts from {times_s[0]:g} s to {times_s[-1]:g} s; check the cut.",
        )
    kept = times_s[start:stop]
    video = replace(
        whole,
        name=f"{whole.name} {cut.start_s:g}-{cut.end_s:g} s",
        n_frames=len(kept),
        duration_s=float(kept[-1] - kept[0] + 1 / whole.fps),
        audio_offset_s=whole.audio_offset_s + (float(kept[0]) if whole.audio_path else 0.0),
        start_s=cut.start_s,
        end_s=cut.end_s,
    )
    motion = material.motion.slice(int(start), int(stop)) if material.motion else None
    return replace(material, video=video, times_s=kept, motion=motion)


def name_of(found: Found) -> str:
    """Return what a found file is called in the project: its stem; a ballroom dance, its folder."""
    return found.path.parent.name if found.source is Source.BALLROOM else found.path.stem
