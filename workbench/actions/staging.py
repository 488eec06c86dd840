"""Dances put on one clock to be looked at: for the Compare page and for films of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.entities import VideoKind
from core.motion import Motion
from db.project import Project
from workbench.actions.comparing import ComparedItem

Times = NDArray[np.float64]
GHOST_COLOURS = ("green", "purple", "orange", "blue", "pink")  # of `core.render.overlay.GHOSTS`


@dataclass(frozen=True)
class Showing:
    """How dances are to be seen.

    Attributes:
        drawing: ``"doll"``, ``"sticks"``, or ``"film"`` where there is one.
        overlaid: in one picture, over one another, instead of side by side.
        mirrored: all but the first as in a mirror: whoever faces one's teacher dances so.
    """

    drawing: str = "doll"
    overlaid: bool = False
    mirrored: bool = False


@dataclass(frozen=True, eq=False)
class Staged:
    """What one picture shows.

    Attributes:
        title: for people.
        times_s: (T,) when each frame is shown, seconds of the song (of the first dance without one).
        motions: each of T frames, drawn over one another; empty for a film.
        drawing: of the first of them.
        film: the file, and (T,) the presentation times of its frames.
        note: which of the coloured sticks is which dance; empty for one.
    """

    title: str
    times_s: Times
    motions: tuple[Motion, ...] = ()
    drawing: str = "doll"
    film: tuple[Path, Times] | None = None
    note: str = ""


class Clock:
    """The clock of the song that is heard: that of the first item with music."""

    def __init__(self, items: Sequence[ComparedItem]) -> None:
        self.heard = next((item for item in items if item.music_path is not None), None)

    def start_s(self, item: ComparedItem) -> float:
        """Return when a dance begins; one to another song begins with the dance whose song is heard."""
        if self.heard is None:
            return 0.0
        in_step = item.music_sha256 == self.heard.music_sha256
        return item.music_start_s if in_step else self.heard.music_start_s

    def times_s(self, item: ComparedItem) -> Times:
        """(T,) when each frame of a motion is shown."""
        return self.start_s(item) + np.arange(item.motion.n_frames) / item.motion.fps


def mirrored(items: Sequence[ComparedItem]) -> list[ComparedItem]:
    """Return the items, all but the first as in a mirror."""
    return [replace(item, motion=item.motion.mirrored()) if nth else item for nth, item in enumerate(items)]


def staged(project: Project, items: Sequence[ComparedItem], showing: Showing) -> list[Staged]:
    """Return the pictures of dances: one each, or one of all."""
    clock = Clock(items)
    drawable = [item for item in items if item.film is None]
    if showing.overlaid and len(drawable) > 1:
        return [_overlaid(drawable, clock, showing.drawing)]
    return [_alone(project, item, clock, showing.drawing) for item in items]


def _alone(project: Project, item: ComparedItem, clock: Clock, drawing: str) -> Staged:
    shown = _film(project, item) if drawing == "film" or item.film is not None else None
    if shown is not None:
        return Staged(item.label, clock.start_s(item) + shown[1] - shown[1][0], film=shown)
    return Staged(item.label, clock.times_s(item), (item.motion,), drawing)


def _overlaid(items: Sequence[ComparedItem], clock: Clock, drawing: str) -> Staged:
    """Return one picture of all dances, at the moments of the first."""
    first, others = items[0], items[1:]
    times_s = clock.times_s(first)
    motions = [first.motion]
    for item in others:
        frames = (times_s - clock.start_s(item)) * item.motion.fps
        there = (frames >= 0) & (frames <= item.motion.n_frames - 1)
        positions = np.where(there[:, None, None], item.motion.at_frames(frames).positions, np.nan)
        motions.append(Motion(positions, first.motion.fps, item.motion.skeleton))
    colours = [GHOST_COLOURS[i % len(GHOST_COLOURS)] for i in range(len(others))]
    note = "\n".join(f"{colour}: {item.label}" for colour, item in zip(colours, others, strict=True))
    title = f"{first.label}, with {len(others)} over it"
    return Staged(title, times_s, tuple(motions), drawing, note=note)


def _film(project: Project, item: ComparedItem) -> tuple[Path, Times] | None:
    """Return a real dance that was filmed, or a film that a run made."""
    if item.film is not None:
        return item.film.path, np.arange(item.film.n_frames) / item.film.fps
    noun, _, number = item.name.partition(":")
    video = project.videos.get(int(number)) if noun == "video" else None
    if video is None or video.kind is not VideoKind.VIDEO:
        return None
    return project.resolve(video.path), project.videos.times_s(video.id)
