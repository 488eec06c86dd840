"""The beats of a video, and mending them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.audio.grid import BeatGrid
from core.audio.grid_edits import Edit, Mend
from core.audio.taps import continued, from_taps, tap_again
from core.entities import GridChange, Segment, Video
from core.errors import InputError, MediaError
from db.project import Project
from workbench.actions.labels import span_s, user_name
from workbench.actions.sounds import sound_of


def grid_of(project: Project, video: Video) -> BeatGrid | None:
    """Return the beats of a video: as people mended them, else as an earlier job found them in its sound.

    None where nobody has listened yet (queue a job "previews", or call `listened_grid`), where there is no
    sound, or where less than two beats are heard. No heavy library is loaded.

    Raises:
        MediaError: the sound is gone or cannot be read.
    """
    from core.audio.found import found_grid

    mended = project.beat_grids.current(video.id)
    sound = sound_of(project, video)
    if mended is not None or sound is None:
        return mended
    return found_grid(sound.path, project.cache_dir, shift_s=sound.shift_s)


def mended_grid(project: Project, music_sha256: str | None) -> BeatGrid | None:
    """Return the beats of a recording as people mended them in any video to it, in seconds of the recording.

    None where nobody did.
    """
    for summary in project.videos.summaries() if music_sha256 else ():
        grid = project.beat_grids.current(summary.video.id)
        sound = sound_of(project, summary.video) if grid is not None else None
        if grid is not None and sound is not None and sound.sha256 == music_sha256:
            return replace(grid, beats_s=grid.beats_s + sound.shift_s)
    return None


def listened_grid(project: Project, video: Video) -> BeatGrid | None:
    """Return `grid_of`, after listening to the sound where nobody has; takes seconds then.

    Raises:
        MediaError: the sound is gone or cannot be read.
    """
    from core.audio.beats import find_beats

    sound = sound_of(project, video)
    if sound is not None and project.beat_grids.current(video.id) is None:
        find_beats(sound.path, project.cache_dir)
    return grid_of(project, video)


def counts_of(project: Project, segment: Segment) -> tuple[str, str] | None:
    """Return the edges of a segment as dancers count them, bar.beat; None where no beats are known.

    Sound that is gone is no fault: the label is there all the same.
    """
    with suppress(MediaError):
        grid = grid_of(project, project.videos.get(segment.video_id))
        if grid is not None:
            return str(grid.count(segment.start_s)), str(grid.count(segment.end_s))
    return None


def mend_grid(project: Project, video: Video, edit: Edit, annotator: str | None = None) -> GridChange:
    """Edit the beats of a video; the segments of all annotators follow, in the same transaction.

    Args:
        edit: for example ``lambda grid: move_beat(grid, 4, 2.13)``; see `core.audio.grid_edits`.

    Raises:
        InputError: there are no beats yet, the edit cannot be, or somebody changed the beats meanwhile.
    """
    before = grid_of(project, video)
    if before is None:
        raise InputError(
            f"No beats of {video.name} are known yet.", "Find them with `barre beats`, or tap along."
        )
    return put_mend(project, video, edit(before), annotator)


def put_mend(project: Project, video: Video, mend: Mend, annotator: str | None = None) -> GridChange:
    """Put an edited grid in force; what undoing needs is in the change: `take_back` of `project.beat_grids`.

    Raises:
        InputError: somebody changed the beats since `mend.before`.
    """
    within = span_s(project, video)
    return project.beat_grids.mend(video.id, mend, annotator or user_name(), within=within)


def tap_mend(
    project: Project, video: Video, taps_s: NDArray[np.float64], *, lag_s: float = 0.0, beats_per_bar: int = 4
) -> Mend:
    """Return the edit that taps along a video mean, for `put_mend`.

    They take the place of the beats between the first and the last tap. Where no beats are known they are the
    beats of the whole video: the first tap begins a bar, and the tempo goes on before and after.

    Args:
        taps_s: (N,) media time, seconds.
        lag_s: how late the annotator taps (`core.audio.taps.learn_lag`); taken off.
        beats_per_bar: for a video whose beats are not known.

    Raises:
        InputError: too few taps.
    """
    before, taps_s = grid_of(project, video), np.asarray(taps_s, np.float64) - lag_s
    if before is not None:
        return tap_again(before, taps_s)
    tapped = from_taps(taps_s, beats_per_bar=beats_per_bar)
    return Mend(None, continued(tapped, *span_s(project, video)))
