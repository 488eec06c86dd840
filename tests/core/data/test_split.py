from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.leaks import find_leaks
from core.data.left_out import Reason
from core.data.split import Split, split_dances
from core.data.twins import Likeness
from core.data.windows import WindowRef
from core.errors import InputError
from tests.core.data.factories import audio_of, make_chroma, make_dance, make_dances, pasted, turned_by

WINDOWS = {"length_s": 2.0, "hop_s": 1.0}


def split(dances, **changes) -> Split:
    return split_dances(dances, **{**WINDOWS, "seed": 0, **changes})


def side_of(found: Split, key: str) -> set[str]:
    i = found.keys.index(key)
    return {name for name in ("train", "valid", "test") if i in found.dances_of(name)}


def reasons(found: Split) -> set[tuple[str, Reason]]:
    return {(found.keys[left.ref.dance], left.reason) for left in found.left_out}


def test_each_style_is_on_each_side_in_whole_dances():
    dances = make_dances({"waltz": 5, "rumba": 10})
    found = split(dances)
    for style, n in (("waltz", (3, 1, 1)), ("rumba", (6, 2, 2))):
        members = [sum(found.styles[i] == style for i in found.dances_of(name)) for name in SIDES]
        assert tuple(members) == n
    assert all(len(side_of(found, key)) == 1 for key in found.keys)
    assert find_leaks(dances, found) == ()


SIDES = ("train", "valid", "test")


def test_the_folds_of_one_seed_together_test_every_dance():
    dances = make_dances({"waltz": 7, "rumba": 4})
    n_folds = split(dances).n_folds
    tested = [i for fold in range(n_folds) for i in split(dances, fold=fold).dances_of("test")]
    assert set(tested) == set(range(11))
    assert n_folds == 7


def test_a_seed_gives_the_same_split_again_and_another_seed_another():
    dances = make_dances({"waltz": 8})
    assert split(dances) == split(dances)
    assert len({split(dances, seed=seed).dances_of("test") for seed in range(6)}) > 1


def test_a_style_with_too_few_songs_is_left_out_and_named():
    dances = make_dances({"waltz": 5, "tango": 2})
    found = split(dances)
    assert reasons(found) == {("tango0", Reason.FEW_DANCES), ("tango1", Reason.FEW_DANCES)}
    assert "tango0 is one of the tango dances, to 2 songs only" in found.left_out[0].because
    assert "Left out, too few dances of its style: 600 frames" in found.summary()
    assert "tango" not in {found.styles[i] for name in SIDES for i in found.dances_of(name)}


def test_dances_without_style_or_dancer_or_length_are_left_out_and_named():
    dances = make_dances({"waltz": 5})
    nobody = np.full_like(dances[0].motion.positions, np.nan)
    dances += [
        make_dance("unlabelled", None, seed=20),
        replace(make_dance("empty", seed=21), motion=dances[0].motion.with_positions(nobody)),
        make_dance("short", seed=22, n_frames=49),
    ]
    found = split(dances)
    assert reasons(found) == {
        ("unlabelled", Reason.NO_STYLE),
        ("empty", Reason.NO_PERSON),
        ("short", Reason.TOO_SHORT),
    }


def test_without_styles_all_dances_are_dealt_together():
    dances = [replace(dance, style=None) for dance in make_dances({"a": 3, "b": 2})]
    found = split(dances, by_style=False, fractions=(0.7, 0.2, 0.1))
    assert [len(found.dances_of(name)) for name in SIDES] == [3, 1, 1]
    assert (found.left_out, found.lacking()) == ((), ())


def test_another_take_to_the_same_song_is_on_the_same_side():
    dances = make_dances({"waltz": 6})
    dances[4] = replace(dances[4], song=dances[1].song)
    for fold in range(split(dances).n_folds):
        found = split(dances, fold=fold)
        assert side_of(found, "waltz1") == side_of(found, "waltz4")
        assert find_leaks(dances, found) == ()


