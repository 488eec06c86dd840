"""Asking for a dance to a song."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

from core.models.ability import Ability
from workbench.actions.asks import NOTHING_ASKED, Asks
from workbench.gui.context import AppContext
from workbench.gui.train.begin_rows import BeginRows
from workbench.gui.train.generate_offer import Offer, offer_of
from workbench.gui.train.style_field import StyleField
from workbench.gui.widgets.fields import indent

MUSIC = "Music (*.mp3 *.wav *.flac *.ogg *.m4a *.aac *.mp4 *.mkv);;All files (*)"
MAX_SEED = 2**31 - 1
MAX_LENGTH_S, MAX_START_S = 600.0, 7200.0
MAX_FPS = 240
MIN_WIDTH_PX = 480
MOST_TEMPERATURE, MOST_GUIDANCE = 3.0, 10.0
_NO_WISH = -0.1  # below 0, which is a wish of its own: not to listen at all, nothing new
NEW_SONG, OWN_SONG = "A song, or a film with sound", "Its own song, or another one"


@dataclass(frozen=True)
class GenerateWishes:
    """What was asked for.

    `music` None: that of the dance it begins with; `length_s` None: the whole song; `fps` None: the model's.
    """

    run_id: int
    music: Path | None
    length_s: float | None
    seed: int
    start_s: float = 0.0
    fps: float | None = None
    asks: Asks = NOTHING_ASKED


class GenerateDialog(QDialog):
    """A song, and all that a run can be asked for beside it. `asked` carries them."""

    asked = Signal(object)  # GenerateWishes

    def __init__(
        self, context: AppContext, run_id: int, run_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Generate a dance")
        self.setMinimumWidth(MIN_WIDTH_PX)
        self._context, self._run_id, self._run_name = context, run_id, run_name
        self._make_fields()
        self._lay_out()
        self._check()
        project = context.open
        context.background(lambda: offer_of(project, run_id), self._on_read, receiver=self)

    def _make_fields(self) -> None:
        self.music = QLineEdit(placeholderText=NEW_SONG)
        self.music.textChanged.connect(self._check)
        self.start = QDoubleSpinBox(maximum=MAX_START_S, decimals=1, singleStep=5.0, suffix=" s")
        self.length = QDoubleSpinBox(
            maximum=MAX_LENGTH_S, decimals=1, singleStep=5.0, value=20.0, suffix=" s"
        )
        self.length.setSpecialValueText("The whole song")
        self.fps = QSpinBox(maximum=MAX_FPS, suffix=" frames/s")
        self.fps.setSpecialValueText("The model's own")
        self.style_field = StyleField()
        self.temperature = QDoubleSpinBox(
            maximum=MOST_TEMPERATURE, decimals=1, singleStep=0.1, value=1.0,
            toolTip="1 as learnt, less is more usual, 0 the likeliest",
        )  # fmt: skip
        self.guidance = QDoubleSpinBox(
            minimum=_NO_WISH, maximum=MOST_GUIDANCE, decimals=1, singleStep=0.1, value=_NO_WISH,
            toolTip="How strongly the music is followed: 1 as learnt, 0 not at all",
        )  # fmt: skip
        self.novelty = QDoubleSpinBox(
            minimum=_NO_WISH, maximum=1.0, decimals=1, singleStep=0.1, value=_NO_WISH,
            toolTip="From 0, phrases of known dances put together, to 1, made up throughout; "
            "of a change: from 0, left as it was, to 1",
        )  # fmt: skip
        for field in (self.guidance, self.novelty):
            field.setSpecialValueText("The model's own")
        self.seed = QSpinBox(maximum=MAX_SEED)
        self.seed.setToolTip("Another seed gives another dance, where the model allows that")
        numbers = (
            self.start,
            self.length,
            self.fps,
            self.temperature,
            self.guidance,
            self.novelty,
            self.seed,
        )
        for field in numbers:
            indent(field)

    def _lay_out(self) -> None:
        hint = QLabel(f"{self._run_name} dances to a song. The dance is kept in the project.", wordWrap=True)
        choose = QPushButton("Choose …", autoDefault=False, clicked=self._ask_music)
        song = QHBoxLayout()
        song.addWidget(self.music, 1)
        song.addWidget(choose)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        label = QLabel("&Song")
        label.setBuddy(self.music)
        form.addRow(label, song)
        form.addRow("&From", self.start)
        form.addRow("&Length", self.length)
        form.addRow("F&rame rate", self.fps)
        self.begin = BeginRows(form, self)
        self.begin.changed.connect(self._check)
        form.addRow("S&tyle", self.style_field)
        form.addRow("Te&mperature", self.temperature)
        form.addRow("&Guidance", self.guidance)
        form.addRow("&Novelty", self.novelty)
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

    def wishes(self) -> GenerateWishes:
        music = self.music.text().strip()
        return GenerateWishes(
            self._run_id,
            Path(music).expanduser() if music else None,
            None if self.begin.is_change else self.length.value() or None,
            self.seed.value(),
            self.start.value(),
            self.fps.value() or None,
            replace(
                self.begin.asks(),
                styles=self.style_field.weights(),
                temperature=round(self.temperature.value(), 1),
                guidance=_wish(self.guidance),
                novelty=_wish(self.novelty),
            ),
        )

    def accept(self) -> None:
        if self.start_button.isEnabled():
            wishes = self.wishes()
            if wishes.music is not None:
                self._context.settings.last_folder = wishes.music.parent
            self.asked.emit(wishes)
            super().accept()

    def _on_read(self, offer: Offer) -> None:
        """Offer what the run can do; what it cannot is greyed and says so."""
        self.style_field.set_styles(offer.styles)
        if offer.fps is not None:
            self.fps.setSpecialValueText(f"The model's own, {offer.fps:g} frames/s")
        self.begin.offer(offer.items, offer.abilities, self._run_name)
        for field, ability in (
            (self.style_field, Ability.STYLE),
            (self.temperature, Ability.TEMPERATURE),
            (self.guidance, Ability.GUIDANCE),
            (self.novelty, Ability.NOVELTY),
        ):
            if ability not in offer.abilities:
                self._grey(field, f"{self._run_name} cannot {ability.deed}.")
        if Ability.STYLE in offer.abilities and not offer.styles:
            self._grey(self.style_field, f"{self._run_name} has learnt no styles: its dances have no labels.")

    def _grey(self, field: QWidget, why: str) -> None:
        field.setEnabled(False)
        field.setToolTip(why)

    def _check(self) -> None:
        own = self.begin.chosen is not None
        self.music.setPlaceholderText(OWN_SONG if own else NEW_SONG)
        self.length.setEnabled(not self.begin.is_change)
        self.length.setToolTip(
            "A dance that is changed stays as long as it was" if self.begin.is_change else ""
        )
        text = self.music.text().strip()
        heard = Path(text).expanduser().is_file() if text else own
        self.start_button.setEnabled(heard and self.begin.is_complete)

    def _ask_music(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Song", str(self._context.settings.last_folder), MUSIC)
        if file:
            self.music.setText(file)


def _wish(field: QDoubleSpinBox) -> float | None:
    """Return the number that was set; None where it was left to the model."""
    return round(field.value(), 1) if field.value() >= 0 else None
