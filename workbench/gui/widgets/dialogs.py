"""Sizes of dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

FRAME_PX = 48  # what the window manager puts around


def size(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog a size, or less where the screen is smaller (1280 x 800 at 200 % is 640 x 400)."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(width, room.width() - FRAME_PX), min(height, room.height() - FRAME_PX))
