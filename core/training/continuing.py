"""What a trained run that continues films makes of one, and how good that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.film import Film
from core.data.windows import WindowRef
from core.errors import InputError
from core.metrics.silhouettes import overlap, pixel_accuracy
from core.models.silhouette_rnn import SilhouetteRnn
from core.training.picture_score import PictureScore
from core.training.silhouettes import SilhouetteReader
from core.training.trained import TrainedModel

Mask = NDArray[np.bool_]


def continue_film(
    model: TrainedModel, film: Film, *, n_frames: int, temperature: float = 1.0, seed: int = 0
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Continue a film from its first frames.

    Args:
        film: its first frames are the given ones; of the others only the background is looked at.
        n_frames: how many silhouettes follow.
        temperature, seed: see `SilhouetteRnn.go_on`.

    Returns:
        (G, H, W) the given silhouettes of 0 and 1, and (n_frames, H, W) how likely each pixel is the
        dancer's in those that follow.

    Raises:
        InputError: the model does something else, or the film is too short.
        MediaError: the film cannot be read.
    """
    network, reader = _parts(model)
    if n_frames < 1:
        raise InputError(f"A film is continued by at least one frame; got {n_frames}.")
    given = reader.given_of(film)
    if len(given) < reader.given:
        raise InputError(
            f"{film.path} has {film.n_frames} frames here; the model is given {reader.given}, "
            f"each {reader.every} apart.",
            "Begin earlier in the film.",
        )
    following = network.go_on(torch.from_numpy(given)[None], n_frames, temperature=temperature, seed=seed)
    return given, following[0].numpy()


def judge_continuations(model: TrainedModel, dance: Dance, refs: Sequence[WindowRef]) -> PictureScore:
    """Continue each window of a dance from its first frames, and compare with what was filmed.

    "At first" are as many pictures as were given. Beside it stands the last given frame, repeated, which
    whoever continues a film has to beat. Of a mixture the likeliest is taken.
    """
    network, reader = _parts(model)
    if dance.film is None:
        raise InputError(f"Dance {dance.key!r} has no film any more.")
    whole = reader.read(dance.film)
    pictures = np.stack([reader.sequence(whole, ref) for ref in refs])  # (N, T, H, W)
    given, real = pictures[:, : reader.given], pictures[:, reader.given :] > 0
    found = network.go_on(torch.from_numpy(given), real.shape[1], temperature=0.0).numpy() > 0.5
    still = np.broadcast_to(given[:, -1:] > 0, real.shape)
    soon = slice(0, reader.given)
    return PictureScore(
        key=dance.key,
        style=dance.style,
        n_pictures=real.shape[0] * real.shape[1],
        values=_likeness(found, real, soon),
        baseline=_likeness(still, real, soon),
        baseline_is="the last given frame, repeated",
    )


def _likeness(found: Mask, real: Mask, soon: slice) -> dict[str, float]:
    """Return how alike (N, T, H, W) pictures are, all of them and the first that follow."""
    return {
        "pixel_accuracy": pixel_accuracy(found, real),
        "overlap": overlap(found, real),
        "overlap_at_first": overlap(found[:, soon], real[:, soon]),
    }


def _parts(model: TrainedModel) -> tuple[SilhouetteRnn, SilhouetteReader]:
    if not isinstance(model.model, SilhouetteRnn):
        raise InputError(
            f"A run of {model.preset!r} does not continue films.", "Choose a run of silhouette-rnn."
        )
    return model.model, model.reader
