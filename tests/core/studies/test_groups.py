from __future__ import annotations

import pytest

from core.studies.groups import alike, holm


def test_holm_multiplies_the_smallest_by_how_many_there_are():
    adjusted = holm({("a", "b"): 0.01, ("a", "c"): 0.04, ("b", "c"): 0.03})
    assert adjusted == pytest.approx({("a", "b"): 0.03, ("b", "c"): 0.06, ("a", "c"): 0.06})


def test_a_group_may_be_like_two_that_differ():
    p_values = {("a", "b"): 0.6, ("b", "c"): 0.5, ("a", "c"): 0.001}
    assert alike(["a", "b", "c"], p_values) == (("a", "b"), ("b", "c"))


def test_what_could_not_be_tested_is_not_told_apart():
    nan = float("nan")
    assert alike(["a", "b"], {("a", "b"): nan}) == (("a", "b"),)
    assert alike(["a", "b"], {("a", "b"): 0.0}) == (("a",), ("b",))
    assert alike([], {}) == ()
