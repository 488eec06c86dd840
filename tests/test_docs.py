"""README says what is there."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.gui.preflight import APT_LINE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_file_that_readme_points_to_exists():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(targets) > 10
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_readme_and_the_window_name_the_same_system_libraries():
    assert APT_LINE in README
