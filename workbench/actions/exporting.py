"""Writing what a project holds as files that other programs read, corrections included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.entities import Generated, Space, Track, Video
from core.errors import Cancelled, InputError
from core.motion import Motion
from db.project import Project
from workbench.actions.generating import motion_of_generated
from workbench.actions.motions import motion_of_track, tracks_of
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet


class Format(StrEnum):
    """What can be written: motions in metres (npz, bvh), or poses in pixels (csv, coco)."""

    NPZ = "npz"
    CSV = "csv"
    COCO = "coco"
    BVH = "bvh"


_SUFFIX = {Format.NPZ: ".npz", Format.CSV: ".csv", Format.COCO: ".json", Format.BVH: ".bvh"}
_IN_METRES = (Format.NPZ, Format.BVH)


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
    """Write every track of a kind into a folder and return the files.

    ``npz`` and ``bvh`` hold motions: world tracks, motion files and generated dances. ``csv`` and ``coco``
    hold poses in pixels: image tracks. Each file is written beside its name and renamed.

    Raises:
        InputError: an unknown format, or the project has nothing of that kind.
        Cancelled: when asked to stop; the files written so far stay.
    """
    fmt = _format(fmt)
    items = list(_motions(project, fmt) if fmt in _IN_METRES else _poses(project, fmt))
    if not items:
        kind = "motion" if fmt in _IN_METRES else "pose track in pixels"
        raise InputError(f"The project has no {kind} to export as {fmt}.", "Import videos first.")
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for i, item in enumerate(items):
        if should_stop():
            raise Cancelled
        on_progress(i / len(items), item.name)
        paths.append(_written(item, _free_name(out, item.name, _SUFFIX[fmt], paths)))
    on_progress(1.0, "done")
    return paths


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as e:
        raise InputError(f"There is no format {name!r}.", f"Known: {', '.join(Format)}.") from e


def _motions(project: Project, fmt: Format) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.WORLD):
            yield _Item(_track_name(video, track), partial(_write_track_motion, project, fmt, track))
    for dance in project.generated.all():
        yield _Item(f"generated {dance.id}", partial(_write_generated, project, fmt, dance))


def _poses(project: Project, fmt: Format) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.IMAGE):
            yield _Item(_track_name(video, track), partial(_write_poses, project, fmt, video, track))


def _write_track_motion(project: Project, fmt: Format, track: Track, path: Path) -> None:
    write_motion(path, motion_of_track(project, track))


def _write_generated(project: Project, dance: Generated, path: Path) -> None:
    write_motion(path, motion_of_generated(project, dance))
