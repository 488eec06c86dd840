"""The side of the Train page where a run is set up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import texts
from workbench.gui.actions import follow_tip
from workbench.gui.context import AppContext
from workbench.gui.train.config_form import ConfigForm
from workbench.gui.widgets.fields import indent
from workbench.gui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from core.training.presets import Preset

EVERYBODY = "Everybody"
DEVICES = (("auto", "Best there is"), ("cpu", "CPU"), ("cuda", "CUDA GPU"))
MAX_SEED = 2**31 - 1
FIRST_CHOICE = "motion-bigru"


@dataclass(frozen=True)
class StyleCount:
    """A style and how many dances have it."""

    name: str
    n_dances: int


@dataclass(frozen=True)
class RunWishes:
    """What to train; see `workbench.actions.training.start_training`."""

    preset: str
    overrides: tuple[str, ...] = field(default=())
    styles: tuple[str, ...] | None = None
    annotator: str | None = None
    seed: int = 0
    device: str = "auto"
    name: str = ""


class NewRunPanel(QFrame):
    """Preset, data, seed, device, and every setting of the preset. `asked` carries what to train."""

    asked = Signal(object)  # RunWishes

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self._context = context
        self._presets: dict[str, Preset] = {}
        self.style_boxes: list[QCheckBox] = []
        self.preset_box = QComboBox(accessibleName="Preset")
        self.preset_box.currentTextChanged.connect(self._on_preset_chosen)
        self.description = QLabel(wordWrap=True)
        self.description.setProperty("role", "dim")
        self.form = ConfigForm()
        self.form.changed.connect(self._on_form_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 14, 14, 12)
        column.setSpacing(8)
        heading = QLabel("New run")
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self.preset_box)
        column.addWidget(self.description)
        self._add_how(column)
        self._add_data(column)
        self._add_settings(column)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._foot())

    def _add_data(self, column: QVBoxLayout) -> None:
        column.addWidget(_section("Data"))
        self.no_styles = QLabel("No dance has a style yet; all dances are used.", wordWrap=True)
        self.no_styles.setProperty("role", "small")
        column.addWidget(self.no_styles)
        self._styles = QWidget()
        self._style_flow = FlowLayout(self._styles)
        column.addWidget(self._styles)
        self.annotator_box = QComboBox()
        self.annotator_box.setToolTip("Whose style segments count")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Labelled by", self.annotator_box)
        column.addLayout(form)

    def _add_how(self, column: QVBoxLayout) -> None:
        column.addWidget(_section("Run"))
        self.name = QLineEdit(placeholderText="Like the preset")
        self.seed = QSpinBox(maximum=MAX_SEED)
        indent(self.seed)
        self.seed.setToolTip("The same seed, data and versions give the same run")
        self.device_box = QComboBox()
        for value, text in DEVICES:
            self.device_box.addItem(text, value)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Name", self.name)
        form.addRow("Seed", self.seed)
        form.addRow("Device", self.device_box)
        column.addLayout(form)

    def _add_settings(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.addWidget(_section("Settings of the preset"), 1)
        self.reset_button = QPushButton(
            "Reset", toolTip="Back to what the preset says", clicked=self.form.reset
        )
        self.reset_button.setProperty("role", "link")
        head.addWidget(self.reset_button)
        column.addLayout(head)
        column.addWidget(self.form)

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "strip")
        self.explanation = QLabel(wordWrap=True)
        self.explanation.setProperty("role", "small")
        self.explanation.hide()
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "error")
        self.fault.hide()
        self.form.explained.connect(self._explain)
        self.start_button = QPushButton("Start training", clicked=self.ask)
        self.start_button.setProperty("role", "primary")
        follow_tip(self._context.keymap, self.start_button, "train.start", "Train in the background")
        column = QVBoxLayout(foot)
        column.setContentsMargins(16, 10, 14, 12)
        for widget in (self.explanation, self.fault, self.start_button):
            column.addWidget(widget)
        return foot

    # what can be chosen

    def set_presets(self, presets: Sequence[Preset]) -> None:
        """Offer these; the chosen one stays chosen. The first choice learns fast and well."""
        chosen = self.preset_box.currentText() or FIRST_CHOICE
        self._presets = {preset.name: preset for preset in presets}
        self.preset_box.clear()
        self.preset_box.addItems(list(self._presets))
        if chosen in self._presets:
            self.preset_box.setCurrentText(chosen)

    def set_data(self, styles: Sequence[StyleCount], annotators: Sequence[str]) -> None:
        """Offer the project's styles and annotators; what was unticked stays so."""
        off = {box.property("style") for box in self.style_boxes if not box.isChecked()}
        for box in self.style_boxes:
            self._style_flow.removeWidget(box)
            box.deleteLater()
        self.style_boxes = [self._style_box(style, style.name not in off) for style in styles]
        self.no_styles.setVisible(not styles)
        self._styles.setVisible(bool(styles))
        chosen = self.annotator_box.currentText()
        self.annotator_box.clear()
        self.annotator_box.addItems([EVERYBODY, *annotators])
        self.annotator_box.setCurrentText(chosen if chosen in annotators else EVERYBODY)

    def _style_box(self, style: StyleCount, checked: bool) -> QCheckBox:
        box = QCheckBox(f"{style.name} ({style.n_dances})", checked=checked)
        box.setProperty("style", style.name)
        box.setToolTip(f"{texts.plural(style.n_dances, 'dance')} of this style")
        box.toggled.connect(self._enable)
        self._style_flow.addWidget(box)
        return box

    # what was chosen

    @property
    def preset(self) -> Preset | None:
        return self._presets.get(self.preset_box.currentText())

    def choose(self, preset: str) -> None:
        self.preset_box.setCurrentText(preset)

    def styles(self) -> tuple[str, ...] | None:
        """The ticked styles; None when none was unticked: then dances without a style count, too."""
        ticked = tuple(str(box.property("style")) for box in self.style_boxes if box.isChecked())
        return None if len(ticked) == len(self.style_boxes) else ticked

    def wishes(self) -> RunWishes:
        annotator = self.annotator_box.currentText()
        return RunWishes(
            preset=self.preset_box.currentText(),
            overrides=tuple(self.form.overrides()),
            styles=self.styles(),
            annotator=None if annotator in (EVERYBODY, "") else annotator,
            seed=self.seed.value(),
            device=str(self.device_box.currentData()),
            name=self.name.text().strip(),
        )

    def ask(self) -> None:
        """Ask for the training of what the fields say, if that can be trained."""
        if self.start_button.isEnabled():
            self.asked.emit(self.wishes())

    def _on_preset_chosen(self) -> None:
        preset = self.preset
        if preset is None:
            return
        from core.models.options import fields_of
        from core.training.presets import with_overrides

        self.description.setText(preset.description)
        self.explanation.hide()
        self.form.set_fields(fields_of(preset.config), lambda overrides: with_overrides(preset, overrides))

    def _on_form_changed(self) -> None:
        n = len(self.form.overrides())
        self.reset_button.setVisible(n > 0)
        self.reset_button.setText(f"Reset {n} changed" if n else "Reset")
        self.fault.setText(self.form.fault)
        self.fault.setVisible(bool(self.form.fault))
        self._enable()

    def _enable(self) -> None:
        nothing = bool(self.style_boxes) and not any(box.isChecked() for box in self.style_boxes)
        self.start_button.setEnabled(self.preset is not None and self.form.is_valid and not nothing)

    def _explain(self, text: str) -> None:
        self.explanation.setText(text)
        self.explanation.show()


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    label.setMinimumHeight(26)
    label.setAlignment(Qt.AlignmentFlag.AlignBottom)
    return label