def test_another_file_of_the_same_recording_is_on_the_same_side():
    dances = make_dances({"waltz": 6})
    song = make_chroma(77, 400)
    noise = np.random.default_rng(0).normal(0, 0.05, (300, 12))
    dances[0] = replace(dances[0], audio=audio_of(song[:300]))
    dances[5] = replace(dances[5], audio=audio_of(0.5 * song[60:360] + noise))
    for fold in range(split(dances).n_folds):
        found = split(dances, fold=fold)
        assert side_of(found, "waltz0") == side_of(found, "waltz5")


def test_a_song_danced_in_two_styles_is_on_one_side():
    dances = make_dances({"waltz": 6, "rumba": 4})
    dances[7] = replace(dances[7], song=dances[2].song)
    for fold in range(split(dances).n_folds):
        found = split(dances, fold=fold)
        assert side_of(found, "waltz2") == side_of(found, "rumba1")
        assert all(found.lacking() == () for _ in SIDES)


def dances_that_share(first: int, second: int, *, stretch=(100, 160), at=20):
    """Five dances; frames `stretch` of the first are danced again at `at` of the second."""
    dances = make_dances({"waltz": 5}, n_frames=400)
    copy = dances[first].motion.slice(*stretch)
    copy = copy.with_positions(copy.positions + np.float32([3, 0, -2]))
    dances[second] = replace(dances[second], motion=pasted(dances[second].motion, copy, at))
    return dances


def fold_where(dances, key: str, side: str) -> Split:
    found = (split(dances, fold=fold) for fold in range(5))
    return next(s for s in found if side_of(s, key) == {side})


def test_training_gives_way_to_the_test_where_motion_is_repeated():
    plain = split(make_dances({"waltz": 5}))
    (tested,), trained = plain.dances_of("test"), plain.dances_of("train")[0]
    dances = dances_that_share(tested, trained)
    found = split(dances)
    assert len([ref for ref in found.test if ref.dance == tested]) == 15
    (left,) = [left for left in found.left_out if left.reason == Reason.NEAR_DUPLICATE]
    assert left.ref == WindowRef(trained, 20, 80)
    assert f"repeats what waltz{tested} dances around frame" in left.because
    assert min(ref.start for ref in found.train if ref.dance == trained) == 80
    assert find_leaks(dances, found) == ()


def test_validation_gives_way_to_training():
    plain = split(make_dances({"waltz": 5}))
    (validating,), trained = plain.dances_of("valid"), plain.dances_of("train")[0]
    found = split(dances_that_share(trained, validating))
    assert [left.ref for left in found.left_out][-1] == WindowRef(validating, 20, 80)
    assert {left.ref.dance for left in found.left_out} == {validating}


@given(
    pair=st.permutations(range(6)),
    length=st.integers(15, 120),
    start=st.integers(0, 150),
    at=st.integers(0, 180),
    fold=st.integers(0, 5),
)
@settings(max_examples=12, deadline=None)
def test_wherever_motion_is_repeated_no_side_knows_another(pair, length, start, at, fold):
    dances = make_dances({"waltz": 6})
    for one, two in (pair[:2], pair[2:4]):
        copy = dances[one].motion.slice(start, start + length)
        dances[two] = replace(dances[two], motion=pasted(dances[two].motion, copy.mirrored(), at))
    found = split(dances, fold=fold)
    assert find_leaks(dances, found) == ()
    assert found.test_in_training == 0
    assert all(ref.n_frames == 50 for name in SIDES for ref in found.side(name))


def test_windows_are_laid_between_copies_and_the_rest_is_accounted_for():
    dances = dances_that_share(0, 1, at=30)
    for fold in range(5):
        found = split(dances, fold=fold)
        for i, dance in enumerate(dances):
            used = np.zeros(dance.motion.n_frames, bool)
            for ref in [r for name in SIDES for r in found.side(name) if r.dance == i]:
                used[ref.start : ref.stop] = True
            gone = [left.ref for left in found.left_out if left.ref.dance == i]
            assert not any(used[ref.start : ref.stop].any() for ref in gone)
            assert used.sum() + sum(ref.n_frames for ref in gone) >= dance.motion.n_frames - 25


