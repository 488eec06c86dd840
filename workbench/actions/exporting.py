"""Writing what a project holds as files that other programs read, corrections included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from core.entities import Space, Track, Video
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
        path = _free_name(out, item.name, _SUFFIX[fmt], paths)
        item.write(path)
        paths.append(path)
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
            read = partial(motion_of_track, project, track)
            yield _Item(_track_name(video, track), partial(_write_motion, fmt, read))
    for dance in project.generated.all():
        yield _Item(
            Path(dance.path).stem, partial(_write_motion, fmt, partial(motion_of_generated, project, dance))
        )


def _poses(project: Project, fmt: Format) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.IMAGE):
            yield _Item(_track_name(video, track), partial(_write_poses, project, fmt, video, track))


def _write_motion(fmt: Format, read: Callable[[], Motion], path: Path) -> None:
    from core.formats import bvh, npz

    (npz if fmt is Format.NPZ else bvh).write(path, read())


def _track_name(video: Video, track: Track) -> str:
    return video.name if track.person == 0 else f"{video.name} person {track.person + 1}"


def _free_name(folder: Path, name: str, suffix: str, taken: Sequence[Path]) -> Path:
    """Return a path that no other file of this export has; files of an earlier one are replaced."""
    safe = re.sub(r"[^\w .,()-]", "_", name)[:150].strip(". ") or "dance"
    path, n = folder / f"{safe}{suffix}", 1
    while path in taken:
        n += 1
        path = folder / f"{safe} {n}{suffix}"
    return path
