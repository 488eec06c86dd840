from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.agreement.matching import edge_errors, match, overlap, paired_edges, segment_f1
from core.metrics.agreement.spans import Span

spans = st.lists(
    st.builds(
        lambda start, length, label: Span(start / 10, (start + length) / 10, label),
        st.integers(0, 60),
        st.integers(1, 30),
        st.sampled_from(["waltz", "tango"]),
    ),
    max_size=5,
)


def best_by_trying_all(a: list[Span], b: list[Span]) -> tuple[int, float]:
    """The most pairs, and then the largest sum of IoU, of all ways to pair."""
    a, b = sorted([a, b], key=len)
    return max(
        (
            len(pairs),
            sum(pairs),
        )
        for chosen in permutations(range(len(b)), len(a))
        for pairs in [
            [
                overlap(x, b[j])
                for x, j in zip(a, chosen, strict=True)
                if x.label == b[j].label and overlap(x, b[j]) >= 0.5
            ]
        ]
    )


@given(a=spans, b=spans)
@settings(max_examples=150, deadline=None)
def test_the_pairing_is_the_best_that_there_is(a, b):
    pairs = match(a, b)
    n, total = best_by_trying_all(a, b)
    assert len(pairs) == n
    assert sum(pair.iou for pair in pairs) == pytest.approx(total)
    assert len({pair.a for pair in pairs}) == len({pair.b for pair in pairs}) == n


@given(a=spans, b=spans)
@settings(max_examples=60, deadline=None)
def test_f1_does_not_depend_on_who_is_first(a, b):
    assert len(match(a, b)) == len(match(b, a))
    assert len(match(a, a)) == len(a)


def test_f1_of_known_segments():
    a = [Span(0, 10, "waltz"), Span(10, 20, "tango"), Span(20, 30, "waltz")]
    b = [Span(0, 8, "waltz"), Span(10, 20, "waltz"), Span(24, 34, "waltz")]
    pairs = match(a, b)  # the second has another label; of the third 6 of 14 s are shared
    assert [(p.a, p.b) for p in pairs] == [(0, 0)]
    score = segment_f1(len(pairs), len(a), len(b))
    assert (score.value, score.n, score.unit) == (pytest.approx(2 / 6), 6, "segments")


def test_half_in_common_is_a_pair():
    assert len(match([Span(0, 2, "waltz")], [Span(0, 1, "waltz")])) == 1
    assert match([Span(0, 2.01, "waltz")], [Span(0, 1, "waltz")]) == []


def test_f1_of_nothing_is_not_defined():
    score = segment_f1(0, 0, 0)
    assert score.value is None
    assert "Neither" in score.undefined
    assert segment_f1(0, 0, 3).value == 0


def test_edge_errors_are_milliseconds_between_paired_edges():
    a = [Span(0, 10, "waltz"), Span(20, 30, "waltz")]
    b = [Span(0.1, 10.3, "waltz"), Span(19.9, 30.0, "waltz")]
    errors = edge_errors(paired_edges(a, b, match(a, b)))
    assert errors.n == 4
    assert errors.mean_ms == pytest.approx((100 + 300 + 100 + 0) / 4)
    assert errors.median_ms == pytest.approx(100)
    assert errors.signed_ms == pytest.approx((100 + 300 - 100 + 0) / 4)
    assert errors.start_signed_ms == pytest.approx(0)
    assert errors.end_signed_ms == pytest.approx(150)


def test_edge_errors_without_pairs_say_why():
    errors = edge_errors(np.empty((0, 2)))
    assert (errors.mean_ms, errors.n) == (None, 0)
    assert errors.undefined


def test_thousands_of_segments_are_paired_in_small_groups():
    rng = np.random.default_rng(0)
    starts = np.arange(20_000) * 1.0
    a = [Span(t, t + 0.9, "step") for t in starts]
    b = [Span(t, t + 0.9, "step") for t in starts + rng.normal(0, 0.05, len(starts))]
    assert len(match(a, b)) == len(a)  # as one assignment they would need three gigabytes
