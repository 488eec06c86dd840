"""The demo: a project of drawn dancers, taken through the whole of the work, without data or a display."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from core.data.split import Split
from core.entities import Generated, Job, JobState, Run, Video
from core.errors import JobError
from core.media.files import sha256_of
from db.project import Project
from workbench.actions.comparing import Comparison, compare
from workbench.actions.dance_files import Music, write_dance
from workbench.actions.datasets import video_of
from workbench.actions.evaluating import evaluate, saved_evaluation
from workbench.actions.generating import generate
from workbench.actions.imports import import_paths
from workbench.actions.jsonable import plain
from workbench.actions.labels import label_whole
from workbench.actions.motions import motion_of_generated
from workbench.actions.progress import OnProgress
from workbench.actions.training import start_training

ANNOTATOR = "demo"  # who labels: the films are drawn to a style, so no person has to look
_SONG_SEED = 4242  # of a song that no film has


@dataclass(frozen=True)
class Plan:
    """How large a demo is.

    Attributes:
        per_style: films of each style; three is the least that can be split into three sides.
        classifier, generator: overrides of the presets, so that everything fits into minutes without a GPU.
    """

    per_style: int
    duration_s: float
    fps: float
    size: int
    song_s: float
    classifier: tuple[str, ...]
    generator: tuple[str, ...]


# The published generator takes hours of a GPU and hours of dance. On two minutes of film a small one learns
# more, and one that hears its own poses with noise on them does not freeze when it dances alone.
_SMALL_GENERATOR = (
    "data.fps=12",
    "data.hop_s=0.5",
    "model.hidden=128",
    "model.dropout=0.1",
    "model.pose_noise=0.7",
    "training.optimiser=adamw",
    "training.learning_rate=0.003",
    "training.batch_size=16",
)
FULL = Plan(
    per_style=5,
    duration_s=8.0,
    fps=25.0,
    size=576,
    song_s=16.0,
    classifier=("training.epochs=40", "training.batch_size=16", "data.hop_s=0.5"),
    generator=("training.epochs=40", "data.sequence_frames=84", *_SMALL_GENERATOR),
)
FAST = Plan(
    per_style=5,
    duration_s=4.0,
    fps=20.0,
    size=288,
    song_s=4.0,
    classifier=("training.epochs=25", "training.batch_size=16", "data.window_s=2", "data.hop_s=0.5"),
    generator=("training.epochs=4", "data.sequence_frames=36", *_SMALL_GENERATOR),
)


class Show(Protocol):
    """Where the demo says what it does."""

    def step(self, title: str) -> AbstractContextManager[OnProgress]:
        """Begin a step; within the block its progress is told to the function given."""

    def follow(self, project: Project, jobs: Sequence[Job]) -> list[Job]:
        """Start jobs, show their progress until all ended, and return them."""


@dataclass(frozen=True)
class DemoResult:
    """What came of it.

    Attributes:
        film: the dance to the new song, drawn.
        evaluations: by run, as JSON has them.
        comparison: a real dance that the generator never saw, and what it makes of the same music.
    """

    project: Path
    classifier: Run
    generator: Run
    film: Path
    dances: tuple[Generated, ...]
    evaluations: dict[int, Any]
    comparison: Comparison


def build_demo(path: Path, plan: Plan, show: Show) -> DemoResult:
    """Make the demo project, or go on with it where an earlier attempt stopped.

    Raises:
        StoreError: there is something else at `path`.
        JobError: a pose job or a training failed.
    """
    with Project.open(path) if (path / "project.db").exists() else Project.create(path) as project:
        films = _films(project, plan, show)
        _imported(project, films, show)
        classifier = _trained(project, "demo classifier", "motion-bigru", plan.classifier, show)
        generator = _trained(project, "demo generator", "seq2seq", plan.generator, show)
        song = _song(project, plan, show)
        new_dance = _danced(project, generator, song, show)
        film = _drawn(project, new_dance, show)
        real = _unseen(project, generator)
        answer = _danced(project, generator, project.resolve(real.path), show, duration_s=plan.duration_s)
        verdicts = {run.id: _verdict(project, run, show) for run in (classifier, generator)}
        comparison = compare(project, [f"video:{real.id}", f"generated:{answer.id}"])
        return DemoResult(
            project.path, classifier, generator, film, (new_dance, answer), verdicts, comparison
        )


def _films(project: Project, plan: Plan, show: Show) -> list[Path]:
    """Draw the dancers, unless all films are there."""
    from core.demo.choreography import STYLES
    from core.demo.videos import make_demo_videos, truth_path_of

    wanted = [
        project.media_dir / f"{style}-{number}.mp4"
        for number in range(1, plan.per_style + 1)
        for style in STYLES
    ]
    if not all(path.exists() and truth_path_of(path).exists() for path in wanted):
        with show.step("Choreographing, drawing and scoring dancers") as on_progress:
            make_demo_videos(
                project.media_dir,
                per_style=plan.per_style,
                duration_s=plan.duration_s,
                fps=plan.fps,
                size=plan.size,
                on_progress=lambda share: on_progress(share, f"{len(wanted)} films of {len(STYLES)} styles"),
            )
    return wanted


def _imported(project: Project, films: Sequence[Path], show: Show) -> None:
    """Import the films, label each with its style, and find the dancers in them."""
    with show.step("Importing and labelling") as on_progress:
        report = import_paths(project, films, on_progress=on_progress)
        for video in (*report.added, *report.known):
            label_whole(project, video, video.name.rpartition("-")[0], ANNOTATOR)
    before = [job for job in project.jobs.active() if job.kind in ("pose", "songs")]
    _must_end_well(show.follow(project, list({job.id: job for job in (*before, *report.jobs)}.values())))


def _trained(project: Project, name: str, preset: str, overrides: Sequence[str], show: Show) -> Run:
    """Return the demo's run of a preset: trained before, taken up again, or new."""
    job = _job_of(project, name)
    if job is None or job.state is JobState.FAILED:
        _, job = start_training(project, preset, overrides, seed=0, device="cpu", name=name)
    elif job.state.can_resume:
        job = project.jobs.requeue(job.id)
    if job.state is not JobState.DONE:
        (job,) = _must_end_well(show.follow(project, [job]))
    if job.run_id is None:
        raise JobError(f"Job {job.id} has lost its run.", "Make the demo in a new folder.")
    return project.runs.get(job.run_id)


