"""What a project has to learn from: tracks, corrections, labels and songs, joined into dances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.entities import Segment, Space, Track, Video
from core.errors import Cancelled, InputError, MediaError
from core.motion import Motion
from db.project import Project
from workbench.actions.films import film_of
from workbench.actions.labels import STYLE
from workbench.actions.motions import motion_of_track, tracks_of
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet
from workbench.actions.sounds import Sound, sound_of

if TYPE_CHECKING:
    from core.audio.features import AudioFeatures
    from core.data.film import Film

# Interpolating over more than this share of a stretch would teach a model mostly made-up motion.
_MOST_MISSING = 0.5


@dataclass(frozen=True)
class DataFilter:
    """Which part of a project to learn from; None = all of it.

    Attributes:
        styles: only dances of these styles.
        annotator: whose segments count. Without a name, a video counts as its first annotator saw it.
        videos: only these ids.
    """

    styles: tuple[str, ...] | None = None
    annotator: str | None = None
    videos: tuple[int, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what is set, ready for JSON and TOML; see `from_dict`."""
        values = {key: value for key, value in asdict(self).items() if value is not None}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> DataFilter:
        """Rebuild a filter from `to_dict`."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return cls(**values)


EVERYTHING = DataFilter()


@dataclass(eq=False)
class Loaded:
    """Dances without gaps, and what was done to make them so.

    Attributes:
        dances: ordered by video, person and time.
        n_filled: (frame, joint) pairs that nobody saw and that were interpolated.
        n_frames_without_person: frames on which the person was not seen at all.
        notes: a sentence for each stretch that gave no dance, or one without its sound.
    """

    dances: list[Dance] = field(default_factory=list)
    n_filled: int = 0
    n_frames_without_person: int = 0
    notes: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """Say what was loaded and what was made up or left out, for a log."""
        gaps = f"{self.n_filled} joints that nobody saw were filled in"
        absent = f"on {self.n_frames_without_person} frames the person was not seen at all"
        return [f"{len(self.dances)} dances; {gaps}; {absent}.", *self.notes]


@dataclass(frozen=True, eq=False)
class _Stretch:
    """A part of one person's motion; frame t is at `start_s` + t / fps of media time."""

    key: str
    motion: Motion
    start_s: float
    style: str | None
    video: Video
    track: Track


def video_of(key: str) -> int:
    """Return the id of the video that the dance of that key is from."""
    return int(key.split(" ", 1)[0])


def dances(project: Project, which: DataFilter = EVERYTHING, *, with_audio: bool = True) -> list[Dance]:
    """Return the dances of a project; see `load`."""
    return load(project, which, with_audio=with_audio).dances


