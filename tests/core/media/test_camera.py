"""A camera's newest picture; the camera is made up."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from core.errors import MediaError
from core.media import camera
from core.media.camera import Camera


class FakeCapture:
    """Gives pictures whose blue is their number, the next one when it is let go."""

    def __init__(self, n_pictures: int) -> None:
        self.may_go = threading.Semaphore(0)
        self._left, self._n = n_pictures, 0
        self.is_released = False

    def isOpened(self) -> bool:
        return self._left > 0

    def read(self):
        self.may_go.acquire()
        if not self._left:
            return False, None
        self._left, self._n = self._left - 1, self._n + 1
        return True, np.full((4, 6, 3), (self._n, 0, 200), np.uint8)

    def release(self) -> None:
        self.is_released = True


@pytest.fixture
def plug_in(monkeypatch):
    def plug(n_pictures: int) -> FakeCapture:
        capture = FakeCapture(n_pictures)
        monkeypatch.setattr(camera.cv2(), "VideoCapture", lambda _number: capture)
        return capture

    return plug


def test_pictures_are_rgb_at_times_that_grow_until_the_camera_goes(plug_in):
    capture = plug_in(2)
    with Camera(0) as opened:
        pictures = opened.pictures()
        capture.may_go.release()
        first_s, picture = next(pictures)
        assert picture[0, 0].tolist() == [200, 0, 1]
        capture.may_go.release()
        assert next(pictures)[0] >= first_s
        capture.may_go.release()
        with pytest.raises(MediaError, match="Camera 0 gives no pictures any more"):
            next(pictures)
    assert capture.is_released


def test_a_camera_that_is_not_there_is_one_sentence(plug_in):
    capture = plug_in(0)
    with pytest.raises(MediaError, match="Camera 3 cannot be opened"):
        Camera(3)
    assert capture.is_released
