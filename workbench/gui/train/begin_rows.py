"""What a dance begins with: nothing, the end of another dance, or another dance of which part is changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from core.models.ability import Ability
from workbench.actions.asks import Asks
from workbench.gui.train.generate_offer import Item
from workbench.gui.widgets.fields import indent

NEW, GO_ON, CHANGE = range(3)
HOW = ("A new dance", "Go on from a dance", "Change part of a dance")
NEEDS = {GO_ON: Ability.BEGIN, CHANGE: Ability.EDIT}
KEPT = (("Arms", "arms"), ("Legs", "legs"))


class BeginRows(QObject):
    """Rows of a form."""

    changed = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self._items: Sequence[Item] = ()
        self.how = QComboBox(accessibleName="How it begins")
        self._ways = QStandardItemModel(self)
        for how in HOW:
            self._ways.appendRow(QStandardItem(how))
        self.how.setModel(self._ways)
        self.item = QComboBox(accessibleName="Dance")
        self.start, self.stop = (_seconds() for _ in range(2))
        self.start.setAccessibleName("Dance anew from")
        self.stop.setAccessibleName("Dance anew until")
        for field in (self.start, self.stop):
            field.valueChanged.connect(self.changed)
        self.kept = [QCheckBox(label) for label, _ in KEPT]
        self._stretch = _row(self.start, QLabel("to"), self.stop)
        self._kept_row = _row(*self.kept)
        form.addRow("B&egin", self.how)
        form.addRow("D&ance", self.item)
        form.addRow("Dance ane&w", self._stretch)
        form.addRow("Keep", self._kept_row)
        self.how.currentIndexChanged.connect(self._on_changed)
        self.item.currentIndexChanged.connect(self._on_item_changed)
        self._on_changed()

    @property
    def is_change(self) -> bool:
        return self.how.currentIndex() == CHANGE

    @property
    def chosen(self) -> Item | None:
        """Return the dance that it begins with; None for a new one."""
        at = self.item.currentIndex()
        return self._items[at] if self.how.currentIndex() != NEW and 0 <= at < len(self._items) else None

    @property
    def is_complete(self) -> bool:
        """Say whether what is chosen can be asked for."""
        if self.how.currentIndex() == NEW:
            return True
        return self.chosen is not None and (not self.is_change or self.start.value() < self.stop.value())

    def offer(self, items: Sequence[Item], abilities: frozenset[Ability], run_name: str) -> None:
        """Offer dances, and the ways to begin that a run can; the others say that it cannot."""
        self._items = items
        self.item.clear()
        for item in items:
            self.item.addItem(item.label)
        for how, ability in NEEDS.items():
            lacks = f"{run_name} cannot {ability.deed}." if ability not in abilities else ""
            lacks = lacks or ("" if items else "The project has no dance yet.")
            self._ways.item(how).setEnabled(not lacks)
            self._ways.item(how).setToolTip(lacks)

    def asks(self) -> Asks:
        item = self.chosen
        if item is None:
            return Asks()
        if not self.is_change:
            return Asks(seed_motion=item.name)
        keep = tuple(word for box, (_, word) in zip(self.kept, KEPT, strict=True) if box.isChecked())
        return Asks(edit=item.name, redo_s=((self.start.value(), self.stop.value()),), keep=keep)

    def _on_item_changed(self) -> None:
        """Offer all of the dance to be danced anew."""
        item = self.chosen
        if item is not None:
            for field in (self.start, self.stop):
                field.setMaximum(round(item.duration_s, 1))
            self.start.setValue(0.0)
            self.stop.setValue(self.stop.maximum())
        self.changed.emit()

    def _on_changed(self) -> None:
        self._form.setRowVisible(self.item, self.how.currentIndex() != NEW)
        for row in (self._stretch, self._kept_row):
            self._form.setRowVisible(row, self.is_change)
        self._on_item_changed()


def _seconds() -> QDoubleSpinBox:
    field = QDoubleSpinBox(decimals=1, singleStep=0.5, suffix=" s")
    indent(field)
    return field


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder
