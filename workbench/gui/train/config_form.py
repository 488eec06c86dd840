"""A form made from the typed configuration of a preset, checked while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from core.models.options import Field

Check = Callable[[str, str], object]  # name, text; raises InputError


class ConfigForm(QWidget):
    """One editor a field, grouped as the configuration is. Only what differs from the preset is an override.

    Args:
        check: raises `InputError` when a field must not have this value; its sentence stands under the field.
    """

    changed = Signal()
    explained = Signal(str)  # what the field with the focus means

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, FieldEditor] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._body: QWidget | None = None

    def set_fields(self, fields: Sequence[Field], check: Check) -> None:
        """Show the fields of another preset."""
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self.editors = {}
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for group, members in groupby(fields, key=lambda field: field.name.rpartition(".")[0]):
            column.addWidget(_section(group))
            for field in members:
                editor = FieldEditor(field, check)
                editor.changed.connect(self.changed)
                editor.explained.connect(self.explained)
                self.editors[field.name] = editor
                column.addWidget(editor)
        self._column.addWidget(self._body)
        self.changed.emit()

    def overrides(self) -> list[str]:
        """What differs from the preset, as ``key=value``."""
        changed = (editor for editor in self.editors.values() if editor.is_changed)
        return [f"{editor.field.name}={editor.text()}" for editor in changed]

    @property
    def is_valid(self) -> bool:
        return not any(editor.error for editor in self.editors.values())

    def reset(self) -> None:
        """Back to the preset."""
        for editor in self.editors.values():
            editor.set_text(_plain(editor.field.value))


class FieldEditor(QWidget):
    """The name of one field, its editor, and under them what is wrong with its value."""

    changed = Signal()
    explained = Signal(str)

    def __init__(self, field: Field, check: Check) -> None:
        super().__init__()
        self.field = field
        self.error = ""
        self._check = check
        self._label = QLabel(title_of(field.name))
        self._error = QLabel(wordWrap=True, visible=False)
        self._error.setProperty("role", "error")
        self.editor = self._make_editor()
        self.editor.setAccessibleName(title_of(field.name))
        self.editor.installEventFilter(self)
        self._label.setBuddy(self.editor)
        for widget in (self._label, self.editor):
            widget.setToolTip(explain(field))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self._error, 1, 0, 1, 2)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)

    def _make_editor(self) -> QWidget:
        value = _plain(self.field.value)
        if self.field.type is bool:
            box = QCheckBox(checked=bool(self.field.value))
            box.toggled.connect(self._on_edited)
            return box
        if self.field.choices:
            choice = QComboBox()
            choice.addItems(list(self.field.choices))
            choice.setCurrentText(value)
            choice.currentTextChanged.connect(self._on_edited)
            return choice
        line = QLineEdit(value)
        line.textChanged.connect(self._on_edited)
        return line

    def text(self) -> str:
        if isinstance(self.editor, QCheckBox):
            return _plain(self.editor.isChecked())
        if isinstance(self.editor, QComboBox):
            return self.editor.currentText()
        return self.editor.text().strip() if isinstance(self.editor, QLineEdit) else ""

    def set_text(self, text: str) -> None:
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(text == "true")
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentText(text)
        elif isinstance(self.editor, QLineEdit):
            self.editor.setText(text)

    @property
    def is_changed(self) -> bool:
        return self.text() != _plain(self.field.value)

    def _on_edited(self) -> None:
        try:
            if self.is_changed:
                self._check(self.field.name, self.text())
            self.error = ""
        except InputError as e:
            self.error = str(e)
        self._error.setText(self.error)
        self._error.setVisible(bool(self.error))
        font = self._label.font()
        font.setBold(self.is_changed)
        self._label.setFont(font)
        self.editor.setProperty("bad", "true" if self.error else "false")
        self.editor.style().polish(self.editor)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Explain the field with the focus; let the wheel scroll the form, not change a value in passing."""
        if event.type() == QEvent.Type.FocusIn:
            self.explained.emit(f"{title_of(self.field.name)}: {explain(self.field)}")
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def title_of(name: str) -> str:
    """``training.learning_rate`` -> ``Learning rate``."""
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def explain(field: Field) -> str:
    """What a field means, and what it may be."""
    bounds = ""
    if field.low is not None and field.high is not None:
        bounds = f" From {field.low:g} to {field.high:g}."
    elif field.low is not None:
        bounds = f" At least {field.low:g}."
    elif field.high is not None:
        bounds = f" At most {field.high:g}."
    doc = field.doc.strip()
    return (doc if doc.endswith((".", "?")) else f"{doc}.") + bounds


def _section(group: str) -> QLabel:
    label = QLabel(title_of(group) if group else "Model")
    label.setProperty("role", "section")
    label.setAlignment(Qt.AlignmentFlag.AlignBottom)
    label.setMinimumHeight(24)
    return label


def _plain(value: object) -> str:
    """A value as `core.models.options.parse` reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)
