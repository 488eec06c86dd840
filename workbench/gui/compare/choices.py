"""What can be compared in a project, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from core.entities import Generated, Run, Video
from db.project import Project
from workbench.actions.sounds import sound_of


@dataclass(frozen=True)
class Choice:
    """A dance that can be put on the stage.

    Attributes:
        name: what `workbench.actions.comparing` calls it, for example ``"video:3"``.
        label: for people.
        detail: its style or its song, for people.
        music_sha256: equal for dances to the same recording; None without music.
        run_id: the run that made it; None for a real dance.
    """

    name: str
    label: str
    detail: str
    music_sha256: str | None
    run_id: int | None = None

    @property
    def is_real(self) -> bool:
        return self.run_id is None


@dataclass(frozen=True)
class Choices:
    """The real dances and the generated ones of a project."""

    real: tuple[Choice, ...] = ()
    generated: tuple[Choice, ...] = ()

    def to_music(self, music_sha256: str | None) -> tuple[Choice, ...]:
        """Return the generated dances to a recording."""
        return tuple(dance for dance in self.generated if music_sha256 and dance.music_sha256 == music_sha256)

    def reference(self) -> Choice | None:
        """Return the real dance to begin with: one that something was generated to, else the first."""
        songs = {dance.music_sha256 for dance in self.generated}
        return next(
            (dance for dance in self.real if dance.music_sha256 in songs), next(iter(self.real), None)
        )


def read_choices(project: Project) -> Choices:
    """Read what can be compared; for the background."""
    real = [
        _of_video(project, summary.video, ", ".join(summary.styles))
        for summary in project.videos.summaries()
        if summary.n_tracked_frames
    ]
    runs = {run.id: run for run in project.runs.all()}
    generated = [_of_generated(dance, runs[dance.run_id]) for dance in project.generated.all()]
    return Choices(tuple(real), tuple(generated))


def _of_video(project: Project, video: Video, styles: str) -> Choice:
    sound = sound_of(project, video)
    return Choice(f"video:{video.id}", video.name, styles, sound.sha256 if sound else None)


def _of_generated(dance: Generated, run: Run) -> Choice:
    song = dance.music_path.replace("\\", "/").rpartition("/")[2]
    label = f"{run.preset}, run {run.id}, dance {dance.id}"
    return Choice(f"generated:{dance.id}", label, song or "a silent film", dance.music_sha256 or None, run.id)
