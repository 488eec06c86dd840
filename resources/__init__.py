"""Files that ship with Barre: presets, skeletons, taxonomies, icons, style sheets."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent


def path(*parts: str) -> Path:
    """Return the path of a shipped file, for example ``path("presets", "seq2seq.toml")``."""
    return ROOT.joinpath(*parts)
