"""The real model, and a short film with a drawn person in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.demo.videos import DemoVideo, make_demo_videos
from core.pose.model import pose_model


@pytest.fixture(scope="session")
def model() -> Path:
    """The pose model: from the user's cache, or fetched into it."""
    return pose_model()


@pytest.fixture(scope="session")
def dancers(tmp_path_factory: pytest.TempPathFactory) -> list[DemoVideo]:
    """One short film of each style of the demo, with its truth."""
    return make_demo_videos(tmp_path_factory.mktemp("demo"), per_style=1, duration_s=3, seed=7)
