"""Learning to dance: sequences of music and motion, and how generators read and write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.data.split import split_dances
from core.data.twins import Likeness
from core.data.windows import WindowRef
from core.errors import InputError
from core.models.base import DanceModel
from core.models.configs.common import RunConfig, data_options
from core.models.configs.seq2seq import SequenceOptions
from core.models.generator import Generator
from core.motion import Motion
from core.training.bodies import body_for, never_seen, on_body, restored_body
from core.training.data import Side, TrainingData, usable
from core.training.pose_vectors import n_numbers, to_motion, to_vectors

_FEWEST_FRAMES = 24  # a second: below that there is no dance to learn
_N_SEEDS = 32  # poses that dances begin with


class SequenceReader:
    """How a generator hears music and sees motion, at its own frame rate."""

    def __init__(self, config: RunConfig, facts: Mapping[str, Any]) -> None:
        self.options, self.facts = data_options(config, SequenceOptions), facts
        self.fps = self.options.fps
        self.body, self.n_frames = restored_body(facts["body"]), int(facts["n_frames"])
        self.hop_s = min(self.options.hop_s, self.window_s / 2)

    @property
    def window_s(self) -> float:
        return self.n_frames * self.stretch(self.options) / self.fps

    @classmethod
    def stretch(cls, _options: SequenceOptions) -> float:
        """Return how many times as long as a sequence the windows are that it is read from."""
        return 1.0

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> SequenceReader:
        """Make a reader of the body of the dances, with sequences that nine in ten of them fill."""
        options = data_options(config, SequenceOptions)
        heard = [dance for dance in dances if dance.audio is not None]
        if not heard:
            raise InputError("None of the dances has music.", "Import dances with their sound or songs.")
        lengths = sorted(int(dance.motion.duration_s * options.fps + 1e-6) for dance in heard)
        n_frames = min(options.sequence_frames, int(lengths[len(lengths) // 10] / cls.stretch(options)))
        if n_frames < _FEWEST_FRAMES:
            raise InputError(
                f"The dances are too short: one in ten lasts {n_frames / options.fps:.1f} s.",
                "Leave the shortest ones out, or label longer stretches.",
            )
        body = body_for(dance.motion for dance in heard)
        return cls(config, {"body": body.to_dict(), "n_frames": n_frames})

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> SequenceReader:
        """Make the reader of a trained model."""
        return cls(config, facts)

    def problem(self, dance: Dance) -> str | None:
        """Say in a sentence why a dance cannot be learnt from; None when it can."""
        if dance.audio is None:
            return f"{dance.key} has no music to dance to."
        return never_seen(dance, self.body)

    def hear(self, audio: AudioFeatures) -> NDArray[np.float32]:
        """(T, A) what is heard of the music."""
        return audio.mfcc

    def see(self, motion: Motion) -> NDArray[np.float32]:
        """(T, P) pose vectors of a motion, at the model's frame rate."""
        whole = fill_gaps(on_body(motion, self.body)).motion
        n = max(1, int(whole.duration_s * self.fps + 1e-6))
        return to_vectors(replace(whole.at_frames(np.arange(n) * (whole.fps / self.fps)), fps=self.fps))

    def motion(self, vectors: NDArray[np.float32]) -> Motion:
        """(T, P) -> a motion at the model's frame rate."""
        return to_motion(vectors, self.fps, self.body)


class SequenceData(TrainingData):
    """Sequences in memory: ``audio`` (N, T, A), ``pose`` (N, T, P), ``style`` (N,), -1 where unknown."""

    def __init__(
        self, reader: SequenceReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        self.reader, self.seed = reader, seed
        self.dances, self.unusable = usable(dances, [reader.problem(dance) for dance in dances])
        self.notes = _notes(reader)
        self.split = split_dances(
            self.dances,
            length_s=reader.window_s,
            hop_s=reader.hop_s,
            seed=seed,
            fractions=config.split.fractions,
            fold=config.split.fold,
            by_style=False,
            likeness=Likeness(turned=config.split.turned_copies),
        )
        self.styles = _styles(self.dances[ref.dance] for ref in self.split.train)
        self._train = self._read(self.split.train)
        self.sizes = {
            "n_audio": self._train.tensors["audio"].shape[2],
            "n_pose": n_numbers(reader.body),
            "n_seeds": _N_SEEDS,
            "n_styles": len(self.styles),
        }
        self.facts = {"reader": dict(reader.facts), "styles": list(self.styles)}

    def train(self) -> Side:
        return self._train

    def valid(self) -> Side | None:
        return self._read(self.split.valid) if self.split.valid else None

    def test(self) -> Side | None:
        """Return the test sequences, for losses; what a run makes of the test is judged in `evaluate`."""
        return self._read(self.split.test) if self.split.test else None

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, Generator):
            raise TypeError(f"{type(model).__name__} makes no dances")
        model.learn_statistics(self._train.tensors["audio"], self._train.tensors["pose"], self.seed)

    def _read(self, refs: Sequence[WindowRef]) -> Side:
        """Read each dance once, at the model's frame rate, and cut the sequences out of it."""
        audio, pose, style = [], [], []
        for i in sorted({ref.dance for ref in refs}):
            heard, seen = self.whole(self.dances[i])
            for start in (self.start(ref, len(seen)) for ref in refs if ref.dance == i):
                cut = slice(start, start + self.reader.n_frames)
                audio.append(heard[cut])
                pose.append(seen[cut])
                style.append(self.style(self.dances[i]))
        tensors = {"audio": np.stack(audio), "pose": np.stack(pose), "style": np.array(style)}
        return Side({name: torch.from_numpy(values) for name, values in tensors.items()})

    def start(self, ref: WindowRef, n_seen: int) -> int:
        """Return where a sequence begins in the `n_seen` frames of its dance at the model's frame rate."""
        start = round(ref.start / self.dances[ref.dance].motion.fps * self.reader.fps)
        return min(start, n_seen - self.reader.n_frames)

    def style(self, dance: Dance) -> int:
        """Return which of the styles learnt a dance is of, -1 where nobody said."""
        return self.styles.index(dance.style) if dance.style in self.styles else -1

    def whole(self, dance: Dance) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the (T, A) and (T, P) of a whole dance at the model's frame rate."""
        if dance.audio is None:
            raise InputError(f"Dance {dance.key!r} has no music.")
        seen = self.reader.see(dance.motion)
        times_s = dance.audio.times_s[0] + np.arange(len(seen)) / self.reader.fps
        return self.reader.hear(dance.audio.at(times_s)), seen


def _styles(dances: Iterable[Dance]) -> tuple[str, ...]:
    return tuple(sorted({dance.style for dance in dances if dance.style is not None}))


def _notes(reader: SequenceReader) -> tuple[str, ...]:
    if reader.n_frames == reader.options.sequence_frames:
        return ()
    return (
        f"Sequences are {reader.n_frames} frames long instead of {reader.options.sequence_frames}, "
        "because the dances are no longer than that.",
    )
