"""The split on real motion capture: the public ballroom set, where it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from core.data.dance import Dance
from core.data.leaks import LeakKind, find_leaks
from core.data.left_out import Reason
from core.data.split import split_dances
from core.data.twins import Likeness, near_duplicates
from core.data.windows import WindowRef
from core.formats import ballroom

pytestmark = pytest.mark.shared_data

TURNED = Likeness(turned=True)


@cache
def read_all(folder: Path) -> list[Dance]:
    read = [ballroom.read(dance) for dance in sorted(folder.iterdir())]
    return [Dance(dance.name, dance.motion, dance.style) for dance in read]


@pytest.fixture
def dances(shared_data) -> list[Dance]:
    return read_all(shared_data / "ballroom")


@pytest.fixture
def few(dances) -> list[Dance]:
    """Three dances of a style: enough to split, and quick to compare each pose with each."""
    kept = {style: [d for d in dances if d.style == style][:3] for style in ("cha-cha", "rumba", "waltz")}
    return [dance for of_style in kept.values() for dance in of_style]


def share_copied(dances: list[Dance], key: str, likeness: Likeness) -> float:
    """The share of a dance's frames that are also in another one."""
    (i,) = [i for i, dance in enumerate(dances) if dance.key == f"DANCE_{key}"]
    whole = [WindowRef(k, 0, other.motion.n_frames) for k, other in enumerate(dances)]
    twins = near_duplicates(dances, [whole[i]], whole[:i] + whole[i + 1 :], likeness)
    return sum(twin.ref.n_frames for twin in twins) / dances[i].motion.n_frames


def test_each_fold_keeps_every_style_on_every_side_and_no_copy(dances):
    tested = set()
    for fold in range(5):
        split = split_dances(dances, length_s=4, hop_s=2, seed=0, fold=fold)
        tested |= set(split.dances_of("test"))
        (few,) = [left for left in split.left_out if left.reason == Reason.FEW_DANCES]
        assert split.keys[few.ref.dance] == "DANCE_T_5"
        assert split.lacking() == ()
        assert split.test_in_training == 0
        assert split.test_in_training_turned > 0.5
    assert {dances[i].key for i in set(range(25)) - tested} == {"DANCE_T_5"}


def test_the_independent_check_finds_copies_that_a_careless_split_leaves(few):
    careless = split_dances(few, length_s=4, hop_s=2, seed=0, likeness=None)
    assert {leak.kind for leak in find_leaks(few, careless)} == {LeakKind.SAME_MOTION}
    assert find_leaks(few, split_dances(few, length_s=4, hop_s=2, seed=0)) == ()


def test_turned_copies_too_can_be_kept_out(few):
    split = split_dances(few, length_s=2, hop_s=0.5, seed=0, likeness=TURNED)
    assert split.test_in_training_turned == 0
    assert find_leaks(few, split, TURNED) == ()


@pytest.mark.parametrize(
    ("key", "recorded", "turned"), [("C_2", 0.06, 0.81), ("R_3", 0.02, 0.89), ("W_1", 0.34, 0.95)]
)
def test_figures_are_repeated_in_every_style_mostly_facing_another_way(dances, key, recorded, turned):
    assert share_copied(dances, key, Likeness()) == pytest.approx(recorded, abs=0.03)
    assert share_copied(dances, key, TURNED) == pytest.approx(turned, abs=0.03)
