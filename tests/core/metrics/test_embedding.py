"""Maps of dances: who moves alike lies together, by every method."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from core.errors import InputError
from core.metrics.embedding import LEAST_WINDOWS, embed, windows
from core.motion import Motion
from tests.conftest import make_motion
from tests.core.metrics.bodies import moved, standing, turned_about_vertical


def waving(hand: str, *, n_frames: int = 1000, hz: float = 1.0) -> Motion:
    """Somebody who stands and waves a hand up and down."""
    t = np.arange(n_frames) / 25
    lift = np.zeros((n_frames, 3))
    lift[:, 1] = 0.3 * np.sin(2 * np.pi * hz * t) + 0.02 * np.sin(t)
    return moved(standing(n_frames), [f"{hand}_wrist", f"{hand}_elbow"], lift)


def two_kinds() -> np.ndarray:
    """Ten windows of who waves with the left hand, ten of who waves fast with the right one."""
    return np.concatenate([windows(waving("left")).vectors, windows(waving("right", hz=2.0)).vectors])


def test_windows_are_four_seconds_one_after_another():
    found = windows(make_motion(250, fps=25.0))
    assert found.spans == ((0, 100), (100, 200))
    assert found.vectors.shape == (2, 72 + 32)


def test_a_short_dance_is_one_window():
    assert windows(make_motion(30)).spans == ((0, 30),)


def test_where_somebody_stands_and_faces_does_not_matter():
    motion = make_motion(200)
    elsewhere = turned_about_vertical(motion, 1.0)
    elsewhere = elsewhere.with_positions(elsewhere.positions + np.float32([3, 0, -2]))
    assert windows(elsewhere).vectors == pytest.approx(windows(motion).vectors, rel=2e-3, abs=2e-2)


def test_gaps_are_filled_and_a_joint_never_seen_is_refused():
    motion = make_motion(100)
    positions = motion.positions.copy()
    positions[20:30, motion.skeleton.index("left_wrist")] = np.nan
    assert np.isfinite(windows(motion.with_positions(positions)).vectors).all()
    positions[:, motion.skeleton.index("left_wrist")] = np.nan
    with pytest.raises(InputError, match="never seen"):
        windows(motion.with_positions(positions))


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_windows_that_move_alike_lie_together(method):
    xy = embed(two_kinds(), method).xy
    left, right = xy[:10], xy[10:]
    apart = np.linalg.norm(left.mean(axis=0) - right.mean(axis=0))
    assert apart > 2 * max(np.linalg.norm(side - side.mean(axis=0), axis=1).max() for side in (left, right))


def test_components_are_those_of_the_covariance():
    vectors = np.random.default_rng(0).normal(size=(40, 6)) * [5, 3, 1, 1, 1, 1]
    placed = embed(vectors)
    scaled = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    strengths = np.sort(np.linalg.eigvalsh(np.cov(scaled.T)))[::-1]
    assert placed.xy.var(axis=0, ddof=1) == pytest.approx(strengths[:2])
    assert placed.explained == pytest.approx(strengths[:2] / strengths.sum())


def test_the_unit_of_a_feature_and_what_is_constant_do_not_matter():
    vectors = np.random.default_rng(1).normal(size=(12, 4))
    more = np.concatenate([vectors * [1, 1000, 1, 0.001], np.full((12, 1), 0.1)], axis=1)
    assert embed(more).xy == pytest.approx(embed(vectors).xy)


def test_equal_seeds_give_equal_maps():
    vectors = two_kinds()
    assert (embed(vectors, "tsne", seed=3).xy == embed(vectors, "tsne", seed=3).xy).all()


def test_too_few_windows_and_equal_ones_are_sentences():
    with pytest.raises(InputError, match=f"at least {LEAST_WINDOWS} windows"):
        embed(np.zeros((LEAST_WINDOWS - 1, 3)))
    with pytest.raises(InputError, match="the same"):
        embed(np.full((LEAST_WINDOWS, 3), 0.1))


def test_umap_that_is_not_installed_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(InputError, match="not installed") as refused:
        embed(two_kinds(), "umap")
    assert "barre[umap]" in refused.value.hint
