"""Colours, sizes and icons: read from ``resources``, applied to the whole application."""

from __future__ import annotations

import tomllib
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import resources
from workbench.gui.settings import Settings

LINE_PX = 18  # the least height of a line in a field, at the normal text size
ICON_SIZES_PX = (16, 18, 20, 24, 32, 36, 40, 48)  # the sizes in use, at scales 1 and 2


class Theme(QObject):
    """The dark or the light look, in the person's text size.

    Canvases and plots take their colours from `colour` and repaint on `changed`; widgets are styled by the
    sheet.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._icons: dict[tuple[str, str], QIcon] = {}
        hints = QApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> str:
        """What the person chose: ``"system"``, ``"dark"`` or ``"light"``."""
        return self._settings.theme

    @property
    def name(self) -> str:
        """What is shown: ``"dark"`` or ``"light"``."""
        if self.mode != "system":
            return self.mode
        light = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return "light" if light else "dark"

    @property
    def text_percent(self) -> int:
        return self._settings.text_percent

    def scaled(self, pixels: int) -> int:
        """A width that has to hold words, in logical pixels at the person's text size."""
        return round(pixels * max(100, self.text_percent) / 100)

    def set_mode(self, mode: str) -> None:
        self._settings.theme = mode
        self.apply()

    def set_text_percent(self, percent: int) -> None:
        self._settings.text_percent = percent
        self.apply()

    def hex(self, token: str) -> str:
        """The colour of a token of ``tokens.toml`` as ``#rrggbb``."""
        return str(tokens()[self.name][token])

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        colour = QColor(self.hex(token))
        colour.setAlphaF(alpha)
        return colour

    def series(self, index: int) -> QColor:
        """The colour of the n-th curve; they repeat after eight."""
        palette = tokens()["series"][self.name]
        return QColor(palette[index % len(palette)])

    def size(self, token: str, percent: int | None = None) -> int:
        """A space or text size in logical pixels; text sizes follow the person's choice, or `percent`."""
        value = int(tokens()["size"][token])
        percent = self.text_percent if percent is None else percent
        return round(value * percent / 100) if token.startswith("text_") else value

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """An icon of ``resources/icons`` drawn in a token's colour, dimmed when disabled."""
        key = (name, self.hex(colour))
        if key not in self._icons:
            self._icons[key] = _draw_icon(name, self.hex(colour), self.hex("border_strong"))
        return self._icons[key]

    def apply(self) -> None:
        """Dress the whole application and tell those who paint themselves."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        font = app.font()
        font.setPixelSize(self.size("text_body"))
        app.setFont(font)
        app.setPalette(self._palette())
        app.setStyleSheet(self.sheet())
        self.changed.emit()

    def sheet(self, percent: int | None = None) -> str:
        """The style sheet with the tokens filled in, in the person's text size or another one."""
        values: dict[str, object] = {token: self.hex(token) for token in tokens()[self.name]}
        values |= {token: self.size(token, percent) for token in tokens()["size"]}
        values["line"] = self.scaled(LINE_PX) if percent is None else round(LINE_PX * percent / 100)
        values["folder"] = resources.path("style", self.name).as_posix()
        return Template(resources.path("style", "barre.qss").read_text("utf-8")).substitute(values)

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for part, token in (
            (role.Window, "ground"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "ground"),
            (role.Text, "text"),
            (role.Button, "raised"),
            (role.ButtonText, "text"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.Highlight, "selection"),
            (role.HighlightedText, "text"),
            (role.PlaceholderText, "text_dim"),
            (role.Link, "accent"),
            (role.Accent, "accent"),
        ):
            palette.setColor(part, self.colour(token))
        for part in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, part, self.colour("border_strong"))
        return palette

    def _on_system_changed(self) -> None:
        if self.mode == "system":
            self.apply()


@cache
def tokens() -> dict[str, Any]:
    """The content of ``resources/style/tokens.toml``."""
    return tomllib.loads(resources.path("style", "tokens.toml").read_text("utf-8"))


@cache
def _svg(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text("utf-8")


def _draw_icon(name: str, colour: str, disabled: str) -> QIcon:
    icon = QIcon()
    for mode, value in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", value).encode()))
        for size in ICON_SIZES_PX:
            icon.addPixmap(_render(renderer, size), mode)
    return icon


def _render(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap
