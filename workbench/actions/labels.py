"""Labelling stretches of time."""

from __future__ import annotations

import getpass
import math

from core.entities import Segment, Video
from core.errors import InputError
from db.project import Project
from db.segments import OnOverlap

STYLE = "style"


def user_name() -> str:
    """Return the name of the person at this machine, for edits made without saying by whom."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a user database
        return "somebody"


def label(
    project: Project,
    video_id: int,
    start_s: float,
    end_s: float,
    name: str,
    *,
    annotator: str | None = None,
    tier: str = STYLE,
    clip: bool = False,
) -> Segment:
    """Say that a stretch of a video is of a style (or of another tier's label, which is made when new).

    Args:
        start_s, end_s: media time; within the video.
        clip: where the annotator labelled a part of it already, on a tier that allows no overlaps, take the
            largest free part; else it is refused.

    Raises:
        InputError: no such video, or the stretch is empty, outside the video, or taken.
    """
    video = project.videos.get(video_id)
    begin, end = span_s(project, video)
    if not (math.isfinite(start_s) and math.isfinite(end_s) and start_s < end_s):
        raise InputError(f"A segment needs its start before its end; got {start_s:g} s to {end_s:g} s.")
    if start_s < begin - 1e-6 or end_s > end + 1 / video.fps:
        raise InputError(
            f"{start_s:g} s to {end_s:g} s is not inside {video.name}.",
            f"It goes from {begin:g} s to {end:g} s.",
        )
    if not name.strip():
        raise InputError("A label needs a name.")
    on_overlap = OnOverlap.CLIP if clip else OnOverlap.REFUSE
    return project.segments.add(
        video_id, tier, name.strip(), start_s, end_s, _who(annotator), on_overlap=on_overlap
    )


def label_whole(project: Project, video: Video, name: str, annotator: str | None) -> Segment | None:
    """Give a whole video a style; None when the annotator gave it one before."""
    who = _who(annotator)
    if project.segments.for_video(video.id, tier=STYLE, annotator=who):
        return None
    return project.segments.add(video.id, STYLE, name, *span_s(project, video), who)


def span_s(project: Project, video: Video) -> tuple[float, float]:
    """Return when a video's first frame is shown and its last one ends, in media time."""
    times_s = project.videos.times_s(video.id)
    return float(times_s[0]), float(times_s[-1] + 1 / video.fps)


def _who(annotator: str | None) -> str:
    return (annotator or "").strip() or user_name()
