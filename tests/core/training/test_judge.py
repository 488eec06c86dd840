"""The table of real and generated dances."""

from __future__ import annotations

import numpy as np
import pytest

from core.motion import Motion
from core.skeleton import Skeleton
from core.training.judge import Judged, judge
from core.training.measures import MEASURES
from tests.conftest import make_motion

BEATS = np.arange(0.3, 20, 0.5)


def dance(seed: int, speed: float = 1.0) -> Motion:
    """Twenty seconds that travel a little."""
    return make_motion(500, fps=25.0 / speed, skeleton_name="ballroom23", seed=seed)


def judged(seed: int, *, speed: float = 1.0) -> Judged:
    made = dance(seed + 100, speed)
    return Judged(
        f"d{seed}", dance(seed), Motion(made.positions, 25.0, made.skeleton), dance(seed + 50), BEATS
    )


@pytest.fixture(scope="module")
def table():
    return judge([judged(seed) for seed in range(3)], [dance(seed) for seed in range(10, 14)])


def test_every_measure_is_there_and_real_dances_stand_beside_generated_ones(table):
    assert set(table.made) == {measure.name for measure in MEASURES}
    only_made = {"speed_ratio", "range_ratio", "distance"}
    assert set(table.real) == set(table.made) - only_made
    for name, estimate in table.made.items():
        assert estimate.n == 3
        if not name.startswith("frechet") or name.endswith("shrunk"):
            assert estimate.low <= estimate.value <= estimate.high, name


def test_too_few_windows_are_said(table):
    assert any("covariance is singular" in note for note in table.notes)


def test_the_real_dances_generated_again_are_no_different():
    both = [Judged(j.key, j.real, j.real, j.reference, j.beats_s) for j in (judged(0), judged(1))]
    found = judge(both, [dance(10)])
    assert found.made["distance"].value == pytest.approx(0, abs=1e-6)
    assert found.made["speed_ratio"].value == pytest.approx(1)
    assert found.made["frechet_kinetic"].value == pytest.approx(0, abs=1e-4)
    for name in ("skate_ratio", "jerk_m_s3", "beat_alignment", "diversity_kinetic"):
        assert found.made[name] == found.real[name]


def test_a_statue_freezes_and_is_far_away():
    still = [
        Judged(
            j.key, j.real, j.real.with_positions(np.repeat(j.real.positions[:1], 500, axis=0)), None, BEATS
        )
        for j in (judged(0), judged(1))
    ]
    found = judge(still, [dance(10)])
    assert found.made["freezing"].value == 1
    assert found.made["speed_ratio"].value == 0
    assert found.made["frechet_kinetic_shrunk"].value > 100
    assert "reference_distance" not in found.made
    assert "beat_alignment" not in found.made  # a dance that never moves has no beats


def test_a_body_without_limbs_lacks_the_features_and_says_why():
    body = Skeleton("two", ("a", "b"), ((0, 1),), (1, 0), (0,))
    rng = np.random.default_rng(0)
    real = Motion(rng.normal(size=(300, 2, 3)).astype(np.float32), 25.0, body)
    found = judge([Judged("a", real, real, None, BEATS)], [real])
    assert "frechet_kinetic" not in found.made
    assert any("No kinetic features" in note for note in found.notes)
    assert found.made["speed_ratio"].value == pytest.approx(1)
