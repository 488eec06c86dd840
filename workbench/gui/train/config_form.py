"""A form made from the typed configuration of a preset, checked while one types."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.errors import InputError
from core.models.options import Field, parse

Check = Callable[[list[str]], object]  # all overrides; raises InputError

# Groups of a configuration in the order in which a person decides; unknown ones come last.
GROUPS = {"split": "Which dances are held out", "training": "Training", "data": "Windows", "model": "Model"}
TITLES = {"fps": "Frames/s", "fold": "Held-out fold"}


class ConfigForm(QWidget):
    """One editor a field, grouped as the configuration is. Only what differs from the preset is an override.

    What is wrong with one value stands under its field; what is wrong with all of them together is `fault`.
    """

    changed = Signal()
    explained = Signal(str)  # what the field with the focus means

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, FieldEditor] = {}
        self.fault = ""
        self._check: Check | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._body: QWidget | None = None

    def set_fields(self, fields: Sequence[Field], check: Check) -> None:
        """Show the fields of another preset; `check` is asked about all overrides together."""
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self.editors, self._check = {}, check
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for group, members in groupby(sorted(fields, key=_group_rank), key=_group):
            column.addWidget(_section(group))
            for field in members:
                editor = FieldEditor(field)
                editor.changed.connect(self._on_edited)
                editor.explained.connect(self.explained)
                self.editors[field.name] = editor
                column.addWidget(editor)
        self._column.addWidget(self._body)
        self._on_edited()

    def overrides(self) -> list[str]:
        """What differs from the preset, as ``key=value``."""
        changed = (editor for editor in self.editors.values() if editor.is_changed)
        return [f"{editor.field.name}={editor.text()}" for editor in changed]

    @property
    def is_valid(self) -> bool:
        return not self.fault and not any(editor.error for editor in self.editors.values())

    def _on_edited(self) -> None:
        self.fault = ""
        if self._check is not None and not any(editor.error for editor in self.editors.values()):
            try:
                self._check(self.overrides())
            except InputError as e:
                self.fault = str(e)
        self.changed.emit()

    def reset(self) -> None:
        """Back to the preset."""
        for editor in self.editors.values():
            editor.set_text(_plain(editor.field.value))


class FieldEditor(QWidget):
    """The name of one field, its editor, and under them what is wrong with its value."""

    changed = Signal()
    explained = Signal(str)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.error = ""
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
        self.error = fault_of(self.field, self.text())
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


def fault_of(field: Field, text: str) -> str:
    """Return what is wrong with a value that a person typed; empty when nothing is."""
    try:
        value = parse(title_of(field.name), field.type, text)
    except InputError as e:
        return str(e)
    if isinstance(value, str):
        return ""
    below = field.low is not None and value < field.low
    above = field.high is not None and value > field.high
    if below or above or not math.isfinite(value):
        return bounds_of(field) or "Must be a finite number."
    return ""


def title_of(name: str) -> str:
    """``training.learning_rate`` -> ``Learning rate``, ``data.window_s`` -> ``Window (s)``."""
    last = name.rpartition(".")[2]
    if last in TITLES:
        return TITLES[last]
    stem = last.removesuffix("_s")
    return stem.replace("_", " ").capitalize() + (" (s)" if stem != last else "")


def bounds_of(field: Field) -> str:
    """For example ``From 0 to 0.95.``; empty without bounds."""
    if field.low is not None and field.high is not None:
        return f"From {_number(field.low)} to {_number(field.high)}."
    if field.low is not None:
        return f"At least {_number(field.low)}."
    return f"At most {_number(field.high)}." if field.high is not None else ""


def explain(field: Field) -> str:
    """What a field means, and what it may be."""
    doc = field.doc.strip()
    return f"{doc if doc.endswith(('.', '?')) else f'{doc}.'} {bounds_of(field)}".strip()


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def _group(field: Field) -> str:
    return field.name.rpartition(".")[0]


def _group_rank(field: Field) -> int:
    group = _group(field)
    return list(GROUPS).index(group) if group in GROUPS else len(GROUPS)


def _section(group: str) -> QLabel:
    label = QLabel(GROUPS.get(group) or title_of(group) or "Model")
    label.setProperty("role", "section")
    label.setAlignment(Qt.AlignmentFlag.AlignBottom)
    label.setMinimumHeight(24)
    return label


def _plain(value: object) -> str:
    """A value as `core.models.options.parse` reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)
