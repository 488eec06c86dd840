"""Pose import on dancers whose joints are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.demo.videos import DemoVideo
from core.media.reader import VideoReader
from core.pose.estimate import estimate


def test_the_demo_dancers_are_found_and_their_joints_are_where_they_were_drawn(
    dancers: list[DemoVideo], model: Path
) -> None:
    n_frames, errors = 0, []
    for dancer in dancers:
        with VideoReader(dancer.path) as video:
            image = np.concatenate([block.image[:, 0] for block in estimate(video, model=model)])
        assert image.shape == (*dancer.joints_px.shape[:2], 4)
        found = np.isfinite(image).all(axis=(1, 2))
        distance = np.linalg.norm(image[found, :, :2] - dancer.joints_px[found], axis=2)
        errors.append(distance.mean(axis=1) / dancer.height_px)
        n_frames += len(image)
    error = np.concatenate(errors)
    assert len(error) >= 0.99 * n_frames
    assert error.mean() <= 0.02
