"""A thumbnail is the picture of its time, small and the right way up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.media.thumbnails import thumbnail

Film = Callable[..., Path]


@pytest.mark.parametrize(("at_s", "expected"), [(0, 0), (0.5, 12), (1.0, 25), (-1, 0), (1e6, 49)])
@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
def test_it_is_the_picture_at_that_time(
    name: str, at_s: float, expected: int, film: Film, number: Any
) -> None:
    picture = thumbnail(film(name), at_s, 80)
    assert picture.shape == (48, 80, 3)
    assert number(picture) == expected


def test_it_is_turned_like_the_film(film: Film) -> None:
    assert thumbnail(film(rotation_deg=90), 0, 48).shape == (80, 48, 3)
