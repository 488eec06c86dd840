"""Asks how a person is called."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

MAX_CHARS = 60


class NameDialog(QDialog):
    """One field; an empty name is that of the number again."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Rename {title}")
        self.field = QLineEdit(name, maxLength=MAX_CHARS)
        self.field.setAccessibleName("Name of the person")
        self.field.setPlaceholderText(title)
        self.field.selectAll()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = QPushButton("Rename")
        self.ok.setProperty("role", "primary")
        buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("Name", self.field)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
        self.ok.setDefault(True)  # here: a button outside of its dialog cannot be what Enter presses
        self.resize(360, self.sizeHint().height())

    @property
    def name(self) -> str:
        return self.field.text().strip()
