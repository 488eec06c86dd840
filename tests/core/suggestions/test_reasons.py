"""Each reason is found where it was planted, and a clean dance is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.demo.estimated import SIZE_PX
from core.suggestions.reasons import Reason
from tests.core.suggestions.tracks import BODY, at, make_dancer, queue_of

HAND = BODY.indices("left_wrist", "left_pinky", "left_index", "left_thumb")
LEFT = [j for j, m in enumerate(BODY.mirror) if j < m]
LEGS = BODY.indices("left_knee", "left_ankle", "left_heel", "left_foot_index")


def test_a_jump_no_body_makes_is_first_and_says_how_far() -> None:
    dancer = make_dancer()
    dancer.image[300, HAND, 0] += 0.5 * dancer.height_px
    first = queue_of((dancer.image, dancer.world))[0]
    assert (first.frame, first.person) == (300, 0)
    assert first.reason is Reason.JUMP
    assert set(first.joints) & set(HAND)
    assert "jumps 0." in first.sentence
    assert first.likelihood > 0.95


def test_legs_exchanged_for_two_frames_are_named_left_and_right() -> None:
    dancer = make_dancer()
    mirrored = [BODY.mirror[j] for j in LEGS]
    apart = np.linalg.norm(dancer.image[:, LEGS, :2] - dancer.image[:, mirrored, :2], axis=2).mean(axis=1)
    frame = 100 + int(np.argmax(apart[100:500]))
    for track in (dancer.image, dancer.world):
        track[frame : frame + 2, LEGS + mirrored] = track[frame : frame + 2, mirrored + LEGS]
    found = at(queue_of((dancer.image, dancer.world)), frame, within=2)
    assert found[0].reason is Reason.SIDES
    assert set(found[0].joints) >= set(LEGS)


def test_legs_exchanged_for_long_are_found_where_it_begins_and_ends() -> None:
    dancer = make_dancer()
    mirrored = [BODY.mirror[j] for j in LEGS]
    apart = np.linalg.norm(dancer.image[:, LEGS, :2] - dancer.image[:, mirrored, :2], axis=2).mean(axis=1)
    begin, end = 100 + int(np.argmax(apart[100:250])), 300 + int(np.argmax(apart[300:500]))
    for track in (dancer.image, dancer.world):
        track[begin:end, LEGS + mirrored] = track[begin:end, mirrored + LEGS]
    queue = queue_of((dancer.image, dancer.world))
    for frame in (begin, end):
        assert at(queue, frame)[0].reason is Reason.SIDES


@pytest.mark.parametrize("seed", range(22, 26))
def test_a_real_turn_is_no_exchange_of_sides(seed: int) -> None:
    dancer = make_dancer(1500, seed=seed)
    assert dancer.turning.any()
    queue = queue_of((dancer.image, dancer.world))
    sure = [each for each in queue if each.reason is Reason.SIDES and each.likelihood > 0.7]
    assert not [each for each in sure if dancer.turning[each.start : each.stop].any()]


def test_a_joint_outside_of_the_picture_is_found() -> None:
    dancer = make_dancer()
    dancer.image[200:204, HAND, 0] = SIZE_PX[0] + 60
    found = at(queue_of((dancer.image, dancer.world)), 202, within=2)
    assert found[0].reason is Reason.OUTSIDE
    assert "outside the picture" in found[0].sentence


def test_nothing_is_outside_of_a_picture_of_unknown_size() -> None:
    dancer = make_dancer()
    dancer.image[200:204, HAND, 0] = SIZE_PX[0] + 60
    queue = queue_of((dancer.image, dancer.world), size_px=(0, 0))
    assert Reason.OUTSIDE not in {reason for each in queue for reason in each.reasons}


@pytest.mark.parametrize("has_world", [True, False])
def test_a_bone_that_grows_without_a_jump_is_found_in_the_picture_and_in_the_world(has_world: bool) -> None:
    dancer = make_dancer()
    swell = np.sin(np.pi * np.arange(1, 17) / 17) * 0.35 * dancer.height_px
    elbow = BODY.index("left_elbow")
    for t, by in enumerate(swell):
        for track, scale in ((dancer.image, 1.0), (dancer.world, 1 / 240.0)):
            along = track[400 + t, HAND[0], :2] - track[400 + t, elbow, :2]
            track[400 + t, HAND, :2] += along / np.linalg.norm(along) * by * scale
    queue = queue_of((dancer.image, dancer.world if has_world else None))
    found = at(queue, 408, within=6)
    assert Reason.BONE in found[0].reasons
    assert set(found[0].joints) & set(HAND)


def test_a_bone_that_points_at_the_camera_is_no_error_in_the_picture() -> None:
    dancer = make_dancer()
    elbow, wrist = BODY.indices("left_elbow", "left_wrist")
    for share, frame in zip(np.sin(np.linspace(0, np.pi, 40)), range(300, 340), strict=True):
        to = dancer.image[frame, elbow, :2] - dancer.image[frame, wrist, :2]
        dancer.image[frame, HAND, :2] += (0.9 * share * to).astype(np.float32)
    queue = queue_of((dancer.image, None))
    assert not [each for each in queue if each.reason is Reason.BONE and 300 <= each.frame < 340]


def test_low_confidence_alone_is_a_weak_reason() -> None:
    dancer = make_dancer()
    dancer.image[100:110, HAND, 3] = 0.1
    found = at(queue_of((dancer.image, dancer.world)), 105, within=6)
    assert found[0].reason is Reason.CONFIDENCE
    assert 0.5 < found[0].likelihood < 0.9
    assert (found[0].start, found[0].stop) == (100, 110)
    assert "confidence 0.10" in found[0].sentence


def test_two_people_exchanged_are_found_and_both_told() -> None:
    first, second = make_dancer(seed=31), make_dancer(seed=32, style="waltz")
    second.image[..., 0] += 250
    for a, b in ((first.image, second.image), (first.world, second.world)):
        a[200:202], b[200:202] = b[200:202].copy(), a[200:202].copy()
    queue = queue_of((first.image, first.world), (second.image, second.world))
    found = at(queue, 200, within=2)
    assert {each.person for each in found if each.reason is Reason.PEOPLE} == {0, 1}


def test_people_exchanged_for_good_are_found_where_it_happens() -> None:
    first, second = make_dancer(seed=31), make_dancer(seed=32, style="waltz")
    second.image[..., 0] += 250
    for a, b in ((first.image, second.image), (first.world, second.world)):
        a[300:], b[300:] = b[300:].copy(), a[300:].copy()
    queue = queue_of((first.image, first.world), (second.image, second.world))
    assert at(queue, 300)[0].reason is Reason.PEOPLE


def test_a_limb_found_twice_is_far_from_the_dancers_own_poses() -> None:
    dancer = make_dancer(2000, seed=33)
    arm = BODY.indices("left_elbow", "left_wrist", "left_pinky", "left_index", "left_thumb")
    other = [BODY.mirror[j] for j in arm]
    for track in (dancer.image, dancer.world):
        track[900:920, arm, :3] = track[900:920, other, :3]
    found = at(queue_of((dancer.image, dancer.world)), 910, within=11)
    assert any(Reason.MODEL in each.reasons for each in found)
    assert any(set(each.joints) & set(arm) for each in found)


def test_a_clean_dance_gives_little_to_look_at() -> None:
    dancer = make_dancer(2000, seed=34)
    queue = queue_of((dancer.image, dancer.world))
    assert sum(each.likelihood > 0.95 for each in queue) <= 2
    assert sum(each.likelihood > 0.9 for each in queue) <= 10
