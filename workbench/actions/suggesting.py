"""Where in a project's videos poses are likely wrong, on top of what people corrected and accepted."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core.entities import CorrectionKind, ReviewState, Space, Track
from core.errors import InputError
from core.media.files import replacing
from core.pose.lift import lift_corrections
from core.suggestions.block import MARGIN_FRAMES
from core.suggestions.findings import Finding
from core.suggestions.reasons import Reason
from core.suggestions.search import BLOCK_FRAMES, Search
from core.suggestions.suggestion import Dancer, Mask, Poses, Suggestion
from db.corrections import overlay
from db.project import Project
from db.reviews import spans_of
from workbench.actions.motions import tracks_of
from workbench.actions.progress import ShouldStop, never

VERSION = 1
"""Of the search: what an older one found is not used."""

_MOST_BYTES = 64 << 20


def suggestions_of(
    project: Project, video_id: int, *, reason: Reason | None = None, should_stop: ShouldStop = never
) -> list[Suggestion]:
    """Return what is likely wrong in a video: what somebody flagged, then the rest, the likeliest first.

    Frames that are accepted, and joints where they were corrected, are left out.

    Args:
        reason: only what has this reason, whatever else speaks against it.

    Raises:
        InputError: no such video, or it has no poses in its pictures.
        Cancelled: when asked to stop.
    """
    search = searched(project, video_id, should_stop)
    queue = [*flagged(project, tracks_of(project, video_id, Space.IMAGE)), *search.queue()]
    return [each for each in queue if reason is None or reason in each.reasons]


def flagged(project: Project, tracks: Sequence[Track]) -> list[Suggestion]:
    """Return the stretches that somebody wants corrected: they stay until the frames are accepted."""
    return [
        Suggestion(
            person=person, frame=spec.start_frame, start=spec.start_frame, stop=spec.stop_frame,
            joints=track.skeleton.root, reason=Reason.FLAGGED, also=(), likelihood=1.0,
            sentence="somebody wants this to be corrected",
        )
        for person, track in enumerate(tracks)
        for spec in spans_of(project.reviews.said(track.id, track.n_frames))
        if spec.state is ReviewState.FLAGGED
    ]  # fmt: skip


def searched(project: Project, video_id: int, should_stop: ShouldStop = never) -> Search:
    """Return the finished search through a video; what it found is kept in the project's cache.

    Raises:
        InputError, Cancelled: as `suggestions_of`.
    """
    video = project.videos.get(video_id)
    tracks = tracks_of(project, video_id, Space.IMAGE)
    if not tracks:
        raise InputError(f"{video.name} has no poses in pictures.", "Find them first: `barre poses P VIDEO`.")
    people = [_Person(project, track) for track in tracks]
    path = project.cache_dir / "suggestions" / f"{video_id}-{_key(project, people)}.json"
    works = [person.work() for person in people]
    known = _read(path, tracks)
    search = Search(
        [person.dancer() for person in people],
        fps=video.fps,
        size_px=(video.width_px, video.height_px),
    )
    keys = [_block_key(works, block) for block in range(search.n_blocks)]
    search.take_up(
        {block: found for block, (key, found) in known.items() if keys[block : block + 1] == [key]}
    )
    if len(search.found) < search.n_blocks:
        search.complete(should_stop)
        _write(path, {block: (keys[block], found) for block, found in search.found.items()})
    return search


class LiveSearch:
    """A search through a video that follows what people do to it, here or elsewhere.

    Not for several threads at once.
    """

    def __init__(self, project: Project, video_id: int) -> None:
        self._project, self._video_id = project, video_id
        self._search: Search | None = None
        self._people: list[_Person] = []
        self._known: list[_Work] = []
        self._version: object = None

    def start(self, should_stop: ShouldStop = never) -> list[Suggestion]:
        """Look through the whole video; raises as `searched`."""
        self._version = self._arrangement()
        tracks = tracks_of(self._project, self._video_id, Space.IMAGE)
        self._people = [_Person(self._project, track) for track in tracks]
        self._known = [person.work() for person in self._people]
        self._search = searched(self._project, self._video_id, should_stop)
        return self._queue()

    def catch_up(self, should_stop: ShouldStop = never) -> list[Suggestion]:
        """Look again where anybody corrected or reviewed since, and return the queue as it is now."""
        if self._search is None or self._arrangement() != self._version:
            return self.start(should_stop)
        now = [person.work() for person in self._people]
        frames = {frame for old, new in zip(self._known, now, strict=True) for frame in old.differs_from(new)}
        self._search.renew(frames)
        self._known = now
        return self._queue()

    def _queue(self) -> list[Suggestion]:
        assert self._search is not None  # noqa: S101 - it is not asked for otherwise
        flags = flagged(self._project, [person.track for person in self._people])
        return [*flags, *self._search.queue()]

    def _arrangement(self) -> object:
        """Return what changes when people are swapped."""
        return self._project.people.version(self._video_id)


@dataclass(frozen=True, eq=False)
class _Work:
    """What people did to a track: ids of the corrections in force by frame and joint, frames accepted."""

    corrections: dict[tuple[int, int], int]  # by frame, then joint
    accepted: Mask

    def corrections_of(self, start: int, stop: int) -> list[tuple[int, int, int]]:
        """Return (frame, joint, id) of the corrections of some frames."""
        low = bisect_left(self._places, (start, 0))
        high = bisect_left(self._places, (stop, 0))
        return [(*place, self.corrections[place]) for place in self._places[low:high]]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return sorted(self.corrections)

    def differs_from(self, other: _Work) -> set[int]:
        """Return the frames that are not the same in both."""
        changed = set(self.corrections.items()) ^ set(other.corrections.items())
        frames = {frame for (frame, _), _ in changed}
        return frames | set(np.flatnonzero(self.accepted != other.accepted).tolist())


@dataclass
class _Person:
    """One person's tracks with people's work on top, read a stretch at a time."""

    project: Project
    track: Track

    def __post_init__(self) -> None:
        same = (self.track.person, self.track.source)
        worlds = [
            world
            for world in self.project.tracks.for_video(self.track.video_id, Space.WORLD)
            if (world.person, world.source) == same and world.n_frames == self.track.n_frames
        ]
        self.world = min(worlds, key=lambda world: abs(world.id - self.track.id), default=None)
        self._accepted = np.zeros(0, np.bool_)
        self._seen_changes: object = None

    def dancer(self) -> Dancer:
        return Dancer(
            self.track.skeleton,
            self.track.n_frames,
            self.image,
            None if self.world is None else self._in_world,
            self.settled,
        )

    def image(self, start: int, stop: int) -> Poses:
        """Read poses with the corrections in force; a hidden joint was not seen."""
        raw = self.project.tracks.raw(self.track.id, start, stop)
        in_force = self.project.corrections.in_force(self.track.id, start, stop)
        poses = overlay(raw, start, in_force)
        for edit in in_force:
            if edit.kind is CorrectionKind.HIDE:
                poses[edit.frame - start, edit.joint, :3] = np.nan
        return poses

    def _in_world(self, start: int, stop: int) -> Poses:
        assert self.world is not None  # noqa: S101 - it is not asked for otherwise
        poses = self.project.tracks.read(self.world.id, start, stop)
        raw = self.project.tracks.raw(self.track.id, start, stop)
        corrected = self.project.tracks.read(self.track.id, start, stop)
        lifted = lift_corrections(raw, corrected, poses)
        lifted[np.isnan(self.image(start, stop)[..., 0]), :3] = np.nan
        return lifted

    def settled(self, start: int, stop: int) -> Mask:
        """Read which joints were corrected or are in frames that somebody accepted."""
        out = np.zeros((stop - start, len(self.track.skeleton.joints)), np.bool_)
        out[self.accepted()[start:stop]] = True
        for edit in self.project.corrections.in_force(self.track.id, start, stop):
            out[edit.frame - start, edit.joint] = True
        return out

    def work(self) -> _Work:
        """Return what people did so far."""
        in_force = self.project.corrections.in_force(self.track.id)
        return _Work({(edit.frame, edit.joint): edit.id for edit in in_force}, self.accepted().copy())

    def accepted(self) -> Mask:
        """(T,), true where somebody accepted the frame; read again when anything changed."""
        changes = self.project.change_count()
        if changes != self._seen_changes:
            self._accepted = self.project.reviews.accepted(self.track.id, self.track.n_frames)
            self._seen_changes = changes
        return self._accepted


def _key(project: Project, people: Sequence[_Person]) -> str:
    """Return what tells apart tracks, which change by swaps alone."""
    tracks = [(person.track.id, person.world.id if person.world is not None else 0) for person in people]
    arrangement = str(project.people.version(people[0].track.video_id))
    return hashlib.sha256(json.dumps([VERSION, tracks, arrangement]).encode()).hexdigest()[:32]


def _block_key(works: Sequence[_Work], block: int) -> str:
    """Return what tells apart people's work on the frames that a block of the search is judged by."""
    start = max(0, block * BLOCK_FRAMES - MARGIN_FRAMES)
    stop = (block + 1) * BLOCK_FRAMES + MARGIN_FRAMES
    digest = hashlib.sha256()
    for work in works:
        digest.update(json.dumps(work.corrections_of(start, stop)).encode())
        digest.update(np.packbits(work.accepted[start:stop]).tobytes())
    return digest.hexdigest()[:32]


