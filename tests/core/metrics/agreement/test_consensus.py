from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.agreement.consensus import Vote, consensus
from core.metrics.agreement.spans import Span


def votes_of(**by_annotator: list[tuple[float, float, str]]) -> list[Vote]:
    """Votes numbered as they are written."""
    flat = [(name, Span(*span)) for name, spans in by_annotator.items() for span in spans]
    return [Vote(i, name, span) for i, (name, span) in enumerate(flat)]


def ids(votes: tuple[Vote, ...]) -> list[int]:
    return sorted(vote.id for vote in votes)


def test_segments_that_differ_by_little_become_their_median():
    votes = votes_of(Kim=[(1.0, 3.0, "waltz")], Ada=[(1.1, 3.2, "waltz")], Lee=[(1.2, 3.1, "waltz")])
    (agreed,), left = consensus(votes, needed=3)
    assert agreed.span == (1.1, 3.1, "waltz")
    assert ids(agreed.votes) == [0, 1, 2]
    assert left == []


def test_edges_further_apart_than_the_tolerance_are_a_dispute():
    votes = votes_of(Kim=[(1.0, 3.0, "waltz")], Ada=[(1.0, 3.3, "waltz")])
    agreed, (dispute,) = consensus(votes, needed=2, tolerance_s=0.2)
    assert agreed == []
    assert (dispute.start_s, dispute.end_s, ids(dispute.votes)) == (1.0, 3.3, [0, 1])
    assert consensus(votes, needed=2, tolerance_s=0.3)[1] == []


def test_another_label_is_a_dispute_and_so_is_silence():
    votes = votes_of(Kim=[(0, 2, "waltz"), (5, 6, "tango")], Ada=[(0, 2, "tango")])
    agreed, left = consensus(votes, needed=2)
    assert agreed == []
    assert [(d.start_s, d.end_s, ids(d.votes)) for d in left] == [(0, 2, [0, 2]), (5, 6, [1])]


def test_neighbours_whose_common_edge_is_fuzzy_are_disputes_of_their_own():
    votes = votes_of(Kim=[(0, 2.0, "waltz"), (2.0, 4, "tango")], Ada=[(0, 2.1, "rumba"), (2.1, 4, "samba")])
    _, left = consensus(votes, needed=2)
    assert [ids(dispute.votes) for dispute in left] == [[0, 2], [1, 3]]


def test_a_majority_overrules_the_others_where_one_label_is_meant():
    votes = votes_of(Kim=[(0, 4, "waltz")], Ada=[(0, 4, "waltz")], Lee=[(0, 4, "tango"), (6, 8, "tango")])
    assert consensus(votes, needed=3)[0] == []
    (agreed,), (left,) = consensus(votes, needed=2)
    assert (agreed.span.label, ids(agreed.overruled), ids(left.votes)) == ("waltz", [2], [3])
    (agreed,), left = consensus(votes, needed=2, overlaps=True)
    assert agreed.overruled == ()
    assert [ids(dispute.votes) for dispute in left] == [[2], [3]]


def test_nobody_is_counted_twice():
    votes = votes_of(Kim=[(0, 4, "waltz"), (0, 4, "waltz")], Ada=[])
    assert consensus(votes, needed=2)[0] == []


segment = st.builds(
    lambda start, length, label: (start / 10, (start + length) / 10, label),
    st.integers(0, 50),
    st.integers(1, 20),
    st.sampled_from(["waltz", "tango"]),
)


@given(
    kim=st.lists(segment, max_size=6),
    ada=st.lists(segment, max_size=6),
    lee=st.lists(segment, max_size=6),
    needed=st.integers(2, 3),
    overlaps=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_every_vote_is_in_exactly_one_place_and_nobody_agrees_with_themselves(
    kim, ada, lee, needed, overlaps
):
    votes = votes_of(Kim=kim, Ada=ada, Lee=lee)
    agreed, left = consensus(votes, needed=needed, overlaps=overlaps)
    placed = [i for a in agreed for i in (*ids(a.votes), *ids(a.overruled))] + [
        i for d in left for i in ids(d.votes)
    ]
    assert sorted(placed) == [vote.id for vote in votes]
    for each in agreed:
        names = [vote.annotator for vote in each.votes]
        assert len(names) == len(set(names)) >= needed
        assert {vote.span.label for vote in each.votes} == {each.span.label}
        assert all(abs(vote.span.start_s - each.span.start_s) <= 0.2 + 1e-9 for vote in each.votes)
