"""What a trained run that shows a person makes of poses, and how good that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.film import Film
from core.data.windows import WindowRef
from core.errors import InputError, ModelError
from core.features.transfer import moved_to
from core.metrics.pictures import mean_difference, psnr, ssim
from core.models.pix2pixhd import Pix2PixHd
from core.skeleton import Skeleton
from core.training.picture_score import PictureScore
from core.training.pose_pictures import PosePictureReader, film_of, seen
from core.training.trained import TrainedModel

_MOST_FRAMES = 250  # of each test dance that are judged

Rgb = NDArray[np.uint8]


def show_person(
    model: TrainedModel, joints_px: NDArray[np.float32], skeleton: Skeleton, *, in_place: bool = False
) -> Iterator[Rgb]:
    """Yield the (S, S, 3) uint8 RGB picture of each pose.

    Args:
        joints_px: (T, J, 3) pixels, y down, and confidence; of any picture.
        skeleton: of these joints; one that is that of the training films.
        in_place: they are already where the person danced; else they are put there
            (`core.features.transfer`).

    Raises:
        InputError: the model does something else, or the poses cannot be put in place.
    """
    network, reader = _parts(model)
    if skeleton != reader.body:
        raise InputError(f"The run shows poses of {reader.body.name}, not of {skeleton.name}.")
    if not in_place:
        if reader.stage is None:
            raise ModelError("The run does not say where its dancer stood.", "Train it again.")
        joints_px = moved_to(joints_px, skeleton, reader.stage)
    poses = torch.from_numpy(np.ascontiguousarray(joints_px, np.float32))
    for picture in network.paint(poses):
        yield np.ascontiguousarray(picture.permute(1, 2, 0).cpu().numpy())


def judge_person(
    model: TrainedModel, dance: Dance, test: Sequence[WindowRef], train: Sequence[WindowRef]
) -> PictureScore:
    """Show the person in the poses of a film's test part, and compare with the film.

    Beside it stands the training frame whose pose is nearest, which whoever shows a person has to beat.
    """
    _, reader = _parts(model)
    film = film_of(dance)
    joints = reader.joints(film)
    known = np.flatnonzero(seen(joints)).tolist()
    shown = _frames(test, known)[:_MOST_FRAMES]
    if not shown:
        raise InputError(f"The dancer of {dance.key!r} is hardly seen in the test part any more.")
    real = reader.pictures(film, shown)
    made = np.stack(list(show_person(model, joints[shown], reader.body, in_place=True)))
    near = _nearest_pictures(reader, film, joints, shown, _frames(train, known))
    return PictureScore(
        key=dance.key,
        style=dance.style,
        n_pictures=len(shown),
        values=_likeness(made, real),
        baseline=_likeness(near, real),
        baseline_is="the training frame of the nearest pose",
    )


def _frames(refs: Sequence[WindowRef], known: Sequence[int]) -> list[int]:
    inside = {t for ref in refs for t in range(ref.start, ref.stop)}
    return sorted(inside & set(known))


def _nearest_pictures(
    reader: PosePictureReader,
    film: Film,
    joints: NDArray[np.float32],
    shown: Sequence[int],
    learnt: Sequence[int],
) -> NDArray[np.uint8]:
    """Return (N, S, S, 3) the training pictures whose joints are nearest to those shown, on average."""
    known = joints[list(learnt), :, :2]  # (L, J, 2)
    nearest = []
    for frame in shown:
        apart = np.linalg.norm(known - joints[frame, :, :2], axis=2)  # (L, J)
        nearest.append(learnt[int(np.nanmean(apart, axis=1).argmin())])
    wanted = sorted(set(nearest))
    pictures = reader.pictures(film, wanted)
    return pictures[[wanted.index(frame) for frame in nearest]]


def _likeness(made: NDArray[np.uint8], real: NDArray[np.uint8]) -> dict[str, float]:
    pairs = list(zip(made, real, strict=True))
    return {
        "l1": float(np.mean([mean_difference(a, b) for a, b in pairs])),
        "ssim": float(np.mean([ssim(a, b) for a, b in pairs])),
        "psnr_db": float(np.mean([psnr(a, b) for a, b in pairs])),
    }


def _parts(model: TrainedModel) -> tuple[Pix2PixHd, PosePictureReader]:
    if not isinstance(model.model, Pix2PixHd):
        raise InputError(f"A run of {model.preset!r} shows no person.", "Choose a run of pix2pixhd.")
    return model.model, model.reader
