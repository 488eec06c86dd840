"""Bringing poses that another program wrote into a video that the project has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import IMPORTED, Space, Track, Video, VideoKind
from core.errors import InputError
from core.formats.pose_track import PoseTrack
from core.formats.registry import pose_format, read_poses
from core.skeleton import Skeleton, skeleton
from db.people import Describe
from db.project import Project
from db.track_writer import TrackSpec
from workbench.actions.labels import user_name

_MAX_NAME = 200
_SAME_SHAPE = 0.01  # pictures whose proportions differ by less are the same pictures in another size


@dataclass(frozen=True)
class ImportedPerson:
    """Somebody in a file, and the track that they became.

    Attributes:
        name: what the file calls them, or its track's number.
        n_seen: frames in which a joint of them is.
    """

    name: str
    track: Track
    n_seen: int


@dataclass(frozen=True)
class PosesImport:
    """What an import of poses did.

    Attributes:
        people: one a track, in the order of the file.
        skeletons: names of those that the tracks are on.
        lost: joints that were asked for and that the file's do not give.
        derived: joints that were made up from others.
        notes: what was left out, assumed or changed, a sentence each.
    """

    people: tuple[ImportedPerson, ...]
    skeletons: tuple[str, ...]
    lost: tuple[str, ...]
    derived: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass
class _Report:
    lost: dict[str, None]
    derived: dict[str, None]
    notes: dict[str, None]


def import_poses(
    project: Project, video_id: int, path: Path | str, *, of: str | None = None, onto: str | None = None
) -> PosesImport:
    """Make the people of a file further people of a video. What the video has stays as it is.

    Frames are matched by their times where the file has them (`barre export`), else by their numbers.

    Args:
        of: which of the file's videos, where it holds several; else the one called like the video.
        onto: name of a skeleton to map the joints to; the file's own when left out.

    Raises:
        InputError: no such video or skeleton, or the poses are not of this video; nothing is stored.
        MediaError: the file cannot be read, is damaged, or holds no poses.
    """
    video = project.videos.get(video_id)
    target = None if onto is None else skeleton(onto)
    report = _Report({}, {}, {})
    fmt = pose_format(path)
    tracks = _of_video(read_poses(path), video, Path(path), of)
    times_s = project.videos.times_s(video.id)
    fitted: list[PoseTrack] = []
    for track in tracks:
        report.notes |= dict.fromkeys(track.notes)
        if np.isnan(track.poses[..., :2]).any(axis=-1).all():
            report.notes[f"{_name(track)} is seen in no frame and was left out."] = None
            continue
        placed = _placed(_scaled(track, video, report), video, times_s, report)
        fitted.append(placed if target is None else _mapped(placed, target, report))
    if not fitted:
        raise InputError(f"{path} has nobody in it.", "Nothing was imported.")
    stored = _store(project, video, fitted, f"{IMPORTED}{fmt}")
    return PosesImport(
        tuple(stored),
        tuple(dict.fromkeys(track.skeleton.name for track in fitted)),
        tuple(report.lost),
        tuple(report.derived),
        tuple(report.notes),
    )


def _of_video(tracks: Sequence[PoseTrack], video: Video, path: Path, of: str | None) -> list[PoseTrack]:
    """Return the tracks that are meant."""
    names = list(dict.fromkeys(track.video for track in tracks))
    wanted = of if of is not None else names[0] if len(names) == 1 else video.name
    chosen = [track for track in tracks if track.video == wanted]
    if not chosen and of is None and len(names) > 1:
        chosen = [track for track in tracks if track.video == Path(video.path).stem]
    if not chosen:
        known = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
        raise InputError(
            f"{path} has no poses of {wanted!r}." if names else f"{path} has nobody in it.",
            f"It has poses of: {known}. Say which with --of, or name the video so."
            if names
            else "Nothing was imported.",
        )
    if video.kind is VideoKind.MOTION and any(track.space is Space.IMAGE for track in chosen):
        raise InputError(
            f"{video.name} is a motion without pictures; the poses in {path} are in pixels.",
            "Import them into a film.",
        )
    return chosen


def _name(track: PoseTrack) -> str:
    return track.name or f"track {track.track}"


def _scaled(track: PoseTrack, video: Video, report: _Report) -> PoseTrack:
    """Return a track in the pixels of the video, whose pictures the file may have had in another size."""
    (width, height), size = track.size_px, (video.width_px, video.height_px)
    if track.space is not Space.IMAGE or not (width and height and all(size)) or (width, height) == size:
        return track
    x, y = size[0] / width, size[1] / height
    if abs(x / y - 1) > _SAME_SHAPE:
        raise InputError(
            f"The poses are of pictures of {width} x {height}; {video.name} has {size[0]} x {size[1]}.",
            "Check that they belong to this video.",
        )
    report.notes[f"Places were scaled from {width} x {height} to {size[0]} x {size[1]} pixels."] = None
    poses = track.poses * np.array([x, y, x, 1], np.float32)
    return PoseTrack(**{**vars(track), "poses": poses, "size_px": size})


def _placed(track: PoseTrack, video: Video, times_s: NDArray[np.float64], report: _Report) -> PoseTrack:
    """Return a track with the frames of the video; those that the file does not have are missing."""
    seen = np.flatnonzero(~np.isnan(track.poses[..., :2]).any(axis=-1).all(axis=1))
    if not track.timed:
        frames = seen
        if seen[-1] >= len(times_s):
            raise InputError(
                f"{_name(track)} is in frame {seen[-1]}, from 0; {video.name} has {len(times_s)} frames.",
                "Check that the poses belong to this video.",
            )
    else:
        right = np.searchsorted(times_s, track.times_s[seen])
        left = np.maximum(right - 1, 0)
        right = np.minimum(right, len(times_s) - 1)
        nearer = np.abs(times_s[left] - track.times_s[seen]) <= np.abs(times_s[right] - track.times_s[seen])
        frames = np.where(nearer, left, right)
        fits = np.abs(times_s[frames] - track.times_s[seen]) <= 0.5 / video.fps + 1e-6
        if not fits.any():
            raise InputError(
                f"None of the frames of {_name(track)} is shown when {video.name} shows one.",
                "Check that the poses belong to this video.",
            )
        if not fits.all():
            n_lost = int((~fits).sum())
            report.notes[f"Frames of {_name(track)} left out, outside {video.name}: {n_lost}."] = None
        frames, seen = frames[fits], seen[fits]
    poses = np.full((len(times_s), *track.poses.shape[1:]), np.nan, np.float32)
    poses[..., 3] = 0
    corrected = np.zeros(poses.shape[:2], np.bool_)
    poses[frames], corrected[frames] = track.poses[seen], track.corrected[seen]
    return PoseTrack(**{**vars(track), "times_s": times_s, "poses": poses, "corrected": corrected})


def _mapped(track: PoseTrack, target: Skeleton, report: _Report) -> PoseTrack:
    on_target, mapped = track.on(target)
    report.lost |= dict.fromkeys(mapped.lost)
    report.derived |= dict.fromkeys(mapped.derived)
    if np.isnan(on_target.poses[..., :2]).any(axis=-1).all():
        raise InputError(
            f"No joint of {track.skeleton.name} is one of {target.name}.", "Leave the mapping out."
        )
    return on_target


def _store(project: Project, video: Video, tracks: Sequence[PoseTrack], source: str) -> list[ImportedPerson]:
    """Store the tracks, all or none, as people after those that the video has."""
    taken = [track.person for track in project.tracks.for_video(video.id)]  # deleted people, too
    first = max(taken, default=-1) + 1
    order = {person: first + i for i, person in enumerate(dict.fromkeys(track.person for track in tracks))}
    specs = [
        TrackSpec(video.id, order[track.person], track.space, source, track.skeleton, video.fps)
        for track in tracks
    ]
    with project.tracks.writers(specs) as writers:
        writers.append([track.poses for track in tracks])
    names = {order[track.person]: track.name.strip()[:_MAX_NAME] for track in tracks}
    if wishes := [Describe(number, name=name) for number, name in names.items() if name]:
        project.people.mend(video.id, wishes, user_name())
    return [
        ImportedPerson(_name(track), stored, int((~np.isnan(track.poses[..., :2]).any(-1).all(-1)).sum()))
        for track, stored in zip(tracks, writers.tracks, strict=True)
    ]
