"""Whether a body could have danced it: feet, bones, smoothness and liveliness in one go.

What each number means and hides stands in the module of its family.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.metrics.body_shape import BoneLengths, bone_lengths
from core.metrics.foot_contact import FootContact, foot_contact
from core.metrics.liveliness import Liveliness, liveliness
from core.metrics.smoothness import Smoothness, smoothness
from core.motion import Motion


@dataclass(frozen=True)
class Plausibility:
    """All that can be said about a dance without music and without a reference."""

    feet: FootContact
    bones: BoneLengths
    smoothness: Smoothness
    liveliness: Liveliness


def plausibility(motion: Motion) -> Plausibility:
    """Measure a dance.

    Raises:
        InputError: no person is seen on any frame.
    """
    return Plausibility(foot_contact(motion), bone_lengths(motion), smoothness(motion), liveliness(motion))
