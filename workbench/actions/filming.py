"""Making films: a trained run goes on with one, or shows its person in given poses."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.entities import Generated
from core.errors import Cancelled, InputError
from core.media.files import replacing, sha256_of
from db.project import Project
from workbench.actions.dance_files import Music, check_out
from workbench.actions.film_sources import Posed, Shown, posed, shown_film
from workbench.actions.generating import new_dance_path
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

if TYPE_CHECKING:
    from core.entities import Run
    from core.training.trained import TrainedModel

FILM = ".mp4"


def make_film(
    project: Project,
    run_id: int,
    source: str,
    out: Path | str | None = None,
    *,
    seed: int = 0,
    temperature: float = 1.0,
    duration_s: float | None = None,
    start_s: float = 0.0,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Generated:
    """Let a run make a film, which the project keeps: go on with one, or show its person in given poses.

    Args:
        source: of a run that goes on with films ``video:N``, ``N`` or a film file; of one that shows a person
            ``video:N``, ``generated:N`` or a motion file.
        out: ``.mp4``; an existing file is replaced.
        seed, temperature: of a run with a mixture density head; see `core.models.silhouette_rnn`.
        duration_s: of the new film, given frames included; as long as the source when left out.
        start_s: where in the source it begins, seconds after its beginning.

    Raises:
        InputError: no such run or source, one that makes no films, or arguments that cannot be met.
        ModelError: the run has no finished checkpoint.
        MediaError: the source cannot be read.
        StoreError: the film or `out` cannot be written; the project is as it was.
        Cancelled: when asked to stop; the project is as it was.
    """
    run = project.runs.get(run_id)
    if run.task not in _MAKERS:
        raise InputError(
            f"Run {run_id} ({run.preset}) {_DOES.get(run.task, 'does something else')}.",
            "Choose a run of silhouette-rnn or pix2pixhd: `barre runs P`.",
        )
    _check_out(out)
    on_progress(0.0, f"looking at {source}")
    from core.training.trained import load_trained

    model = load_trained(project.runs.directory(run.id))
    if run.task == "continue":
        made = _continued(
            model, shown_film(project, source).since(start_s), duration_s, seed=seed, temperature=temperature
        )
    else:
        made = _shown(model, posed(project, source).part(start_s, duration_s))
    return _keep(project, run, made, seed, out, on_progress, should_stop)


@dataclass(frozen=True, eq=False)
class _Made:
    """A film about to be written: (H, W, 3) uint8 RGB pictures, and what is heard with them."""

    pictures: Iterator[NDArray[np.uint8]]
    n_frames: int
    fps: float
    music: Music | None


def _continued(
    model: TrainedModel, shown: Shown, duration_s: float | None, *, seed: int, temperature: float
) -> _Made:
    from core.silhouette.drawing import draw_silhouette
    from core.training.continuing import continue_film

    n_given, fps = int(model.reader.given), shown.fps / int(model.reader.every)
    seconds = shown.film.n_frames / shown.fps if duration_s is None else duration_s
    n_frames = round(seconds * fps)
    if n_frames <= n_given:
        raise InputError(
            f"{seconds:.1f} s are no more than the {n_given} frames that the run is given.", "Ask for more."
        )
    given, following = continue_film(
        model, shown.film, n_frames=n_frames - n_given, temperature=temperature, seed=seed
    )
    drawn = (draw_silhouette(picture, given=True) for picture in given.astype(np.float32))
    return _Made(chain(drawn, map(draw_silhouette, following)), n_frames, fps, shown.music)


def _shown(model: TrainedModel, poses: Posed) -> _Made:
    from core.training.rendering import show_person

    pictures = show_person(model, poses.joints_px, poses.skeleton)
    return _Made(pictures, len(poses.joints_px), poses.fps, poses.music)


_MAKERS = ("continue", "render")
_DOES = {"classify": "tells styles apart; it makes nothing", "generate": "dances to music"}


def _check_out(out: Path | str | None) -> None:
    """Raise `InputError` for a name that is no film's, or a place that takes no file."""
    if out is None:
        return
    if Path(out).suffix.lower() != FILM:
        raise InputError(f"{out} cannot be written: this run makes films.", "Let the name end in .mp4.")
    check_out(Path(out))


def _keep(
    project: Project,
    run: Run,
    made: _Made,
    seed: int,
    out: Path | str | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> Generated:
    """Write a film into the project, and a copy to `out`; nothing is left of it where anything fails."""
    path, music = new_dance_path(project, FILM), made.music
    try:
        _write(path, made, on_progress, should_stop)
        if out is not None:
            with replacing(Path(out)) as partial:
                shutil.copyfile(path, partial)
        kept = project.generated.add(
            run.id,
            path=str(path),
            sha256=sha256_of(path),
            music_path=str(music.path) if music else "",
            music_sha256=sha256_of(music.path) if music else "",
            music_start_s=music.start_s if music else 0.0,
            seed=seed,
            fps=made.fps,
            n_frames=made.n_frames,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    on_progress(1.0, "done")
    return kept


def _write(path: Path, made: _Made, on_progress: OnProgress, should_stop: ShouldStop) -> None:
    from core.media.writer import VideoWriter
    from core.render.film import music_of

    music = made.music
    first = next(made.pictures)
    audio = music_of(music.path, music.start_s, made.n_frames / made.fps) if music else None
    height, width = first.shape[:2]
    with VideoWriter(path, width=width, height=height, fps=made.fps, audio=audio) as film:
        for done, picture in enumerate(chain([first], made.pictures), 1):
            if should_stop():
                raise Cancelled
            film.write(picture)
            on_progress(done / made.n_frames, "drawing")
