"""What a classifier answered about each test window, and the clips that these windows are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.motion import Motion
from core.training.answers import Answer
from db.project import Project
from workbench.actions.datasets import video_of
from workbench.actions.motions import motion_of_video

_SPAN = re.compile(r" (\S+)-\S+ s$")
_PERSON = re.compile(r" person (\d+)(?: |$)")


@dataclass(frozen=True, eq=False)
class Clip:
    """A window as a motion.

    Attributes:
        start_s: where in the video it begins, media time.
    """

    answer: Answer
    video_id: int
    name: str
    start_s: float
    motion: Motion

    @property
    def words(self) -> str:
        """What is said below its picture."""
        return f"{self.name}\n{self.answer.taken}, {self.answer.sure:.0%}"


def answers_of(verdict: Mapping[str, Any] | None) -> list[Answer]:
    """Return the answers of a verdict (`workbench.actions.evaluating.saved_evaluation`).

    Verdicts of versions before answers were kept have none.
    """
    return [Answer(**answer) for answer in (verdict or {}).get("answers") or ()]


def clips_of(project: Project, answers: Sequence[Answer]) -> list[Clip]:
    """Return the windows of answers as clips.

    Raises:
        InputError: a dance is no longer in the project.
    """
    return [_clip(project, answer) for answer in answers]


def _clip(project: Project, answer: Answer) -> Clip:
    video_id = video_of(answer.key)
    video = project.videos.get(video_id)
    person = _PERSON.search(answer.key)
    motion = motion_of_video(project, video_id, int(person[1]) - 1 if person else None)
    first_s = float(project.videos.times_s(video_id)[0])
    span = _SPAN.search(answer.key)
    begins_s = max(float(span[1]), first_s) if span else first_s
    start = round((begins_s - first_s + answer.start_s) * motion.fps)
    stop = round((begins_s - first_s + answer.stop_s) * motion.fps)
    part = motion.slice(start, stop)
    if not part.n_frames:
        at_s = begins_s + answer.start_s
        raise InputError(f"{video.name} ends before the window at {at_s:.1f} s.", "Evaluate the run again.")
    return Clip(answer, video_id, video.name, begins_s + answer.start_s, part)
