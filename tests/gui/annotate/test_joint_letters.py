from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from core.skeleton import shipped_skeletons, skeleton
from workbench.gui.annotate.poses.joint_letters import joint_letters

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_joints_that_are_corrected_most_have_their_initials():
    body = skeleton("blazepose33")
    by_letter = {letter.letter: letter for letter in joint_letters(body)}
    for word in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        letter = by_letter[word[0].upper()]
        assert (body.joints[letter.left], body.joints[letter.right]) == (f"left_{word}", f"right_{word}")
    assert by_letter["N"].left == by_letter["N"].right == body.index("nose")


@pytest.mark.parametrize("body", shipped_skeletons(), ids=lambda body: body.name)
def test_no_letter_means_two_joints_and_small_skeletons_are_covered(body):
    letters = joint_letters(body)
    assert len({letter.letter for letter in letters}) == len(letters) <= 26
    joints = [joint for letter in letters for joint in {letter.left, letter.right}]
    assert len(set(joints)) == len(joints)
    if len(body.joints) <= 33:
        assert set(joints) == set(range(len(body.joints)))


def test_a_letter_chooses_the_left_joint_and_shift_the_right_one(page, qtbot):
    body = page.state.track.skeleton
    qtbot.keyClick(page.canvas, Qt.Key.Key_W)
    assert page.letters.isVisible()
    qtbot.keyClick(page.letters, Qt.Key.Key_W)
    assert page.state.joint == body.index("left_wrist")
    assert not page.letters.isVisible()
    assert page.canvas.hasFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_W)
    qtbot.keyClick(page.letters, Qt.Key.Key_Shift)
    qtbot.keyClick(page.letters, Qt.Key.Key_W, SHIFT)
    assert page.state.joint == body.index("right_wrist")


def test_letters_that_are_keys_of_the_page_only_choose(page, qtbot, project, video):
    qtbot.keyClick(page.canvas, Qt.Key.Key_W)
    qtbot.keyClick(page.letters, Qt.Key.Key_H)  # H hides the joint, elsewhere
    assert page.state.joint == page.state.track.skeleton.index("left_hip")
    assert not project.corrections.history(project.tracks.for_video(video.id)[0].id)


def test_another_key_leaves_the_joint_as_it_was(page, qtbot):
    page.correcting.select(0, 3)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F5):
        qtbot.keyClick(page.canvas, Qt.Key.Key_W)
        qtbot.keyClick(page.letters, key)
        assert not page.letters.isVisible()
        assert page.state.joint == 3
        assert page.canvas.hasFocus()


def test_a_click_elsewhere_closes_the_list(page, qtbot):
    qtbot.keyClick(page.canvas, Qt.Key.Key_W)
    page.timeline.setFocus()
    qtbot.waitUntil(lambda: not page.letters.isVisible())
