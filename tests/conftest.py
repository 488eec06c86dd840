"""What every test shares: an offscreen Qt, small factories, and the real data when it is there."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "Agg")

import numpy as np
import pytest

from core.motion import Motion
from core.skeleton import skeleton

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """The folder of real dances; the test skips when it is not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"needs the real dances in {SHARED_DATA}")
    return SHARED_DATA


def make_motion(
    n_frames: int = 50, *, fps: float = 25.0, skeleton_name: str = "blazepose33", seed: int = 0
) -> Motion:
    """A smooth random motion: every coordinate a sum of sines of at most 2 Hz."""
    rng = np.random.default_rng(seed)
    body = skeleton(skeleton_name)
    shape = (3, 1, len(body.joints), 3)
    t = np.arange(n_frames)[None, :, None, None] / fps
    waves = rng.normal(0, 0.2, shape) * np.sin(
        2 * np.pi * rng.uniform(0.1, 2, shape) * t + rng.uniform(0, 6, shape)
    )
    rest = rng.normal(0, 0.5, (1, len(body.joints), 3))
    return Motion((rest + waves.sum(axis=0)).astype(np.float32), fps, body)
