"""The ten losses of the published seq2seq generator, by name.

Each takes predicted and real poses, (B, T, P) in standard deviations of the training poses, T at least 2 for
those of velocity. Each gives one number: 0 where both are equal, its gradient finite everywhere.
A velocity is the change from one frame to the next, in standard deviations a frame.

Source: the paper names the losses. How mape, rpd, their velocities and SRSE velocity are written follows a
public training script that uses the same names for them; the others are standard. Left open, and our choice:

* Means over everything, where that script sums some of them: a sum would change the learning rate with the
  batch. So the paper's values are not ours in size.
* Distance and speed are those of the whole pose vector, as P holds more than joints.
* Shares are of standardised poses, whose real value is 0 for an average pose. Dividing by that is infinite,
  so what is divided by is at least `POSE_FLOOR` or `VELOCITY_FLOOR`.
* Huber turns from square to straight at `HUBER_TURN`, the usual one.

The published SRSE velocity died of NaN in epoch 4, and the ensemble, which contains it, in epoch 2. It takes
the square root of a sum of squares for the speed, and another one for the size of the error. The slope of a
square root at 0 is infinite, times the slope of the square, 0: NaN as soon as one frame stands still or has
the right speed. Here the lengths are norms, and the size of the error is an absolute value: the same values,
with slope 0 where it is not defined.

Losses of velocity alone do not say where the body is, only how it moves on; SRSE velocity not even where to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from torch import Tensor
from torch.linalg import vector_norm
from torch.nn import functional as F

Loss = Callable[[Tensor, Tensor], Tensor]

POSE_FLOOR = 0.1  # standard deviations: what is nearer to the average pose than that has no size to speak of
VELOCITY_FLOOR = 0.01  # standard deviations a frame: a fraction of a usual velocity at 24 fps
HUBER_TURN = 1.0  # standard deviations


def mape(predicted: Tensor, real: Tensor) -> Tensor:
    """Mean absolute percentage error, mean |p - r| / |r|; 1 = 100 %.

    Scaling both changes nothing, as long as ``|r|`` is above the floor.
    """
    return _share(predicted - real, real.abs(), POSE_FLOOR)


def rpd(predicted: Tensor, real: Tensor) -> Tensor:
    """Relative percent difference, mean |p - r| / ((|p| + |r|) / 2); 1 = 100 %, at most 2.

    Scaling both changes nothing, as long as the mean size is above the floor. Where the signs differ it is 2
    whatever the sizes, and teaches nothing.
    """
    return _share(predicted - real, (predicted.abs() + real.abs()) / 2, POSE_FLOOR)


def mape_velocity(predicted: Tensor, real: Tensor) -> Tensor:
    """`mape` of the velocities, with their own floor."""
    p, r = _velocity(predicted), _velocity(real)
    return _share(p - r, r.abs(), VELOCITY_FLOOR)


def rpd_velocity(predicted: Tensor, real: Tensor) -> Tensor:
    """`rpd` of the velocities, with their own floor."""
    p, r = _velocity(predicted), _velocity(real)
    return _share(p - r, (p.abs() + r.abs()) / 2, VELOCITY_FLOOR)


def euclidean(predicted: Tensor, real: Tensor) -> Tensor:
    """Mean over frames of the distance ||p - r||, in standard deviations; doubles with both."""
    return _length(predicted - real).mean()


def srse_velocity(predicted: Tensor, real: Tensor) -> Tensor:
    """Square root of the squared error of the speed, mean | ||vp|| - ||vr|| |; doubles with both.

    In standard deviations a frame. Blind to the direction of the movement.
    """
    speed_p, speed_r = (_length(_velocity(poses)) for poses in (predicted, real))
    return (speed_p - speed_r).abs().mean()


def ensemble(predicted: Tensor, real: Tensor) -> Tensor:
    """`euclidean` + `srse_velocity`, equally weighted as published; doubles with both."""
    return euclidean(predicted, real) + srse_velocity(predicted, real)


def mae(predicted: Tensor, real: Tensor) -> Tensor:
    """Mean absolute error, mean |p - r|, in standard deviations; doubles with both."""
    return F.l1_loss(predicted, real)


def mse(predicted: Tensor, real: Tensor) -> Tensor:
    """Mean squared error, mean (p - r)^2, in variances; four times as much when both double."""
    return F.mse_loss(predicted, real)


def huber(predicted: Tensor, real: Tensor) -> Tensor:
    """Mean of (p - r)^2 / 2 up to the turn and of turn (|p - r| - turn / 2) beyond it.

    When both double it is four times as much below the turn, and about twice as much far beyond it.
    """
    return F.huber_loss(predicted, real, delta=HUBER_TURN)


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        loss.__name__: loss
        for loss in (
            *(mape, rpd, mape_velocity, rpd_velocity, euclidean),
            *(srse_velocity, ensemble, mae, mse, huber),
        )
    }
)
_SUMMANDS = {"ensemble": ("euclidean", "srse_velocity")}


def losses_of(name: str, predicted: Tensor, real: Tensor) -> dict[str, Tensor]:
    """Return a loss under its name; one that is a sum as its summands, so that each has its curve."""
    p, r = predicted.float(), real.float()
    return {part: LOSSES[part](p, r) for part in _SUMMANDS.get(name, (name,))}


def _velocity(poses: Tensor) -> Tensor:
    return poses.diff(dim=1)  # (B, T, P) -> (B, T - 1, P)


def _length(vectors: Tensor) -> Tensor:
    """(..., P) -> (...); unlike a square root of squares, a norm has slope 0 at 0."""
    length: Tensor = vector_norm(vectors, dim=-1)
    return length


def _share(error: Tensor, size: Tensor, floor: float) -> Tensor:
    return (error.abs() / size.clamp(min=floor)).mean()
