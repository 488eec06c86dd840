"""A number that says what it is, of how many things it is made, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """One measure of agreement.

    Attributes:
        name: what people call it, for example ``"Cohen's kappa"``.
        value: None where it is not defined.
        n: of how many things it is made.
        unit: what `n` counts, for example ``"slices"``.
        definition: in words.
        undefined: why there is no value; empty where there is one.
    """

    name: str
    value: float | None
    n: int
    unit: str
    definition: str
    undefined: str = ""


NO_OVERLAP = "They labelled no time in common."
ONE_LABEL = "Only one label was used, so that agreement by chance is certain."
