"""Freezing what a study shows: motions and sounds as files that tell nothing of where they come from."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from core.audio.loudness import match_loudness
from core.data.gaps import fill_gaps
from core.errors import InputError
from core.formats import npz
from core.media.files import sha256_of
from core.media.sound import Audio, load_audio, save_wav
from core.motion import Motion
from core.studies.design import Check, Design
from core.studies.passages import Dance, Passage, passages
from core.studies.records import Clip, Role
from db.project import Project
from workbench.actions.comparing import ComparedItem, load_item
from workbench.actions.progress import OnProgress, part, quiet

FPS = 25.0  # of every clip: another frame rate would tell a real dance from a generated one
RATE = 44_100
FADE_S = 0.05  # at both ends of the sound: no click


@dataclass(frozen=True, eq=False)
class _Piece:
    """A clip before it is written."""

    role: Role
    passage: Passage
    motion: Motion
    sound: Audio | None
    start_s: float


def freeze_clips(
    project: Project, design: Design, study_id: int, on_progress: OnProgress = quiet
) -> list[Clip]:
    """Write what a study shows into the project and return it; on a failure nothing is left behind.

    All clips have one length, one frame rate, one drawing and one loudness. Their numbers, which name the
    files, are drawn.

    Raises:
        InputError: a dance is gone or too short, or a check cannot be made of what there is.
    """
    design.check_startable()
    loaded = _load(project, design, part(on_progress, 0, 0.4))
    dances = [
        Dance(item, loaded[item.source].music_sha256, loaded[item.source].music_start_s,
              loaded[item.source].motion.duration_s)
        for item in design.items
    ]  # fmt: skip
    shown = passages(design, dances)
    rng = np.random.default_rng([design.seed, 11])
    pieces = _pieces(design, [shown[i] for i in rng.permutation(len(shown))], loaded, rng)
    on_progress(0.5, "matching the loudness")
    pieces, lufs = _matched(pieces)
    folder = project.path / "studies" / str(study_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _written(project, pieces, folder, lufs, part(on_progress, 0.6, 1))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _load(project: Project, design: Design, on_progress: OnProgress) -> dict[str, ComparedItem]:
    loaded = {}
    for nth, item in enumerate(design.items):
        on_progress(nth / len(design.items), "reading the dances")
        loaded[item.source] = load_item(project, item.source)
    return loaded


def _pieces(
    design: Design, shown: Sequence[Passage], loaded: dict[str, ComparedItem], rng: np.random.Generator
) -> list[_Piece]:
    rated = [_piece(Role.RATED, passage, loaded) for passage in shown]
    pieces = list(rated)
    for nth in rng.permutation(len(rated))[: design.n_frozen].tolist():
        motion = rated[nth].motion
        still = motion.with_positions(np.repeat(motion.positions[:1], motion.n_frames, axis=0))
        pieces.append(replace(rated[nth], role=Role.FROZEN, motion=still))
    if design.n_wrong_song:
        pieces += _wrong_songs(rated, design.n_wrong_song, rng)
    if design.n_practice:
        scenes = {passage.scene for passage in shown}
        practised = set(sorted(scenes)[: max(1, design.n_practice)])
        pieces += [_piece(Role.PRACTICE, passage, loaded) for passage in shown if passage.scene in practised]
    return pieces


def _piece(role: Role, passage: Passage, loaded: dict[str, ComparedItem]) -> _Piece:
    item = loaded[passage.dance.item.source]
    begin_s = passage.practice_s if role is Role.PRACTICE else passage.start_s
    start_s = begin_s - item.music_start_s
    motion = _as_shown(item.motion, start_s, passage.duration_s)
    sound = None
    if item.music_path is not None:
        sound = load_audio(item.music_path, rate=RATE, start_s=max(begin_s, 0), duration_s=passage.duration_s)
        sound = _faded(_stereo(sound).slice(min(begin_s, 0), passage.duration_s))
    return _Piece(role, passage, motion, sound, start_s)


def _as_shown(motion: Motion, start_s: float, duration_s: float) -> Motion:
    """Return a passage at the common frame rate, without gaps, on the body that is drawn where it can be."""
    from core.render.body import as_body

    n_frames = max(2, round(duration_s * FPS))
    frames = (start_s + np.arange(n_frames) / FPS) * motion.fps
    filled = fill_gaps(motion).motion
    body = as_body(filled) or filled
    return replace(body.at_frames(frames), fps=FPS)


def _wrong_songs(rated: Sequence[_Piece], n: int, rng: np.random.Generator) -> list[_Piece]:
    found = []
    for nth in rng.permutation(len(rated)).tolist():
        piece = rated[nth]
        others = [
            other.sound for other in rated
            if other.sound is not None and other.passage.dance.music != piece.passage.dance.music
        ]  # fmt: skip
        if others and len(found) < n:
            sound = others[int(rng.integers(len(others)))]
            found.append(replace(piece, role=Role.WRONG_SONG, sound=sound))
    if len(found) < n:
        raise InputError(
            f"The check {Check.WRONG_SONG!r} needs dances to two songs.",
            "Add a dance to another song, or leave the check out.",
        )
    return found


def _matched(pieces: Sequence[_Piece]) -> tuple[list[_Piece], float]:
    heard = [piece.sound for piece in pieces if piece.sound is not None]
    matched = match_loudness(heard)
    sounds = iter(matched.audios)
    done = [replace(piece, sound=next(sounds) if piece.sound is not None else None) for piece in pieces]
    return done, matched.lufs


def _written(
    project: Project, pieces: Sequence[_Piece], folder: Path, lufs: float, on_progress: OnProgress
) -> list[Clip]:
    drawing = "doll" if all(_is_body(piece.motion) for piece in pieces) else "sticks"
    clips = []
    for number, piece in enumerate(pieces, start=1):
        on_progress(number / len(pieces), "writing the clips")
        motion_path = folder / f"{number}.npz"
        npz.write(motion_path, piece.motion)
        digests, sound_path = sha256_of(motion_path), None
        if piece.sound is not None:
            sound_path = folder / f"{number}.wav"
            save_wav(sound_path, piece.sound)
            digests += sha256_of(sound_path)
        item = piece.passage.dance.item
        clips.append(
            Clip(
                number, piece.role, item.group, item.style, piece.passage.scene, item.source,
                hashlib.sha256(digests.encode()).hexdigest(), project.relative(str(motion_path)),
                project.relative(str(sound_path)) if sound_path else "", piece.start_s,
                piece.passage.duration_s, drawing, version("barre"), lufs if piece.sound else None,
            )
        )  # fmt: skip
    return clips


def _is_body(motion: Motion) -> bool:
    return motion.skeleton.name == "blazepose33"


def _stereo(audio: Audio) -> Audio:
    samples = audio.samples[:, :2]
    return Audio(np.repeat(samples, 2, axis=1) if samples.shape[1] == 1 else samples, audio.rate)


def _faded(audio: Audio) -> Audio:
    n = min(round(FADE_S * audio.rate), len(audio.samples) // 2)
    samples = audio.samples.copy()
    ramp = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    samples[:n] *= ramp
    samples[len(samples) - n :] *= ramp[::-1]
    return Audio(samples, audio.rate)
