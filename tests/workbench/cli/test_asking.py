"""What a person types to ask for a dance."""

from __future__ import annotations

import pytest

from core.errors import InputError
from workbench.cli.asking import spans_of, styles_of, words_of


def test_a_style_is_a_blend_of_itself_alone():
    assert styles_of("waltz", None) == {"waltz": 1.0}
    assert styles_of(None, None) == {}


def test_a_blend_names_each_style_with_its_weight():
    assert styles_of(None, "ballet:0.3,hiphop:0.7") == {"ballet": 0.3, "hiphop": 0.7}
    assert styles_of(None, " cha-cha: 1 , slow fox:2") == {"cha-cha": 1.0, "slow fox": 2.0}


@pytest.mark.parametrize("blend", ["ballet", "ballet:much", ":0.3", "ballet:0.3,ballet:0.7"])
def test_a_blend_that_cannot_be_read_says_how_it_is_written(blend):
    with pytest.raises(InputError, match="--blend"):
        styles_of(None, blend)


def test_a_style_and_a_blend_are_not_both_possible():
    with pytest.raises(InputError, match="Leave one"):
        styles_of("ballet", "ballet:1,tap:1")


def test_stretches_may_be_repeated_or_listed():
    assert spans_of(["2:6", "8:9.5,10:11"]) == ((2, 6), (8, 9.5), (10, 11))


@pytest.mark.parametrize("text", ["2-6", "2:", ":6", "a:b"])
def test_a_stretch_that_cannot_be_read_says_how_it_is_written(text):
    with pytest.raises(InputError, match="--redo"):
        spans_of([text])


def test_joints_stand_between_commas_or_bars():
    assert words_of("legs, left_wrist|nose") == ("legs", "left_wrist", "nose")
    assert words_of(None) == ()
