from __future__ import annotations

import numpy as np
import pytest

from core.editing.flow import follow

SIZE = (160, 240)


def texture(seed: int = 0) -> np.ndarray:
    """(H, W, 3) uint8: soft spots, so that every patch is unlike the others."""
    rng = np.random.default_rng(seed)
    spots = rng.normal(0, 1, (SIZE[0] + 80, SIZE[1] + 80))
    for axis in (0, 1):
        for _ in range(3):
            spots = (np.roll(spots, 1, axis) + spots + np.roll(spots, -1, axis)) / 3
    spots = (spots - spots.min()) / np.ptp(spots) * 255
    return np.repeat(spots[..., None], 3, axis=2).astype(np.uint8)


def drifting(n: int, dx: int, dy: int) -> list[np.ndarray]:
    """Pictures in which everything moves by (dx, dy) from one to the next."""
    ground = texture()
    return [ground[40 - dy * i :, 40 - dx * i :][: SIZE[0], : SIZE[1]].copy() for i in range(n)]


POINTS = np.array([[100, 80], [120, 60], [np.nan, np.nan]], np.float32)


def test_joints_go_with_the_picture() -> None:
    found = list(follow(drifting(6, 3, -2), POINTS))
    assert len(found) == 5
    for i, followed in enumerate(found, start=1):
        assert followed.xy[:2] == pytest.approx(POINTS[:2] + i * np.array([3, -2]), abs=0.1 * i)
        assert np.isnan(followed.xy[2]).all()
        assert not followed.is_lost.any()


def test_a_joint_that_is_covered_is_lost_and_stays_lost() -> None:
    pictures = drifting(6, 1, 0)
    for picture in pictures[3:]:
        picture[50:110, 80:112] = texture(9)[50:110, 80:112]
    found = list(follow(pictures, np.array([[95, 80], [200, 80]], np.float32)))
    assert [f.is_lost[0] for f in found] == [False, False, True, False, False]
    assert np.isnan(found[-1].xy[0]).all()
    assert found[-1].xy[1] == pytest.approx([205, 80], abs=0.3)


def test_a_joint_on_a_plain_ground_is_not_followed() -> None:
    plain = [np.full((*SIZE, 3), 120, np.uint8)] * 4
    found = list(follow(plain, POINTS))
    assert len(found) == 1
    assert found[0].is_over
    assert found[0].is_lost.tolist() == [True, True, False]


def test_a_joint_that_leaves_the_picture_is_lost() -> None:
    found = list(follow(drifting(8, 5, 0), np.array([[225, 80]], np.float32)))
    assert found[-1].is_over
    assert len(found) <= 4


def test_nothing_is_read_after_all_are_lost() -> None:
    read = []

    def pictures():
        for i in range(10):
            read.append(i)
            yield np.full((*SIZE, 3), 120, np.uint8)

    list(follow(pictures(), POINTS))
    assert read == [0, 1]
    assert list(follow([], POINTS)) == []
