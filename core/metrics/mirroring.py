"""Whether a dance was danced mirrored: to the left what its reference does to the right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.metrics.pairing import body_size, check_seen_together, joint_distances, pair
from core.metrics.procrustes import turned_to
from core.motion import Motion

CLEAR = 0.9
"""One way is clearly nearer when its distance is less than this share of the other's. Two dances that have
nothing to do with each other are about as near either way."""


class Side(StrEnum):
    SAME = "same"
    MIRRORED = "mirrored"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Mirroring:
    """Of a dance against its reference, both about their roots and divided by their own body size.

    Attributes:
        distance: mean joint distance of the dance as it is.
        mirrored_distance: the same with the dance mirrored: x negated, left and right joints exchanged.
        side: which of the two is clearly less.

    Each is taken after the one turn about the vertical that makes it fit best, since a mirror stands anywhere
    in the room.

    Pitfall: a dance that does the same on both sides is neither.
    """

    distance: float
    mirrored_distance: float
    side: Side


def mirroring(reference: Motion, motion: Motion) -> Mirroring:
    """Say whether a dance is its reference mirrored, from their first frames on.

    Raises:
        InputError: the two have no joint in common, or no moment at which both are seen.
    """
    as_is, mirrored = _distance(reference, motion), _distance(reference, motion.mirrored())
    near, far = sorted((as_is, mirrored))
    side = Side.UNDECIDED if near >= CLEAR * far else Side.SAME if as_is < mirrored else Side.MIRRORED
    return Mirroring(as_is, mirrored, side)


def _distance(reference: Motion, motion: Motion) -> float:
    paired = pair(reference, motion)
    check_seen_together(paired)
    a, b = (centred / body_size(centred) for centred in (paired.centred_a, paired.centred_b))
    return float(np.nanmean(joint_distances(a, turned_to(a, b))))
