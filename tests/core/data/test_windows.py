from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.windows import WindowRef, windows_of
from core.errors import InputError


def test_windows_follow_each_other_by_the_hop_and_are_whole():
    assert windows_of(10, 4, 3) == [(0, 4), (3, 7), (6, 10)]


def test_what_is_shorter_than_a_window_has_none():
    assert windows_of(3, 4, 1) == []
    assert windows_of(0, 1, 1) == []


@given(n=st.integers(0, 200), length=st.integers(1, 50), hop=st.integers(1, 50))
def test_windows_lie_inside_and_no_further_one_would(n, length, hop):
    found = windows_of(n, length, hop)
    assert all(stop - start == length and start >= 0 and stop <= n for start, stop in found)
    following = found[-1][0] + hop if found else 0
    assert following + length > n


@pytest.mark.parametrize(("length", "hop"), [(0, 1), (1, 0), (-3, 1)])
def test_lengths_and_hops_of_nothing_are_refused(length, hop):
    with pytest.raises(InputError, match="at least 1 frame"):
        windows_of(10, length, hop)


def test_windows_sort_by_dance_then_time():
    refs = [WindowRef(1, 0, 5), WindowRef(0, 9, 14), WindowRef(0, 2, 7)]
    assert sorted(refs) == [WindowRef(0, 2, 7), WindowRef(0, 9, 14), WindowRef(1, 0, 5)]
