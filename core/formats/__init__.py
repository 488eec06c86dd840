"""Motion and pose files: read and written losslessly where the format allows; each says what it loses.

A file may come from a stranger: sizes are bounded before they are believed, nothing is unpickled or
evaluated, and whatever is wrong with a file ends in a `MediaError` that names it.
"""

from __future__ import annotations

from core.formats.motion_file import MotionFile
from core.formats.registry import MOTION_SUFFIXES, read_motion

__all__ = ["MOTION_SUFFIXES", "MotionFile", "read_motion"]
