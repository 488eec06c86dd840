"""The left side of Compare: which real dance, which generated ones, drawn how."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.actions.staging import Showing
from workbench.gui.compare.choice_list import ChoiceList
from workbench.gui.compare.choices import Choice, Choices

WIDTH_PX = 264
NO_REAL = "No real dance"
DRAWINGS = (("Paper doll", "doll"), ("Sticks", "sticks"), ("Film where there is one", "film"))


class Picker(QFrame):
    """Chooses the dances on the stage."""

    chosen = Signal()  # another set of dances, or another drawing
    music_asked = Signal()  # which songs suit the real dance
    film_asked = Signal()
    report_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.set_wide(False)
        self.choices = Choices()
        self.real = QComboBox()
        self.real.setAccessibleName("Real dance")
        self.music = QPushButton("Music for it …", toolTip="Which songs suit the real dance, heard under it")
        self.same_music = QCheckBox("Only to the same music", checked=True)
        self.model = ChoiceList(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Generated dances")
        self.list.setUniformItemSizes(True)  # else a list of thousands is measured item by item
        self.list.setSpacing(2)
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "small")
        self.drawing = QComboBox()
        for label, value in DRAWINGS:
            self.drawing.addItem(label, value)
        self.overlaid = QCheckBox("Over one another")
        self.overlaid.setToolTip("In one picture, all standing where the first one stands")
        self.mirrored = QCheckBox("Mirror all but the first")
        self.mirrored.setToolTip("Left and right exchanged, also for what is measured")
        self.save = QPushButton("Save …", toolTip="The dances as a film, or a report on them and their runs")
        menu = QMenu(self.save)
        menu.addAction("The dances as a film …", self.film_asked)
        menu.addAction("A report …", self.report_asked)
        self.save.setMenu(menu)
        self._lay_out()
        self.real.currentIndexChanged.connect(self._on_real_changed)
        self.music.clicked.connect(self.music_asked)
        self.same_music.toggled.connect(self._on_real_changed)
        self.model.ticked_changed.connect(self.chosen)
        self.drawing.currentIndexChanged.connect(self.chosen)
        self.overlaid.toggled.connect(self.chosen)
        self.mirrored.toggled.connect(self.chosen)
        self.list.activated.connect(self._toggle)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        for title, *widgets in (
            ("Real dance", self.real, self.music),
            ("Generated dances", self.same_music, self.note, self.list),
            ("Drawn as", self.drawing, self.overlaid, self.mirrored),
        ):
            label = QLabel(title)
            label.setProperty("role", "section")
            column.addWidget(label)
            for widget in widgets:
                column.addWidget(widget, 1 if widget is self.list else 0)
        column.addWidget(self.save)

    def set_wide(self, wide: bool) -> None:
        """Take all the width there is, or a column's."""
        self.setMinimumWidth(0 if wide else WIDTH_PX)
        self.setMaximumWidth(16_777_215 if wide else WIDTH_PX)

    def set_choices(self, choices: Choices) -> None:
        """Show what there is; keeps what was chosen, or chooses the dances that belong together."""
        first = not (self.choices.real or self.choices.generated)
        self.choices = choices
        wanted = choices.reference() if first else self.reference
        self._fill_real(wanted)
        self._fill_generated()
        if first:
            self.model.tick(choice.name for choice in self._offered()[:3])

    def say(self, words: str) -> None:
        """Say how far the saving is; with nothing to say the button can be pressed again."""
        self.save.setText(words or "Save …")
        self.save.setEnabled(not words)

    def choose(self, real: str | None, generated: list[str]) -> None:
        """Put these on the stage, by name."""
        row = self.real.findData(real)
        self.same_music.setChecked(False)
        self.real.setCurrentIndex(max(row, 0))
        self.model.tick(generated)

    @property
    def reference(self) -> Choice | None:
        """The real dance chosen."""
        name = self.real.currentData()
        return next((choice for choice in self.choices.real if choice.name == name), None)

    @property
    def on_stage(self) -> list[Choice]:
        """What is to be shown, the real dance first."""
        real = self.reference
        return [*([real] if real else []), *self.model.ticked]

    @property
    def showing(self) -> Showing:
        """How they are to be seen."""
        drawing = str(self.drawing.currentData())
        return Showing(drawing, self.overlaid.isChecked(), self.mirrored.isChecked())

    def _fill_real(self, wanted: Choice | None) -> None:
        self.real.blockSignals(True)
        self.real.clear()
        self.real.addItem(NO_REAL, None)
        for choice in self.choices.real:
            label = f"{choice.label}  ({choice.detail})" if choice.detail else choice.label
            self.real.addItem(label, choice.name)
        self.real.setCurrentIndex(max(0, self.real.findData(wanted.name if wanted else None)))
        self.real.blockSignals(False)
        self.music.setEnabled(self.reference is not None)

    def _offered(self) -> list[Choice]:
        real = self.reference
        if real is None or not self.same_music.isChecked():
            return list(self.choices.generated)
        return list(self.choices.to_music(real.music_sha256))

    def _fill_generated(self) -> None:
        offered = self._offered()
        self.model.set_choices(offered)
        self.note.setText(self._note(len(offered)))
        self.note.setVisible(bool(self.note.text()))

    def _note(self, n_offered: int) -> str:
        if n_offered:
            return ""
        if not self.choices.generated:
            return "Nothing generated yet: on the Train page, choose a generator's run and Generate."
        return "Nothing was generated to this music. Choose another dance, or show all."

    def _on_real_changed(self) -> None:
        self.music.setEnabled(self.reference is not None)
        self._fill_generated()
        self.chosen.emit()

    def _toggle(self, index: QModelIndex) -> None:
        ticked = self.model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