def _read(path: Path, tracks: Sequence[Track]) -> dict[int, tuple[str, list[Finding]]]:
    """Return what an earlier search found and on top of what, by block; nothing where it cannot be used."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return {}
        rows = json.loads(path.read_text("utf-8"))
        return {
            int(block): (str(key), [_finding(row, tracks) for row in found])
            for block, (key, found) in rows.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return {}


def _finding(row: Sequence[Any], tracks: Sequence[Track]) -> Finding:
    """Return a finding from the cache; `ValueError` or `LookupError` when it is none of these tracks."""
    reason, person, frame, start, stop, joints, likelihood, measure = row
    found = Finding(
        reason=Reason(reason),
        person=int(person),
        frame=int(frame),
        start=int(start),
        stop=int(stop),
        joints=tuple(int(joint) for joint in joints),
        likelihood=float(likelihood),
        measure=float(measure),
    )
    track = tracks[found.person]
    fits = 0 <= found.start <= found.frame < found.stop <= track.n_frames and found.person >= 0
    if not fits or not found.joints or not set(found.joints) <= set(range(len(track.skeleton.joints))):
        raise ValueError("a finding outside of its track")
    return found


def _write(path: Path, found: Mapping[int, tuple[str, Sequence[Finding]]]) -> None:
    rows = {block: (key, [astuple(each) for each in findings]) for block, (key, findings) in found.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{path.name.partition('-')[0]}-*.json"):
        if old != path:
            old.unlink(missing_ok=True)
    with replacing(path) as part:
        part.write_text(json.dumps(rows), "utf-8")
