"""What the Rate page is doing, without Qt: which dance is before the rater, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.entities import Grade
from db.project import Project
from workbench.actions import ratings
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.sound_feed import SoundFile


@dataclass(frozen=True, eq=False)
class Clip:
    """A dance before the rater. Nothing in it tells who made it."""

    item_id: int
    n_left: int
    dance: Dance
    sound: SoundFile


def next_clip(project: Project, rater: str) -> Clip | None:
    """Return the next dance that a rater has not graded, ready to be shown; None when all are.

    Raises:
        MediaError: its file is gone or damaged.
    """
    from core.formats import npz

    item = ratings.next_item(project, rater)
    if item is None:
        return None
    motion = npz.read(item.motion_path).motion
    times_s = item.music_start_s + np.arange(motion.n_frames) / motion.fps
    return Clip(item.item_id, item.n_left, Dance("", times_s, drawn(motion)), SoundFile(item.music_path))


def answer(project: Project, clip: Clip, rater: str, grade: Grade) -> Clip | None:
    """Store a grade, and only then return the next dance."""
    ratings.rate(project, clip.item_id, rater, grade)
    return next_clip(project, rater)


def n_dances(project: Project) -> int:
    """How many dances there are to rate, those already graded included."""
    return sum(not dance.is_film for dance in project.generated.all())
