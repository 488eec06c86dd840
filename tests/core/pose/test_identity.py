"""People keep their place while they move, cross, leave and come back."""

from __future__ import annotations

import numpy as np
import pytest

from core.pose.identity import Identities

FPS = 25


def person(seed: int, height_px: float = 300) -> np.ndarray:
    """(33, 2) joints of somebody around the origin."""
    rng = np.random.default_rng(seed)
    return (rng.uniform(-0.5, 0.5, (33, 2)) * [0.35 * height_px, height_px]).astype(np.float32)


def film(
    paths: list[np.ndarray], bodies: list[np.ndarray], seed: int = 0
) -> list[list[tuple[int, np.ndarray]]]:
    """For each frame the (person, joints) seen, in shuffled order; NaN in a path (T, 2) = not there."""
    rng = np.random.default_rng(seed)
    frames = []
    for t in range(len(paths[0])):
        there = [k for k, path in enumerate(paths) if np.isfinite(path[t]).all()]
        wobble = rng.normal(0, 3, (len(paths), 33, 2))
        seen = [(k, (bodies[k] + paths[k][t] + wobble[k]).astype(np.float32)) for k in there]
        rng.shuffle(seen)  # type: ignore[arg-type]
        frames.append(seen)
    return frames


def places(frames: list[list[tuple[int, np.ndarray]]], people: int) -> list[dict[int, int | None]]:
    """For each frame the place that each person was given."""
    identities = Identities(people)
    given = []
    for t, seen in enumerate(frames):
        poses = np.array([joints for _, joints in seen], np.float32).reshape(-1, 33, 2)
        assigned = identities.assign(poses, t / FPS)
        given.append({k: place for (k, _), place in zip(seen, assigned, strict=True)})
    return given


def walk(start_x: float, end_x: float, n: int = 75, y: float = 300) -> np.ndarray:
    return np.stack([np.linspace(start_x, end_x, n), np.full(n, y)], axis=1)


@pytest.mark.parametrize("seed", range(5))
def test_two_people_who_cross_keep_their_places(seed: int) -> None:
    given = places(film([walk(100, 900), walk(900, 100)], [person(seed), person(seed + 9)], seed), 2)
    assert all(frame == given[0] for frame in given)
    assert sorted(given[0].values()) == [0, 1]  # type: ignore[type-var]


@pytest.mark.parametrize("seed", range(5))
def test_even_doubles_in_step_are_told_apart_by_where_they_are_going(seed: int) -> None:
    given = places(film([walk(100, 900), walk(900, 100)], [person(seed), person(seed)], seed), 2)
    # While one covers the other, within a few pixels, either may be taken for one person found twice.
    assert all(frame == given[0] for t, frame in enumerate(given) if abs(t - 37) > 2)


@pytest.mark.parametrize("hidden_frames", [3, 8, 12])
def test_somebody_hidden_while_crossing_gets_their_place_back(hidden_frames: int) -> None:
    paths = [walk(100, 900), walk(900, 100)]
    paths[1][37 - hidden_frames // 2 :][:hidden_frames] = np.nan
    given = places(film(paths, [person(1), person(2)]), 2)
    first = given[0]
    assert all(frame[k] == first[k] for frame in given for k in frame)


def test_whoever_leaves_and_comes_back_where_they_left_is_the_same() -> None:
    paths = [walk(200, 200), walk(700, 760)]
    paths[1][30:50] = np.nan
    given = places(film(paths, [person(1), person(2)]), 2)
    assert all(frame[1] == given[0][1] for frame in given if 1 in frame)
    assert all(frame[0] == given[0][0] for frame in given)


def test_somebody_new_gets_the_place_of_whoever_has_been_gone_longest() -> None:
    paths = [walk(100, 100), walk(1500, 1500), walk(3000, 3000)]
    paths[1][20:] = np.nan  # leaves
    paths[2][:60] = np.nan  # enters elsewhere, later
    given = places(film(paths, [person(k) for k in range(3)]), 2)
    assert given[-1] == {0: given[0][0], 2: given[0][1]}


def test_one_person_too_many_gets_no_place_and_takes_none() -> None:
    paths = [walk(100, 120), walk(600, 620), walk(1100, 1120)]
    paths[2][:10] = np.nan
    given = places(film(paths, [person(k) for k in range(3)]), 2)
    assert all(frame[0] == given[0][0] and frame[1] == given[0][1] for frame in given)
    assert all(frame[2] is None for frame in given[10:])


def test_one_person_found_twice_is_one() -> None:
    body = person(3) + np.float32([400, 300])
    assert Identities(2).assign(np.stack([body, body + 4]), 0.0) == [0, None]


def test_a_couple_in_close_hold_is_two() -> None:
    a, b = person(1) + np.float32([400, 300]), person(2) + np.float32([430, 300])
    assert sorted(Identities(2).assign(np.stack([a, b]), 0.0)) == [0, 1]  # type: ignore[type-var]


def test_nobody_is_no_trouble() -> None:
    identities = Identities(2)
    assert identities.assign(np.zeros((0, 33, 2), np.float32), 0.0) == []
    body = person(3)[None] + np.float32([400, 300])
    assert identities.assign(body, 0.04) == [0]
    assert identities.assign(np.zeros((0, 33, 2), np.float32), 0.08) == []
    assert identities.assign(body, 60.0) == [0]


def test_a_single_person_is_followed_wherever_they_jump() -> None:
    """With one place there is nobody to be mistaken for: a cut in the film does not lose the dancer."""
    body = person(3)[None]
    identities = Identities(1)
    assert [identities.assign(body + np.float32([x, 0]), t / FPS) for t, x in enumerate([0, 9000, 100])] == [
        [0]
    ] * 3
