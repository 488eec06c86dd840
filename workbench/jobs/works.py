"""What each kind of job does: its arguments, handed to the action that the commands use, too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from core.errors import JobError, MediaError
from workbench.jobs.context import JobContext
from workbench.jobs.local import start_queued

# What a row may say of a dance. No `out`: a row comes with the project, which may be a stranger's, and must
# not choose where on this machine a file is written.
_OF_DANCE: Mapping[str, tuple[type, ...]] = {
    "music": (str, type(None)),
    "seed": (int,),
    "duration_s": (int, float, type(None)),
    "start_s": (int, float),
    "fps": (int, float, type(None)),
    "asks": (dict,),
}

_OF_FILM: Mapping[str, tuple[type, ...]] = {
    "source": (str,),
    "seed": (int,),
    "duration_s": (int, float, type(None)),
    "start_s": (int, float),
}


def pose(context: JobContext) -> None:
    """Find people in a film; `args["people"]` at most, and with `args["force"]` even if some were found."""
    from workbench.actions.posing import extract_poses

    report = extract_poses(
        context.project,
        _named(context, context.job.video_id, "video"),
        people=int(context.job.args.get("people", 1)),
        force=bool(context.job.args.get("force", False)),
        on_progress=context.progress,
        should_stop=context.should_stop,
    )
    context.progress(1.0, f"person on {report.n_frames - report.n_missing} of {report.n_frames} frames")


def songs(context: JobContext) -> None:
    """Find the beats and the outline of the sound of the videos in `args["videos"]`; none is no fault."""
    from workbench.actions.previews import listen

    wanted = set(context.job.args["videos"])
    videos = [video for video in context.project.videos.all() if video.id in wanted]
    for i, video in enumerate(videos):
        context.check()
        context.progress(i / len(videos), video.name)
        try:
            listen(context.project, video)
        except MediaError as e:
            context.log(str(e))


def previews(context: JobContext) -> None:
    """Find the beats of one video that is looked at, where no job of its import has done so."""
    from workbench.actions.previews import listen

    listen(context.project, context.project.videos.get(_named(context, context.job.video_id, "video")))


def proxy(context: JobContext) -> None:
    """Make a video's scrub proxy, out of the way of everything else."""
    from workbench.actions.proxies import make_proxy

    if hasattr(os, "nice"):  # not on Windows
        os.nice(10)
    video = context.project.videos.get(_named(context, context.job.video_id, "video"))
    made = make_proxy(context.project, video, on_progress=context.progress, should_stop=context.should_stop)
    context.progress(1.0, "ready" if made else "not needed: the film is as quick itself")


def train(context: JobContext) -> None:
    """Train a run, or continue it from its last checkpoint."""
    from workbench.actions.training import train as train_run

    train_run(
        context.project,
        _named(context, context.job.run_id, "run"),
        on_progress=context.progress,
        should_stop=context.should_stop,
        on_log=context.log,
    )


def search(context: JobContext) -> None:
    """Queue trials of a search and stop hopeless ones; `args` are an `actions.searching.Search.to_dict`."""
    from workbench.actions.searching import Search, carry_out

    best = carry_out(
        context.project,
        context.job.id,
        Search.from_dict(context.job.args),
        start_trials=start_queued,
        on_progress=context.progress,
        should_stop=context.should_stop,
        on_log=context.log,
    )
    context.progress(1.0, best)


def generate(context: JobContext) -> None:
    """Make a dance for the project to keep; `args` hold what `_OF_DANCE` names, no more.

    ``asks`` is an `workbench.actions.asks.Asks.to_dict`.
    """
    from workbench.actions.asks import Asks
    from workbench.actions.generating import generate as generate_dance

    args = _checked(context, _OF_DANCE)
    generate_dance(
        context.project,
        _named(context, context.job.run_id, "run"),
        **{**args, "asks": Asks.from_dict(args.get("asks", {}))},
        on_progress=context.progress,
        should_stop=context.should_stop,
    )


def film(context: JobContext) -> None:
    """Make a film for the project to keep; `args` hold source, seed, duration_s and start_s, no more."""
    from workbench.actions.filming import make_film

    make_film(
        context.project,
        _named(context, context.job.run_id, "run"),
        **_checked(context, _OF_FILM),
        on_progress=context.progress,
        should_stop=context.should_stop,
    )


def _checked(context: JobContext, allowed: Mapping[str, tuple[type, ...]]) -> dict[str, Any]:
    """Return a job's arguments; `JobError` when one is not allowed or of another type."""
    args = dict(context.job.args)
    bad = sorted(name for name, value in args.items() if not isinstance(value, allowed.get(name, ())))
    if bad:
        raise JobError(
            f"Job {context.job.id} asks for what no job of its kind may have: {', '.join(bad)}.",
            "It was not queued by this version of Barre; queue it anew.",
        )
    return args


def _named(context: JobContext, row_id: int | None, what: str) -> int:
    if row_id is None:
        raise JobError(f"Job {context.job.id} is about no {what}.", f"The {what} was removed; start anew.")
    return row_id
