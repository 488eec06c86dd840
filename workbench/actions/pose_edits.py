"""Correcting many joints at once: what the tools of `core.editing` make of a track of a project.

Nothing here is stored before `store`: a tool gives a `Rework` that can be looked at first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.editing.copying import swapped
from core.editing.flow import Picture, follow
from core.editing.interpolate import Method, interpolate, occluded
from core.editing.propagate import Decay, propagate
from core.editing.rework import Mask, Poses, Rework, mask_of, rework
from core.editing.smooth import EDGE_S, smooth
from core.entities import Correction, CorrectionKind, Space, Track
from core.errors import Cancelled, InputError
from core.skeleton import Skeleton
from db.corrections import overlay
from db.project import Project
from workbench.actions.labels import user_name
from workbench.actions.motions import tracks_of
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

MOST_FRAMES = 3000  # a tool is for a passage: two minutes at 25 frames a second
_PICTURES_AT_ONCE = 32  # are held when the pictures are gone through backwards
_NOBODY: Collection[int] = ()


@dataclass(frozen=True, eq=False)
class Passage:
    """Some frames of a track as they are.

    Attributes:
        start: the first frame.
        raw, poses: (T, J, 4) what the estimator saw, and the same with the corrections in force.
        moved, hidden: (T, J) what people did to the joints.
    """

    start: int
    raw: Poses
    poses: Poses
    moved: Mask
    hidden: Mask


def track_to_edit(project: Project, video_id: int, person: int = 0) -> Track:
    """Return a person's image track; `InputError` when the video has none."""
    name = project.videos.get(video_id).name
    tracks = tracks_of(project, video_id, Space.IMAGE)
    for track in tracks:
        if track.person == person:
            return track
    if tracks:
        raise InputError(f"{name} has no person {person + 1}.", f"It has {len(tracks)}; they count from 1.")
    raise InputError(f"{name} has no poses to correct.", "Find them first: `barre poses P VIDEO`.")


def read_passage(project: Project, track: Track, first: int, last: int) -> Passage:
    """Return the frames from `first` to `last`, as far as the track goes."""
    start, stop = max(0, first), min(last + 1, track.n_frames)
    raw = project.tracks.raw(track.id, start, stop)
    in_force = project.corrections.in_force(track.id, start, stop)
    marks = {kind: np.zeros(raw.shape[:2], bool) for kind in CorrectionKind}
    for edit in in_force:
        marks[edit.kind][edit.frame - start, edit.joint] = True
    poses = overlay(raw, start, in_force)
    return Passage(start, raw, poses, marks[CorrectionKind.MOVE], marks[CorrectionKind.HIDE])


def interpolation(
    project: Project,
    track: Track,
    first: int,
    last: int,
    *,
    joints: Collection[int] | None = None,
    method: Method = Method.LINEAR,
    ends_when_hidden: bool = False,
    locked: Collection[int] = _NOBODY,
) -> Rework:
    """Return the frames between two, by a line or a curve; a joint corrected in between is gone through.

    Args:
        first, last: frames whose poses are right.
        joints: which are interpolated; None: the whole body.
        ends_when_hidden: leave out what lies between the first and the last frame in which a joint is out of
            sight, see `core.editing.interpolate.occluded`.

    Raises:
        InputError: the frames are not two of the track with others between them.
    """
    _check_span(track, first, last)
    if last - first < 2:
        raise InputError(f"There is no frame between {first} and {last}.")
    passage = read_passage(project, track, first - 1, last + 1)
    keys = passage.moved.copy()
    keys[: first - passage.start] = keys[last + 1 - passage.start :] = False
    keys[[first - passage.start, last - passage.start]] = True
    ends_at = occluded(passage.poses, passage.hidden) & ~passage.moved if ends_when_hidden else None
    return interpolate(
        passage.poses,
        keys & mask_of(keys.shape, joints),
        start=passage.start,
        method=method,
        ends_at=ends_at,
        locked=locked,
    )


