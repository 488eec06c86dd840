from __future__ import annotations

import pytest

from core.studies.attention import attention
from core.studies.design import Kind
from core.studies.records import Role, Trial
from tests.core.studies.factories import make_answer, make_design

CHECKED = (Trial(0, Role.RATED, (1, 2)), Trial(1, Role.FROZEN, (3, 1)), Trial(2, Role.REPEAT, (2, 1), 0))


def failed(kind, answers, plan=CHECKED, **more):
    design = make_design(kind, n_frozen=0, **more)
    return attention(design, plan, answers, frozenset({3})).failed


@pytest.mark.parametrize(("grade", "expected"), [(0, ()), (1, ()), (2, (1,)), (3, (1,))])
def test_a_frozen_dance_graded_in_the_upper_half_is_a_failure(grade, expected):
    assert failed(Kind.GRADE, [make_answer(1, grade, role=Role.FROZEN)]) == expected


def test_of_a_wrong_song_only_the_music_counts_where_it_is_asked():
    plan = (Trial(0, Role.WRONG_SONG, (1,)),)
    music, natural = make_answer(0, 0, question="music"), make_answer(0, 3, question="natural")
    assert failed(Kind.GRADE, [music, natural], plan) == ()
    assert failed(Kind.GRADE, [make_answer(0, 3, question="music"), natural], plan) == (0,)


@pytest.mark.parametrize(("again", "expected"), [(0, ()), (1, ()), (2, (2,)), (3, (2,))])
def test_a_repeat_more_than_half_the_scale_apart_is_a_failure(again, expected):
    assert failed(Kind.GRADE, [make_answer(0, 0), make_answer(2, again, role=Role.REPEAT)]) == expected


def test_preferring_who_stands_still_is_a_failure():
    for choice, expected in (("left", (1,)), ("right", ()), ("equal", ())):
        answer = make_answer(1, choice=choice, role=Role.FROZEN, clips=(3, 1), question="pair")
        assert failed(Kind.PAIR, [answer]) == expected


def test_a_repeated_pair_has_its_sides_exchanged():
    first = make_answer(0, choice="left", question="pair")
    for choice, expected in (("left", (2,)), ("right", ()), ("equal", ())):
        assert failed(Kind.PAIR, [first, make_answer(2, choice=choice, role=Role.REPEAT)]) == expected


def test_a_frozen_dance_called_real_and_a_style_named_otherwise_are_failures():
    assert failed(Kind.REAL, [make_answer(1, choice="real", role=Role.FROZEN)]) == (1,)
    named = [make_answer(0, choice="waltz"), make_answer(2, choice="rumba", role=Role.REPEAT)]
    assert failed(Kind.STYLE, named) == (2,)


def test_only_who_fails_more_than_the_rule_allows_is_left_out():
    answers = [make_answer(1, 3, role=Role.FROZEN), make_answer(0, 0), make_answer(2, 1, role=Role.REPEAT)]
    strict = attention(make_design(max_failed=0), CHECKED, answers, rater="AAAAA")
    assert (strict.n_checks, strict.failed, strict.excluded) == (2, (1,), True)
    assert not attention(make_design(max_failed=1), CHECKED, answers).excluded
    assert not attention(make_design(), CHECKED, []).excluded
