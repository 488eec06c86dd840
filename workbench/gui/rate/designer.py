"""The form of a study before it starts; every change is stored, there is no Save button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.errors import InputError
from core.studies.design import CHECKS, CRITERIA, Check, Design, DesignItem, Kind, Scale
from core.studies.power import ENOUGH, n_scenes_of, power_of, raters_needed, worth_having
from workbench.gui import texts
from workbench.gui.widgets.fields import indent
from workbench.gui.widgets.flow import FlowLayout

PAUSE_MS = 400
KINDS = {
    Kind.GRADE: "Grades",
    Kind.PAIR: "Pairs: which of two is better",
    Kind.STYLE: "Naming the style",
    Kind.REAL: "Real or generated",
}
SCALES = {
    Scale.FOUR: "Very good, good, fair, poor (published)",
    Scale.FIVE: "Excellent to bad, five points",
    Scale.SEVEN: "1 to 7",
    Scale.SLIDER: "0 to 100",
}
UNITS = {
    Kind.GRADE: "points of the scale",
    Kind.PAIR: "share of wins above a half",
    Kind.STYLE: "share named rightly",
    Kind.REAL: "share called real",
}
ANSWER_S = 6.0  # what an answer takes beside its clip, to say how long a study lasts


class Designer(QWidget):
    """Edits a design. `changed` carries it, a moment after the last edit."""

    changed = Signal(object)  # Design

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._design = Design("New study")
        self._items: Sequence[DesignItem] = ()
        self._is_filling = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.store)
        self.group_boxes: dict[str, QCheckBox] = {}
        self.criteria = {name: QCheckBox(text) for name, text in CRITERIA.items()}
        self._make_fields()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._form(), 3)
        row.addWidget(self._side(), 2)

    def _make_fields(self) -> None:
        self.name = QLineEdit(accessibleName="Name")
        self.kind = QComboBox(accessibleName="What is asked")
        for kind, text in KINDS.items():
            self.kind.addItem(text, kind)
        self.scale = QComboBox(accessibleName="Scale")
        for scale, text in SCALES.items():
            self.scale.addItem(text, scale)
        self.clip_s = QDoubleSpinBox(minimum=1, maximum=120, suffix=" s", decimals=1)
        self.trials = QSpinBox(maximum=500, specialValueText="all")
        self.practice = QSpinBox(maximum=20)
        self.frozen = QSpinBox(maximum=10)
        self.wrong_song = QSpinBox(maximum=10)
        self.repeats = QSpinBox(maximum=10)
        self.max_failed = QSpinBox(maximum=20)
        self.width_ = QDoubleSpinBox(maximum=100, decimals=2, singleStep=0.05, specialValueText="none")
        self.max_raters = QSpinBox(maximum=1000, specialValueText="none")
        self.seed = QSpinBox(maximum=2**31 - 1)
        self.reasons = QCheckBox("Ask why one is better")
        self.comments = QCheckBox("Let raters add free text")
        self.title = QLineEdit(placeholderText="Watch dances and say what you think")
        self.consent = QPlainTextEdit(placeholderText="Empty: the shipped text, in the rater's language.")
        self.consent.setAccessibleName("Consent text")
        self.consent.setTabChangesFocus(True)
        self.consent.setMaximumHeight(90)
        spins = (
            self.clip_s, self.trials, self.practice, self.frozen, self.wrong_song, self.repeats,
            self.max_failed, self.width_, self.max_raters, self.seed,
        )  # fmt: skip
        for spin in spins:
            indent(spin)
            spin.valueChanged.connect(self._on_edited)
        for line in (self.name, self.title):
            line.textEdited.connect(self._on_edited)
        self.consent.textChanged.connect(self._on_edited)
        for box in (self.kind, self.scale):
            box.currentIndexChanged.connect(self._on_edited)
        for check in (*self.criteria.values(), self.reasons, self.comments):
            check.toggled.connect(self._on_edited)

    def _form(self) -> QWidget:
        body = QWidget()
        form = QFormLayout(body)
        form.setContentsMargins(16, 12, 12, 12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow("Name", self.name)
        form.addRow("Asked is", self.kind)
        form.addRow("Scale", self.scale)
        self._criteria = QWidget()
        line = FlowLayout(self._criteria, spacing=8)
        for box in self.criteria.values():
            line.addWidget(box)
        form.addRow("Criteria", self._criteria)
        form.addRow("", self.reasons)
        self._groups = QWidget()
        self._groups_line = FlowLayout(self._groups, spacing=8)
        form.addRow("Dances of", self._groups)
        form.addRow("A clip is at most", self.clip_s)
        form.addRow("Each rater answers", self.trials)
        form.addRow("To practise on", self.practice)
        form.addRow("Checks: frozen dances", self.frozen)
        form.addRow("Checks: wrong songs", self.wrong_song)
        form.addRow("Checks: repeats", self.repeats)
        form.addRow("Failed checks allowed", self.max_failed)
        form.addRow("Enough at intervals of", self.width_)
        form.addRow("Enough at raters", self.max_raters)
        form.addRow("", self.comments)
        form.addRow("Title for raters", self.title)
        form.addRow("Consent text", self.consent)
        form.addRow("Seed", self.seed)
        self._form_layout = form
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        return scroll

    def _side(self) -> QWidget:
        side = QWidget()
        self.summary = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.rule = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.fault.setProperty("role", "error")
        self.difference = QDoubleSpinBox(minimum=0.01, maximum=100, decimals=2, singleStep=0.05)
        indent(self.difference)
        self.difference.setAccessibleName("Difference worth having")
        self.difference.valueChanged.connect(self._show_power)
        self.planned = QSpinBox(minimum=2, maximum=500, value=12)
        indent(self.planned)
        self.planned.setAccessibleName("Raters planned")
        self.planned.valueChanged.connect(self._show_power)
        self.power = QLabel(wordWrap=True)
        column = QVBoxLayout(side)
        column.setContentsMargins(4, 12, 16, 12)
        column.setSpacing(10)
        for title, widget in (("What a rater gets", self.summary), ("The rule, stated before", self.rule)):
            column.addWidget(_heading(title))
            column.addWidget(widget)
        column.addWidget(_heading("How many raters?"))
        form = QFormLayout()
        form.addRow("Difference worth having", self.difference)
        form.addRow("Raters", self.planned)
        column.addLayout(form)
        column.addWidget(self.power)
        column.addWidget(self.fault)
        column.addStretch(1)
        return side

    # filling and reading

    @property
    def design(self) -> Design:
        """What the form says; `InputError` when that makes no study."""
        kind = Kind(self.kind.currentData())
        checks = CHECKS[kind]
        chosen = {name for name, box in self.group_boxes.items() if box.isChecked()}
        items = tuple(item for item in self._items if item.group in chosen)
        criteria = tuple(name for name, box in self.criteria.items() if box.isChecked())
        return Design(
            self.name.text().strip(),
            kind,
            items,
            Scale(self.scale.currentData()),
            criteria if kind is Kind.GRADE else ("overall",),
            tuple(sorted({item.style for item in items} - {""})),
            self.clip_s.value(),
            self.trials.value(),
            self.practice.value(),
            self.frozen.value() if Check.FROZEN in checks else 0,
            self.wrong_song.value() if Check.WRONG_SONG in checks else 0,
            self.repeats.value(),
            self.max_failed.value(),
            self.reasons.isChecked(),
            self.comments.isChecked(),
            self.consent.toPlainText().strip(),
            self.title.text().strip(),
            self.width_.value(),
            self.max_raters.value(),
            self.seed.value(),
        )

    def set_design(self, design: Design, items: Sequence[DesignItem]) -> None:
        """Show a draft and the dances that it can be made of."""
        self._is_filling = True
        self._design, self._items = design, items
        self.name.setText(design.name)
        self.kind.setCurrentIndex(self.kind.findData(design.kind))
        self.scale.setCurrentIndex(self.scale.findData(design.scale))
        for name, box in self.criteria.items():
            box.setChecked(name in design.criteria)
        for spin, value in (
            (self.trials, design.trials_per_rater), (self.practice, design.n_practice),
            (self.frozen, design.n_frozen), (self.wrong_song, design.n_wrong_song),
            (self.repeats, design.n_repeats), (self.max_failed, design.max_failed),
            (self.max_raters, design.max_raters), (self.seed, design.seed),
        ):  # fmt: skip
            spin.setValue(value)
        self.clip_s.setValue(design.clip_s)
        self.width_.setValue(design.target_width)
        self.reasons.setChecked(design.asks_reasons)
        self.comments.setChecked(design.takes_comments)
        self.title.setText(design.title)
        self.consent.setPlainText(design.consent)
        self._show_groups(set(design.groups))
        self.difference.setValue(worth_having(design))
        self._is_filling = False
        self._show_all()

    def _show_groups(self, chosen: set[str]) -> None:
        for box in self.group_boxes.values():
            self._groups_line.removeWidget(box)
            box.deleteLater()
        self.group_boxes = {}
        counts: dict[str, int] = {}
        for item in self._items:
            counts[item.group] = counts.get(item.group, 0) + 1
        for group, n in counts.items():
            box = QCheckBox(f"{group} ({n})", checked=group in chosen)
            box.toggled.connect(self._on_edited)
            self.group_boxes[group] = box
            self._groups_line.addWidget(box)

    def store(self) -> None:
        """Hand on what the form says, if it makes a study."""
        self._pause.stop()
        try:
            design = self.design
        except InputError:
            return
        if design != self._design:
            self._design = design
            self.changed.emit(design)

    def _on_edited(self) -> None:
        if self._is_filling:
            return
        if self.sender() is self.kind:
            self.difference.setValue(worth_having(Design("x", Kind(self.kind.currentData()), n_frozen=0)))
        self._show_all()
        self._pause.start()

    def _show_all(self) -> None:
        kind = Kind(self.kind.currentData())
        form, checks = self._form_layout, CHECKS[kind]
        for widget, on in (
            (self.scale, kind is Kind.GRADE), (self._criteria, kind is Kind.GRADE),
            (self.reasons, kind is Kind.PAIR), (self.frozen, Check.FROZEN in checks),
            (self.wrong_song, Check.WRONG_SONG in checks),
        ):  # fmt: skip
            form.setRowVisible(widget, on)
        try:
            design = self.design
            design.check_startable()
            self.fault.setText("")
        except InputError as e:
            self.fault.setText(str(e))
        self.fault.setVisible(bool(self.fault.text()))
        self._show_summary()
        self._show_power()

    def _show_summary(self) -> None:
        try:
            design = self.design
        except InputError:
            return
        n = n_units(design)
        rated = min(design.trials_per_rater or n, n)
        checks = design.n_frozen + design.n_wrong_song + min(design.n_repeats, rated)
        trials = rated + checks + design.n_practice
        minutes = trials * (design.clip_s + ANSWER_S * len(design.questions)) / 60
        self.summary.setText(
            f"{rated} of {texts.plural(n, 'pair' if design.kind is Kind.PAIR else 'clip')}, "
            f"{texts.plural(checks, 'check')} and {design.n_practice} to practise: about "
            f"{max(1, round(minutes))} min."
        )
        self.rule.setText(design.rule)

    def _show_power(self) -> None:
        try:
            design = self.design
        except InputError:
            return
        n_scenes = n_scenes_of(design)
        found = power_of(design, self.difference.value(), self.planned.value(), n_scenes)
        needed = raters_needed(design, self.difference.value(), n_scenes)
        enough = (
            f"{needed} raters would find it in {ENOUGH:.0%}."
            if needed is not None
            else "No number of raters is enough: show more songs."
        )
        self.power.setText(
            f"{self.planned.value()} raters and {texts.plural(n_scenes, 'song passage')} find a true "
            f"difference of {self.difference.value():g} {UNITS[design.kind]} in {found:.0%} of studies. "
            f"{enough} The spreads of raters and dances are assumed; a pilot tells yours."
        )


def n_units(design: Design) -> int:
    """How many clips, or about how many pairs, there are to answer."""
    if design.kind is not Kind.PAIR:
        return len(design.items)
    n_groups = len(design.groups)
    return n_scenes_of(design) * n_groups * (n_groups - 1) // 2


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label
