"""The page of Settings where keys are chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.errors import BarreError
from workbench.gui.context import AppContext
from workbench.gui.keys.keymap import as_text, from_text, native
from workbench.gui.messages import message_of
from workbench.gui.settings_dialog.capture import KeyCapture
from workbench.gui.settings_dialog.key_files import read_keys, write_keys
from workbench.gui.settings_dialog.keys_model import ID_ROLE, Column, KeysModel
from workbench.gui.texts import plural

LEAST_PX = 80  # of a column
FILES = "Keys (*.txt);;All files (*)"
TAB_STAYS = "Tab goes from joint to joint and from field to field; choose another key."


class KeysPage(QWidget):
    """A table to find a row in, and below it what can be done with the row."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._keymap = context, context.keymap
        self._wanted = ""  # the key that waits for an answer
        self._adds = False
        self.search = QLineEdit(placeholderText="Find a key or what it does", clearButtonEnabled=True)
        self.model = KeysModel(self._keymap, self)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self.model)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.proxy.setFilterKeyColumn(-1)
        self.table = self._make_table()
        self.capture = KeyCapture()
        self.say = QLabel(wordWrap=True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._leave()
        self.table.selectRow(0)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName("Keys")
        table.setModel(self.proxy)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._context.theme.scaled(28))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(self._context.theme.scaled(LEAST_PX))
        header.setSectionResizeMode(Column.WHAT, QHeaderView.ResizeMode.Stretch)
        for column, width in ((Column.KEYS, 170), (Column.WHERE, 110)):
            header.resizeSection(column, self._context.theme.scaled(width))
        return table

    def _make_buttons(self) -> None:
        def button(text: str, clicked: object, tip: str = "") -> QPushButton:
            return QPushButton(text, autoDefault=False, clicked=clicked, toolTip=tip)

        self.change = button("Change", lambda: self.ask_key(), "Press one key in place of what it has")
        self.add = button("Add", lambda: self.ask_key(adds=True), "Press one more key for it")
        self.clear = button("No key", self.clear_keys)
        self.reset = button("Reset", self.reset_keys, "Its default keys again")
        self.reset_all = button("Reset all", self.reset_all_keys, "The default keys of every row again")
        self.move = button("Move it here", self.move_key)
        self.leave = button("Leave it", self._leave)
        self.take_in = button("Import …", self.ask_import, "Take keys from a file, in place of your own")
        self.give_out = button("Export …", self.ask_export, "Write what you changed into a file")

    def _lay_out(self) -> None:
        ask, rest = QHBoxLayout(), QHBoxLayout()
        for widget in (self.change, self.add, self.clear, self.reset, self.capture, self.move, self.leave):
            ask.addWidget(widget)
        ask.addStretch(1)
        for widget in (self.reset_all, self.take_in, self.give_out):
            rest.addWidget(widget)
        rest.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addWidget(self.say)
        column.addLayout(ask)
        column.addLayout(rest)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_searched)
        self.table.activated.connect(lambda _: self.ask_key())
        self.table.selectionModel().currentRowChanged.connect(self._leave)
        self.capture.captured.connect(self._on_captured)
        self.capture.refused.connect(lambda: self.say.setText(TAB_STAYS))
        self.capture.given_up.connect(self._leave)
        self._keymap.changed.connect(self._leave)

    # what is chosen

    @property
    def row_id(self) -> str | None:
        """The chosen row."""
        index = self.table.currentIndex()
        return str(index.data(ID_ROLE)) if index.isValid() else None

    def choose(self, row_id: str) -> None:
        """Choose a row, whatever is searched for."""
        self.search.clear()
        for row in range(self.proxy.rowCount()):
            if self.proxy.index(row, 0).data(ID_ROLE) == row_id:
                flag = QItemSelectionModel.SelectionFlag
                index = self.proxy.index(row, 0)
                self.table.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
                self.table.scrollTo(index)

    def _on_searched(self, text: str) -> None:
        self.proxy.setFilterFixedString(text)
        if not self.table.currentIndex().isValid() and self.proxy.rowCount():
            self.table.selectRow(0)
        self._leave()

    # choosing a key

    def ask_key(self, *, adds: bool = False) -> None:
        """Wait for the key of the chosen row."""
        if self.row_id is None:
            return
        self._adds = adds
        self._show("ask")
        self.say.setText(f"Press the key for “{self._keymap[self.row_id].title}”. Esc leaves it as it is.")
        self.capture.setFocus()

    def _on_captured(self, key: str) -> None:
        row_id = self.row_id
        if row_id is None:
            return
        self._wanted = key
        users = self._keymap.users(row_id, key)
        if not users:
            self.move_key()
            return
        names = " and ".join(f"“{user.title}”" for user in users)
        self.say.setText(f"{native([key])} is {names} now.")
        self._show("conflict")
        self.move.setFocus()

    def move_key(self) -> None:
        """Give the chosen row the key that was pressed, whoever has it."""
        row_id = self.row_id
        if row_id is not None and self._wanted:
            kept = self._keymap.keys(row_id) if self._adds else ()
            self._keymap.set_keys(row_id, [*kept, self._wanted])
        self.table.setFocus()

    def clear_keys(self) -> None:
        """Leave the chosen row without a key."""
        if self.row_id is not None:
            self._keymap.set_keys(self.row_id, [])

    def reset_keys(self) -> None:
        """Give the chosen row its default keys again."""
        if self.row_id is not None:
            self._keymap.reset(self.row_id)

    def reset_all_keys(self) -> None:
        """Give every row its default keys again."""
        self._keymap.replace({})

    def _leave(self, *_: object) -> None:
        """Ask for nothing; say how the chosen row differs."""
        had_focus = self.capture.hasFocus() or self.leave.hasFocus()
        self._wanted = ""
        self._show("")
        self.say.setText(self.model.explain(self.row_id) if self.row_id else "Nothing is called that.")
        if had_focus:
            self.table.setFocus()

    def _show(self, what: str) -> None:
        """Show the buttons of a row, the field that waits for a key, or the answers to a conflict."""
        for widget in (self.change, self.add, self.clear, self.reset):
            widget.setVisible(not what)
            widget.setEnabled(self.row_id is not None)
        self.capture.setVisible(what == "ask")
        for widget in (self.move, self.leave):
            widget.setVisible(what == "conflict")

    # files

    def ask_import(self) -> None:
        folder = str(self._context.settings.last_folder)
        chosen, _ = QFileDialog.getOpenFileName(self, "Import keys", folder, FILES)
        if chosen:
            self.import_keys(Path(chosen))

    def ask_export(self) -> None:
        start = str(self._context.settings.last_folder / "barre-keys.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, "Export keys", start, FILES)
        if chosen:
            self.export_keys(Path(chosen))

    def import_keys(self, path: Path) -> None:
        """Take the keys of a file as the person's own; a bad file is told and changes nothing."""
        try:
            found = read_keys(path, {row.id for row in self._keymap}, from_text)
        except BarreError as e:
            self.say.setText(message_of(e).text)
            return
        self._keymap.replace(found.own)
        left_out = (
            f"; {plural(len(found.unknown), 'row')} of another version left out" if found.unknown else ""
        )
        self.say.setText(f"{plural(len(found.own), 'row')} taken from {path.name}{left_out}.")

    def export_keys(self, path: Path) -> None:
        """Write the person's own keys."""
        own = self._keymap.own()
        try:
            write_keys(path, own, as_text)
        except BarreError as e:
            self.say.setText(message_of(e).text)
            return
        self.say.setText(f"{plural(len(own), 'row')} written to {path.name}.")
