"""Writing what a project holds as files that other programs read, corrections included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np

from core.entities import Space, Track, Video
from core.errors import Cancelled, InputError
from core.formats.pose_track import PoseTrack
from core.motion import Motion
from db.project import Project
from workbench.actions.generating import motion_of_generated
from workbench.actions.motions import motion_of_track, tracks_of
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet


class Format(StrEnum):
    """What can be written.

    ``npz`` and ``bvh`` hold one motion in metres: a file for each person of each video, and for each
    generated dance. ``csv`` (pixels and metres) and ``coco`` (pixels) hold the tracks of everybody in a
    video: a file a video.
    """

    NPZ = "npz"
    CSV = "csv"
    COCO = "coco"
    BVH = "bvh"


_SUFFIX = {Format.NPZ: ".npz", Format.CSV: ".csv", Format.COCO: ".json", Format.BVH: ".bvh"}


@dataclass(frozen=True)
class _Item:
    name: str
    write: Callable[[Path], None]


def export(
    project: Project,
    fmt: Format | str,
    out: Path,
    *,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> list[Path]:
    """Write everything that a format can hold into a folder, made when new, and return the files.

    Each file is written beside its name and renamed; files of an earlier export are replaced.

    Raises:
        InputError: an unknown format, or the project has nothing of that kind.
        Cancelled: when asked to stop; the files written so far stay.
    """
    fmt = _format(fmt)
    items = list(_tables(project, fmt) if fmt in (Format.CSV, Format.COCO) else _motions(project, fmt))
    if not items:
        raise InputError(f"The project has nothing to export as {fmt} yet.", "Import videos first.")
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for i, item in enumerate(items):
        if should_stop():
            raise Cancelled
        on_progress(i / len(items), item.name)
        path = _free_name(out, item.name, _SUFFIX[fmt], paths)
        item.write(path)
        paths.append(path)
    on_progress(1.0, "done")
    return paths


def pose_track(project: Project, video: Video, track: Track) -> PoseTrack:
    """Return a track with the corrections in force, as table formats hold it."""
    corrected = np.zeros((track.n_frames, len(track.skeleton.joints)), np.bool_)
    for correction in project.corrections.in_force(track.id):
        corrected[correction.frame, correction.joint] = True
    return PoseTrack(
        video.name,
        track.id,
        track.person,
        track.space,
        track.skeleton,
        project.videos.times_s(video.id),
        project.tracks.read(track.id),
        corrected,
        (video.width_px, video.height_px),
    )


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as e:
        raise InputError(f"There is no format {name!r}.", f"Known: {', '.join(Format)}.") from e


def _motions(project: Project, fmt: Format) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.WORLD):
            name = video.name if track.person == 0 else f"{video.name} person {track.person + 1}"
            yield _Item(name, partial(_write_motion, fmt, partial(motion_of_track, project, track)))
    for dance in project.generated.all():
        read = partial(motion_of_generated, project, dance)
        yield _Item(Path(dance.path).stem, partial(_write_motion, fmt, read))


def _tables(project: Project, fmt: Format) -> Iterator[_Item]:
    spaces = (Space.IMAGE, Space.WORLD) if fmt is Format.CSV else (Space.IMAGE,)
    for video in project.videos.all():
        tracks = [track for space in spaces for track in tracks_of(project, video.id, space)]
        if tracks:
            yield _Item(video.name, partial(_write_table, fmt, project, video, tracks))


def _write_motion(fmt: Format, read: Callable[[], Motion], path: Path) -> None:
    from core.formats import bvh, npz

    (npz if fmt is Format.NPZ else bvh).write(path, read())


def _write_table(fmt: Format, project: Project, video: Video, tracks: Sequence[Track], path: Path) -> None:
    from core.formats import coco, csv

    (csv if fmt is Format.CSV else coco).write(path, [pose_track(project, video, track) for track in tracks])


def _free_name(folder: Path, name: str, suffix: str, taken: Sequence[Path]) -> Path:
    """Return a path that no other file of this export has."""
    safe = re.sub(r"[^\w .,()-]", "_", name)[:150].strip(". ") or "dance"
    path, n = folder / f"{safe}{suffix}", 1
    while path in taken:
        n += 1
        path = folder / f"{safe} {n}{suffix}"
    return path