def load(
    project: Project,
    which: DataFilter = EVERYTHING,
    *,
    with_audio: bool = True,
    with_films: bool = False,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> Loaded:
    """Join tracks, corrections, style segments and songs into dances.

    A dance is one style segment of one person, or a whole video that has none. Corrections on the image are
    lifted into the world; gaps are filled here, and counted, and never in the store. Of a person's tracks the
    newest counts.

    Args:
        with_audio: compute (or take from the cache) the song's features at the motion's frames.
        with_films: say where the pictures of the motion's frames are.

    Raises:
        InputError: `which` names a style, annotator or video that the project does not know.
        Cancelled: when asked to stop.
    """
    check_filter(project, which)
    videos = [v for v in project.videos.all() if which.videos is None or v.id in which.videos]
    loaded = Loaded()
    for i, video in enumerate(videos):
        if should_stop():
            raise Cancelled
        on_progress(i / len(videos), f"reading {video.name}")
        sound = sound_of(project, video)
        for stretch in _stretches(project, video, which, loaded):
            _add(project, loaded, stretch, sound, with_audio=with_audio, with_films=with_films)
    return loaded


def check_filter(project: Project, which: DataFilter) -> None:
    """Raise `InputError` for a style, annotator or video that the project does not know."""
    _check_known("style", which.styles or (), [label.name for label in project.segments.labels(STYLE)])
    annotator = (which.annotator,) if which.annotator else ()
    _check_known("annotator", annotator, [annotator.name for annotator in project.annotators.all()])
    _check_known("video", which.videos or (), [video.id for video in project.videos.all()])


def _check_known(what: str, asked: Sequence[object], known: Sequence[object]) -> None:
    for name in asked:
        if name not in known:
            hint = f"Known: {', '.join(map(str, known))}." if known else f"The project has no {what} yet."
            raise InputError(f"There is no {what} {name!r} in this project.", hint)


def _stretches(project: Project, video: Video, which: DataFilter, loaded: Loaded) -> list[_Stretch]:
    segments = style_segments(project, video, which)
    if segments is None:
        return []
    tracks = tracks_of(project, video.id, Space.WORLD)
    if not tracks:
        loaded.notes.append(f"{video.name} has no pose track.")
    found = []
    for track in tracks:
        key = video.name if track.person == 0 else f"{video.name} person {track.person + 1}"
        motion, start_s = motion_of_track(project, track), float(project.videos.times_s(video.id)[0])
        whole = _Stretch(f"{video.id} {key}", motion, start_s, None, video, track)
        found += [_cut(whole, segment) for segment in segments] or [whole]
    return found


def style_segments(project: Project, video: Video, which: DataFilter = EVERYTHING) -> list[Segment] | None:
    """Return the style segments that count; none: take the whole video; None: leave the video out."""
    segments = project.segments.for_video(video.id, tier=STYLE)
    first = min(segments, key=lambda segment: segment.id, default=None)
    annotator = which.annotator or (first.annotator if first else None)
    segments = [segment for segment in segments if segment.annotator == annotator]
    if which.styles is None and which.annotator is None:
        return segments
    return [s for s in segments if which.styles is None or s.label in which.styles] or None


def _cut(whole: _Stretch, segment: Segment) -> _Stretch:
    fps = whole.motion.fps
    # A frame belongs to a segment that it starts in; the thousandth forgives times typed by hand.
    start, stop = (int(np.ceil((t - whole.start_s) * fps - 1e-3)) for t in (segment.start_s, segment.end_s))
    start = max(start, 0)
    key = f"{whole.key} {segment.start_s:g}-{segment.end_s:g} s"
    motion = whole.motion.slice(start, max(stop, start))
    start_s = whole.start_s + start / fps
    return replace(whole, key=key, motion=motion, start_s=start_s, style=segment.label)


def _add(
    project: Project,
    loaded: Loaded,
    stretch: _Stretch,
    sound: Sound | None,
    *,
    with_audio: bool,
    with_films: bool,
) -> None:
    because = _unusable(stretch.motion)
    if because:
        loaded.notes.append(f"{stretch.key}: {because}")
        return
    filled = fill_gaps(stretch.motion)
    loaded.n_filled += filled.n_filled
    loaded.n_frames_without_person += filled.n_frames_without_person
    audio = None
    if sound is not None and with_audio:
        try:
            audio = _features(project, stretch, sound)
        except MediaError as e:
            loaded.notes.append(f"{stretch.key} is used without its sound: {e.message}")
    loaded.dances.append(
        Dance(
            stretch.key,
            filled.motion,
            stretch.style,
            sound.sha256 if sound else None,
            audio,
            *([_beats(audio, stretch, sound)] if audio and sound else []),
            film=_film(project, stretch) if with_films else None,
        )
    )


def _unusable(motion: Motion) -> str:
    """Return why nothing can be learnt from a motion, or an empty string."""
    if not motion.n_frames:
        return "no frame lies in the segment."
    missing = motion.missing
    n_seen = int((~missing.all(axis=1)).sum())
    if n_seen < motion.n_frames * (1 - _MOST_MISSING):
        return f"the person is seen on only {n_seen} of {motion.n_frames} frames."
    unseen = [name for j, name in enumerate(motion.skeleton.joints) if missing[:, j].all()]
    return f"never seen: {', '.join(unseen)}." if unseen else ""


def _film(project: Project, stretch: _Stretch) -> Film | None:
    motion = stretch.motion
    return film_of(
        project,
        stretch.video,
        track=stretch.track,
        start_s=stretch.start_s,
        fps=motion.fps,
        n_frames=motion.n_frames,
    )


def _features(project: Project, stretch: _Stretch, sound: Sound) -> AudioFeatures:
    from core.audio.features import extract

    times_s = stretch.start_s + sound.shift_s + np.arange(stretch.motion.n_frames) / stretch.motion.fps
    return extract(sound.path, times_s, cache_dir=project.cache_dir)


def _beats(audio: AudioFeatures, stretch: _Stretch, sound: Sound) -> np.ndarray:
    """Return the song's beats that fall into the stretch, in seconds of its motion."""
    beats_s = np.asarray(audio.beats_s, np.float64) - sound.shift_s - stretch.start_s
    return beats_s[(beats_s >= 0) & (beats_s < stretch.motion.duration_s)]
