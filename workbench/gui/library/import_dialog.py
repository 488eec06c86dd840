"""Asking what to import and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.context import AppContext
from workbench.gui.library.importing import ImportWishes
from workbench.gui.widgets.dialogs import size
from workbench.gui.widgets.fields import indent

_FILMS = "*.mp4 *.mov *.m4v *.mkv *.webm *.avi *.mpg *.mpeg *.wmv *.mts"
FILTER = f"Dances ({_FILMS} *.npz *.bvh *.c3d *.pkl);;All files (*)"

MAX_PEOPLE = 10


class ImportDialog(QDialog):
    """Paths, style, annotator, cuts, people, copying. `asked` carries what was chosen."""

    asked = Signal(object)  # ImportWishes

    def __init__(self, context: AppContext, styles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Import dances")
        self.setAcceptDrops(True)
        size(self, 560, 480)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        hint = QLabel(
            "Videos, motion files (.npz, .bvh, .c3d, .pkl) and folders of them. Drop them here, or add them:",
            wordWrap=True,
        )
        column.addWidget(hint)
        self.paths = _PathList(self)
        self.paths.changed.connect(self._check)
        column.addWidget(self.paths, 1)
        column.addLayout(self._path_buttons())
        column.addLayout(self._form(styles))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self._buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.import_button.setProperty("role", "primary")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._buttons)
        self._check()

    def _path_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, act in (
            ("Add files …", self._ask_files),
            ("Add folder …", self._ask_folder),
            ("Remove", self.paths.remove_selected),
        ):
            button = QPushButton(text, autoDefault=False)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _form(self, styles: Sequence[str]) -> QFormLayout:
        self.style_box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self.style_box.addItems(["", *styles])
        self.style_box.lineEdit().setPlaceholderText("None: label it later")
        self.annotator = QLineEdit(self._context.annotator)
        self.people = QSpinBox(minimum=1, maximum=MAX_PEOPLE)
        indent(self.people)
        self.people.setToolTip("How many people are looked for in each video")
        self.cuts = QLineEdit(placeholderText="Whole files")
        self.cuts.setToolTip("A text or CSV file of lines: name start end, in seconds")
        browse = QPushButton("Choose …", autoDefault=False)
        browse.clicked.connect(self._ask_cuts)
        cuts = QHBoxLayout()
        cuts.addWidget(self.cuts, 1)
        cuts.addWidget(browse)
        self.copy = QCheckBox("Copy the files into the project")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Style of all", self.style_box)
        form.addRow("&Labelled by", self.annotator)
        form.addRow("&People in view", self.people)
        label = QLabel("Only the &cuts in")
        label.setBuddy(self.cuts)
        form.addRow(label, cuts)
        form.addRow("", self.copy)
        return form

    def add_paths(self, paths: Iterable[Path]) -> None:
        self.paths.add(paths)

    def wishes(self) -> ImportWishes:
        """What the fields say now."""
        cuts = self.cuts.text().strip()
        return ImportWishes(
            paths=tuple(self.paths.paths),
            style=self.style_box.currentText().strip() or None,
            annotator=self.annotator.text().strip() or None,
            copy=self.copy.isChecked(),
            cuts=Path(cuts) if cuts else None,
            people=self.people.value(),
        )

    def accept(self) -> None:
        if self.paths.paths:
            self._context.settings.last_folder = self.paths.paths[-1].parent
            self.asked.emit(self.wishes())
            super().accept()

    def _check(self) -> None:
        self.import_button.setEnabled(bool(self.paths.paths))

    def _ask_files(self) -> None:
        start = str(self._context.settings.last_folder)
        files, _ = QFileDialog.getOpenFileNames(self, "Add files", start, FILTER)
        self.add_paths(Path(file) for file in files)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, "Add a folder", str(self._context.settings.last_folder)
        )
        if folder:
            self.add_paths([Path(folder)])

    def _ask_cuts(self) -> None:
        start = str(self._context.settings.last_folder)
        file, _ = QFileDialog.getOpenFileName(self, "Cuts", start, "Text (*.txt *.csv);;All files (*)")
        if file:
            self.cuts.setText(file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_paths(dropped_paths(event))


class _PathList(QListWidget):
    """The files and folders chosen so far, each once."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setAccessibleName("Files and folders to import")
        self.paths: list[Path] = []

    def add(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if path not in self.paths:
                self.paths.append(path)
                self.addItem(str(path))
        self.changed.emit()

    def remove_selected(self) -> None:
        for row in sorted((self.row(item) for item in self.selectedItems()), reverse=True):
            self.takeItem(row)
            del self.paths[row]
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_selected()
        else:
            super().keyPressEvent(event)

    # What is dropped on the list is the dialog's to take, not an item to move.
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.ignore()


def dropped_paths(event: QDropEvent) -> list[Path]:
    """The local files and folders that are being dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
