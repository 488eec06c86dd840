from __future__ import annotations

import json

import pytest

from core.errors import InputError
from core.studies.design import CHECKS, Check, Design, Kind, Scale
from tests.core.studies.factories import make_design


@pytest.mark.parametrize("kind", Kind)
def test_a_design_is_the_same_after_json(kind):
    checks = {} if Check.FROZEN in CHECKS[kind] else {"n_frozen": 0}
    design = make_design(kind, **checks, clip_s=8.5, scale=Scale.SEVEN, seed=3)
    again = Design.from_plain(json.loads(json.dumps(design.plain())))
    assert again == design
    assert again.sha256() == design.sha256()


def test_every_change_changes_the_hash():
    first = make_design()
    assert len({first.sha256(), make_design(seed=1).sha256(), make_design(max_failed=1).sha256()}) == 3


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": " "}, "name"),
        ({"name": "x", "clip_s": 0.5}, "s long"),
        ({"name": "x", "n_practice": -1}, "n_practice"),
        ({"name": "x", "criteria": ("beauty",)}, "beauty"),
        ({"name": "x", "criteria": ()}, "criterion"),
        ({"name": "x", "kind": Kind.PAIR, "n_wrong_song": 1}, "wrong song"),
        ({"name": "x", "kind": Kind.STYLE}, "frozen"),
    ],
)
def test_what_makes_no_study_is_refused(values, fault):
    with pytest.raises(InputError, match=fault):
        Design(**values)


def test_a_stranger_cannot_bring_other_settings():
    with pytest.raises(InputError, match="extra"):
        Design.from_plain({"name": "x", "extra": 1})
    with pytest.raises(InputError, match="make no study"):
        Design.from_plain({"name": "x", "kind": "duel"})
    with pytest.raises(InputError, match="make no study"):
        Design.from_plain({"name": "x", "items": [3]})


def test_the_grades_are_the_published_four_unless_asked_otherwise():
    assert Design("x").choices == ("poor", "fair", "good", "very good")
    assert Scale.FOUR.top == 3
    assert Scale.SLIDER.top == 100


def test_what_is_missing_before_the_start_is_said():
    with pytest.raises(InputError, match="two dances"):
        Design("x").check_startable()
    with pytest.raises(InputError, match="two groups"):
        make_design(Kind.PAIR, groups=("real",)).check_startable()
    with pytest.raises(InputError, match="one of its styles"):
        make_design(Kind.STYLE, styles=("rumba", "tango"), n_frozen=0).check_startable()
    make_design(Kind.PAIR).check_startable()


def test_the_rule_is_stated_with_every_check_that_there_is():
    design = make_design(n_frozen=2, n_wrong_song=1, n_repeats=1, max_failed=1)
    assert "more than 1" in design.rule
    assert all(check in design.rule for check in CHECKS[Kind.GRADE])
    assert "nobody" in make_design(n_frozen=0, n_repeats=0).rule
    assert Check.WRONG_SONG not in make_design(Kind.PAIR).rule
