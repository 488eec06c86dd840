"""The one door to OpenCV."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

from core.errors import BarreError

# Importing cv2's wheel points these at the Qt 5 plugins inside it; a PySide6 started later then fails to
# find its own platform plugin and aborts.
_TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def cv2() -> ModuleType:
    """Return OpenCV, with the environment that its import changes put back.

    Raises:
        BarreError: a library of the system that it needs is missing.
    """
    before = {name: os.environ.get(name) for name in _TOUCHED}
    try:
        module = importlib.import_module("cv2")
    except ImportError as e:
        raise BarreError(
            f"OpenCV cannot start: {e}.", "Install what it needs: sudo apt install libgl1 libglib2.0-0"
        ) from e
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    return module
