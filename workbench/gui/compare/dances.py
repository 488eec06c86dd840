"""The dances that were chosen, loaded and measured; without widgets, for the background."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.entities import VideoKind
from core.errors import BarreError, InputError
from core.metrics.beat_errors import beat_errors
from core.metrics.pose_error import joint_errors
from core.metrics.similarity import Similarity
from core.motion import Motion
from db.project import Project
from workbench.actions.beats import mended_grid
from workbench.actions.comparing import ComparedItem, ComparedRow, compare_items, load_item
from workbench.gui.compare.strip import NOTHING_HEARD, ComparedErrors, Heard
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.film import film
from workbench.gui.widgets.player.pictures import Opener
from workbench.gui.widgets.player.sound_feed import SoundFile
from workbench.gui.widgets.timeline.levels import Extremes


@dataclass(frozen=True)
class Showing:
    """How the dances are to be seen.

    Attributes:
        drawing: ``"doll"``, ``"sticks"``, or ``"film"`` where there is one.
        overlaid: in one picture, over one another, instead of side by side.
        mirrored: all but the first as in a mirror: whoever faces one's teacher dances so.
    """

    drawing: str = "doll"
    overlaid: bool = False
    mirrored: bool = False


@dataclass(frozen=True, eq=False)
class Loaded:
    """What goes on the stage.

    Attributes:
        items: the dances; the first real one, or the first, is the reference.
        dances: one a pane, on the clock of the song of the first that has one.
        words: one a pane: what is said below it.
        sound: that song.
        heard: its waveform and beats on the clock.
        compared: of each dance that shares a moment with the reference: where it differs.
        errors: of the items that could not be loaded; they are not on the stage.
    """

    items: tuple[ComparedItem, ...] = ()
    dances: tuple[Dance, ...] = ()
    words: tuple[str, ...] = ()
    sound: SoundFile | None = None
    heard: Heard = NOTHING_HEARD
    compared: tuple[ComparedErrors, ...] = ()
    errors: tuple[BarreError, ...] = ()


def load(project: Project, names: Sequence[str], showing: Showing) -> Loaded:
    """Load the items called `names`, the reference first, and measure the others against it."""
    items, errors = list[ComparedItem](), list[BarreError]()
    for name in names:
        try:
            item = load_item(project, name)
        except BarreError as e:
            errors.append(e)
        else:
            turned = showing.mirrored and items
            items.append(replace(item, motion=item.motion.mirrored()) if turned else item)
    clock = next((item for item in items if item.music_path is not None), None)
    heard = NOTHING_HEARD
    if clock is not None:
        try:
            heard = _heard(project, clock)
        except BarreError as e:
            errors.append(e)
    sound = SoundFile(clock.music_path) if clock is not None and clock.music_path is not None else None
    rows = {row.name: row for row in compare_items(items).rows} if len(items) > 1 else {}
    words = [_words(rows.get(item.name)) for item in items]
    drawable = [item for item in items if item.film is None]
    if showing.overlaid and len(drawable) > 1:
        dances, words = (_overlaid(drawable, clock, showing.drawing),), ["\n".join(_colours(drawable))]
    else:
        dances = tuple(_dance(project, item, clock, showing) for item in items)
    compared = _compared(items, clock, heard)
    return Loaded(tuple(items), dances, tuple(words), sound, heard, compared, tuple(errors))


def _start_s(item: ComparedItem, clock: ComparedItem | None) -> float:
    """Return when a dance begins on the song's clock; one to another song begins with that song's dance."""
    in_step = clock is not None and item.music_sha256 == clock.music_sha256
    return item.music_start_s if in_step else (clock.music_start_s if clock is not None else 0.0)


def _times_s(item: ComparedItem, clock: ComparedItem | None) -> NDArray[np.float64]:
    return _start_s(item, clock) + np.arange(item.motion.n_frames) / item.motion.fps


def _dance(project: Project, item: ComparedItem, clock: ComparedItem | None, showing: Showing) -> Dance:
    shown = _film(project, item) if showing.drawing == "film" or item.film is not None else None
    if shown is not None:
        frame_times_s, opener = shown
        return Dance(item.label, _start_s(item, clock) + frame_times_s - frame_times_s[0], opener)
    return Dance.drawn(item.label, _times_s(item, clock), partial(drawn, item.motion, showing.drawing))


def _overlaid(items: Sequence[ComparedItem], clock: ComparedItem | None, drawing: str) -> Dance:
    """Return one picture of all dances, at the moments of the first."""
    first = items[0]
    times_s = _times_s(first, clock)
    motions = [first.motion]
    for item in items[1:]:
        frames = (times_s - _start_s(item, clock)) * item.motion.fps
        there = (frames >= 0) & (frames <= item.motion.n_frames - 1)
        positions = np.where(there[:, None, None], item.motion.at_frames(frames).positions, np.nan)
        motions.append(Motion(positions, first.motion.fps, item.motion.skeleton))
    title = f"{first.label}, with {len(items) - 1} over it"
    return Dance.drawn(title, times_s, partial(drawn, motions, drawing))


def _colours(items: Sequence[ComparedItem]) -> list[str]:
    """Say which of the coloured sticks is which dance."""
    names = ("green", "purple", "orange", "blue", "pink")
    return [
        f"{names[i % len(names)]}: {item.label}" + (" (stands where the first stands)" if not i else "")
        for i, item in enumerate(items[1:])
    ]


def _heard(project: Project, clock: ComparedItem) -> Heard:
    """Return waveform and beats of the song; beats as people mended them, where they did."""
    from core.audio.found import found_grid
    from core.audio.waveform import BINS_PER_S, waveform

    song = clock.music_path
    if song is None:
        return NOTHING_HEARD
    sound = Extremes.of(waveform(song, cache_dir=project.cache_dir), BINS_PER_S)
    return Heard(sound, mended_grid(project, clock.music_sha256) or found_grid(song, project.cache_dir))


def _compared(
    items: Sequence[ComparedItem], clock: ComparedItem | None, heard: Heard
) -> tuple[ComparedErrors, ...]:
    """Measure each dance against the first, beat by beat, where they share a moment."""
    found = []
    for item in items[1:]:
        reference, start_s = items[0], max(_start_s(items[0], clock), _start_s(item, clock))
        parts = [_from(each, start_s - _start_s(each, clock)) for each in (reference, item)]
        beats_s = heard.grid.beats_s - start_s if heard.grid is not None else np.zeros(0)
        with suppress(InputError):  # they share no moment, or no joint: there is nothing to show
            found.append(ComparedErrors(item.label, beat_errors(joint_errors(*parts), beats_s), start_s))
    return tuple(found)


def _from(item: ComparedItem, after_s: float) -> Motion:
    return item.motion.slice(round(after_s * item.motion.fps), item.motion.n_frames)


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
