"""From one style to another: the same song, run and seed, danced in steps between two pure styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.entities import Generated, Job
from core.errors import InputError
from db.project import Project
from workbench.actions.asks import Asks
from workbench.actions.generating import asked_of
from workbench.actions.sounds import sound_of


@dataclass(frozen=True)
class Song:
    """A song that somebody danced to: its file, and where in it their dance begins, seconds."""

    label: str
    path: Path
    start_s: float


@dataclass(frozen=True)
class Blend:
    """What is asked for.

    Attributes:
        first, second: the styles, which differ.
        n_between: how many dances lie between the pure ones.
        length_s: of each dance; None for the rest of the song.
    """

    run_id: int
    music: Path
    first: str
    second: str
    n_between: int = 3
    start_s: float = 0.0
    length_s: float | None = 20.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.first == self.second:
            raise InputError("There is nothing between a style and itself.", "Choose two styles.")

    @property
    def steps(self) -> tuple[dict[str, float], ...]:
        """Weights of the styles, evenly from the first alone to the second alone; they sum to 1."""
        n = self.n_between + 1
        shares = [round(k / n, 2) for k in range(n + 1)]
        pairs = [{self.first: round(1 - share, 2), self.second: share} for share in shares]
        return tuple({style: weight for style, weight in pair.items() if weight > 0} for pair in pairs)

    def args_of(self, styles: dict[str, float]) -> dict[str, Any]:
        """Return the arguments of the job that makes one of the dances."""
        return {
            "music": str(self.music),
            "seed": self.seed,
            "duration_s": self.length_s,
            "start_s": self.start_s,
            "asks": Asks(styles=styles).to_dict(),
        }


def songs_danced_to(project: Project) -> list[Song]:
    """Return the songs of the videos, each once, with where the first dance to it begins."""
    found: dict[str, Song] = {}
    for video in project.videos.all():
        sound = sound_of(project, video)
        if sound is not None and sound.sha256 not in found:
            start_s = max(0.0, float(project.videos.times_s(video.id)[0]) + sound.shift_s)
            found[sound.sha256] = Song(video.name, sound.path, start_s)
    return list(found.values())


def blended(project: Project, blend: Blend) -> list[Generated | None]:
    """Return the newest dance of each step; None where it was not made yet."""
    asked = [(dance, asked_of(project, dance)) for dance in project.generated.all(blend.run_id)]
    made: list[Generated | None] = []
    for styles in blend.steps:
        wanted = blend.args_of(styles)
        fits = [
            dance
            for dance, said in asked
            if {key: said.get(key) for key in wanted} == wanted and not dance.is_film
        ]
        made.append(fits[-1] if fits else None)
    return made


def queue_blend(project: Project, blend: Blend) -> list[Job]:
    """Queue the dances that were not made yet, unless they wait already; returns the new jobs."""
    waiting = [
        job.args for job in project.jobs.active() if job.kind == "generate" and job.run_id == blend.run_id
    ]
    missing = [
        blend.args_of(styles)
        for styles, dance in zip(blend.steps, blended(project, blend), strict=True)
        if dance is None
    ]
    return [
        project.jobs.create("generate", args, run_id=blend.run_id) for args in missing if args not in waiting
    ]


def in_words(styles: Mapping[str, float]) -> str:
    """Return ``"waltz"`` or ``"75% waltz, 25% tango"``; nothing for no styles."""
    if len(styles) == 1:
        return next(iter(styles))
    return ", ".join(f"{weight:.0%} {style}" for style, weight in styles.items())
