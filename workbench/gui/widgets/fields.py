"""What fields need that a style sheet cannot give."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox

INDENT_PX = 6


def indent(field: QAbstractSpinBox) -> None:
    """Keep a number off the frame of its field: Qt ignores a style sheet's left padding there."""
    field.lineEdit().setTextMargins(INDENT_PX, 0, 0, 0)
