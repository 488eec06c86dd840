"""Every metric that a dance by itself, its song and a reference allow, also for bare files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.media.files import check_readable, sha256_of
from core.metrics.beat_warp import BeatComparison, beat_comparison
from core.metrics.mirroring import Mirroring, mirroring
from core.metrics.motion_beats import BeatKind, Convention
from core.metrics.music import BeatAlignment, beat_alignment
from core.metrics.plausibility import Plausibility, plausibility
from core.metrics.pose_error import PoseError, pose_error
from core.metrics.similarity import Similarity, similarity
from workbench.actions.comparing import ComparedItem, overlap

Beats = NDArray[np.float64]


@dataclass(frozen=True)
class MotionFacts:
    """What was measured, and how much of it was there.

    Attributes:
        n_missing: (frame, joint) pairs that were not seen.
        never_seen: joints of the skeleton that the motion does not have at all; not counted in `n_missing`.
    """

    name: str
    skeleton: str
    n_frames: int
    fps: float
    n_joints: int
    n_missing: int
    never_seen: tuple[str, ...]


@dataclass(frozen=True)
class MusicFacts:
    """The song, and where in it frame 0 is heard; `tempo_bpm` is 0 where no beat is heard."""

    path: Path
    start_s: float
    tempo_bpm: float
    n_beats: int


@dataclass(frozen=True)
class AgainstReference:
    """How near a dance is to its reference, over the time that both dance; see the modules of `core.metrics`.

    Attributes:
        same_music: both were laid over each other on the clock of their song; otherwise their first frames
            were taken for the same moment.
        beats: None without a song that both dance to, or with less than two of its beats in common.
    """

    facts: MotionFacts
    same_music: bool
    similarity: Similarity
    pose_error: PoseError
    mirroring: Mirroring
    beats: BeatComparison | None


@dataclass(frozen=True)
class Measured:
    """All metrics of one dance.

    Attributes:
        music: None without a song.
        beat_alignment: both kinds in both conventions; empty without a song.
        reference: None without one.
        notes: what could not be measured, a sentence each.
    """

    motion: MotionFacts
    plausibility: Plausibility
    music: MusicFacts | None
    beat_alignment: tuple[BeatAlignment, ...]
    reference: AgainstReference | None
    notes: tuple[str, ...]


def item_of_file(path: Path, *, music: Path | None = None, start_s: float | None = None) -> ComparedItem:
    """Read a motion file with its song.

    Args:
        music: the song; by default the one that lies beside the motion, if any.
        start_s: where in the song frame 0 is heard; by default what the file says, else 0.

    Raises:
        MediaError: the motion or the song cannot be read.
    """
    from core.formats import read_motion

    file = read_motion(check_readable(path / "skeletons.json" if path.is_dir() else path))
    song = music or file.audio_path
    if song is None and start_s is not None:
        raise InputError(f"{path} has no music that could start anywhere.", "Name it: --music FILE.")
    own_start_s = file.audio_offset_s if music is None else 0.0
    return ComparedItem(
        name=str(path),
        label=file.name,
        motion=file.motion,
        is_real=True,
        music_path=song,
        music_sha256=None if song is None else sha256_of(check_readable(song)),
        music_start_s=own_start_s if start_s is None else start_s,
    )


def measure(
    item: ComparedItem,
    reference: ComparedItem | None = None,
    *,
    other_songs: Sequence[Path] = (),
    cache_dir: Path | None = None,
) -> Measured:
    """Measure a dance.

    Args:
        other_songs: for the mismatch test of `core.metrics.music`.
        cache_dir: where analyses of songs are kept.

    Raises:
        MediaError: a song cannot be read.
        InputError: nobody is seen in the motion, or it has no joint or moment in common with the reference.
    """
    from core.audio.beats import find_beats

    notes: list[str] = []
    music, beats_s = None, None
    if item.music_path is not None:
        found = find_beats(item.music_path, cache_dir)
        music = MusicFacts(item.music_path, item.music_start_s, found.tempo_bpm, len(found.beats_s))
        beats_s = found.beats_s
        if not len(beats_s):
            notes.append(f"No beat is heard in {item.music_path}, so nothing can be said about keeping it.")
    songs = {str(song): find_beats(song, cache_dir).beats_s for song in other_songs}
    return Measured(
        motion=facts_of(item),
        plausibility=plausibility(item.motion),
        music=music,
        beat_alignment=() if beats_s is None else tuple(_alignments(item, beats_s, songs)),
        reference=None if reference is None else _against(reference, item, beats_s, notes),
        notes=tuple(notes),
    )


def facts_of(item: ComparedItem) -> MotionFacts:
    """Return what a motion is, and how much of it is missing."""
    missing = item.motion.missing
    never = missing.all(axis=0)
    return MotionFacts(
        name=item.label,
        skeleton=item.motion.skeleton.name,
        n_frames=item.motion.n_frames,
        fps=item.motion.fps,
        n_joints=item.motion.n_joints,
        n_missing=int(missing[:, ~never].sum()),
        never_seen=tuple(np.array(item.motion.skeleton.joints)[never].tolist()),
    )


def _alignments(item: ComparedItem, beats_s: Beats, songs: Mapping[str, Beats]) -> Iterator[BeatAlignment]:
    for convention, kind in product(get_args(Convention)[::-1], get_args(BeatKind)):
        yield beat_alignment(
            item.motion, beats_s - item.music_start_s, kind=kind, convention=convention, other_songs=songs
        )


def _against(
    reference: ComparedItem, item: ComparedItem, beats_s: Beats | None, notes: list[str]
) -> AgainstReference:
    same_music = item.music_sha256 is not None and item.music_sha256 == reference.music_sha256
    theirs, ours = overlap(reference, item) if same_music else (reference.motion, item.motion)
    return AgainstReference(
        facts=facts_of(reference),
        same_music=same_music,
        similarity=similarity(theirs, ours),
        pose_error=pose_error(theirs, ours),
        mirroring=mirroring(theirs, ours),
        beats=_by_beats(reference, item, beats_s, notes) if same_music and beats_s is not None else None,
    )


def _by_beats(
    reference: ComparedItem, item: ComparedItem, beats_s: Beats, notes: list[str]
) -> BeatComparison | None:
    try:
        return beat_comparison(
            reference.motion,
            item.motion,
            beats_s - reference.music_start_s,
            beats_s - item.music_start_s,
        )
    except InputError as e:
        notes.append(f"Not compared by beats: {e.message}")
        return None
