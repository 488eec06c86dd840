"""A map of dances: windows of real and of generated ones, placed near each other where they move alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import BarreError, Cancelled, InputError
from core.metrics.embedding import Method, Windows, embed, windows
from core.motion import Motion
from db.project import Project
from workbench.actions.comparing import ComparedItem, load_item
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet
from workbench.actions.window_styles import WindowStyles


@dataclass(frozen=True)
class MapWindow:
    """A window on the map.

    Attributes:
        item, label: its dance, as commands call it (``"generated:3"``), and for people.
        style: see `workbench.actions.window_styles`.
        start, stop: its frames in the dance.
        start_s, stop_s: the same in seconds from the first frame of the dance.
        x, y: its place.
    """

    item: str
    label: str
    is_real: bool
    style: str
    start: int
    stop: int
    start_s: float
    stop_s: float
    x: float
    y: float


@dataclass(frozen=True)
class DanceMap:
    """A map.

    Attributes:
        explained: shares of the variance that the two components hold; None for t-SNE and UMAP.
        notes: a sentence for each dance that could not be mapped.
    """

    method: Method
    explained: tuple[float, float] | None
    windows: tuple[MapWindow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MapClip:
    """A window as a motion, with where its label can be mended.

    Attributes:
        video_id: None for a generated dance, which has no label.
        start_s: where it begins: media time of a video, seconds of a generated dance.
        words: below its picture.
    """

    video_id: int | None
    start_s: float
    motion: Motion
    words: str


def map_dances(
    project: Project,
    names: Sequence[str],
    *,
    real: bool = False,
    generated: bool = False,
    method: Method = "pca",
    seed: int = 0,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> DanceMap:
    """Place the windows of dances in the plane; see `core.metrics.embedding`.

    Args:
        names: items as `barre compare` takes them.
        real, generated: all such dances of the project, beside what is named.

    Raises:
        InputError: nothing is chosen, an item that is named is not there, or too little is left to map.
        Cancelled: when asked to stop.
    """
    wanted = _wanted(project, names, real=real, generated=generated)
    if not wanted:
        raise InputError(
            "There are no dances to map.",
            "Name some, or take all: --real, --generated; see `barre videos P`.",
        )
    style_of, notes = WindowStyles(project), list[str]()
    found: list[tuple[ComparedItem, Windows]] = []
    for i, name in enumerate(wanted):
        if should_stop():
            raise Cancelled
        on_progress(0.8 * i / len(wanted), f"reading {name}")
        try:
            item = load_item(project, name)
            found.append((item, windows(item.motion)))
        except BarreError as e:
            if name in names:
                raise
            notes.append(f"{name} is not on the map: {e.message}")
    on_progress(0.8, "placing the windows")
    vectors = [each.vectors for _, each in found]
    placed = embed(np.concatenate(vectors) if vectors else np.empty((0, 0)), method, seed=seed)
    spans = [(item, span) for item, each in found for span in each.spans]
    return DanceMap(
        method,
        placed.explained,
        tuple(
            _window(item, span, style_of(item, *span), place)
            for (item, span), place in zip(spans, placed.xy.tolist(), strict=True)
        ),
        tuple(notes),
    )


def clips_of_windows(project: Project, chosen: Sequence[MapWindow]) -> list[MapClip]:
    """Return windows as motions to be played.

    Raises:
        InputError: a dance is no longer in the project.
    """
    return [_clip(project, window) for window in chosen]


def _clip(project: Project, window: MapWindow) -> MapClip:
    motion = load_item(project, window.item).motion.slice(window.start, window.stop)
    if not motion.n_frames:
        raise InputError(
            f"{window.label} is shorter than it was when it was mapped.", "Measure the map again."
        )
    noun, _, number = window.item.partition(":")
    words = f"{window.label}\n{window.style}, {'real' if window.is_real else 'generated'}"
    if noun != "video":
        return MapClip(None, window.start_s, motion, words)
    first_s = float(project.videos.times_s(int(number))[0])
    return MapClip(int(number), first_s + window.start_s, motion, words)


def _wanted(project: Project, names: Sequence[str], *, real: bool, generated: bool) -> list[str]:
    wanted = list(names)
    if real:
        wanted += [f"video:{each.video.id}" for each in project.videos.summaries() if each.n_tracked_frames]
    if generated:
        wanted += [f"generated:{dance.id}" for dance in project.generated.all() if not dance.is_film]
    return list(dict.fromkeys(wanted))


def _window(item: ComparedItem, span: tuple[int, int], style: str, place: Sequence[float]) -> MapWindow:
    start_s, stop_s = (frame / item.motion.fps for frame in span)
    return MapWindow(item.name, item.label, item.is_real, style, *span, start_s, stop_s, *place)
