from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QLabel

from workbench.gui.help import ShortcutsDialog, key_lists
from workbench.gui.keys.printing import keys_pdf
from workbench.gui.settings_dialog.dialog import SettingsDialog


def shown(dialog: ShortcutsDialog) -> set[str]:
    return {label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)}


@pytest.fixture
def overlay(window, context) -> ShortcutsDialog:
    """What `?` shows on the Annotate page."""
    made = ShortcutsDialog(context, "annotate", window)
    made.open()
    return made


def test_it_lists_this_page_then_what_works_everywhere(overlay):
    assert [title for title, _ in overlay.groups] == ["Annotate", "Everywhere"]
    assert {"Play or pause", "Drag a joint", "Undo"} <= shown(overlay)
    assert "Start training" not in shown(overlay)


def test_it_shows_the_keys_that_a_person_chose(window, context, qtbot):
    context.keymap.set_keys("annotate.play", ["F9"])
    context.keymap.set_keys("annotate.hide", [])
    dialog = ShortcutsDialog(context, "annotate", window)
    assert "F9" in shown(dialog)
    assert "Hide or show the joint" not in shown(dialog)


def test_a_heading_goes_with_its_rows(overlay, qtbot):
    qtbot.keyClicks(overlay.search, "quit")
    assert "Everywhere" in shown(overlay)
    assert "Annotate" not in shown(overlay)


def test_it_leads_to_the_settings(overlay, window, qtbot):
    qtbot.mouseClick(overlay.change, Qt.MouseButton.LeftButton)
    settings = window.findChild(SettingsDialog)
    assert settings.tabs.currentWidget() is settings.keys


def pages_of(content: bytes) -> tuple[list[np.ndarray], str]:
    """Return the pages of a PDF as grey pictures, and its words."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pictures, words = [], ""
    for number in range(document.pageCount()):
        image = document.render(number, QSize(620, 877))
        white = QImage(image.size(), QImage.Format.Format_RGB32)
        white.fill(Qt.GlobalColor.white)
        grey = _over(white, image).convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
        pictures.append(rows[:, : grey.width()].copy())
        words += document.getAllText(number).text()
    return pictures, words


def _over(ground: QImage, image: QImage) -> QImage:
    from PySide6.QtGui import QPainter

    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def test_the_pdf_has_every_key_in_ink_within_its_margins(context, tmp_path):
    context.theme.set_mode("dark")
    groups = key_lists(context.keymap)
    pictures, words = pages_of(keys_pdf(groups))
    flat = "".join(words.split())
    for _, keys in groups:
        for key, what in keys:
            assert what.split()[0] in flat
            assert key.split()[0] in flat
    assert 1 <= len(pictures) <= 4
    for picture in pictures:
        assert picture.min() < 90
        edge = np.concatenate(
            [picture[:30].ravel(), picture[-30:].ravel(), picture[:, :25].ravel(), picture[:, -25:].ravel()]
        )
        assert (edge > 250).all()


def test_a_pdf_that_cannot_be_written_is_told(window, context, qtbot, tmp_path):
    dialog = ShortcutsDialog(context, parent=window)
    with qtbot.waitSignal(context.message_sent) as sent:
        dialog.save_pdf(tmp_path / "nowhere" / "keys.pdf")
    assert "cannot be written" in sent.args[0].text
    dialog.save_pdf(tmp_path / "keys.pdf")
    assert (tmp_path / "keys.pdf").read_bytes().startswith(b"%PDF")
