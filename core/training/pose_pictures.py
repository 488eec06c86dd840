"""Learning what one person looks like: pairs of frames, each a pose and its picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.film import Film
from core.data.windows import WindowRef
from core.errors import InputError, MediaError
from core.features.transfer import SEEN, Stage
from core.models.base import DanceModel
from core.models.configs.common import RunConfig, data_options
from core.models.configs.pix2pixhd import PosePictureOptions
from core.models.pix2pixhd import N_FRAMES, Pix2PixHd
from core.silhouette.fitting import centred, inside, shrunk
from core.skeleton import Skeleton
from core.training.bodies import restored_body
from core.training.data import Side, TrainingData, usable
from core.training.film_split import split_films

_FEWEST_JOINTS = 0.5  # share of the joints without which a frame is not learnt from


class PosePictureReader:
    """How a model that shows one person sees poses and pictures.

    Attributes:
        size: height and width of the pictures. A frame is in the middle of one, undistorted; the rest is
            black.
        body: whose bones are drawn.
        stage: where in the pictures the person danced in training; None before `teach`.
    """

    def __init__(self, config: RunConfig, body: Skeleton, stage: Stage | None = None) -> None:
        self.options = data_options(config, PosePictureOptions)
        self.size, self.body, self.stage = self.options.size, body, stage

    @classmethod
    def learned(cls, config: RunConfig, dances: Sequence[Dance]) -> PosePictureReader:
        """Make a reader of the joints that the films come with."""
        for dance in dances:
            if dance.film is not None and dance.film.skeleton is not None:
                return cls(config, dance.film.skeleton)
        raise InputError(
            "None of the dances was filmed with its joints in the picture.",
            "Import films of dances: barre import P FILM...",
        )

    @classmethod
    def restored(cls, config: RunConfig, facts: Mapping[str, Any]) -> PosePictureReader:
        """Make the reader of a trained model."""
        return cls(config, restored_body(facts["body"]), Stage.from_dict(facts["stage"]))

    @property
    def facts(self) -> dict[str, Any]:
        return {"body": self.body.to_dict(), "stage": self.stage.to_dict() if self.stage else None}

    def pictures(self, film: Film, frames: Sequence[int]) -> NDArray[np.uint8]:
        """(N, S, S, 3) RGB of some frames of a film."""
        room = (self.size, self.size)
        size = inside(film.size_px, room)
        return np.stack([centred(shrunk(picture, size), room) for picture in film.pictures(frames)])

    def joints(self, film: Film) -> NDArray[np.float32]:
        """(T, J, 3) pixels of `pictures`, and confidence."""
        if film.joints_px is None:
            raise InputError(f"{film.path} comes without joints.")
        width, height = inside(film.size_px, (self.size, self.size))
        joints = film.joints_px.copy()
        joints[..., 0] = joints[..., 0] * (width / film.size_px[0]) + (self.size - width) // 2
        joints[..., 1] = joints[..., 1] * (height / film.size_px[1]) + (self.size - height) // 2
        return joints


def seen(joints: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return (T,), true where enough of (T, J, 3) joints is seen to learn from."""
    found = np.isfinite(joints[..., :2]).all(axis=2) & (joints[..., 2] >= SEEN)
    return np.asarray(found.mean(axis=1) >= _FEWEST_JOINTS)


class PosePictureData(TrainingData):
    """Pairs of neighbouring frames in memory: ``joints`` (N, 2, J, 3), ``pictures`` (N, 2, 3, S, S) uint8."""

    def __init__(
        self, reader: PosePictureReader, config: RunConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        self.reader = reader
        chosen = _chosen(dances, reader.options.dancer)
        self.dances, self.unusable = usable(dances, [_problem(reader, d, chosen) for d in dances])
        fps = min(dance.motion.fps for dance in self.dances)
        self.split, notes = split_films(
            self.dances,
            length_s=N_FRAMES / fps,
            hop_s=reader.options.hop_frames / fps,
            gap_s=reader.options.gap_s,
            seed=seed,
            options=config.split,
            in_time=True,
        )
        self.notes = (f"The person shown is that of {', '.join(d.key for d in self.dances)}.", *notes)
        self._joints = [reader.joints(film_of(dance)) for dance in self.dances]
        self._train, n_unseen = self._read(self.split.train)
        if n_unseen:
            self.notes += (f"{n_unseen} training pairs in which the dancer is hardly seen are left out.",)
        reader.stage = Stage.of(self._train["joints"].flatten(0, 1).numpy(), reader.body)
        self.sizes = {"n_bones": len(reader.body.bones)}
        self.facts = {"reader": reader.facts}

    def train(self) -> Side:
        return Side(self._train)

    def valid(self) -> Side | None:
        return Side(self._read(self.split.valid)[0]) if self.split.valid else None

    def teach(self, model: DanceModel) -> None:
        if not isinstance(model, Pix2PixHd):
            raise TypeError(f"{type(model).__name__} shows nobody")
        model.map.learn(self.reader.body.bones)

    def _read(self, refs: Sequence[WindowRef]) -> tuple[dict[str, torch.Tensor], int]:
        """Read the pairs of which both frames show the dancer; return also how many do not."""
        joints, pictures, n_unseen = [], [], 0
        for i, dance in enumerate(self.dances):
            starts = [ref.start for ref in refs if ref.dance == i]
            good = [s for s in starts if seen(self._joints[i][s : s + N_FRAMES]).all()]
            n_unseen += len(starts) - len(good)
            frames = sorted({s + k for s in good for k in range(N_FRAMES)})
            if not frames:
                continue
            places = {frame: place for place, frame in enumerate(frames)}
            seen_once = self.reader.pictures(film_of(dance), frames).transpose(0, 3, 1, 2)
            pairs = np.array([[places[s + k] for k in range(N_FRAMES)] for s in good])
            pictures.append(seen_once[pairs])
            joints.append(self._joints[i][frames][pairs])
        if not joints:
            raise InputError(
                "The dancer is hardly seen in these films.", "Correct the poses, or take another film."
            )
        both = {"joints": np.concatenate(joints), "pictures": np.concatenate(pictures)}
        return {name: torch.from_numpy(values) for name, values in both.items()}, n_unseen


def film_of(dance: Dance) -> Film:
    """Return the film of a dance; `InputError` without one."""
    if dance.film is None:
        raise InputError(f"Dance {dance.key!r} has no film.")
    return dance.film


def _chosen(dances: Sequence[Dance], dancer: str) -> set[str]:
    """Return the keys of the dances of the person to be shown."""
    filmed = [dance for dance in dances if dance.film is not None and dance.film.joints_px is not None]
    if dancer:
        named = {dance.key for dance in filmed if dancer in dance.key}
        if not named:
            known = ", ".join(dance.key for dance in filmed[:12])
            raise InputError(
                f"No filmed dance's name contains {dancer!r} (data.dancer).", f"There are: {known}."
            )
        return named
    longest = max(filmed, key=lambda dance: dance.motion.n_frames)
    return {longest.key}


def _problem(reader: PosePictureReader, dance: Dance, chosen: set[str]) -> str | None:
    """Say in a sentence why a dance is not learnt from; None when it is."""
    if dance.film is None or dance.film.joints_px is None:
        return f"{dance.key} was not filmed."
    if dance.key not in chosen:
        return f"{dance.key} may show somebody else; data.dancer chooses whose films are learnt."
    if dance.film.skeleton != reader.body:
        return f"{dance.key} has other joints than the others."
    try:
        next(dance.film.pictures((0,)))
    except MediaError as e:
        return f"{dance.key}: {e.message}"
    return None
