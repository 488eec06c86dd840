"""Asking what to export and where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.context import AppContext

FORMATS = (
    ("npz", "NumPy archives", "motions in metres: positions, joint names, frame rate"),
    ("bvh", "BVH", "motions for animation programs"),
    ("csv", "CSV tables", "poses in pixels with confidence, a row a frame and joint"),
    ("coco", "COCO keypoints", "poses in pixels for computer-vision tools"),
    ("cvat", "CVAT", "poses in pixels as skeleton tracks, to correct there"),
    ("openpose", "OpenPose", "poses in pixels, BODY_25: a folder a video, a file a frame"),
    ("sleap", "SLEAP", "poses in pixels (.slp), to correct there"),
    ("aist", "AIST++", "poses in pixels as keypoints2d, a file a person"),
    ("eaf", "ELAN", "labels, a tier for each tier and annotator"),
    ("webvtt", "WebVTT", "labels as subtitles"),
)


class ExportDialog(QDialog):
    """A format and a folder. `asked` carries them."""

    asked = Signal(str, object)  # format, Path

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self._context = context
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(QLabel("All dances of the project, corrections included, or all its labels, as:"))
        self.formats = QButtonGroup(self)
        for number, (name, title, what) in enumerate(FORMATS):
            button = QRadioButton(f"{title}: {what}", objectName=name, checked=number == 0)
            self.formats.addButton(button, number)
            column.addWidget(button)
        self.folder = QLineEdit(str(context.settings.last_folder / "export"))
        choose = QPushButton("Choose …", autoDefault=False, clicked=self._ask_folder)
        row = QHBoxLayout()
        row.addWidget(QLabel("Into"))
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        column.addLayout(row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole).setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def accept(self) -> None:
        folder = self.folder.text().strip()
        if folder:
            self.asked.emit(FORMATS[self.formats.checkedId()][0], Path(folder).expanduser())
            super().accept()

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Export into", self.folder.text())
        if folder:
            self.folder.setText(folder)
