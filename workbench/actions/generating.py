"""Making dances: a trained run and a song in, a motion out."""

from __future__ import annotations

import secrets
from pathlib import Path

from core.entities import Generated
from core.errors import InputError
from core.media.files import check_readable, sha256_of
from core.motion import Motion
from db.project import Project
from workbench.actions.dance_files import Music, check_out, write_dance
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet


def generate(
    project: Project,
    run_id: int,
    music: Path | str,
    out: Path | str | None = None,
    *,
    seed: int = 0,
    duration_s: float | None = None,
    start_s: float = 0.0,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Generated:
    """Let a run dance to a song. The project keeps the dance; `out`, if given, gets it, too.

    Args:
        music: anything with sound that FFmpeg reads.
        out: ``.npz``, ``.bvh`` or ``.mp4``; an existing file is replaced.
        seed: other seeds give other dances where the model allows that.
        duration_s: how long; to the end of the song when left out.
        start_s: where in the song the dance begins.

    Raises:
        InputError: no such run, one that does not generate, or music or `out` that cannot be used.
        ModelError: the run has no finished checkpoint.
        StoreError: the dance or `out` cannot be written; the project is as it was.
        Cancelled: when asked to stop; the project is as it was.
    """
    run = project.runs.get(run_id)
    if run.task != "generate":
        raise InputError(
            f"Run {run_id} ({run.preset}) tells styles apart; it makes no dances."
            if run.task == "classify"
            else f"Run {run_id} ({run.preset}) makes films of films; it does not dance to music.",
            "Choose a run of a generator: `barre runs P`.",
        )
    song = check_readable(music)
    if out is not None:
        check_out(Path(out))
    on_progress(0.0, f"dancing to {song.name}")
    motion = _danced(project, run_id, song, seed=seed, duration_s=duration_s, start_s=start_s)
    if out is not None:  # before the project hears of the dance: where this fails, nothing has happened
        write_dance(
            motion,
            Path(out),
            music=Music(song, start_s),
            on_progress=part(on_progress, 0.5, 1),
            should_stop=should_stop,
        )
    dance = _keep(project, run_id, song, motion, seed=seed, start_s=start_s)
    on_progress(1.0, "done")
    return dance


def motion_of_generated(project: Project, dance: Generated) -> Motion:
    """Read a generated dance; `MediaError` when its file is gone or damaged, `InputError` for a film."""
    from core.formats import npz

    if dance.is_film:
        raise InputError(f"Dance {dance.id} is a film; it has no joints.", "Look at it on the Compare page.")
    return npz.read(project.resolve(dance.path)).motion


def new_dance_path(project: Project, suffix: str = ".npz") -> Path:
    """Return an unused name for a dance. It says nothing of the run: raters, who must not know, see it."""
    project.generated_dir.mkdir(exist_ok=True)
    while (path := project.generated_dir / f"dance-{secrets.token_hex(4)}{suffix}").exists():
        pass
    return path


def _danced(
    project: Project, run_id: int, song: Path, *, seed: int, duration_s: float | None, start_s: float
) -> Motion:
    from core.training.trained import load_trained
    from core.training.wishes import Wishes

    model = load_trained(project.runs.directory(run_id))
    return model.generate(
        song,
        duration_s=duration_s,
        start_s=start_s,
        wishes=Wishes(seed=seed),
        cache_dir=project.cache_dir,
    )


def _keep(
    project: Project, run_id: int, song: Path, motion: Motion, *, seed: int, start_s: float
) -> Generated:
    """Store a dance in the project, or leave nothing of it."""
    from core.formats import npz

    path = new_dance_path(project)
    try:
        npz.write(path, motion)
        return project.generated.add(
            run_id,
            path=str(path),
            sha256=sha256_of(path),
            music_path=str(song),
            music_sha256=sha256_of(song),
            music_start_s=start_s,
            seed=seed,
            fps=motion.fps,
            n_frames=motion.n_frames,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
