"""Making dances: a trained run and a song in, a motion out."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from core.entities import Generated
from core.errors import InputError
from core.media.files import check_readable, replacing, sha256_of
from core.motion import Motion
from db.project import Project
from workbench.actions.asking import music_of, wishes_of
from workbench.actions.asks import NOTHING_ASKED, Asks
from workbench.actions.dance_files import Music, check_out, write_dance
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet


def generate(
    project: Project,
    run_id: int,
    music: Path | str | None,
    out: Path | str | None = None,
    *,
    seed: int = 0,
    duration_s: float | None = None,
    start_s: float = 0.0,
    fps: float | None = None,
    asks: Asks = NOTHING_ASKED,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Generated:
    """Let a run dance to a song. The project keeps the dance; `out`, if given, gets it, too.

    Args:
        music: anything with sound that FFmpeg reads; None takes the song of the dance that is edited, or
            goes on with that of the seed motion from where it ended.
        out: ``.npz``, ``.bvh`` or ``.mp4``; an existing file is replaced.
        seed: other seeds give other dances where the model allows that.
        duration_s: how long; to the end of the song when left out.
        start_s: where in the song the dance begins; of an edited dance to its own song, where that did.
        fps: of the dance; the model's own when left out.
        asks: what else is asked for.

    Raises:
        InputError: no such run, one that does not generate or cannot do what is asked, or music or `out` that
            cannot be used.
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
    if music is None:
        music, begin_s = music_of(project, asks)
        start_s += begin_s
    song = check_readable(music)
    if out is not None:
        check_out(Path(out))
    on_progress(0.0, f"dancing to {song.name}")
    motion = _danced(
        project, run_id, song, seed=seed, duration_s=duration_s, start_s=start_s, fps=fps, asks=asks
    )
    if out is not None:  # before the project hears of the dance: where this fails, nothing has happened
        write_dance(
            motion,
            Path(out),
            music=Music(song, start_s),
            on_progress=part(on_progress, 0.5, 1),
            should_stop=should_stop,
        )
    asked = {"run": run_id, "preset": run.preset, "music": str(song), "seed": seed, "start_s": start_s}
    asked |= {"duration_s": duration_s, "fps": fps, "asks": asks.to_dict()}
    dance = _keep(project, run_id, song, motion, seed=seed, start_s=start_s, asked=asked)
    on_progress(1.0, "done")
    return dance


def new_dance_path(project: Project, suffix: str = ".npz") -> Path:
    """Return an unused name for a dance. It says nothing of the run: raters, who must not know, see it."""
    project.generated_dir.mkdir(exist_ok=True)
    while (path := project.generated_dir / f"dance-{secrets.token_hex(4)}{suffix}").exists():
        pass
    return path


def asked_of(project: Project, dance: Generated) -> dict[str, Any]:
    """Return what was asked for when a dance was made: run, preset, music, seed, start_s, duration_s, fps,
    and asks, an `Asks.to_dict`; nothing of dances that were brought from another project or made long ago.
    """
    path = asked_path(project.resolve(dance.path))
    try:
        asked = json.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, ValueError) as e:
        raise InputError(f"{path} is damaged.", "It only says what was asked for; it may be deleted.") from e
    return asked if isinstance(asked, dict) else {}


def asked_path(dance: Path) -> Path:
    """Return where it is written down what was asked for when a dance was made: beside it."""
    return dance.with_suffix(".json")


def _danced(
    project: Project,
    run_id: int,
    song: Path,
    *,
    seed: int,
    duration_s: float | None,
    start_s: float,
    fps: float | None,
    asks: Asks,
) -> Motion:
    from core.training.trained import load_trained

    wishes = wishes_of(project, asks, seed=seed)
    model = load_trained(project.runs.directory(run_id))
    return model.generate(
        song,
        duration_s=duration_s,
        start_s=start_s,
        fps=fps,
        wishes=wishes,
        cache_dir=project.cache_dir,
    )


def _keep(
    project: Project,
    run_id: int,
    song: Path,
    motion: Motion,
    *,
    seed: int,
    start_s: float,
    asked: dict[str, Any],
) -> Generated:
    """Store a dance in the project with what was asked for, or leave nothing of it."""
    from core.formats import npz

    path = new_dance_path(project)
    try:
        npz.write(path, motion)
        with replacing(asked_path(path)) as new:
            new.write_text(json.dumps(asked, indent=2), "utf-8")
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
        asked_path(path).unlink(missing_ok=True)
        raise
