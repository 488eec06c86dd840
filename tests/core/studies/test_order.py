from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from core.studies.design import Kind
from core.studies.order import exposures, pair_units, plan, williams
from core.studies.records import Role
from tests.core.studies.factories import make_clips, make_design


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 9])
def test_a_williams_square_is_balanced_for_place_and_for_what_comes_before(n):
    rows = williams(n)
    assert all(sorted(row) == list(range(n)) for row in rows)
    places = Counter((place, value) for row in rows for place, value in enumerate(row))
    assert set(places.values()) == {len(rows) // n}
    if n > 2:
        follows = Counter(pair for row in rows for pair in pairwise(row))
        assert len(follows) == n * (n - 1)
        assert len(set(follows.values())) == 1


def test_a_full_square_of_raters_sees_everything_in_every_place():
    design = make_design(n_practice=0, n_frozen=0, n_repeats=0)
    clips = make_clips(design)
    plans = [plan(design, clips, rater) for rater in range(12)]
    places = Counter((t.position, t.clips) for trials in plans for t in trials)
    assert len(places) == 12 * 12
    assert set(places.values()) == {1}
    assert set(Counter(pair for p in plans for pair in pairwise(t.clips for t in p)).values()) == {1}


@pytest.mark.parametrize("kind", [Kind.GRADE, Kind.PAIR])
@pytest.mark.parametrize("n_raters", [1, 3, 7, 20])
def test_a_random_subset_shows_every_unit_equally_often_within_one(kind, n_raters):
    design = make_design(kind, trials_per_rater=5, n_practice=0, n_frozen=0, n_repeats=0, seed=4)
    clips = make_clips(design)
    plans = [plan(design, clips, rater) for rater in range(n_raters)]
    shown = exposures(plans)
    assert all(len({frozenset(t.clips) for t in p}) == 5 for p in plans)
    assert max(shown.values()) - (min(shown.values()) if len(shown) == 12 else 0) <= 1


def test_pairs_are_of_two_groups_in_one_scene_and_every_stretch_compares_all_groups():
    design = make_design(Kind.PAIR)
    rated = [clip for clip in make_clips(design) if clip.role is Role.RATED]
    by_number = {clip.number: clip for clip in rated}
    units = pair_units(rated)
    assert len(set(units)) == 12  # 3 pairs of groups in 4 scenes
    for a, b in units:
        assert by_number[a].scene == by_number[b].scene
        assert by_number[a].group != by_number[b].group
    for start in range(len(units) - 2):
        pairs = {frozenset(by_number[n].group for n in unit) for unit in units[start : start + 3]}
        assert len(pairs) == 3


def test_sides_are_balanced_over_raters():
    design = make_design(Kind.PAIR, n_practice=0, n_frozen=0, n_repeats=0)
    clips = make_clips(design)
    by_number = {clip.number: clip for clip in clips}
    lefts = Counter(by_number[t.clips[0]].group for rater in range(8) for t in plan(design, clips, rater))
    assert set(lefts.values()) == {32}


def test_the_same_rater_always_gets_the_same_plan_and_another_one_another():
    design = make_design(trials_per_rater=6)
    clips = make_clips(design)
    assert plan(design, clips, 3) == plan(design, clips, 3)
    assert plan(design, clips, 3) != plan(design, clips, 4)
    assert plan(design, clips, 3) != plan(make_design(trials_per_rater=6, seed=1), clips, 3)


@pytest.mark.parametrize("rater", range(12))
@pytest.mark.parametrize("kind", [Kind.GRADE, Kind.PAIR])
def test_practice_comes_first_checks_never_and_repeats_well_after(kind, rater):
    wrong = 1 if kind is Kind.GRADE else 0
    design = make_design(kind, n_practice=2, n_frozen=2, n_wrong_song=wrong, n_repeats=2)
    trials = plan(design, make_clips(design, n_practice=6), rater)
    assert [t.position for t in trials] == list(range(len(trials)))
    roles = [t.role for t in trials]
    assert roles[:2] == [Role.PRACTICE] * 2
    assert Role.PRACTICE not in roles[2:]
    assert roles[2] is Role.RATED
    assert Counter(roles)[Role.FROZEN] == 2
    for trial in trials:
        if trial.role is Role.REPEAT:
            assert trial.of is not None
            assert trials[trial.of].role is Role.RATED
            assert trials[trial.of].clips == trial.clips[::-1]
            assert trial.position > trial.of + 3


def test_a_frozen_dance_of_a_pair_stands_beside_itself_moving():
    design = make_design(Kind.PAIR, n_frozen=2)
    clips = {clip.number: clip for clip in make_clips(design)}
    for rater in range(6):
        for trial in plan(design, list(clips.values()), rater):
            if trial.role is Role.FROZEN:
                a, b = (clips[number] for number in trial.clips)
                assert {a.role, b.role} == {Role.FROZEN, Role.RATED}
                assert a.source == b.source


def test_a_study_of_nothing_has_a_plan_of_nothing():
    design = make_design(n_scenes=0)
    assert plan(design, [], 0) == ()
