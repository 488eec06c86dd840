"""Putting dances to the same music side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.entities import Generated, Video
from core.errors import InputError
from core.metrics.similarity import Similarity, similarity
from core.motion import Motion
from core.skeleton import skeleton
from db.project import Project
from workbench.actions.motions import motion_of_generated, motion_of_video
from workbench.actions.sounds import sound_of


@dataclass(frozen=True, eq=False)
class ComparedItem:
    """A dance on the clock of its song.

    Attributes:
        name: as it was asked for, for example ``"video:3"``.
        label: for people.
        motion: the dance; without frames for a film that a run made, which has no joints.
        is_real: danced by somebody, not generated.
        run_id: the run that made it.
        music_path: its song; None without one.
        music_sha256: of the song; equal where two dances are to the same recording.
        music_start_s: where in the song frame 0 is heard.
        film: that film; None for a motion.
    """

    name: str
    label: str
    motion: Motion
    is_real: bool
    run_id: int | None = None
    music_path: Path | None = None
    music_sha256: str | None = None
    music_start_s: float = 0.0
    film: GeneratedFilm | None = None

    @property
    def n_frames(self) -> int:
        return self.motion.n_frames if self.film is None else self.film.n_frames


@dataclass(frozen=True)
class GeneratedFilm:
    """A film that a run made; frame t is shown at t / fps."""

    path: Path
    fps: float
    n_frames: int


@dataclass(frozen=True)
class ComparedRow:
    """How one dance compares with the reference.

    Attributes:
        same_music: both are to the same recording, and were laid over each other on its clock; otherwise
            they were compared from their first frames.
        similarity: None when the two share no time, or one is a film.
        is_film: it is a film that a run made.
    """

    name: str
    label: str
    n_frames: int
    same_music: bool
    similarity: Similarity | None
    is_film: bool = False


@dataclass(frozen=True)
class Comparison:
    """Every item against the reference: the first real dance, or the first item when none is real."""

    reference: str
    rows: tuple[ComparedRow, ...]


def load_item(project: Project, name: str) -> ComparedItem:
    """Return what ``run:N`` (its newest dance), ``video:N``, ``generated:N`` or a motion file stands for.

    Raises:
        InputError: there is no such thing, or it has no motion.
    """
    noun, colon, number = name.partition(":")
    if colon and noun in ("run", "video", "generated"):
        if not number.isdigit():
            raise InputError(f"{name!r} names no {noun}.", f"Write for example {noun}:1.")
        return _LOADERS[noun](project, name, int(number))
    return _of_file(Path(name), name)


def compare(project: Project, names: Sequence[str]) -> Comparison:
    """Compare dances: each one's similarity to the reference; see `Comparison`."""
    return compare_items([load_item(project, name) for name in names])


def in_order(comparison: Comparison, names: Sequence[str]) -> list[str]:
    """Return the names of the compared dances, the reference first."""
    return [comparison.reference, *(name for name in names if name != comparison.reference)]


def compare_items(items: Sequence[ComparedItem]) -> Comparison:
    """Compare loaded dances; `InputError` for fewer than two."""
    if len(items) < 2:
        raise InputError("Comparing takes at least two dances.", "For example: barre compare P video:1 run:2")
    reference = next((item for item in items if item.is_real), items[0])
    return Comparison(reference.name, tuple(_row(reference, item) for item in items if item is not reference))


def _row(reference: ComparedItem, item: ComparedItem) -> ComparedRow:
    same_music = item.music_sha256 is not None and item.music_sha256 == reference.music_sha256
    ours, theirs = item.motion, reference.motion
    if same_music:
        ours, theirs = overlap(item, reference)
    found = similarity(theirs, ours) if ours.n_frames and theirs.n_frames else None
    return ComparedRow(item.name, item.label, item.n_frames, same_music, found, item.film is not None)


def overlap(a: ComparedItem, b: ComparedItem) -> tuple[Motion, Motion]:
    """Return the parts of two dances that are heard at the same time."""
    start_s = max(a.music_start_s, b.music_start_s)
    end_s = min(item.music_start_s + item.motion.duration_s for item in (a, b))
    part_a, part_b = (
        item.motion.slice(
            round((start_s - item.music_start_s) * item.motion.fps),
            max(0, round((end_s - item.music_start_s) * item.motion.fps)),
        )
        for item in (a, b)
    )
    return part_a, part_b


def _of_run(project: Project, name: str, run_id: int) -> ComparedItem:
    run = project.runs.get(run_id)
    dances = project.generated.all(run_id)
    if not dances:
        raise InputError(
            f"Run {run_id} ({run.preset}) has made no dance yet.",
            f"First: barre generate P --run {run_id} --music FILE --out dance.npz",
        )
    return _of_dance(project, name, dances[-1])


def _of_generated(project: Project, name: str, generated_id: int) -> ComparedItem:
    return _of_dance(project, name, project.generated.get(generated_id))


def _of_dance(project: Project, name: str, dance: Generated) -> ComparedItem:
    run = project.runs.get(dance.run_id)
    return ComparedItem(
        name,
        f"{run.name} (run {run.id}), dance {dance.id}",
        _without_frames(dance.fps) if dance.is_film else motion_of_generated(project, dance),
        is_real=False,
        run_id=run.id,
        music_path=project.resolve(dance.music_path) if dance.music_path else None,
        music_sha256=dance.music_sha256 or None,
        music_start_s=dance.music_start_s,
        film=GeneratedFilm(project.resolve(dance.path), dance.fps, dance.n_frames) if dance.is_film else None,
    )


def _without_frames(fps: float) -> Motion:
    body = skeleton("blazepose33")
    return Motion(np.zeros((0, len(body.joints), 3), np.float32), fps, body)


def _of_video(project: Project, name: str, video_id: int) -> ComparedItem:
    video: Video = project.videos.get(video_id)
    motion = motion_of_video(project, video_id)
    sound = sound_of(project, video)
    if sound is None:
        return ComparedItem(name, video.name, motion, is_real=True)
    start_s = float(project.videos.times_s(video_id)[0]) + sound.shift_s
    return ComparedItem(
        name,
        video.name,
        motion,
        is_real=True,
        music_path=sound.path,
        music_sha256=sound.sha256,
        music_start_s=start_s,
    )


def _of_file(path: Path, name: str) -> ComparedItem:
    from core.formats import read_motion

    if not path.exists():
        raise InputError(
            f"There is nothing called {name!r} to compare.",
            "An item is run:N, video:N, generated:N or a motion file.",
        )
    return ComparedItem(name, path.stem, read_motion(path).motion, is_real=True)


_LOADERS = {"run": _of_run, "video": _of_video, "generated": _of_generated}
