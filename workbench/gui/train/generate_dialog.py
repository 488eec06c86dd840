"""Asking for a dance to a song."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.context import AppContext
from workbench.gui.widgets.fields import indent

MUSIC = "Music (*.mp3 *.wav *.flac *.ogg *.m4a *.aac *.mp4 *.mkv);;All files (*)"
MAX_SEED = 2**31 - 1
MAX_LENGTH_S = 600.0


@dataclass(frozen=True)
class GenerateWishes:
    """`length_s` None: the whole song."""

    run_id: int
    music: Path
    length_s: float | None
    seed: int


class GenerateDialog(QDialog):
    """A song, a length, a seed. `asked` carries them."""

    asked = Signal(object)  # GenerateWishes

    def __init__(
        self, context: AppContext, run_id: int, run_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Generate a dance")
        self.resize(460, 0)
        self._context, self._run_id = context, run_id
        hint = QLabel(f"{run_name} dances to a song. The dance is kept in the project.", wordWrap=True)
        self.music = QLineEdit(placeholderText="A song, or a film with sound")
        self.music.textChanged.connect(self._check)
        choose = QPushButton("Choose …", autoDefault=False, clicked=self._ask_music)
        song = QHBoxLayout()
        song.addWidget(self.music, 1)
        song.addWidget(choose)
        self.length = QDoubleSpinBox(maximum=MAX_LENGTH_S, decimals=1, singleStep=5.0, value=20.0)
        indent(self.length)
        self.length.setSuffix(" s")
        self.length.setSpecialValueText("The whole song")
        self.seed = QSpinBox(maximum=MAX_SEED)
        indent(self.seed)
        self.seed.setToolTip("Another seed gives another dance, where the model allows that")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel("&Song")
        label.setBuddy(self.music)
        form.addRow(label, song)
        form.addRow("&Length", self.length)
        form.addRow("See&d", self.seed)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start_button = buttons.addButton("Generate", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start_button.setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(hint)
        column.addLayout(form)
        column.addWidget(buttons)
        self._check()

    def wishes(self) -> GenerateWishes:
        length = self.length.value()
        music = Path(self.music.text().strip()).expanduser()
        return GenerateWishes(self._run_id, music, length or None, self.seed.value())

    def accept(self) -> None:
        if self.start_button.isEnabled():
            self._context.settings.last_folder = self.wishes().music.parent
            self.asked.emit(self.wishes())
            super().accept()

    def _check(self) -> None:
        text = self.music.text().strip()
        self.start_button.setEnabled(bool(text) and Path(text).expanduser().is_file())

    def _ask_music(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Song", str(self._context.settings.last_folder), MUSIC)
        if file:
            self.music.setText(file)
