"""Songs for a movement: which of the project's songs, or of a folder's, suit a dance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.data.dance import Dance
from core.entities import JobState, Run
from core.errors import Cancelled, InputError, MediaError
from core.media.files import sha256_of
from db.project import Project
from workbench.actions.datasets import DataFilter, load, video_of
from workbench.actions.labels import STYLE
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet
from workbench.actions.sounds import sound_of

if TYPE_CHECKING:
    from core.training.recommending import Array, Matcher

SONG_SUFFIXES = frozenset({".mp3", ".wav", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aiff", ".wma"})
TASKS = ("recommend", "classify")
"""What runs must have learnt to recommend songs; the first is asked first."""


@dataclass(frozen=True)
class Song:
    """Something to dance to.

    Attributes:
        sha256: of the file; equal for the same recording in several videos.
        videos: ids of the videos that are danced to it; none for files of one's own.
        styles: that these were labelled as.
    """

    path: Path
    sha256: str
    name: str
    videos: tuple[int, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommendation:
    """A song for a dance.

    Attributes:
        score: cosine of the dance and the song (or the nearest dance to it), -1 to 1.
        is_own: the dance is danced to this song already.
        tempo_bpm: of the song; 0 where no beat is heard.
        speed: how much faster the song has to be played to have the dance's tempo, or half or twice that,
            whichever is nearest; 1 where one of the two is not known.
        start_s: where in the song the video's first frame is to be heard, so that one of the song's beats
            falls on the first beat that is known of the dance (without any: on its first frame).
    """

    song: Song
    score: float
    is_own: bool
    tempo_bpm: float
    speed: float
    start_s: float


@dataclass(frozen=True)
class Recommended:
    """The songs for a dance, the best first.

    Attributes:
        tempo_bpm: of the dance; 0 where it is not known.
        tempo_from_motion: nobody hears the dance's music, so its tempo is guessed from how it moves.
        notes: songs that could not be read, a sentence each.
    """

    video: int
    run: int
    preset: str
    tempo_bpm: float
    tempo_from_motion: bool
    songs: tuple[Recommendation, ...]
    notes: tuple[str, ...]


def recommend(
    project: Project,
    video_id: int,
    *,
    run_id: int | None = None,
    top: int = 5,
    songs_dir: Path | None = None,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Recommended:
    """Say which songs suit a dance.

    Args:
        video_id: whose dancing; of several people or style segments the mean.
        run_id: a run of ``motion-music``, or of a style classifier, which recommends only songs that somebody
            else in the project danced to. By default the newest that is done, the former first.
        top: how many.
        songs_dir: a folder of one's own music, whose songs are ranked among the project's.

    Raises:
        InputError: no such video or run, a run that cannot do it, nothing to recommend, or no dance.
        ModelError: the run has no finished checkpoint.
        Cancelled: when asked to stop.
    """
    from core.training.recommending import Matcher
    from core.training.trained import load_trained

    project.videos.get(video_id)
    run = project.runs.get(run_id) if run_id is not None else _newest(project)
    matcher = Matcher(load_trained(project.runs.directory(run.id)))
    if matcher.needs_dances and songs_dir is not None:
        raise InputError(
            f"Run {run.id} ({run.preset}) knows songs only by the dances to them, not those of {songs_dir}.",
            "Train motion-music to recommend songs that nobody danced to.",
        )
    dances, notes = _dances_of(project, video_id)
    query = _mean([matcher.of_dance(dance) for dance in dances])
    songs = songs_of(project)
    known = {song.sha256 for song in songs}
    songs += [song for song in songs_in(songs_dir, notes) if song.sha256 not in known]
    tell = part(on_progress, 0.1, 1)
    scores = (
        _by_dances(project, matcher, query, video_id, songs, tell, should_stop)
        if matcher.needs_dances
        else _by_sound(project, matcher, query, songs, notes, tell, should_stop)
    )
    if not scores:
        raise InputError(
            "There is no song to recommend.", "Import dances with music, or name a folder: --songs DIR."
        )
    tempo_bpm, from_motion = _tempo(dances)
    first_s = _first_beat_s(project, video_id)
    best = sorted(scores, key=lambda song: -scores[song])[:top]
    on_progress(1.0, "done")
    return Recommended(
        video_id,
        run.id,
        run.preset,
        tempo_bpm,
        from_motion,
        tuple(_recommendation(project, song, scores[song], video_id, tempo_bpm, first_s) for song in best),
        tuple(notes),
    )


def songs_of(project: Project) -> list[Song]:
    """Return the songs that the project's videos are danced to, each recording once."""
    found: dict[str, Song] = {}
    for video in project.videos.all():
        sound = sound_of(project, video)
        if sound is None:
            continue
        styles = {s.label for s in project.segments.for_video(video.id, tier=STYLE)}
        known = found.get(sound.sha256) or Song(sound.path, sound.sha256, _name(sound.path, video.name))
        found[sound.sha256] = replace(
            known,
            videos=(*known.videos, video.id),
            styles=tuple(sorted({*known.styles, *styles})),
        )
    return list(found.values())


