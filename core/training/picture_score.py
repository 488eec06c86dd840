"""The verdict on pictures that a model made of one test dance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PictureScore:
    """Pictures that a model made beside those that were filmed.

    Attributes:
        key: of the test dance.
        n_pictures: how many were compared.
        values: by name, how alike they are.
        baseline: the same of what anybody could have done without learning.
        baseline_is: what that is, in words.
    """

    key: str
    style: str | None
    n_pictures: int
    values: Mapping[str, float]
    baseline: Mapping[str, float]
    baseline_is: str