def test_what_faces_another_way_stays_unless_turns_are_undone_but_is_measured():
    dances = make_dances({"waltz": 5})
    everything = [dance.motion for dance in dances]
    for i in range(1, 5):
        turned = turned_by(everything[0].slice(0, 100), 0.5 + i)
        dances[i] = replace(dances[i], motion=pasted(everything[i], turned, 100))
    found = fold_where(dances, "waltz0", "test")
    assert found.left_out == ()
    assert (found.test_in_training, found.test_in_training_turned) == (0, pytest.approx(1 / 3, abs=0.02))
    assert "33." in found.summary()
    strict = split(dances, fold=found.fold, likeness=Likeness(turned=True))
    assert strict.test_in_training_turned == 0
    assert {key for key, _ in reasons(strict)} == {f"waltz{i}" for i in range(1, 5)}
    assert find_leaks(dances, strict, Likeness(turned=True)) == ()


def test_near_duplicates_may_stay_but_are_measured():
    dances = dances_that_share(0, 1)
    shares = [split(dances, fold=fold, likeness=None).test_in_training for fold in range(5)]
    assert max(shares) == pytest.approx(60 / 400, abs=0.02)


def test_a_split_survives_json():
    found = split(dances_that_share(0, 1))
    assert Split.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_summary_counts_windows_dances_and_styles():
    lines = split(make_dances({"waltz": 5, "rumba": 5}), fold=1).summary().split("\n")
    assert lines[0] == "Fold 2 of 5, seed 0."
    assert lines[1] == "train: 66 windows of 6 dances (rumba 33, waltz 33)."
    assert lines[-1].startswith("Of the test frames 0.0% are also in training")


def test_a_style_that_lost_all_its_windows_on_a_side_is_named():
    dances = make_dances({"waltz": 3, "rumba": 3})
    dances[0] = replace(dances[0], motion=dances[1].motion)
    found = [split(dances, fold=fold) for fold in range(3)]
    lacking = {pair for s in found for pair in s.lacking()}
    assert lacking == {("train", "waltz"), ("valid", "waltz")}
    assert any("waltz has no window in train." in s.summary() for s in found)


def test_window_lengths_are_seconds_at_each_dances_own_rate():
    dances = make_dances({"waltz": 5})
    dances[2] = replace(dances[2], motion=dances[2].motion.resampled(50.0), audio=None)
    found = split(dances)
    lengths = {found.keys[ref.dance]: ref.n_frames for name in SIDES for ref in found.side(name)}
    assert lengths["waltz2"] == 100
    assert lengths["waltz0"] == 50


def test_fractions_may_leave_a_side_empty():
    found = split(make_dances({"waltz": 4}), fractions=(0.75, 0.0, 0.25))
    assert [len(found.dances_of(name)) for name in SIDES] == [3, 0, 1]
    whole = split(make_dances({"waltz": 2}), fractions=(1.0, 0.0, 0.0))
    assert ([len(whole.dances_of(name)) for name in SIDES], whole.n_folds) == ([2, 0, 0], 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fractions": (0.5, 0.2, 0.2)}, "shares of training"),
        ({"fractions": (0.0, 0.5, 0.5)}, "shares of training"),
        ({"fractions": (1.2, -0.2, 0.0)}, "shares of training"),
        ({"fold": 5}, "no fold 5"),
        ({"fold": -1}, "no fold -1"),
        ({"length_s": 60.0}, "No window of 60 s is left for training"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(changes, sentence):
    with pytest.raises(InputError, match=sentence):
        split(make_dances({"waltz": 5}), **changes)


@pytest.mark.parametrize("by_style", [True, False])
def test_too_few_songs_for_all_sides_are_refused(by_style):
    with pytest.raises(InputError, match="nothing can be split"):
        split(make_dances({"waltz": 2}), by_style=by_style)
    with pytest.raises(InputError, match="nothing can be split"):
        split([], by_style=by_style)


def test_two_dances_of_one_name_are_refused():
    with pytest.raises(InputError, match="same key"):
        split(make_dances({"waltz": 5}) + make_dances({"waltz": 1}))


def test_windows_are_those_of_the_dance_where_nothing_is_repeated():
    found = split(make_dances({"waltz": 5}))
    i = found.dances_of("train")[0]
    mine = [ref for ref in found.train if ref.dance == i]
    assert mine == [WindowRef(i, start, start + 50) for start in range(0, 251, 25)]
