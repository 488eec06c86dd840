"""Beat grids: the newest is in force, a damaged one says so."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import text

from core.audio.grid import BeatGrid
from core.errors import InputError, StoreError
from tests.db.make import add_video


def test_the_newest_grid_is_in_force(project):
    video = add_video(project)
    assert project.beat_grids.current(video.id) is None
    first, second = BeatGrid(np.arange(4.0)), BeatGrid(np.arange(9) / 3, downbeat=2, beats_per_bar=3)
    for grid in (first, second):
        project.beat_grids.put(video.id, grid, "Kim")
        assert project.beat_grids.current(video.id) == grid


def test_a_grid_needs_a_video(project):
    with pytest.raises(InputError, match="no video 7"):
        project.beat_grids.put(7, BeatGrid(np.arange(4.0)), "Kim")


@pytest.mark.parametrize("change", ["beats = x'00'", "n_beats = 3", "n_beats = 99999999", "downbeat = 9"])
def test_a_damaged_grid_is_told_in_a_sentence(project, change):
    video = add_video(project)
    project.beat_grids.put(video.id, BeatGrid(np.arange(4.0)), "Kim")
    if project._store.engine.name != "sqlite" and change.startswith("beats"):
        change = "beats = '\\x00'"
    with project._store.engine.begin() as connection:
        connection.execute(text(f"UPDATE beat_grids SET {change}"))
    with pytest.raises(StoreError, match="damaged"):
        project.beat_grids.current(video.id)
