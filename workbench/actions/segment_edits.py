"""Edits of segments: split, join, move their edges. `undo` takes any of them back."""

from __future__ import annotations

from collections.abc import Sequence

from core.entities import Segment, SegmentsChange
from core.errors import InputError
from db.project import Project
from db.segments import OnOverlap
from workbench.actions.beats import grid_of
from workbench.actions.labels import span_s


def split(project: Project, segment_id: int, at_s: float) -> SegmentsChange:
    """Make two segments of one; `InputError` when the moment is not inside it."""
    return project.segments.split(segment_id, at_s)


def join(project: Project, segment_ids: Sequence[int]) -> SegmentsChange:
    """Make one segment of several with the same label; a single one is joined with the next of its label.

    Raises:
        InputError: they cannot be joined, or there is no next one.
    """
    if len(segment_ids) == 1:
        segment_ids = [segment_ids[0], _next(project, segment_ids[0]).id]
    return project.segments.join(segment_ids)


def nudge(
    project: Project,
    segment_id: int,
    *,
    start_by: float = 0.0,
    end_by: float = 0.0,
    in_beats: bool = False,
    on_overlap: OnOverlap = OnOverlap.CLIP,
) -> SegmentsChange:
    """Move the edges of a segment, no farther than the ends of the video and the neighbours.

    Args:
        start_by, end_by: seconds, or beats with `in_beats`; the same for both moves the segment.

    Raises:
        InputError: nothing would be left of it, or there are no beats.
    """
    old = project.segments.get(segment_id)
    video = project.videos.get(old.video_id)
    start_s, end_s = old.start_s + start_by, old.end_s + end_by
    if in_beats:
        grid = grid_of(project, video)
        if grid is None:
            raise InputError(f"No beats of {video.name} are known yet.", "Find them with `barre beats`.")
        start_s = grid.time_s(grid.position(old.start_s) + start_by) if start_by else old.start_s
        end_s = grid.time_s(grid.position(old.end_s) + end_by) if end_by else old.end_s
    first_s, last_s = span_s(project, video)
    # An edge that is outside already stays there, unless it is moved.
    start_s = max(start_s, first_s) if start_by else start_s
    end_s = min(end_s, last_s) if end_by else end_s
    new = project.segments.update(segment_id, start_s=start_s, end_s=end_s, on_overlap=on_overlap)
    return SegmentsChange((old,), (new,))


def undo(project: Project, change: SegmentsChange) -> list[Segment]:
    """Put segments back as they were; `InputError` when somebody changed them since."""
    return project.segments.exchange(change.after, change.before)


def _next(project: Project, segment_id: int) -> Segment:
    segment = project.segments.get(segment_id)
    row = project.segments.for_video(segment.video_id, segment.tier, segment.annotator)
    later = [each for each in row if each.start_s >= segment.start_s and each.id != segment.id]
    if not later or later[0].label != segment.label:
        raise InputError(
            f"There is no next segment after {segment.label!r} at {segment.start_s:g} s, or it has another "
            "label.",
            "Name the segments to join.",
        )
    return later[0]
