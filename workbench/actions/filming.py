"""Making films: a trained run goes on with one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.film import Film
from core.entities import Generated, VideoKind
from core.errors import Cancelled, InputError
from core.media.files import replacing, sha256_of
from db.project import Project
from workbench.actions.dance_files import Music, check_out
from workbench.actions.films import film_of, film_of_file
from workbench.actions.generating import new_dance_path
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet
from workbench.actions.sounds import sound_of

if TYPE_CHECKING:
    from core.entities import Run

FILM = ".mp4"


@dataclass(frozen=True, eq=False)
class Shown:
    """A film that a run is asked about: its pictures, their rate, and what is heard with them.

    Attributes:
        music: heard from its `start_s` on with the film's first picture; None where it is silent.
    """

    name: str
    film: Film
    fps: float
    music: Music | None

    def since(self, start_s: float) -> Shown:
        """Return the film from a moment on, seconds after its beginning."""
        first = int(np.searchsorted(self.film.times_s, self.film.times_s[0] + start_s - 1e-6))
        if first >= self.film.n_frames:
            lasts_s = self.film.n_frames / self.fps
            raise InputError(
                f"{self.name} lasts {lasts_s:.1f} s; there is nothing at {start_s:g} s.",
                "Begin earlier.",
            )
        times_s = self.film.times_s[first:]
        skipped_s = float(times_s[0] - self.film.times_s[0])
        music = Music(self.music.path, self.music.start_s + skipped_s) if self.music else None
        film = Film(
            self.film.path, self.film.sha256, times_s, self.film.size_px, cache_dir=self.film.cache_dir
        )
        return replace(self, film=film, music=music)

    def up_to(self, n_frames: int) -> Film:
        """Return its first frames; without its cache, as they are few."""
        film = self.film
        return Film(film.path, film.sha256, film.times_s[:n_frames], film.size_px)


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
    """Let a run go on with a film from a few given frames. The project keeps what it makes of it.

    Args:
        source: ``video:N`` or ``N`` of the project, or a film file.
        out: ``.mp4``; an existing file is replaced.
        seed, temperature: of a run with a mixture density head; see `core.models.silhouette_rnn`.
        duration_s: of the new film, the given frames included; as long as the old one when left out.
        start_s: where in the film the given frames are, seconds after its beginning.

    Raises:
        InputError: no such run or film, one that does not continue films, or arguments that cannot be met.
        ModelError: the run has no finished checkpoint.
        MediaError: the film cannot be read.
        StoreError: the film or `out` cannot be written; the project is as it was.
        Cancelled: when asked to stop; the project is as it was.
    """
    run = run_for(project, run_id, "continue")
    check_film_out(out)
    shown = shown_film(project, source).since(start_s)
    on_progress(0.0, f"looking at {shown.name}")
    from core.silhouette.drawing import draw_silhouette
    from core.training.continuing import continue_film as go_on
    from core.training.trained import load_trained

    model = load_trained(project.runs.directory(run.id))
    every, n_given = int(model.reader.every), int(model.reader.given)
    fps = shown.fps / every
    seconds = shown.film.n_frames / shown.fps if duration_s is None else duration_s
    n_frames = round(seconds * fps) - n_given
    if n_frames < 1:
        raise InputError(
            f"{seconds:.1f} s are no more than the {n_given} frames that the run is given.", "Ask for more."
        )
    given, following = go_on(
        model, shown.up_to(n_given * every), n_frames=n_frames, temperature=temperature, seed=seed
    )

    def pictures() -> Iterator[NDArray[np.uint8]]:
        yield from (draw_silhouette(picture, given=True) for picture in given.astype(np.float32))
        yield from (draw_silhouette(picture) for picture in following)

    return keep_film(
        project, run, pictures(), n_frames=n_given + n_frames, fps=fps, music=shown.music, seed=seed, out=out,
        on_progress=on_progress, should_stop=should_stop,
    )  # fmt: skip


def run_for(project: Project, run_id: int, task: str) -> Run:
    """Return a run of a task; `InputError` for one of another."""
    run = project.runs.get(run_id)
    if run.task != task:
        raise InputError(
            f"Run {run_id} ({run.preset}) {_DOES.get(run.task, 'does something else')}.", _ASK[task]
        )
    return run


_DOES = {
    "classify": "tells styles apart; it makes nothing",
    "generate": "dances to music",
    "continue": "continues films",
}
_ASK = {"continue": "Choose a run of silhouette-rnn: `barre runs P`."}


def check_film_out(out: Path | str | None) -> None:
    """Raise `InputError` for a name that is no film's, or a place that takes no file."""
    if out is None:
        return
    if Path(out).suffix.lower() != FILM:
        raise InputError(f"{out} cannot be written: this run makes films.", "Let the name end in .mp4.")
    check_out(Path(out))


def shown_film(project: Project, source: str) -> Shown:
    """Return what ``video:N``, ``N`` or a film file shows; `InputError` for a motion file."""
    noun, colon, number = source.rpartition(":")
    if number.isdigit() and (not colon or noun == "video"):
        video = project.videos.get(int(number))
        film = film_of(project, video)
        if film is None or video.kind is not VideoKind.VIDEO:
            raise InputError(
                f"{video.name} is a motion; it has no pictures.", "Choose a film: `barre videos P`."
            )
        sound = sound_of(project, video)
        music = Music(sound.path, float(film.times_s[0]) + sound.shift_s) if sound else None
        return Shown(video.name, film, video.fps, music)
    return _file_shown(project, Path(source))


def _file_shown(project: Project, path: Path) -> Shown:
    from core.media.probe import probe

    info = probe(path)
    film = film_of_file(path, project.cache_dir)
    music = Music(film.path, float(film.times_s[0])) if info.has_audio else None
    return Shown(path.name, film, info.fps, music)


def keep_film(
    project: Project,
    run: Run,
    pictures: Iterator[NDArray[np.uint8]],
    *,
    n_frames: int,
    fps: float,
    music: Music | None,
    seed: int,
    out: Path | str | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> Generated:
    """Write (H, W, 3) uint8 RGB pictures as a film with its music into the project, and a copy to `out`.

    Nothing is left of it where anything fails.
    """
    path = new_dance_path(project, FILM)
    try:
        _write(path, pictures, n_frames, fps, music, on_progress, should_stop)
        if out is not None:
            with replacing(Path(out)) as partial:
                shutil.copyfile(path, partial)
        made = project.generated.add(
            run.id,
            path=str(path),
            sha256=sha256_of(path),
            music_path=str(music.path) if music else "",
            music_sha256=sha256_of(music.path) if music else "",
            music_start_s=music.start_s if music else 0.0,
            seed=seed,
            fps=fps,
            n_frames=n_frames,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    on_progress(1.0, "done")
    return made


def _write(
    path: Path,
    pictures: Iterator[NDArray[np.uint8]],
    n_frames: int,
    fps: float,
    music: Music | None,
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> None:
    from core.media.writer import VideoWriter
    from core.render.film import music_of

    first = next(pictures)
    audio = music_of(music.path, music.start_s, n_frames / fps) if music else None
    height, width = first.shape[:2]
    with VideoWriter(path, width=width, height=height, fps=fps, audio=audio) as film:
        film.write(first)
        for done, picture in enumerate(pictures, 1):
            if should_stop():
                raise Cancelled
            film.write(picture)
            on_progress(done / n_frames, "drawing")
