"""Keys of the Annotate page, before and after somebody chose others."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from workbench.gui.help import ShortcutsDialog


def test_question_mark_shows_the_keys_of_this_page(page, qtbot):
    qtbot.keyClick(page.canvas, Qt.Key.Key_Question)
    overlay = page.findChild(ShortcutsDialog)
    assert [title for title, _ in overlay.groups] == ["Annotate", "Everywhere"]
    overlay.close()


def test_keys_of_ones_own_step_and_the_old_ones_do_not(page, context, qtbot):
    context.keymap.set_keys("annotate.on", ["D"])
    qtbot.keyClick(page.canvas, Qt.Key.Key_Right)
    assert page.player.target == 0
    qtbot.keyClick(page.canvas, Qt.Key.Key_D)
    assert page.player.target == 1
    qtbot.keyClick(page.timeline, Qt.Key.Key_D)
    assert page.player.target == 2


def test_a_key_moved_to_another_row_does_only_that(page, context, qtbot):
    context.keymap.set_keys("annotate.on", ["Space"])
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space)
    assert page.player.target == 1
    assert not page.player.is_playing
    context.keymap.reset("annotate.on")
    qtbot.keyClick(page.canvas, Qt.Key.Key_Space)
    assert page.player.is_playing


def test_the_tips_of_buttons_follow(page, context):
    buttons = {b.accessibleName(): b for b in page.findChildren(QToolButton)}
    button = buttons["Play or pause"]
    assert button.toolTip() == "Play or pause (Space)"
    context.keymap.set_keys("annotate.play", ["P"])
    assert button.toolTip() == "Play or pause (P)"
    context.keymap.set_keys("annotate.play", [])
    assert button.toolTip() == "Play or pause"


def test_sentences_name_the_keys_that_are_in_force(page, context, qtbot):
    qtbot.keyClick(page.canvas, Qt.Key.Key_I)
    assert page.styles.prompt.text() == "Segment begins here.  Go to its last frame and press O."
    context.keymap.set_keys("annotate.mark-out", ["F8"])
    qtbot.keyClick(page.canvas, Qt.Key.Key_I)
    assert page.styles.prompt.text().endswith("press F8.")
    qtbot.keyClick(page.canvas, Qt.Key.Key_F8)
    assert page.timeline.pending is not None
    assert page.styles.prompt.text().startswith("Which style?  1–9, or Return and its name")


def test_a_sentence_says_what_a_row_does_when_it_has_no_key(context):
    context.keymap.set_keys("annotate.mark-out", [])
    assert context.keymap.fill("Press [annotate.mark-out].") == "Press “Segment ends with this frame”."
    assert context.keymap.fill("A [note] and [no.row] stay.") == "A [note] and [no.row] stay."
