"""MediaPipe's PoseLandmarker, in our coordinates and words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from core.media.opencv import cv2
from core.pose.quiet import chatter_hidden, profiling_signals_blocked

JOINTS = 33  # of the skeleton "blazepose33"
_TO_WORLD = np.array([1, -1, -1, 1], np.float32)  # MediaPipe: y down, z away from the camera


class Landmarker:
    """MediaPipe's PoseLandmarker in its video mode, in our coordinates and words.

    Args:
        model: a `.task` file.
        people: most people to find.
        masks: find also which pixels they cover, for `mask`.
    """

    def __init__(self, model: Path, people: int, *, masks: bool = False) -> None:
        self._model = model
        self._people = people
        self._masks = masks
        self._was_anybody_found = False
        self._task: Any = None

    def __enter__(self) -> Self:
        cv2()  # MediaPipe imports it, and must not leave its traces in the environment
        with chatter_hidden(), profiling_signals_blocked(), _translated(self._model):
            import mediapipe as mp
            from mediapipe.tasks.python import vision

            self._mp = mp
            options = vision.PoseLandmarkerOptions(
                base_options=discreet_options(self._model),
                running_mode=vision.RunningMode.VIDEO,
                num_poses=self._people,
                output_segmentation_masks=self._masks,
            )
            self._task = vision.PoseLandmarker.create_from_options(options)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with chatter_hidden():
            self._task.close()

    def find(
        self, picture: NDArray[np.uint8], time_ms: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the (D, 33, 4) image and world landmarks of the D people found, as in `PoseBlock`."""
        result = self._detect(picture, time_ms)
        height, width = picture.shape[:2]
        return (
            _landmarks(result.pose_landmarks) * np.array([width, height, width, 1], np.float32),
            _landmarks(result.pose_world_landmarks) * _TO_WORLD,
        )

    def mask(self, picture: NDArray[np.uint8], time_ms: int) -> NDArray[np.float32]:
        """Return (H, W) how likely each pixel shows one of the people found, 0 to 1; needs `masks`."""
        found = self._detect(picture, time_ms).segmentation_masks or ()
        nobody = np.zeros(picture.shape[:2], np.float32)
        masks = [np.asarray(mask.numpy_view(), np.float32).reshape(nobody.shape) for mask in found]
        most: NDArray[np.float32] = np.maximum.reduce([nobody, *masks])
        return most

    def _detect(self, picture: NDArray[np.uint8], time_ms: int) -> Any:
        image = self._mp.Image(image_format=self._mp.ImageFormat.SRGB, data=picture)
        with _translated(self._model):
            if self._was_anybody_found:
                return self._task.detect_for_video(image, time_ms)
            # Each part of the graph has its say once, when it first runs: the last with the first person.
            with chatter_hidden():
                result = self._task.detect_for_video(image, time_ms)
        self._was_anybody_found = bool(result.pose_landmarks)
        return result


def discreet_options(model: Path) -> Any:
    """Return MediaPipe's `BaseOptions` for a model, such that nothing about its use leaves the machine.

    MediaPipe 1.x posts its version, the system's, the task and its latencies to its maker, and has no switch
    for it (https://github.com/google-ai-edge/mediapipe/issues/6291). Without a certificate to trust it
    connects, finds the other side untrusted, and sends nothing.
    """
    from mediapipe.tasks.python import BaseOptions

    class DiscreetOptions(BaseOptions):  # type: ignore[misc]  # untyped library
        def to_ctypes(self) -> Any:
            options = super().to_ctypes()
            options.ca_bundle_path = os.devnull.encode()
            return options

    return DiscreetOptions(model_asset_path=str(model))


def _landmarks(people: list[Any]) -> NDArray[np.float32]:
    rows = [[(mark.x, mark.y, mark.z, mark.visibility) for mark in person] for person in people]
    return np.asarray(rows, np.float32).reshape(len(people), JOINTS, 4)


@contextmanager
def _translated(model: Path) -> Iterator[None]:
    """Turn what MediaPipe raises into a `ModelError`."""
    try:
        yield
    except OSError as e:  # the dynamic loader's
        raise ModelError(
            f"MediaPipe cannot start: {e}.", "Install what it needs: sudo apt install libegl1 libgles2"
        ) from e
    except (RuntimeError, ValueError) as e:
        raise ModelError(
            f"MediaPipe fails with the pose model {model}: {str(e).splitlines()[0]}",
            "Remove that file to have it fetched again.",
        ) from e