def _job_of(project: Project, name: str) -> Job | None:
    """Return the newest job of the newest run of that name."""
    runs = [run.id for run in project.runs.all() if run.name == name]
    return next((job for job in reversed(project.jobs.all()) if runs and job.run_id == runs[-1]), None)


def _must_end_well(jobs: list[Job]) -> list[Job]:
    for job in jobs:
        if job.state is not JobState.DONE:
            raise JobError(
                job.error or f"Job {job.id} was {job.state}.", job.hint or "Run the demo again to go on."
            )
    return jobs


def _verdict(project: Project, run: Run, show: Show) -> Any:
    """Return how good a run is on its test side, as its training has left it."""
    saved = saved_evaluation(project, run.id)
    if saved is not None:
        return saved
    with show.step(f"Evaluating {run.name}") as on_progress:
        return plain(evaluate(project, run.id, on_progress=on_progress))


def _unseen(project: Project, run: Run) -> Video:
    """Return a video of the run's test side."""
    snapshot = project.runs.snapshot_of(run.id)
    if snapshot is None:
        raise JobError(f"Run {run.id} has lost its data.", "Make the demo in a new folder.")
    split = Split.from_dict(snapshot.content["split"])
    return project.videos.get(video_of(split.keys[split.dances_of("test")[0]]))


def _song(project: Project, plan: Plan, show: Show) -> Path:
    """Make a song that no film has, unless it is there."""
    from core.demo.choreography import STYLES, tempo_for
    from core.demo.music import synthesise
    from core.media.sound import save_wav

    path = project.media_dir / "new song.wav"
    if not path.exists():
        with show.step("Making a new song"):
            style = STYLES[0]
            audio, _ = synthesise(style, tempo_for(style, _SONG_SEED), plan.song_s, _SONG_SEED)
            save_wav(path, audio)
    return path


def _danced(
    project: Project, run: Run, music: Path, show: Show, *, duration_s: float | None = None
) -> Generated:
    """Return what a run dances to some music, made before or now."""
    sha256 = sha256_of(music)
    for dance in project.generated.all(run.id):
        if dance.music_sha256 == sha256:
            return dance
    with show.step(f"Dancing to {music.name}") as on_progress:
        return generate(project, run.id, music, duration_s=duration_s, on_progress=on_progress)


def _drawn(project: Project, dance: Generated, show: Show) -> Path:
    """Draw a generated dance as a film with its music, unless that is there."""
    path = project.resolve(dance.path).with_suffix(".mp4")
    if not path.exists():
        music = Music(project.resolve(dance.music_path), dance.music_start_s)
        with show.step("Drawing the generated dance") as on_progress:
            write_dance(motion_of_generated(project, dance), path, music=music, on_progress=on_progress)
    return path