def songs_in(folder: Path | None, notes: list[str]) -> list[Song]:
    """Return the songs of a folder and of those in it, by name; files that are no music are left alone."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Name one with music in it.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SONG_SUFFIXES)
    if not paths:
        notes.append(f"{folder} has no music in it that Barre knows: {', '.join(sorted(SONG_SUFFIXES))}.")
    return [Song(path, sha256_of(path), path.stem) for path in paths]


def speed_for(song_bpm: float, dance_bpm: float) -> float:
    """Return how much faster a song must be played to have a tempo, or half or twice it: 0.71 to 1.41."""
    if song_bpm <= 0 or dance_bpm <= 0:
        return 1.0
    octaves = math.log2(dance_bpm / song_bpm)
    return float(2 ** (octaves - round(octaves)))


def _newest(project: Project) -> Run:
    done = [run for run in project.runs.all() if run.state is JobState.DONE]
    for task in TASKS:
        runs = [run for run in done if run.task == task]
        if runs:
            return max(runs, key=lambda run: run.id)
    raise InputError(
        "No run has learnt yet which music suits a dance.", "First: barre train P --preset motion-music"
    )


def _dances_of(project: Project, video_id: int) -> tuple[list[Dance], list[str]]:
    loaded = load(project, DataFilter(videos=(video_id,)))
    if not loaded.dances:
        why = loaded.notes[0] if loaded.notes else "It has no pose track."
        raise InputError(f"Nobody is seen dancing in video {video_id}: {why}")
    return loaded.dances, list(loaded.notes)


def _mean(vectors: Iterable[Array]) -> Array:
    from core.training.recommending import unit

    return unit(np.mean(list(vectors), axis=0))


def _by_dances(
    project: Project,
    matcher: Matcher,
    query: Array,
    video_id: int,
    songs: Sequence[Song],
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> dict[Song, float]:
    """Return the likeness to the nearest dance of each song; those of the video itself do not count."""
    others = tuple(video for song in songs for video in song.videos if video != video_id)
    loaded = (
        load(project, DataFilter(videos=others), on_progress=part(on_progress, 0, 0.5)) if others else None
    )
    song_of_video = {video: song for song in songs for video in song.videos}
    scores: dict[Song, float] = {}
    dances = loaded.dances if loaded else []
    for i, dance in enumerate(dances):
        _go_on(should_stop, on_progress, 0.5 + 0.5 * i / len(dances), dance.key)
        song = song_of_video[video_of(dance.key)]
        try:
            likeness = float(query @ matcher.of_dance(dance))
        except InputError:  # a dance that this model cannot read says nothing of its song
            continue
        scores[song] = max(likeness, scores.get(song, -1.0))
    return scores


def _by_sound(
    project: Project,
    matcher: Matcher,
    query: Array,
    songs: Sequence[Song],
    notes: list[str],
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> dict[Song, float]:
    from core.audio.features import whole_song

    scores = {}
    for i, song in enumerate(songs):
        _go_on(should_stop, on_progress, i / len(songs), f"hearing {song.name}")
        try:
            scores[song] = float(query @ matcher.of_song(whole_song(song.path, cache_dir=project.cache_dir)))
        except MediaError as e:
            notes.append(e.message)
    return scores


def _go_on(should_stop: ShouldStop, on_progress: OnProgress, share: float, message: str) -> None:
    if should_stop():
        raise Cancelled
    on_progress(share, message)


def _tempo(dances: Sequence[Dance]) -> tuple[float, bool]:
    """Return the tempo of a video's dances, and whether it is a guess by the motion."""
    from core.features.rhythm import tempo_of_motion

    heard = [
        dance.audio.tempo_bpm for dance in dances if dance.audio is not None and dance.audio.tempo_bpm > 0
    ]
    if heard:
        return float(np.median(heard)), False
    return tempo_of_motion(max(dances, key=lambda dance: dance.motion.n_frames).motion), True


def _first_beat_s(project: Project, video_id: int) -> float:
    """Return when the first beat of a video's own music is heard after its first frame; 0 without any."""
    from core.audio.beats import find_beats

    video = project.videos.get(video_id)
    sound = sound_of(project, video)
    if sound is None:
        return 0.0
    try:
        beats_s = find_beats(sound.path, project.cache_dir).beats_s
    except MediaError:  # its song is gone; it can be danced to another all the same
        return 0.0
    since_s = beats_s - sound.shift_s - float(project.videos.times_s(video_id)[0])
    return float(since_s[since_s >= 0][0]) if (since_s >= 0).any() else 0.0


def _recommendation(
    project: Project, song: Song, score: float, video_id: int, dance_bpm: float, first_beat_s: float
) -> Recommendation:
    from core.audio.beats import find_beats

    tempo_bpm, beats_s = 0.0, np.empty(0)
    try:
        found = find_beats(song.path, project.cache_dir)
        tempo_bpm, beats_s = found.tempo_bpm, found.beats_s
    except MediaError:  # known by its dances, its file is gone
        pass
    speed = speed_for(tempo_bpm, dance_bpm)
    starts_s = beats_s - first_beat_s * speed
    start_s = float(starts_s[starts_s >= 0][0]) if (starts_s >= 0).any() else 0.0
    return Recommendation(song, score, video_id in song.videos, tempo_bpm, speed, start_s)


def _name(path: Path, video: str) -> str:
    """Return what a song is called: as its file, unless all songs of a data set are called alike."""
    return video if path.stem.lower() in ("audio", "music", "song") else path.stem
