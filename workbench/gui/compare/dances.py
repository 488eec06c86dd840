"""The dances that were chosen, loaded and measured; without widgets, for the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import VideoKind
from core.errors import BarreError
from core.metrics.similarity import Similarity
from db.project import Project
from workbench.actions.comparing import ComparedItem, ComparedRow, compare_items, load_item
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.film import film
from workbench.gui.widgets.player.pictures import Opener
from workbench.gui.widgets.player.sound_feed import SoundFile


@dataclass(frozen=True, eq=False)
class Loaded:
    """What goes on the stage.

    Attributes:
        dances: one a pane, on the clock of the song of the first that has one.
        words: one a pane: what is said below it.
        sound: that song.
        errors: of the items that could not be loaded; they are not on the stage.
    """

    dances: tuple[Dance, ...]
    words: tuple[str, ...]
    sound: SoundFile | None
    errors: tuple[BarreError, ...]


def load(project: Project, names: Sequence[str], drawing: str) -> Loaded:
    """Load the items called `names`, the reference first, and measure the others against it."""
    items, errors = [], []
    for name in names:
        try:
            items.append(load_item(project, name))
        except BarreError as e:
            errors.append(e)
    heard = next((item for item in items if item.music_path is not None), None)
    sound = SoundFile(heard.music_path) if heard is not None and heard.music_path is not None else None
    rows = {row.name: row for row in compare_items(items).rows} if len(items) > 1 else {}
    dances = tuple(_dance(project, item, heard, drawing) for item in items)
    return Loaded(dances, tuple(_words(rows.get(item.name)) for item in items), sound, tuple(errors))


def _dance(project: Project, item: ComparedItem, heard: ComparedItem | None, drawing: str) -> Dance:
    """Return a dance on the song's clock; one to another song begins with the dance that is heard."""
    in_step = heard is not None and item.music_sha256 == heard.music_sha256
    start_s = item.music_start_s if in_step else (heard.music_start_s if heard is not None else 0.0)
    shown = _film(project, item) if drawing == "film" or item.film is not None else None
    if shown is not None:
        frame_times_s, opener = shown
        return Dance(item.label, start_s + frame_times_s - frame_times_s[0], opener)
    times_s = start_s + np.arange(item.motion.n_frames) / item.motion.fps
    return Dance(item.label, times_s, drawn(item.motion, drawing))


def _film(project: Project, item: ComparedItem) -> tuple[NDArray[np.float64], Opener] | None:
    """Return the frame times and pictures of a real dance that was filmed, or of a film that a run made."""
    if item.film is not None:
        times_s = np.arange(item.film.n_frames) / item.film.fps
        return times_s, film(item.film.path, times_s)
    noun, _, number = item.name.partition(":")
    if noun != "video":
        return None
    video = project.videos.get(int(number))
    if video.kind is not VideoKind.VIDEO:
        return None
    times_s = project.videos.times_s(video.id)
    return times_s, film(project.resolve(video.path), times_s)


def _words(row: ComparedRow | None) -> str:
    if row is None:
        return "The dance that the others are measured against"
    if row.is_film:
        return "A film, made by the run: there are no joints to measure"
    if row.similarity is None:
        return "Shares no moment of the song with the reference"
    found: Similarity = row.similarity
    lines = [
        f"distance {found.distance:.3f}, time-warped {found.dtw_distance:.3f} body sizes",
        f"cosine {found.cosine:.3f}, time-warped {found.dtw_cosine:.3f}",
    ]
    if not row.same_music:
        lines.append("To other music: compared from the first frames on")
    return "\n".join(lines)
