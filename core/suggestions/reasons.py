"""Why a frame may be suggested; without anything heavy, so that the command line can list them at once."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a frame is likely wrong; the most telling first: it names a frame that has several."""

    FLAGGED = "flagged"  # somebody said so
    PEOPLE = "people"  # two people were taken for each other
    SIDES = "sides"  # left and right were
    OUTSIDE = "outside"  # a joint is outside the picture
    JUMP = "jump"  # no body moves like that
    BONE = "bone"  # a bone is not as long as this dancer's
    MODEL = "model"  # a model of the dancer's own poses expects something else
    CONFIDENCE = "confidence"  # the estimator says itself that it guesses


DETECTED = tuple(reason for reason in Reason if reason is not Reason.FLAGGED)
"""What a search finds by itself."""
