"""The dances that were chosen, loaded and measured; without widgets, for the background."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.errors import BarreError, InputError
from core.metrics.beat_errors import beat_errors
from core.metrics.pose_error import joint_errors
from core.metrics.similarity import Similarity
from core.motion import Motion
from db.project import Project
from workbench.actions.beats import mended_grid
from workbench.actions.comparing import ComparedItem, ComparedRow, compare_items, load_item
from workbench.actions.staging import Clock, Showing, Staged, mirrored, staged
from workbench.gui.compare.strip import NOTHING_HEARD, ComparedErrors, Heard
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.film import film
from workbench.gui.widgets.player.sound_feed import SoundFile
from workbench.gui.widgets.timeline.levels import Extremes


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


def load(project: Project, names: Sequence[str], showing: Showing, *, measures: bool = True) -> Loaded:
    """Load the items called `names`, the reference first, and measure the others against it.

    Args:
        measures: without it they are only shown, which is many times faster.
    """
    items, errors = list[ComparedItem](), list[BarreError]()
    for name in names:
        try:
            items.append(load_item(project, name))
        except BarreError as e:
            errors.append(e)
    items = mirrored(items) if showing.mirrored else items
    clock, heard = Clock(items), NOTHING_HEARD
    try:
        heard = _heard(project, clock)
    except BarreError as e:
        errors.append(e)
    shown = staged(project, items, showing)
    song = clock.heard.music_path if clock.heard is not None else None
    return Loaded(
        tuple(items),
        dances=tuple(map(_dance, shown)),
        words=tuple(_words_below(items, shown) if measures else [""] * len(shown)),
        sound=SoundFile(song) if song is not None else None,
        heard=heard,
        compared=_compared(items, clock, heard) if measures else (),
        errors=tuple(errors),
    )


def _dance(shown: Staged) -> Dance:
    if shown.film is not None:
        return Dance(shown.title, shown.times_s, film(*shown.film))
    return Dance.drawn(shown.title, shown.times_s, partial(drawn, shown.motions, shown.drawing))


def _heard(project: Project, clock: Clock) -> Heard:
    """Return waveform and beats of the song; beats as people mended them, where they did."""
    from core.audio.found import found_grid
    from core.audio.waveform import BINS_PER_S, waveform

    item = clock.heard
    if item is None or item.music_path is None:
        return NOTHING_HEARD
    sound = Extremes.of(waveform(item.music_path, cache_dir=project.cache_dir), BINS_PER_S)
    grid = mended_grid(project, item.music_sha256) or found_grid(item.music_path, project.cache_dir)
    return Heard(sound, grid)


def _compared(items: Sequence[ComparedItem], clock: Clock, heard: Heard) -> tuple[ComparedErrors, ...]:
    """Measure each dance against the first, beat by beat, where they share a moment."""
    found = []
    for item in items[1:]:
        start_s = max(clock.start_s(items[0]), clock.start_s(item))
        parts = [_from(each, start_s - clock.start_s(each)) for each in (items[0], item)]
        beats_s = heard.grid.beats_s - start_s if heard.grid is not None else np.zeros(0)
        with suppress(InputError):  # they share no moment, or no joint: there is nothing to show
            found.append(ComparedErrors(item.label, beat_errors(joint_errors(*parts), beats_s), start_s))
    return tuple(found)


def _from(item: ComparedItem, after_s: float) -> Motion:
    return item.motion.slice(round(after_s * item.motion.fps), item.motion.n_frames)


def _words_below(items: Sequence[ComparedItem], shown: Sequence[Staged]) -> list[str]:
    if len(shown) == 1 and shown[0].note:
        return [shown[0].note]
    rows = {row.name: row for row in compare_items(items).rows} if len(items) > 1 else {}
    return [_words(rows.get(item.name)) for item in items]


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
