"""Asks what a new tier is called and what it allows."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

MAX_CHARS = 60


class NewTierDialog(QDialog):
    """A name that no other tier has, and whether segments may lie over one another."""

    def __init__(self, known: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = {name.casefold() for name in known}
        self.setWindowTitle("Add a tier")
        self.field = QLineEdit(maxLength=MAX_CHARS)
        self.field.setAccessibleName("Name of the tier")
        self.field.setPlaceholderText("For example: arms, partner, formation")
        self.overlap = QCheckBox("Segments of one annotator may lie over one another")
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = QPushButton("Add")
        self.ok.setProperty("role", "primary")
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Name", self.field)
        form.addRow("", self.overlap)
        form.addRow("", self.fault)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
        self.ok.setDefault(True)  # not before it is in the dialog
        self.field.textChanged.connect(self._check)
        self.resize(420, self.sizeHint().height())
        self._check()

    @property
    def name(self) -> str:
        return self.field.text().strip()

    @property
    def overlaps(self) -> bool:
        return self.overlap.isChecked()

    def _check(self) -> None:
        taken = self.name.casefold() in self._known
        self.fault.setText("There is a tier of this name already." if taken else "")
        self.ok.setEnabled(bool(self.name) and not taken)
