"""Writing what a project holds as files that other programs read, corrections included."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np

from core.entities import Space, Track, Video
from core.errors import Cancelled, InputError
from core.formats.pose_track import PoseTrack
from core.formats.timed_label import TimedLabel
from core.motion import Motion
from core.skeleton import Mapped
from db.project import Project
from workbench.actions.motions import motion_of_generated, motion_of_track, tracks_of
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet


class Format(StrEnum):
    """What can be written.

    ``npz`` and ``bvh`` hold one motion in metres: a file for each person of each video, and for each
    generated dance. ``csv`` (pixels and metres), ``coco``, ``cvat`` and ``sleap`` (pixels) hold the tracks of
    everybody in a video: a file a video. ``openpose`` is a folder a video, ``aist`` a file for each person.
    ``eaf`` and ``webvtt`` hold labels, not poses: a file for each video that has some.
    """

    NPZ = "npz"
    CSV = "csv"
    COCO = "coco"
    BVH = "bvh"
    CVAT = "cvat"
    OPENPOSE = "openpose"
    SLEAP = "sleap"
    AIST = "aist"
    EAF = "eaf"
    WEBVTT = "webvtt"


_SUFFIX = {
    Format.NPZ: ".npz",
    Format.CSV: ".csv",
    Format.COCO: ".json",
    Format.BVH: ".bvh",
    Format.CVAT: ".xml",
    Format.OPENPOSE: "",
    Format.SLEAP: ".slp",
    Format.AIST: ".pkl",
    Format.EAF: ".eaf",
    Format.WEBVTT: ".vtt",
}

LOSES = {
    Format.NPZ: "confidence and frames between even ones of a variable frame rate",
    Format.CSV: "bones and the size of the pictures",
    Format.COCO: "metres",
    Format.BVH: "confidence; missing joints are filled in",
    Format.CVAT: "depth, confidence but seen or hidden, times, and who corrected what",
    Format.OPENPOSE: "depth, times, corrections, and joints that BODY_25 does not have",
    Format.SLEAP: "depth, times, and which joints of a corrected frame were corrected",
    Format.AIST: "depth, times, corrections, and joints that COCO does not have",
    Format.EAF: "fractions of a millisecond and colours",
    Format.WEBVTT: "fractions of a millisecond and colours",
}
"""What a format cannot hold of what is exported to it; more in the docstring of its module."""

_LABELS = (Format.EAF, Format.WEBVTT)


@dataclass(frozen=True)
class _Item:
    """A file to write. `write` returns a remark, or None."""

    name: str
    write: Callable[[Path], str | None]


def export(
    project: Project,
    fmt: Format | str,
    out: Path,
    *,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
    tell: Callable[[str], object] = lambda _: None,
) -> list[Path]:
    """Write everything that a format can hold into a folder, made when new, and return the files.

    Each file is written beside its name and renamed; files of an earlier export are replaced.

    Args:
        tell: told what the format cannot hold and what had to be made up for it, a sentence each, once.

    Raises:
        InputError: an unknown format, or the project has nothing of that kind.
        Cancelled: when asked to stop; the files written so far stay.
    """
    fmt = _format(fmt)
    items = list(_items(project, fmt))
    if not items:
        hint = "Label something first." if fmt in _LABELS else "Import videos first."
        raise InputError(f"The project has nothing to export as {fmt} yet.", hint)
    if fmt is Format.SLEAP:
        from core.formats.sleap import check_installed

        check_installed()
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    remarks = {f"Lost in {fmt}: {LOSES[fmt]}.": None}
    for i, item in enumerate(items):
        if should_stop():
            raise Cancelled
        on_progress(i / len(items), item.name)
        path = _free_name(out, item.name, _SUFFIX[fmt], paths)
        if remark := item.write(path):
            remarks[remark] = None
        paths.append(path)
    for remark in remarks:
        tell(remark)
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
        name=next(
            (each.name for each in project.people.of_video(video.id) if each.number == track.person), ""
        ),
    )


def _format(name: str) -> Format:
    try:
        return Format(name)
    except ValueError as e:
        raise InputError(f"There is no format {name!r}.", f"Known: {', '.join(Format)}.") from e


def _items(project: Project, fmt: Format) -> Iterator[_Item]:
    if fmt in (Format.NPZ, Format.BVH):
        return _motions(project, fmt)
    if fmt is Format.AIST:
        return _people(project)
    return _label_files(project, fmt) if fmt in _LABELS else _tables(project, fmt)


def _motions(project: Project, fmt: Format) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.WORLD):
            name = video.name if track.person == 0 else f"{video.name} person {track.person + 1}"
            yield _Item(name, partial(_write_motion, fmt, partial(motion_of_track, project, track)))
    for dance in project.generated.all():
        if dance.is_film:
            continue
        read = partial(motion_of_generated, project, dance)
        yield _Item(Path(dance.path).stem, partial(_write_motion, fmt, read))


def _tables(project: Project, fmt: Format) -> Iterator[_Item]:
    spaces = (Space.IMAGE, Space.WORLD) if fmt is Format.CSV else (Space.IMAGE,)
    for video in project.videos.all():
        tracks = [track for space in spaces for track in tracks_of(project, video.id, space)]
        if tracks:
            yield _Item(video.name, partial(_write_table, fmt, project, video, tracks))


def _people(project: Project) -> Iterator[_Item]:
    for video in project.videos.all():
        for track in tracks_of(project, video.id, Space.IMAGE):
            name = video.name if track.person == 0 else f"{video.name} person {track.person + 1}"
            yield _Item(name, partial(_write_aist, project, video, track))


def _label_files(project: Project, fmt: Format) -> Iterator[_Item]:
    by_video = defaultdict[int, list[TimedLabel]](list)
    for segment in project.segments.all():
        label = TimedLabel(segment.tier, segment.label, segment.start_s, segment.end_s, segment.annotator)
        by_video[segment.video_id].append(label)
    for video in project.videos.all():
        if video.id in by_video:
            media = str(project.resolve(video.path))
            yield _Item(video.name, partial(_write_labels, fmt, by_video[video.id], media))


def _write_labels(fmt: Format, labels: Sequence[TimedLabel], media: str, path: Path) -> None:
    from core.formats import eaf, webvtt

    if fmt is Format.EAF:
        eaf.write(path, labels, media=media)
    else:
        webvtt.write(path, labels)


def _write_aist(project: Project, video: Video, track: Track, path: Path) -> str | None:
    from core.formats import aist

    mapped = aist.write(path, [pose_track(project, video, track)])
    return None if mapped is None else _said(mapped, Format.AIST)


def _write_motion(fmt: Format, read: Callable[[], Motion], path: Path) -> None:
    from core.formats import bvh, npz

    (npz if fmt is Format.NPZ else bvh).write(path, read())


def _write_table(
    fmt: Format, project: Project, video: Video, tracks: Sequence[Track], path: Path
) -> str | None:
    from core.formats import coco, csv, cvat, openpose, sleap

    read = [pose_track(project, video, track) for track in tracks]
    if fmt is Format.OPENPOSE:
        mapped = openpose.write(path, read)
        return None if mapped is None else _said(mapped, fmt)
    if fmt is Format.SLEAP:
        sleap.write(path, read, media=str(project.resolve(video.path)))
    else:
        {Format.CSV: csv, Format.COCO: coco, Format.CVAT: cvat}[fmt].write(path, read)
    return None


def _said(mapped: Mapped, fmt: Format) -> str:
    """Say what a mapping to a format's joints made up and lost."""
    parts = []
    if mapped.derived:
        parts.append(f"made up from others: {', '.join(mapped.derived)}")
    if mapped.lost:
        parts.append(f"missing: {', '.join(mapped.lost)}")
    return f"Joints of {fmt} that were {'; '.join(parts)}." if parts else ""


def _free_name(folder: Path, name: str, suffix: str, taken: Sequence[Path]) -> Path:
    """Return a path that no other file of this export has."""
    safe = re.sub(r"[^\w .,()-]", "_", name)[:150].strip(". ") or "dance"
    path, n = folder / f"{safe}{suffix}", 1
    while path in taken:
        n += 1
        path = folder / f"{safe} {n}{suffix}"
    return path
