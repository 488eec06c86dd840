"""Spans that may touch but not overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.spans import SHORTEST_S, free_parts, overlap_s, overlaps

spans = st.tuples(st.floats(0, 100), st.floats(0.01, 20)).map(lambda span: (span[0], span[0] + span[1]))


def test_spans_that_touch_do_not_overlap() -> None:
    assert not overlaps((0, 1), (1, 2))
    assert not overlaps((0, 1.000_000_1), (1, 2))
    assert overlaps((0, 1.1), (1, 2))
    assert overlap_s((0, 1), (3, 4)) == -2


def test_what_is_left_lies_beside_the_others() -> None:
    assert free_parts((0, 10), [(8, 12), (2, 3), (2.5, 5)]) == [(0, 2), (5, 8)]
    assert free_parts((0, 10), []) == [(0, 10)]
    assert free_parts((2, 3), [(0, 10)]) == []


@given(spans, st.lists(spans, max_size=8))
def test_free_parts_overlap_nothing_and_lose_nothing(span: tuple[float, float], taken: list) -> None:
    parts = free_parts(span, taken)
    for part in parts:
        assert span[0] <= part[0] < part[1] <= span[1]
        assert not any(overlaps(part, other) for other in taken)
    free_s = sum(end - start for start, end in parts)
    covered_s = sum(max(overlap_s(span, other), 0) for other in taken)
    assert free_s >= span[1] - span[0] - covered_s - (len(taken) + 1) * 2 * SHORTEST_S
