"""The page of Settings about the person and the look."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from workbench.gui.context import AppContext

THEMES = (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark"))
TEXT_SIZES = (90, 100, 115, 130, 150, 175, 200)
WHO = "Corrections, labels, reviews and ratings are stored under this name."


class GeneralPage(QWidget):
    """Takes effect at once."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        theme = context.theme
        self.annotator = QLineEdit(context.annotator)
        self.annotator.editingFinished.connect(self._on_named)
        self.colours, self.text_size = QComboBox(), QComboBox()
        for mode, text in THEMES:
            self.colours.addItem(text.replace("&", ""), mode)
        for percent in TEXT_SIZES:
            self.text_size.addItem(f"{percent} %", percent)
        self.colours.activated.connect(lambda _: theme.set_mode(self.colours.currentData()))
        self.text_size.activated.connect(lambda _: theme.set_text_percent(self.text_size.currentData()))
        hint = QLabel(WHO, wordWrap=True)
        hint.setProperty("role", "dim")
        form = QFormLayout(self)
        form.setContentsMargins(0, 14, 0, 0)
        form.setVerticalSpacing(10)
        form.addRow("&Annotator", self.annotator)
        form.addRow("", hint)
        form.addRow("&Colours", self.colours)
        form.addRow("&Text size", self.text_size)
        theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        theme = self._context.theme
        self.colours.setCurrentIndex(self.colours.findData(theme.mode))
        self.text_size.setCurrentIndex(self.text_size.findData(theme.text_percent))

    def _on_named(self) -> None:
        self._context.annotator = self.annotator.text()
        self.annotator.setText(self._context.annotator)
