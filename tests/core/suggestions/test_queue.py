"""The queue is one ranking, of stretches, whatever the track."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.demo.planted import plant
from core.errors import Cancelled, InputError
from core.suggestions.reasons import DETECTED, Reason
from core.suggestions.search import BLOCK_FRAMES, Search, suggest
from core.suggestions.suggestion import Dancer
from tests.core.suggestions.tracks import BODY, at, make_dancer, queue_of

WRIST = BODY.index("left_wrist")


def test_planted_errors_are_found_with_few_false_alarms() -> None:
    film = plant(n_frames=3000, seed=7, counts=dict.fromkeys(DETECTED, 9))
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
    search = Search([Dancer.of(BODY, dancer.image, dancer.world)], fps=25, size_px=(1280, 720))
    with pytest.raises(Cancelled):
        search.complete(should_stop=lambda: True)


def test_what_people_vouch_for_is_not_suggested() -> None:
    dancer = make_dancer()
    dancer.image[300, WRIST, 0] += 0.5 * dancer.height_px
    settled = np.zeros((600, 33), np.bool_)
    settled[300, WRIST] = True
    found = replace(Dancer.of(BODY, dancer.image, dancer.world), settled=lambda a, b: settled[a:b])
    queue = suggest([found], fps=25, size_px=(1280, 720))
    assert not [each for each in queue if each.frame == 300 and WRIST in each.joints]


def test_looking_again_where_something_changed_gives_what_a_new_search_gives() -> None:
    dancer = make_dancer(2 * BLOCK_FRAMES + 100)
    for frame in (300, BLOCK_FRAMES + 5, 2 * BLOCK_FRAMES):
        dancer.image[frame, WRIST, 1] -= 0.4 * dancer.height_px
    search = Search([Dancer.of(BODY, dancer.image, dancer.world)], fps=25, size_px=(1280, 720))
    search.complete()
    assert len(at(search.queue(), BLOCK_FRAMES + 5, within=0)) == 1
    dancer.image[BLOCK_FRAMES + 5, WRIST, 1] += 0.4 * dancer.height_px
    search.renew([BLOCK_FRAMES + 5])
    again = Search(search.dancers, fps=25, size_px=(1280, 720))
    again.complete()
    assert not at(search.queue(), BLOCK_FRAMES + 5, within=0)
    assert {each.frame for each in search.queue()[:2]} == {each.frame for each in again.queue()[:2]}


def test_a_search_can_be_taken_up_from_what_an_earlier_one_found() -> None:
    dancer = make_dancer()
    tracks = [Dancer.of(BODY, dancer.image, dancer.world)]
    search = Search(tracks, fps=25, size_px=(1280, 720))
    search.complete()
    taken_up = Search(tracks, fps=25, size_px=(1280, 720))
    taken_up.take_up(search.found)
    assert taken_up.queue() == search.queue()
