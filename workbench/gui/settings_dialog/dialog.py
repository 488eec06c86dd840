"""The Settings window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from workbench.gui.context import AppContext
from workbench.gui.settings_dialog.general_page import GeneralPage
from workbench.gui.settings_dialog.keys_page import KeysPage
from workbench.gui.widgets.dialogs import size

GENERAL, KEYS = "general", "keys"


class SettingsDialog(QDialog):
    """Two pages; whatever is changed is changed at once, and kept."""

    def __init__(self, context: AppContext, page: str = GENERAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        size(self, context.theme.scaled(680), context.theme.scaled(560))
        self.general, self.keys = GeneralPage(context), KeysPage(context)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.general, "General")
        self.tabs.addTab(self.keys, "Keys")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setAutoDefault(False)  # Enter belongs to the tables and fields
        column = QVBoxLayout(self)
        column.addWidget(self.tabs)
        column.addWidget(buttons)
        self.tabs.setCurrentWidget(self.keys if page == KEYS else self.general)
        if page == KEYS:
            self.keys.search.setFocus()
