"""Which style a dance is asked for: one, or two with a slider between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSlider, QWidget

ANY, ALONE = "Any style", "Not blended"


class StyleField(QWidget):
    """Chooses weights of styles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = QComboBox(accessibleName="Style")
        self.second = QComboBox(accessibleName="Style to blend with")
        self.slider = QSlider(Qt.Orientation.Horizontal, accessibleName="Share of the second style")
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setValue(50)
        self.said = QLabel()
        self.said.setProperty("role", "small")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.first, 0, 0)
        grid.addWidget(self.second, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        grid.addWidget(self.said, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.set_styles(())
        self.first.currentIndexChanged.connect(self._on_first_changed)
        self.second.currentIndexChanged.connect(self._on_changed)
        self.slider.valueChanged.connect(self._on_changed)

    def set_styles(self, styles: Sequence[str]) -> None:
        """Offer these styles."""
        self._styles = tuple(styles)
        self.first.clear()
        self.first.addItem(ANY)
        for style in styles:
            self.first.addItem(style, style)
        self._on_first_changed()

    def weights(self) -> dict[str, float]:
        """Return the shares of the styles, of sum 1; nothing for any style."""
        first, second = self.first.currentData(), self.second.currentData()
        if first is None:
            return {}
        share = self.slider.value() / 100 if second is not None else 0.0
        shares = {first: round(1 - share, 2), second: share}
        return {style: weight for style, weight in shares.items() if style is not None and weight > 0}

    def _on_first_changed(self) -> None:
        """Offer the other styles to blend with."""
        first, second = self.first.currentData(), self.second.currentData()
        self.second.clear()
        self.second.addItem(ALONE)
        for style in self._styles if first is not None else ():
            if style != first:
                self.second.addItem(style, style)
        self.second.setCurrentIndex(max(0, self.second.findData(second)) if second is not None else 0)
        self.second.setEnabled(self.second.count() > 1)
        self._on_changed()

    def _on_changed(self) -> None:
        self.slider.setEnabled(self.second.currentData() is not None)
        shares = [f"{weight:.0%} {style}" for style, weight in self.weights().items()]
        self.said.setText(", ".join(shares) if self.slider.isEnabled() else "")
        self.said.setVisible(self.slider.isEnabled())
        self.slider.setVisible(self.slider.isEnabled())
