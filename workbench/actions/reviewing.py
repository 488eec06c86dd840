"""Saying how far one is with the frames of a video."""

from __future__ import annotations

from collections.abc import Sequence

from core.entities import Review, ReviewState, Space, Track
from core.errors import InputError
from db.project import Project
from db.reviews import ReviewSpec
from workbench.actions.labels import user_name
from workbench.actions.motions import tracks_of


def review(
    project: Project,
    video_id: int,
    first: int,
    last: int,
    state: ReviewState | str,
    *,
    person: int | None = None,
    annotator: str | None = None,
) -> list[Review]:
    """Say that the frames from `first` to `last` are right (accepted) or to be corrected (flagged), or take
    that back (unseen).

    Args:
        person: index of the one it is said of; None: of everybody in the video.

    Raises:
        InputError: no such video, person or frames, an unknown state, or no poses to review.
    """
    if last < first:
        raise InputError(f"Frames {first} to {last} are none at all.", "Name the first one first.")
    who = (annotator or "").strip() or user_name()
    spec = ReviewSpec(first, last + 1, _state(state))
    tracks = _tracks(project, video_id, person)
    return [review for track in tracks for review in project.reviews.put(track.id, [spec], who)]


def _state(word: ReviewState | str) -> ReviewState:
    try:
        return ReviewState(word)
    except ValueError as e:
        raise InputError(f"A frame cannot be {word!r}.", "Say accepted, flagged or unseen.") from e


def _tracks(project: Project, video_id: int, person: int | None) -> Sequence[Track]:
    name = project.videos.get(video_id).name
    tracks = tracks_of(project, video_id, Space.IMAGE)
    if not tracks:
        raise InputError(f"{name} has no poses to review.", "Find them first: `barre poses P VIDEO`.")
    chosen = [track for track in tracks if person is None or track.person == person]
    if not chosen:
        raise InputError(f"{name} has no person {(person or 0) + 1}.", f"It has {len(tracks)}.")
    return chosen
