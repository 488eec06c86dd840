"""Sequences for `barre-diffusion`: rhythm is heard beside the sound, and each window is varied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.audio.phase import N_PHASE, beat_phase
from core.audio.stack import N_RHYTHM, stacked
from core.data.dance import Dance
from core.data.gaps import fill_gaps
from core.data.windows import WindowRef
from core.errors import InputError
from core.models.barre_diffusion.model import BarreDiffusion
from core.models.base import DanceModel
from core.models.configs.barre_diffusion import VariedSequenceOptions
from core.models.configs.common import RunConfig, data_options
from core.models.configs.seq2seq import SequenceOptions
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.bodies import on_body
from core.training.data import Side
from core.training.pose_vectors import to_vectors
from core.training.sequences import SequenceData, SequenceReader
from core.training.stretches import MOST_FRAMES, Stretch, end_to_end, stretches

N_RHYTHM_ALL = N_RHYTHM + N_PHASE
_FOOT_POINTS = ("heel", "foot_index")
_VARYING, _KEEPING = 2, 3  # beside the seed: other numbers than those that anything else is drawn with


class VariedReader(SequenceReader):
    """Hears sound, onsets, beats, and where in a beat it is; a window holds enough to be danced faster."""

    def __init__(self, config: RunConfig, facts: Mapping[str, Any]) -> None:
        super().__init__(config, facts)
        self.variation = data_options(config, VariedSequenceOptions)

    @classmethod
    def stretch(cls, options: SequenceOptions) -> float:
        return 1 + options.tempo_jitter if isinstance(options, VariedSequenceOptions) else 1.0

    def hear(self, audio: AudioFeatures) -> NDArray[np.float32]:
        """(T, A) of the music; the last `N_RHYTHM_ALL` numbers are rhythm, the others sound."""
        return np.concatenate([stacked(audio), beat_phase(audio, fps=self.fps)], axis=1)

    def vary(self, dance: Dance, ref: WindowRef, rng: np.random.Generator) -> tuple[NDArray[np.float32], ...]:
        """Return (T, A) and (T, P) of a random stretch of a window, at a random tempo, perhaps in a mirror.

        The dance is complete and on the body. Nothing outside the window is read.
        """
        if dance.audio is None:
            raise InputError(f"Dance {dance.key!r} has no music.")
        o, step = self.variation, dance.motion.fps / self.fps
        room = ref.n_frames - 1
        fastest = min(1 + o.tempo_jitter, room / (step * (self.n_frames - 1)))
        speed = rng.uniform(min(1 - o.tempo_jitter, fastest), fastest) * step
        start = rng.uniform(0, max(0.0, room - speed * (self.n_frames - 1)))
        frames = ref.start + start + speed * np.arange(self.n_frames)
        seen = Motion(dance.motion.at_frames(frames).positions, self.fps, self.body)
        if rng.random() < o.mirror:
            seen = seen.mirrored()
        times_s = dance.audio.times_s[0] + frames / dance.motion.fps
        return self.hear(dance.audio.at(times_s)), to_vectors(seen)


class VariedSequences(SequenceData):
    """Sequences in memory, `copies` variations of each that is trained on; and the body that dances them."""

    reader: VariedReader

    def __init__(
        self, reader: VariedReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        super().__init__(reader, config, dances, seed=seed)
        self._known = self._some_stretches()
        feet, bones = feet_of_body(reader.body), reader.body.bones
        self.sizes = {
            **{name: n for name, n in self.sizes.items() if name != "n_seeds"},
            "n_sound": self.sizes["n_audio"] - N_RHYTHM_ALL,
            "n_feet": len(feet),
            "n_bones": len(bones),
            "n_frames": reader.n_frames,
            "n_known": sum(len(stretch.pose) for stretch in self._known),
        }

    def train(self) -> Side:
        """Return `copies` variations of each window, all of the first variation first."""
        rng = np.random.default_rng((self.seed, _VARYING))
        whole = {i: self._complete(self.dances[i]) for i in self.split.dances_of("train")}
        copies, refs = self.reader.variation.copies, self.split.train
        read = [self.reader.vary(whole[ref.dance], ref, rng) for _ in range(copies) for ref in refs]
        audio, pose = (torch.from_numpy(np.stack(values)) for values in zip(*read, strict=True))
        style = torch.tensor([self.style(self.dances[ref.dance]) for ref in refs]).repeat(copies)
        return Side({"audio": audio, "pose": pose, "style": style}, copies)

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, BarreDiffusion):
            raise TypeError(f"{type(model).__name__} needs no body")
        body = self.reader.body
        model.learn_body(torch.tensor(feet_of_body(body)), torch.tensor(body.bones).reshape(-1, 2))
        super().teach(model)
        if self._known:
            lengths = torch.tensor([len(stretch.pose) for stretch in self._known])
            number, style = torch.arange(len(lengths)), torch.tensor([k.style for k in self._known])
            model.phrases.remember(
                *end_to_end(self._known), number.repeat_interleave(lengths), style.repeat_interleave(lengths)
            )

    def _some_stretches(self) -> list[Stretch]:
        """Return what is kept of the training dances: all, or some at random where that is too much."""
        o, fps = self.reader.variation, self.reader.fps
        room = min(round(o.known_s * fps), MOST_FRAMES)
        if not room:
            return []
        known, chosen = list(stretches(self)), []
        for i in np.random.default_rng((self.seed, _KEEPING)).permutation(len(known)):
            n = min(len(known[i].pose), room)
            chosen.append((i, replace(known[i], audio=known[i].audio[:n], pose=known[i].pose[:n])))
            room -= n
            if not room:
                break
        kept, total = (sum(len(k.pose) for k in some) for some in ([k for _, k in chosen], known))
        if kept < total:
            self.notes += (
                f"Phrases are danced of {kept / fps:.0f} of {total / fps:.0f} s of the training dances; "
                "data.known_s says of how many.",
            )
        return [stretch for _, stretch in sorted(chosen, key=lambda pair: pair[0])]

    def _complete(self, dance: Dance) -> Dance:
        motion = fill_gaps(on_body(dance.motion, self.reader.body)).motion
        return Dance(dance.key, motion, dance.style, audio=dance.audio)


def feet_of_body(body: Skeleton) -> list[int]:
    """Return the joints that stand on the floor: heels and toes, else ankles, else none."""
    for parts in (_FOOT_POINTS, ("ankle",)):
        feet = [j for j, joint in enumerate(body.joints) if joint.endswith(parts)]
        if feet:
            return feet
    return []
