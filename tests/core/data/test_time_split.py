"""Films split in time: no frame on two sides, and a gap between them."""

from __future__ import annotations

import pytest

from core.data.left_out import Reason
from core.data.time_split import split_in_time
from core.errors import InputError
from tests.core.data.factories import make_dance

ASKED = {"length_s": 1.0, "hop_s": 0.4, "gap_s": 0.5, "seed": 0, "fractions": (0.6, 0.2, 0.2)}


def frames(refs) -> set[tuple[int, int]]:
    return {(ref.dance, t) for ref in refs for t in range(ref.start, ref.stop)}


def test_sides_follow_each_other_with_a_gap_between():
    dances = [make_dance("a", seed=1, n_frames=400), make_dance("b", seed=2, n_frames=300)]
    split = split_in_time(dances, **ASKED)
    for i in range(2):
        ends = {
            side: {t for d, t in frames(split.side(side)) if d == i} for side in ("train", "valid", "test")
        }
        assert min(ends["valid"]) - max(ends["train"]) > 12  # half a second
        assert min(ends["test"]) - max(ends["valid"]) > 12
    gaps = [left for left in split.left_out if left.reason is Reason.GAP]
    assert len(gaps) == 4
    assert not frames([left.ref for left in gaps]) & frames([*split.train, *split.valid, *split.test])
    assert {ref.n_frames for ref in split.train} == {25}


def test_a_dance_that_repeats_itself_is_said_to_be_in_training():
    dance = make_dance("a", seed=1, n_frames=100)
    again = dance.motion.with_positions(dance.motion.positions[[*range(100)] * 4])
    repeated = make_dance("r", seed=1, n_frames=400)
    split = split_in_time([type(repeated)("r", again)], **ASKED)
    assert split.test_in_training > 0.8
    assert split_in_time([repeated], **ASKED).test_in_training == 0


def test_a_share_of_nothing_has_no_side_and_no_gap():
    split = split_in_time([make_dance("a", seed=1, n_frames=400)], **{**ASKED, "fractions": (0.8, 0.0, 0.2)})
    assert split.valid == ()
    assert len(split.left_out) == 1


def test_a_film_too_short_to_be_split_is_refused():
    with pytest.raises(InputError, match="No window of 1 s is left for the test"):
        split_in_time([make_dance("a", seed=1, n_frames=80)], **ASKED)


def test_it_survives_json():
    split = split_in_time([make_dance("a", seed=1, n_frames=400)], **ASKED)
    assert type(split).from_dict(split.to_dict()) == split
