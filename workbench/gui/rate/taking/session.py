"""One rater at the machine, without Qt widgets: what is shown next, and what was said of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from core.formats import npz
from core.studies.records import Clip, DesignedStudy, EventKind, Given, Rater, Role, Trial, Watched
from db.project import Project
from workbench.actions.studies import begin_rating
from workbench.gui.widgets.dances.dancer import PICTURE_PX
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.pictures import Pictures
from workbench.gui.widgets.player.sound_feed import SoundFile


@dataclass(frozen=True)
class Sitting:
    """A study and somebody who takes part in it."""

    study: DesignedStudy
    rater: Rater


@dataclass(frozen=True, eq=False)
class Showing:
    """What is on the screen: nothing in it tells who made it."""

    trial: Trial
    dances: tuple[Dance, ...]
    sound: SoundFile | None
    duration_s: float
    n_before: int
    n_trials: int

    @property
    def is_practice(self) -> bool:
        return self.trial.role is Role.PRACTICE


def unfinished(project: Project, study_id: int) -> list[Rater]:
    """Return the raters who began and have not answered all, newest first."""
    return [r for r in reversed(project.study_answers.raters(study_id)) if r.finished_at is None]


def sit_down(project: Project, study: DesignedStudy, language: str, consent: str) -> Sitting:
    """Begin as a new rater."""
    return Sitting(study, begin_rating(project, study.id, language, consent))


def come_back(project: Project, study: DesignedStudy, code: str) -> Sitting:
    """Go on as a rater who began before; `InputError` when nobody has the code."""
    return Sitting(study, project.study_answers.rater(study.id, code))


def next_showing(project: Project, sitting: Sitting) -> Showing | None:
    """Return the first trial without an answer, ready to be shown; None when all have one.

    Raises:
        MediaError: the file of a clip is gone or damaged.
    """
    trial = project.study_answers.next_trial(sitting.rater.id)
    if trial is None:
        return None
    clips = {clip.number: clip for clip in project.study_designs.clips(sitting.study.id)}
    shown = [clips[number] for number in trial.clips]
    sounds = [SoundFile(project.resolve(clip.sound_path)) for clip in shown if clip.sound_path]
    return Showing(
        trial,
        tuple(_dance(project, clip) for clip in shown),
        sounds[0] if sounds else None,
        shown[0].duration_s,
        trial.position,
        len(sitting.rater.plan),
    )


def say(
    project: Project, sitting: Sitting, trial: Trial, given: Sequence[Given], response_ms: int, n_plays: int
) -> Showing | None:
    """Store the answers of a trial, and only then return what is shown next."""
    watched = Watched(response_ms, n_plays, version("barre"))
    project.study_answers.answer(sitting.rater.id, trial.position, given, watched)
    return next_showing(project, sitting)


class Diary:
    """What a rater does with a clip, timed by a clock that never jumps."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def ms(self) -> int:
        """Return how long the trial has been on the screen."""
        return round(1000 * (time.monotonic() - self._since))


def log(
    project: Project, sitting: Sitting, trial: Trial, kind: EventKind, since_ms: int, at_s: float
) -> None:
    """Remember what a rater did."""
    project.study_answers.log(sitting.rater.id, trial.position, kind, since_ms=since_ms, at_s=at_s)


def _dance(project: Project, clip: Clip) -> Dance:
    motion = npz.read(project.resolve(clip.path)).motion

    def opener() -> Pictures:
        from core.render.alike import AlikeDancer  # OpenCV: not for the window's start

        return AlikeDancer(motion, clip.drawing, PICTURE_PX)

    return Dance("", np.arange(motion.n_frames) / motion.fps, opener)
