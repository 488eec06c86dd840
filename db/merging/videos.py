"""Videos: the same where they are the same part of the same file."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

from sqlalchemy import select

from core.merging import ConflictKind
from db.merging.shared import Merge
from db.schema import VideoRow, VideoTimesRow


class HasContent(Protocol):
    """A video, as a row or as an entity."""

    @property
    def sha256(self) -> str: ...
    @property
    def start_s(self) -> float | None: ...
    @property
    def end_s(self) -> float | None: ...
    @property
    def n_frames(self) -> int: ...


VideoKey = tuple[str, float | None, float | None, int]


def video_key(video: HasContent) -> VideoKey:
    """Return what two videos have in common that are the same, whatever they are called and wherever."""
    return video.sha256, video.start_s, video.end_s, video.n_frames


def merge_videos(merge: Merge) -> int:
    """Bring the videos that are new and return how many are in both."""
    known: dict[VideoKey, list[VideoRow]] = defaultdict(list)
    for ours in merge.ours.scalars(select(VideoRow).order_by(VideoRow.id)):
        known[video_key(ours)].append(ours)
    new = []
    for row in merge.theirs.scalars(select(VideoRow).order_by(VideoRow.id)):
        if known[video_key(row)]:
            ours = known[video_key(row)].pop(0)
            merge.ids["videos"][row.id] = ours.id
            _compare_sound(merge, ours, row)
        else:
            new.append(row)
    n_same = len(merge.ids["videos"])
    for row in new:
        paths = {"path": _path(merge, row.path)}
        if row.audio_path is not None:
            paths["audio_path"] = _path(merge, row.audio_path)
        merge.add(VideoRow, [row], "videos", **paths)
        times = merge.theirs.get(VideoTimesRow, row.id)
        if times is not None:
            merge.insert(VideoTimesRow, [merge.values(times)])
    return n_same


def _path(merge: Merge, stored: str) -> str:
    """Return where a file lies for us: one inside their project was copied into ours."""
    if stored in merge.files.media:
        return merge.files.media[stored]
    raise merge.changed_meanwhile()


def _compare_sound(merge: Merge, ours: VideoRow, theirs: VideoRow) -> None:
    if ours.audio_offset_s != theirs.audio_offset_s:
        offsets = f"{ours.audio_offset_s:g} s here, {theirs.audio_offset_s:g} s there"
        merge.conflict(ConflictKind.SOUND, ours.id, f"The sound begins at {offsets}; ours stays.")
