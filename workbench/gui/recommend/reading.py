"""What the panel shows, read without widgets, for the background."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.entities import JobState
from db.project import Project
from workbench.actions.motions import motion_of_video
from workbench.actions.recommending import TASKS
from workbench.actions.sounds import sound_of
from workbench.gui.widgets.dances.dancer import drawn
from workbench.gui.widgets.dances.pane import Dance
from workbench.gui.widgets.player.sound_feed import SoundFile


@dataclass(frozen=True, eq=False)
class Danced:
    """A dance to find music for.

    Attributes:
        dance: on a clock that begins with it.
        own: its own music, if it has any.
        runs: (id, what it is called) of those that can recommend, in the order in which they are asked.
    """

    name: str
    dance: Dance
    own: SoundFile | None
    runs: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Offer:
    """A song in the list.

    Attributes:
        sound: how it is heard under the dance, stretched to its tempo.
        score: cosine; None for the music that it was danced to, which heads the list.
        tempo_bpm: None where it is not known.
        speed: how much faster than recorded it is played.
    """

    name: str
    sound: SoundFile
    score: float | None
    styles: str
    tempo_bpm: float | None
    speed: float


@dataclass(frozen=True)
class Offers:
    """What was recommended: by which run, and in which tempo the dance is."""

    run: int
    tempo: str
    offers: tuple[Offer, ...]
    notes: tuple[str, ...]


def read_dance(project: Project, video_id: int) -> Danced:
    """Return a video's dance, drawn, with its own music; `InputError` when it has no poses."""
    video = project.videos.get(video_id)
    motion = motion_of_video(project, video_id)
    sound = sound_of(project, video)
    first_s = float(project.videos.times_s(video_id)[0])
    own = None if sound is None else SoundFile(sound.path, sound.shift_s + first_s)
    runs = [run for run in project.runs.all() if run.state is JobState.DONE and run.task in TASKS]
    runs.sort(key=lambda run: (TASKS.index(run.task), -run.id))
    return Danced(
        video.name,
        Dance("", np.arange(motion.n_frames) / motion.fps, drawn(motion)),
        own,
        tuple((run.id, f"{run.preset}, run {run.id}") for run in runs),
    )


def offers_of(printed: str) -> Offers:
    """Return what ``barre recommend --json`` printed."""
    found = json.loads(printed)
    tempo = f"{found['tempo_bpm']:.0f} bpm" if found["tempo_bpm"] else "tempo unknown"
    guessed = ", guessed from how it moves" if found["tempo_from_motion"] and found["tempo_bpm"] else ""
    return Offers(
        found["run"],
        f"{tempo}{guessed}",
        tuple(_offer(each) for each in found["songs"]),
        tuple(found["notes"]),
    )


def _offer(each: Mapping[str, Any]) -> Offer:
    song = each["song"]
    return Offer(
        f"{song['name']} (its own)" if each["is_own"] else song["name"],
        SoundFile(Path(song["path"]), each["start_s"], each["speed"]),
        each["score"],
        ", ".join(song["styles"]),
        each["tempo_bpm"] or None,
        each["speed"],
    )
