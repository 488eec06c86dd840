from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.metrics.agreement.chance import MISSING
from core.metrics.agreement.spans import Span, differences, differing_stretches, slice_codes

WALTZ, TANGO = Span(0.0, 1.0, "waltz"), Span(1.0, 2.0, "tango")


@st.composite
def tiers(draw: st.DrawFn) -> list[Span]:
    """One annotator's segments that do not overlap, edges on hundredths."""
    edges = draw(st.lists(st.integers(0, 300), min_size=2, max_size=12, unique=True).map(sorted))
    labels = draw(st.lists(st.sampled_from(["waltz", "tango", ""]), min_size=12, max_size=12))
    return [
        Span(a / 100, b / 100, label) for a, b, label in zip(edges, edges[1:], labels, strict=False) if label
    ]


def test_a_slice_says_what_is_said_in_its_middle():
    words: dict[tuple[str, ...], int] = {}
    codes = slice_codes([[WALTZ, TANGO], [Span(0.4, 1.6, "waltz")]], 0.0, 2.5, slice_s=0.5, words=words)
    said = {code: word for word, code in words.items()}
    assert [[said[code] for code in row] for row in codes] == [
        [("waltz",), ("waltz",), ("tango",), ("tango",), ()],
        [(), ("waltz",), ("waltz",), (), ()],
    ]


def test_time_without_a_label_is_a_word_or_missing_as_asked():
    codes = slice_codes([[WALTZ], [WALTZ]], 0.0, 2.0, slice_s=0.5, unlabelled_is_missing=True)
    assert codes.tolist() == [[0, 0, MISSING, MISSING]] * 2
    assert slice_codes([[WALTZ]], 0.0, 2.0, slice_s=0.5).tolist() == [[1, 1, 0, 0]]


def test_who_did_not_label_the_video_is_missing_and_who_marked_nothing_is_not():
    assert slice_codes([None, []], 0.0, 1.0, slice_s=0.5).tolist() == [[MISSING] * 2, [0] * 2]


def test_overlapping_segments_are_one_word_in_any_order():
    both = slice_codes([[WALTZ, Span(0.0, 1.0, "turn")], [Span(0.0, 1.0, "turn"), WALTZ]], 0.0, 1.0)
    assert (both[0] == both[1]).all()
    alone = slice_codes([[WALTZ, Span(0.0, 1.0, "turn")], [WALTZ]], 0.0, 1.0)
    assert (alone[0] != alone[1]).all()


@pytest.mark.parametrize("slice_s", [0.0, -1.0, float("nan"), 1e-9])
def test_a_slice_length_that_cannot_be_is_refused(slice_s):
    with pytest.raises(InputError, match="lice"):
        slice_codes([[WALTZ]], 0.0, 100.0, slice_s=slice_s)


def test_differences_are_the_stretches_where_people_say_something_else():
    found = differences({"Kim": [WALTZ, TANGO], "Ada": [Span(0.0, 1.5, "waltz")]})
    assert [(d.start_s, d.end_s, dict(d.said)) for d in found] == [
        (1.0, 1.5, {"Kim": ("tango",), "Ada": ("waltz",)}),
        (1.5, 2.0, {"Kim": ("tango",), "Ada": ()}),
    ]
    assert differences({"Kim": [WALTZ], "Ada": [Span(0.0, 1.02, "waltz")]}, at_least_s=0.1) == []


def test_differences_that_say_the_same_are_one():
    split = [Span(0.0, 0.5, "waltz"), Span(0.5, 1.0, "waltz")]
    assert [(d.start_s, d.end_s) for d in differences({"Kim": split, "Ada": []})] == [(0.0, 1.0)]


@pytest.mark.parametrize("spans", [{}, {"Kim": [WALTZ]}, {"Kim": [], "Ada": []}])
def test_nobody_differs_from_nobody(spans):
    assert differences(spans) == []


@given(a=tiers(), b=tiers())
@settings(max_examples=80, deadline=None)
def test_differences_cover_exactly_the_slices_with_different_codes(a, b):
    codes = slice_codes([a, b], 0.0, 3.0)
    middles_s = (np.arange(codes.shape[1]) + 0.5) * 0.01
    covered = np.zeros(codes.shape[1], bool)
    for difference in differences({"Kim": a, "Ada": b}):
        covered |= (middles_s > difference.start_s) & (middles_s < difference.end_s)
    assert np.array_equal(covered, codes[0] != codes[1])


def stretches(*own: list[Span]) -> list[list[float]]:
    flat = [(who, span) for who, spans in enumerate(own) for span in spans]
    words = sorted({span.label for _, span in flat})
    return differing_stretches(
        np.array([span.start_s for _, span in flat]),
        np.array([span.end_s for _, span in flat]),
        np.array([words.index(span.label) for _, span in flat], int),
        np.array([who for who, _ in flat], int),
    ).tolist()


@given(a=tiers(), b=tiers(), c=tiers())
@settings(max_examples=80, deadline=None)
def test_the_stretches_that_are_drawn_are_the_differences_joined(a, b, c):
    c = [*c, Span(3.0, 3.1, "waltz")]  # the last annotator has something, so that there are three
    joined: list[list[float]] = []
    for difference in differences({"Kim": a, "Ada": b, "Lee": c}):
        if joined and joined[-1][1] == difference.start_s:
            joined[-1][1] = difference.end_s
        else:
            joined.append([difference.start_s, difference.end_s])
    assert stretches(a, b, c) == joined


def test_one_annotator_or_none_differs_from_nobody():
    assert stretches() == stretches([WALTZ]) == []