def displacement(
    project: Project,
    track: Track,
    first: int,
    last: int,
    joint: int,
    *,
    by_px: tuple[float, float],
    locked: Collection[int] = _NOBODY,
) -> Rework:
    """Return the frames from `first` to `last` with one joint moved by the same in all that see it.

    Args:
        by_px: along x and y, pixels of the picture.

    Raises:
        InputError: the frames are not of the track, or too many at once.
    """
    _check_span(track, first, last)
    passage = read_passage(project, track, first, last)
    places = passage.poses.copy()
    places[:, joint, :2] += np.array(by_px, np.float32)
    wanted = mask_of(passage.hidden.shape, [joint])
    return rework(
        passage.poses, places, wanted, start=passage.start, locked=locked, hidden=passage.hidden & wanted
    )


def propagation(
    project: Project,
    track: Track,
    frame: int,
    *,
    before: int = 0,
    after: int = 0,
    joints: Collection[int] | None = None,
    decay: Decay = Decay.COSINE,
    locked: Collection[int] = _NOBODY,
) -> Rework:
    """Return the frames around one, moved by what was corrected in it, the less the farther away.

    What somebody corrected there already stays, and ends it for that joint.

    Args:
        before, after: how many frames it is carried back and on.

    Raises:
        InputError: nothing was moved in that frame, or it is none of the track.
    """
    _check_span(track, frame, frame)
    _check_length(before + after)
    passage = read_passage(project, track, frame - before, frame + after)
    at = frame - passage.start
    chosen = passage.moved[at] & mask_of((1, len(passage.moved[at])), joints)[0]
    offsets = np.where(chosen[:, None], passage.poses[at, :, :2] - passage.raw[at, :, :2], np.nan)
    if not np.isfinite(offsets).any():
        raise InputError(f"Nothing was moved in frame {frame} that could be carried on.", "Correct it first.")
    return propagate(
        passage.poses,
        offsets.astype(np.float32),
        at=at,
        n_frames=max(before, after),
        start=passage.start,
        decay=decay,
        ends_at=passage.moved | passage.hidden,
        locked=locked,
    )


def smoothing(
    project: Project,
    track: Track,
    first: int,
    last: int,
    *,
    cutoff_hz: float,
    joints: Collection[int] | None = None,
    locked: Collection[int] = _NOBODY,
) -> Rework:
    """Return some frames without what trembles faster than a frequency; see `core.editing.smooth`.

    Raises:
        InputError: the frames are not in the track, or the cut-off is not between 0 and half its frame rate.
    """
    _check_span(track, first, last)
    margin = int(np.ceil(EDGE_S * track.fps))
    passage = read_passage(project, track, first - margin, last + margin)
    return smooth(
        passage.poses,
        fps=track.fps,
        cutoff_hz=cutoff_hz,
        first=first - passage.start,
        last=last - passage.start,
        start=passage.start,
        joints=joints,
        locked=locked,
    )


def swapping(
    project: Project,
    track: Track,
    first: int,
    last: int,
    *,
    joints: Collection[int] | None = None,
    locked: Collection[int] = _NOBODY,
) -> Rework:
    """Return some frames with left and right exchanged; `InputError` when they are not in the track."""
    _check_span(track, first, last)
    passage = read_passage(project, track, first, last)
    return swapped(passage.poses, track.skeleton, start=first, joints=joints, locked=locked)


