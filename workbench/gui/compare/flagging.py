"""From a moment of a comparison to the frame that somebody shall correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.entities import ReviewState, Space, VideoKind
from core.errors import InputError
from db.project import Project
from workbench.actions.comparing import ComparedItem
from workbench.actions.motions import tracks_of
from workbench.gui.annotate.poses.review_edits import ReviewFrames, Said
from workbench.gui.context import AppContext
from workbench.gui.widgets.player.clock import frame_at


@dataclass(frozen=True, eq=False)
class Place:
    """A frame of a filmed dance, and what was said of it so far.

    Attributes:
        track_id: of its first person's poses in the pictures.
        said: (1,) as `ReviewFrames` takes it.
    """

    video_id: int
    name: str
    frame: int
    track_id: int
    said: Said


def place_of(project: Project, items: Sequence[ComparedItem], at_s: float) -> Place:
    """Return the frame on show at a moment, of the first of the dances whose poses can be corrected.

    Args:
        at_s: seconds of the song, or of the dance where it has none.

    Raises:
        InputError: none of them was filmed.
    """
    for item in items:
        noun, _, number = item.name.partition(":")
        video = project.videos.get(int(number)) if noun == "video" else None
        tracks = tracks_of(project, video.id, Space.IMAGE) if video is not None else []
        if video is not None and video.kind is VideoKind.VIDEO and tracks:
            times_s = project.videos.times_s(video.id)
            frame = frame_at(times_s, at_s - item.music_start_s + float(times_s[0]))
            said = project.reviews.said(tracks[0].id, tracks[0].n_frames)[frame : frame + 1]
            return Place(video.id, video.name, frame, tracks[0].id, np.array(said))
    raise InputError(
        "None of these dances has poses that can be corrected.",
        "Only films have: motions and generated dances are what they are.",
    )


def flag(context: AppContext, place: Place) -> None:
    """Put a frame among those to correct, as a step that can be undone."""
    span = (place.frame, place.frame + 1)
    before = {place.track_id: place.said}
    context.undo_stack.push(
        ReviewFrames(context, place.video_id, span, ReviewState.FLAGGED, before, person=0)
    )
    go = ("Correct it", lambda: context.show_page("annotate", video_id=place.video_id, frame=place.frame))
    context.message(f"Frame {place.frame:,} of {place.name} is among those to correct.", action=go)
