"""How `motion-music` reads dances and songs, and what it learns from: windows of both, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.data.songs import song_groups
from core.data.split import split_dances
from core.data.twins import Likeness
from core.data.windows import WindowRef
from core.errors import InputError
from core.features.motion import motion_features
from core.features.rhythm import LAGS_S, RATE, rhythm, speed_curve
from core.models.base import Batch, DanceModel
from core.models.configs.common import RunConfig, data_options
from core.models.configs.motion_music import MotionMusicWindowOptions
from core.models.motion_music import MIN_FRAMES, MotionMusic
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.bodies import body_for, restored_body
from core.training.data import Side, TrainingData, usable
from core.training.motion_windows import MotionWindows

Rows = dict[str, NDArray[np.float32]]
N_PITCHES = 12


class MotionMusicReader:
    """Windows of a body of standard size, and of the music, each at its own rate, with the rhythm of both."""

    def __init__(self, config: RunConfig, body: Skeleton) -> None:
        self.options = data_options(config, MotionMusicWindowOptions)
        self.body = body
        self.motions = MotionWindows(config, body)
        self.facts: Mapping[str, Any] = self.motions.facts

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> MotionMusicReader:
        """Make a reader of the body of the dances that have music."""
        heard = [dance.motion for dance in dances if dance.audio is not None]
        if not heard:
            raise InputError("None of the dances has music.", "Import dances with their sound or songs.")
        return cls(config, body_for(heard))

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> MotionMusicReader:
        """Make the reader of a trained model."""
        return cls(config, restored_body(facts["body"]))

    def problem(self, dance: Dance) -> str | None:
        """Say in a sentence why a dance cannot be learnt from; None when it can."""
        return f"{dance.key} has no music." if dance.audio is None else self.motions.problem(dance)

    def prepare(self, dance: Dance) -> Dance:
        """Do once what need not be done for every window: the body, its size, its gaps. The music stays."""
        return replace(self.motions.prepare(dance), audio=dance.audio)

    def see(self, motion: Motion) -> Rows:
        """Return ``motion`` (T, D) and ``motion_rhythm`` (L,) of a stretch of a prepared motion."""
        fps = self.options.fps
        n = round(motion.duration_s * fps)
        if n < MIN_FRAMES:
            raise InputError(
                f"{motion.duration_s:.2f} s of motion are too short to find music for.",
                f"This model needs {MIN_FRAMES / fps:.1f} s.",
            )
        at_fps = replace(motion.at_frames(np.arange(n) * (motion.fps / fps)), fps=fps)
        return {"motion": motion_features(at_fps), "motion_rhythm": rhythm(speed_curve(motion))}

    def hear(self, audio: AudioFeatures, start_s: float, seconds: float, *, speed: float = 1.0) -> Rows:
        """Return ``music`` (T, A) and ``music_rhythm`` (L,) of a stretch of a song.

        Args:
            start_s: on the song's clock, where `seconds` times `speed` seconds are read.
            speed: how much faster the song is played, its pitch kept.
        """
        fps = self.options.music_fps
        n = max(MIN_FRAMES, round(seconds * fps))
        heard = audio.at(start_s + np.arange(n) / fps * speed)
        beating = audio.at(start_s + np.arange(round(seconds * RATE)) / RATE * speed).onset
        return {"music": music_rows(heard), "music_rhythm": rhythm(beating)}

    def windows_of_motion(self, motion: Motion) -> list[Rows]:
        """Return every window of a whole prepared motion; one of all of it where it is short."""
        dance = Dance("", motion)
        return [self.see(motion.slice(*window)) for window in self.motions.windows(dance)]

    def windows_of_music(self, audio: AudioFeatures) -> list[Rows]:
        """Return every window of the rows of a song; one of all of it where it is short."""
        first_s, last_s = float(audio.times_s[0]), float(audio.times_s[-1])
        o = self.options
        n = max(1, int((last_s - first_s - o.window_s) / o.hop_s) + 1) if last_s > first_s + o.window_s else 1
        seconds = min(o.window_s, max(last_s - first_s, 1 / RATE))
        return [self.hear(audio, first_s + i * o.hop_s, seconds) for i in range(n)]


def music_rows(audio: AudioFeatures) -> NDArray[np.float32]:
    """(T, 33): MFCCs, chroma and onset strength."""
    return np.concatenate([audio.mfcc, audio.chroma, audio.onset[:, None]], axis=1)


class MotionMusicData(TrainingData):
    """Windows in memory as `core.models.motion_music.MotionMusic` takes them."""

    def __init__(
        self, reader: MotionMusicReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        self.reader, self.seed, self.options = reader, seed, reader.options
        self.dances, self.unusable = usable(dances, [reader.problem(dance) for dance in dances])
        self.split = split_dances(
            self.dances,
            length_s=self.options.window_s,
            hop_s=self.options.hop_s,
            seed=seed,
            fractions=config.split.fractions,
            fold=config.split.fold,
            by_style=all(dance.style is not None for dance in self.dances),
            likeness=Likeness(turned=config.split.turned_copies),
        )
        self._prepared = [reader.prepare(dance) for dance in self.dances]
        self._songs = _song_numbers(self.dances)
        self._styles = sorted({dance.style for dance in self.dances if dance.style is not None})
        self._train = self._read_training()
        if len(set(self._train["song"].tolist())) < 2:
            raise InputError(
                "Learning which music fits takes dances to two songs; there is only one to train on.",
                "Import dances to other songs.",
            )
        self.sizes = {
            "n_motion": self._train["motion"].shape[2],
            "n_music": self._train["music"].shape[2],
            "n_rhythm": len(LAGS_S),
        }
        self.facts = {"reader": dict(reader.facts)}

    def train(self) -> Side:
        return Side(self._train, self.options.copies)

    def valid(self) -> Side | None:
        """Return the validation windows in a mixed order: a batch of one song would leave nothing to tell."""
        if not self.split.valid:
            return None
        order = np.random.default_rng((self.seed, 2)).permutation(len(self.split.valid))
        refs = [self.split.valid[i] for i in order]
        return Side(self._tensors(refs, [self._read(ref) for ref in refs]))

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, MotionMusic):
            raise TypeError(f"{type(model).__name__} embeds no music")
        for tower, name in ((model.motion, "motion"), (model.music, "music")):
            rows = self._train[name].double()
            tower.standardise.learn(rows.mean((0, 1)).float(), rows.std((0, 1)).float())

    def _read_training(self) -> Batch:
        """Read `copies` variations of each window, all of the first variation first."""
        rng = np.random.default_rng((self.seed, 1))
        refs = list(self.split.train) * self.options.copies
        return self._tensors(refs, [self._vary(ref, rng) for ref in refs])

    def _tensors(self, refs: Sequence[WindowRef], rows: Sequence[Rows]) -> Batch:
        tensors = {name: torch.from_numpy(np.stack([row[name] for row in rows])) for name in rows[0]}
        tensors["song"] = torch.tensor([self._songs[ref.dance] for ref in refs])
        tensors["style"] = torch.tensor([self._style(self.dances[ref.dance]) for ref in refs])
        return tensors

    def _style(self, dance: Dance) -> int:
        return -1 if dance.style is None else self._styles.index(dance.style)

    def _read(self, ref: WindowRef) -> Rows:
        motion, audio = self._parts(ref.dance)
        seen = self.reader.see(motion.slice(ref.start, ref.stop))
        return seen | self.reader.hear(audio, self._heard_s(ref.dance, ref.start), self.options.window_s)

    def _vary(self, ref: WindowRef, rng: np.random.Generator) -> Rows:
        """Return a stretch of a window: both faster or slower together, mirrored, in another key."""
        o = self.options
        motion, audio = self._parts(ref.dance)
        seconds = o.window_s / (1 + o.tempo_jitter)
        speed = rng.uniform(1 - o.tempo_jitter, 1 + o.tempo_jitter)
        into_s = rng.uniform(0, o.window_s - seconds * speed)
        frames = (into_s + np.arange(round(seconds * motion.fps)) / motion.fps * speed) * motion.fps
        varied = motion.slice(ref.start, ref.stop).at_frames(frames)
        if rng.random() < o.mirror:
            varied = varied.mirrored()
        start_s = self._heard_s(ref.dance, ref.start) + into_s
        heard = self.reader.hear(audio, start_s, seconds, speed=speed)
        return self.reader.see(varied) | heard | {"music": _transposed(heard["music"], rng)}

    def _parts(self, dance: int) -> tuple[Motion, AudioFeatures]:
        prepared = self._prepared[dance]
        if prepared.audio is None:
            raise InputError(f"Dance {prepared.key!r} has no music.")
        return prepared.motion, prepared.audio

    def _heard_s(self, dance: int, frame: int) -> float:
        motion, audio = self._parts(dance)
        return float(audio.times_s[0]) + frame / motion.fps


def _transposed(music: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return music rows in a random key: what key a song is in says nothing of how it is danced to."""
    n_mfcc = music.shape[1] - N_PITCHES - 1
    chroma = np.roll(music[:, n_mfcc : n_mfcc + N_PITCHES], int(rng.integers(N_PITCHES)), axis=1)
    return np.concatenate([music[:, :n_mfcc], chroma, music[:, -1:]], axis=1)


def _song_numbers(dances: Sequence[Dance]) -> list[int]:
    """Return for each dance the number of its song, equal for dances to the same one."""
    number = {i: song for song, members in enumerate(song_groups(dances)) for i in members}
    return [number[i] for i in range(len(dances))]