def following(
    project: Project,
    track: Track,
    frame: int,
    picture: Callable[[int], Picture],
    *,
    n_frames: int,
    joints: Collection[int] | None = None,
    locked: Collection[int] = _NOBODY,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Rework:
    """Return the frames next to one, its joints followed through the pictures; see `core.editing.flow`.

    Joints hidden in that frame are not followed; one that somebody corrected in another frame ends there.

    Args:
        picture: gives the picture of a frame.
        n_frames: how far: forwards in time, or backwards when it is below 0.

    Raises:
        InputError: the frame is not in the track, or there is nothing to follow.
        MediaError: the film cannot be read.
        Cancelled: when asked to stop.
    """
    _check_span(track, frame, frame)
    _check_length(abs(n_frames))
    ends = sorted((frame, frame + n_frames))
    passage = read_passage(project, track, *ends)
    at, step = frame - passage.start, 1 if n_frames > 0 else -1
    chosen = mask_of((1, passage.raw.shape[1]), joints)[0] & ~passage.hidden[at]
    chosen[list(locked)] = False
    xy = np.where(chosen[:, None], passage.poses[at, :, :2], np.nan).astype(np.float32)
    if not np.isfinite(xy).any():
        raise InputError(f"There is no joint to follow in frame {frame}.")
    places, wanted = passage.poses.copy(), np.zeros(passage.moved.shape, bool)
    frames = range(at, len(places)) if step > 0 else range(at, -1, -1)
    corrected = passage.moved | passage.hidden
    is_free = np.ones(len(chosen), bool)
    pictures = _pictures(picture, [passage.start + row for row in frames], should_stop)
    for row, followed in zip(frames[1:], follow(pictures, xy), strict=False):
        is_free &= ~corrected[row]
        places[row, :, :2] = followed.xy
        wanted[row] = np.isfinite(followed.xy).all(axis=1) & is_free
        on_progress(abs(row - at) / max(1, len(frames) - 1), f"frame {passage.start + row}")
        if not wanted[row].any():
            break
    return rework(passage.poses, places, wanted, start=passage.start, locked=locked)


@contextmanager
def film_pictures(project: Project, video_id: int) -> Iterator[Callable[[int], Picture]]:
    """Open a video's film for as long as a `with` block lasts, and give what gives the picture of a frame.

    Raises:
        MediaError: the film is gone or cannot be read.
    """
    from core.media.reader import VideoReader

    video = project.videos.get(video_id)
    with VideoReader(project.resolve(video.path), times_s=project.videos.times_s(video_id)) as film:
        yield film.frame


def store(project: Project, track: Track, change: Rework, annotator: str | None = None) -> list[Correction]:
    """Store what a tool made, in one transaction; it is durable when this returns."""
    return project.corrections.put(track.id, change.edits(), (annotator or "").strip() or user_name())


def joint_indices(body: Skeleton, names: Collection[str]) -> list[int] | None:
    """Return the joints of some names ("left wrist" is "left_wrist"), None for no names: the whole body.

    Raises:
        InputError: there is no such joint; the hint lists those there are.
    """
    found = [name.strip().lower().replace(" ", "_") for name in names]
    for name, joint in zip(names, found, strict=True):
        if joint not in body.joints:
            raise InputError(f"There is no joint {name!r}.", f"There are: {', '.join(body.joints)}.")
    return body.indices(*found) if found else None


def describe(deed: str, change: Rework, body: Skeleton) -> str:
    """Return what a tool does in a few words: ``interpolate left wrist, frames 812 to 830``."""
    joints, frames = change.joints, change.frames
    if len(joints) <= 2:
        what = " and ".join(body.joints[joint].replace("_", " ") for joint in joints)
    else:
        what = f"{len(joints)} joints" if len(joints) < len(body.joints) else "the whole body"
    if not len(frames):
        return f"{deed} nothing"
    where = f"frame {frames[0]}" if len(frames) == 1 else f"frames {frames[0]} to {frames[-1]}"
    return f"{deed} {what}, {where}"


def _pictures(
    picture: Callable[[int], Picture], frames: list[int], should_stop: ShouldStop
) -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures of frames that go up or down; a film is only ever read upwards."""
    is_upwards = len(frames) < 2 or frames[0] < frames[1]
    size = 1 if is_upwards else _PICTURES_AT_ONCE
    for begin in range(0, len(frames), size):
        read = {}
        for frame in sorted(frames[begin : begin + size]):
            if should_stop():
                raise Cancelled
            read[frame] = picture(frame)
        yield from (read[frame] for frame in frames[begin : begin + size])


def _check_span(track: Track, first: int, last: int) -> None:
    if not 0 <= first <= last < track.n_frames:
        raise InputError(
            f"Frames {first} to {last} are not in the track.", f"It has frames 0 to {track.n_frames - 1}."
        )
    _check_length(last - first)


def _check_length(n_frames: int) -> None:
    if n_frames > MOST_FRAMES:
        raise InputError(
            f"{n_frames:,} frames are too many to correct at once.", f"Take up to {MOST_FRAMES:,} at a time."
        )
