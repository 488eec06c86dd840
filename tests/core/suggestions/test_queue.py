"""The queue is one ranking, of stretches, whatever the track."""

from __future__ import annotations

import numpy as np
import pytest

from core.demo.planted import plant
from core.errors import InputError
from core.suggestions.queue import BLOCK_FRAMES, suggest
from core.suggestions.suggestion import Dancer, Reason
from tests.core.suggestions.tracks import BODY, make_dancer, queue_of

WRIST = BODY.index("left_wrist")


def test_planted_errors_are_found_with_few_false_alarms() -> None:
    film = plant(n_frames=3000, seed=7, counts=dict.fromkeys(Reason, 9))
    dancers = [Dancer.of(film.skeleton, i, w) for i, w in zip(film.image, film.world, strict=True)]
    queue = suggest(dancers, fps=film.fps, size_px=film.size_px)
    right = [bool(film.met(each)) for each in queue[:40]]
    reached = {number for each in queue[:150] for number in film.met(each)}
    assert np.mean(right) >= 0.95
    assert len(reached) / len(film.errors) >= 0.85


def test_the_likeliest_come_first() -> None:
    dancer = make_dancer()
    dancer.image[300, WRIST, 0] += 0.5 * dancer.height_px
    likelihoods = [each.likelihood for each in queue_of((dancer.image, dancer.world))]
    assert likelihoods == sorted(likelihoods, reverse=True)
    assert all(0 < likelihood <= 1 for likelihood in likelihoods)


def test_neighbouring_frames_are_one_suggestion() -> None:
    dancer = make_dancer()
    dancer.image[100:112, WRIST, 3] = 0.05
    found = [each for each in queue_of((dancer.image, dancer.world)) if each.start <= 105 < each.stop]
    assert [(each.start, each.stop) for each in found] == [(100, 112)]


def test_a_jump_in_a_long_stretch_of_doubt_is_a_thing_of_its_own() -> None:
    dancer = make_dancer()
    dancer.image[100:300, WRIST, 3] = 0.1
    dancer.image[200, WRIST, 0] += 0.4 * dancer.height_px
    found = [each for each in queue_of((dancer.image, dancer.world)) if each.start <= 200 < each.stop]
    assert {each.reason for each in found} == {Reason.JUMP, Reason.CONFIDENCE}


def test_a_stretch_across_the_end_of_a_block_is_one_suggestion() -> None:
    dancer = make_dancer(BLOCK_FRAMES + 200)
    dancer.image[BLOCK_FRAMES - 8 : BLOCK_FRAMES + 8, WRIST, 3] = 0.05
    queue = queue_of((dancer.image, dancer.world))
    found = [each for each in queue if each.start < BLOCK_FRAMES < each.stop]
    assert [(each.start, each.stop) for each in found] == [(BLOCK_FRAMES - 8, BLOCK_FRAMES + 8)]


def test_an_error_at_the_end_of_a_block_is_found_as_elsewhere() -> None:
    dancer = make_dancer(BLOCK_FRAMES + 200)
    for frame in (BLOCK_FRAMES - 1, BLOCK_FRAMES, BLOCK_FRAMES + 100):
        dancer.image[frame, WRIST, 1] -= 0.4 * dancer.height_px
    frames = [each.frame for each in queue_of((dancer.image, dancer.world))[:3]]
    assert BLOCK_FRAMES + 100 in frames
    assert {BLOCK_FRAMES - 1, BLOCK_FRAMES} & set(frames)


def test_frames_without_anybody_are_not_suggested() -> None:
    dancer = make_dancer()
    for track in (dancer.image, dancer.world):
        track[200:230, :, :3], track[200:230, :, 3] = np.nan, 0
    queue = queue_of((dancer.image, dancer.world))
    assert not [each for each in queue if 200 <= each.frame < 230]


@pytest.mark.parametrize("n_frames", [0, 1, 2, 5])
def test_very_short_tracks_have_a_queue(n_frames: int) -> None:
    dancer = make_dancer(50)
    queue_of((dancer.image[:n_frames], dancer.world[:n_frames]))


def test_a_track_in_which_nobody_is_ever_found_has_an_empty_queue() -> None:
    nobody = np.full((100, 33, 4), np.nan, np.float32)
    nobody[..., 3] = 0
    assert queue_of((nobody, nobody)) == []


def test_poses_of_another_skeleton_are_refused() -> None:
    with pytest.raises(InputError, match=r"\(T, 33, 4\)"):
        Dancer.of(BODY, np.zeros((5, 17, 4), np.float32))


def test_it_can_be_stopped() -> None:
    dancer = make_dancer()
    tracks = [Dancer.of(BODY, dancer.image, dancer.world)]
    assert suggest(tracks, fps=25, size_px=(1280, 720), should_stop=lambda: True) == []
