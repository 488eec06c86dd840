from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.agreement.alpha import alpha

# Krippendorff (2011), section C: four observers, twelve units, missing data.
OBSERVERS = """
1 2 3 3 2 1 4 1 2 nan nan nan
1 2 3 3 2 2 4 1 2 5 nan 3
nan 3 3 3 2 3 4 2 2 5 1 nan
1 2 3 3 2 4 4 1 2 5 1 nan
"""


def observers() -> np.ndarray:
    return np.array(OBSERVERS.split(), float).reshape(4, 12)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorffs_own_example_at_every_level(level, published):
    found = alpha(observers(), level)
    assert found.value == pytest.approx(published, abs=5e-4)
    assert found.n == 11


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 6), st.integers(3, 12), st.sampled_from(["nominal", "ordinal", "interval"]),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_it_agrees_with_the_krippendorff_package(n_raters, n_things, level, seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, (n_raters, n_things)).astype(float)
    values[rng.uniform(size=values.shape) < 0.2] = np.nan
    found = alpha(values, level)
    if found.value is not None:
        assert found.value == pytest.approx(krippendorff.alpha(values, level_of_measurement=level))


def test_where_nothing_is_shared_or_only_one_answer_was_used_there_is_no_value():
    alone = np.array([[1.0, np.nan], [np.nan, 2.0]])
    assert alpha(alone, "ordinal").value is None
    assert "No two raters" in alpha(alone, "ordinal").undefined
    assert "Only one answer" in alpha(np.ones((3, 4)), "nominal").undefined
    assert alpha(np.empty((0, 0)), "interval").n == 0
    with pytest.raises(InputError, match="raters and things"):
        alpha(np.ones(3), "nominal")
