"""A trained run, ready to be used: it names styles, or it dances."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.audio.features import AudioFeatures, whole_song
from core.data.dance import Dance
from core.errors import InputError, ModelError
from core.models.base import DanceModel
from core.models.classifier import Classifier
from core.models.generator import Generator, Request
from core.models.options import from_dict
from core.motion import Motion
from core.training import checkpoints
from core.training.registry import entry, load_name
from core.training.wishes import Edit, Wishes, gone_on, put_back

NO_WISHES = Wishes()
_AT_ONCE = 256  # windows; bounds the memory of a long dance


class TrainedModel:
    """What a run learnt. Made by `load_trained`.

    Attributes:
        task: ``"classify"``, ``"generate"`` or ``"recommend"``.
        preset: whose options it was trained with.
        classes: names of the styles, in the order of probabilities; empty for generators.
        styles: of generators: names of the styles learnt, which a dance can be asked for where it has the
            ability.
        abilities: of generators: what they can be asked for beside music.
    """

    def __init__(self, model: DanceModel, reader: Any, facts: Mapping[str, Any]) -> None:
        found = entry(facts["model"])
        self.model, self.reader, self.task = model, reader, found.task
        self.abilities = found.abilities
        self.styles: tuple[str, ...] = tuple(facts.get("styles", ()))
        self.preset = str(facts["preset"])
        self.classes: tuple[str, ...] = tuple(facts.get("classes", ()))

    def classify(self, dance: Dance) -> NDArray[np.float64]:
        """Return the (C,) probability of each style: the mean over the windows of the dance.

        Raises:
            InputError: this model makes dances, or cannot read this one; the sentence says why.
        """
        self._classifier()
        mean: NDArray[np.float64] = self.classify_windows(dance, self.reader.windows(dance)).mean(axis=0)
        return mean

    def classify_windows(self, dance: Dance, windows: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Return (N, C) probabilities for N (start, stop) windows in frames; errors as `classify`."""
        model = self._classifier()
        return self._asked(model.probabilities, dance, windows)

    def hidden_windows(self, dance: Dance, windows: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Return (N, H), what the classifier's last layer reads of N windows; errors as `classify`."""
        model = self._classifier()
        return self._asked(model.hidden, dance, windows)

    def _asked(
        self, ask: Callable[[torch.Tensor], torch.Tensor], dance: Dance, windows: Sequence[tuple[int, int]]
    ) -> NDArray[np.float64]:
        problem = self.reader.problem(dance)
        if problem is not None:
            raise InputError(problem)
        prepared = self.reader.prepare(dance)
        x = torch.from_numpy(np.stack([self.reader.read(prepared, *window) for window in windows]))
        return torch.cat([ask(part) for part in torch.split(x, _AT_ONCE)]).double().numpy()

    def _classifier(self) -> Classifier:
        if not isinstance(self.model, Classifier):
            raise InputError(f"A run of {self.preset!r} cannot tell styles apart.")
        return self.model

    def generate(
        self,
        music: Path | str | AudioFeatures,
        *,
        duration_s: float | None = None,
        n_frames: int | None = None,
        start_s: float = 0.0,
        fps: float | None = None,
        wishes: Wishes = NO_WISHES,
        cache_dir: Path | None = None,
    ) -> Motion:
        """Dance.

        Args:
            music: a file with sound, or its features.
            duration_s, n_frames: how long, at most one of them; to the end of the music when both are None.
            start_s: where in the music to begin.
            fps: of the motion; the model's own when None.
            wishes: what else is asked for; an edited dance is as long as it was, and where nothing is
                danced anew it is what it was.
            cache_dir: where features of songs are kept.

        Returns:
            A motion of exactly the length asked for, on the model's body, above the origin at first or where
            the seed motion ends.

        Raises:
            InputError: this model tells styles apart, cannot fulfil a wish, or nothing can be made of these
                arguments.
            MediaError: the music cannot be read.
        """
        if not isinstance(self.model, Generator):
            raise InputError(f"A run of {self.preset!r} tells styles apart; it cannot dance.")
        self._check_abilities(wishes)
        song = music if isinstance(music, AudioFeatures) else whole_song(music, cache_dir=cache_dir)
        rate = fps if fps is not None else float(self.reader.fps)
        if wishes.edit is not None:
            duration_s, n_frames = _edited_s(wishes.edit, duration_s, n_frames), None
        n = _n_frames(song, start_s, rate, duration_s, n_frames)
        n_own = max(2, int(np.ceil(n / rate * self.reader.fps)) + 1)
        audio = self.reader.hear(song.at(start_s + np.arange(n_own) / self.reader.fps))
        vectors = self.model.dance(self._request(audio, wishes))
        motion: Motion = self.reader.motion(vectors.numpy())
        made = Motion(
            motion.at_frames(np.arange(n) * (self.reader.fps / rate)).positions, rate, motion.skeleton
        )
        if wishes.seed_motion is not None:
            made = gone_on(made, wishes.seed_motion)
        return made if wishes.edit is None else put_back(made, wishes.edit)

    def _check_abilities(self, wishes: Wishes) -> None:
        lacking = sorted(wishes.needed() - self.abilities)
        if lacking:
            can = ", ".join(ability.deed for ability in sorted(self.abilities))
            raise InputError(
                f"A run of {self.preset!r} cannot {lacking[0].deed}.", f"It can {can}." if can else ""
            )

    def _request(self, audio: NDArray[np.float32], wishes: Wishes) -> Request:
        """Say the wishes in the tensors of the model."""
        style, edit = wishes.style_weights(self.styles), wishes.edit
        kept = keep = None
        if edit is not None:
            seen = self.reader.see(edit.motion)
            kept = torch.from_numpy(seen[np.minimum(np.arange(len(audio)), len(seen) - 1)])
            keep = torch.from_numpy(edit.keep(self.reader.body, self.reader.fps, len(audio)))
        begin = self.reader.see(wishes.seed_motion) if wishes.seed_motion is not None else None
        return Request(
            torch.from_numpy(audio),
            seed=wishes.seed,
            begin=torch.from_numpy(begin) if begin is not None else None,
            style=torch.from_numpy(style) if style is not None else None,
            temperature=wishes.temperature,
            guidance=wishes.guidance,
            novelty=wishes.novelty,
            kept=kept,
            keep=keep,
        )


def load_trained(run_dir: Path) -> TrainedModel:
    """Load the best weights of a run.

    Raises:
        ModelError: there are none yet, or the file is damaged, altered, or of another version.
    """
    checkpoint = checkpoints.load(run_dir / checkpoints.BEST)
    try:
        return _build(checkpoint)
    except (InputError, AttributeError, KeyError, TypeError, ValueError) as e:
        raise ModelError(
            f"{checkpoint.path} does not describe a model of this version of Barre: {e}",
            "Train the run again.",
        ) from e


def _build(checkpoint: checkpoints.Checkpoint) -> TrainedModel:
    """Make what a checkpoint describes; whatever is raised, the checkpoint is at fault."""
    facts = checkpoint.facts
    found = entry(facts["model"])
    config = from_dict(found.config_type(), facts["config"])
    sizes = {name: _size(n) for name, n in facts["sizes"].items()}
    with torch.device("meta"):  # nothing is allocated before the sizes are known to be those of the file
        model: DanceModel = load_name(found.module)(config, **sizes)
    checkpoints.fill(model, checkpoint)
    reader = load_name(found.reader).restored(config, facts["reader"])
    trained = TrainedModel(model.eval(), reader, facts)
    for names, n in (
        (trained.classes, sizes.get("n_classes", 0)),
        (trained.styles, sizes.get("n_styles", 0)),
    ):
        if len(names) != n:
            raise ValueError(f"{len(names)} styles are named.")
    return trained


def _size(n: object) -> int:
    if not isinstance(n, int) or not 0 <= n <= 1_000_000:
        raise ValueError(f"{n!r} is no size.")
    return n


def _edited_s(edit: Edit, duration_s: float | None, n_frames: int | None) -> float:
    if duration_s is not None or n_frames is not None:
        raise InputError("A dance that is edited stays as long as it was.", "Leave the length out.")
    return edit.motion.duration_s


def _n_frames(
    song: AudioFeatures, start_s: float, fps: float, duration_s: float | None, n_frames: int | None
) -> int:
    if duration_s is not None and n_frames is not None:
        raise InputError("Say how long the dance is in seconds or in frames, not both.")
    if not (np.isfinite(fps) and fps > 0):
        raise InputError(f"A dance needs a frame rate above 0; got {fps}.")
    rest_s = float(song.times_s[-1]) - start_s
    if rest_s <= 0:
        raise InputError(f"The music is over after {song.times_s[-1]:.1f} s.", "Begin before that.")
    n = n_frames if n_frames is not None else round((duration_s if duration_s is not None else rest_s) * fps)
    if n < 1:
        raise InputError(f"A dance needs a length above 0; got {n} frames.")
    return n
