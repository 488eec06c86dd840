"""What is remembered outside of projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.audio.taps import TapLag
from workbench.gui.settings import Settings


@pytest.mark.parametrize("name", ["Kim", "Kim Ó/Néill", "50 % = half", "金"])
def test_how_late_an_annotator_taps_is_remembered(tmp_path: Path, name: str) -> None:
    settings = Settings(tmp_path / "barre.ini")
    assert settings.tap_lag(name) is None
    lag = TapLag(0.083_333_333_333, 0.021, 32)
    settings.set_tap_lag(name, lag)
    settings.sync()
    again = Settings(tmp_path / "barre.ini")
    assert again.tap_lag(name) == lag
    assert again.tap_lag("Ada") is None


@pytest.mark.parametrize("text", ["", "late", "0.1 0.02", "nan 0 8", "inf 0 8", "900 0 8", "0.1 0.02 many"])
def test_a_broken_lag_is_none(tmp_path: Path, text: str) -> None:
    settings = Settings(tmp_path / "barre.ini")
    settings.set_text("tap_lag/Kim", text)
    assert settings.tap_lag("Kim") is None
