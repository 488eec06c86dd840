"""Taking part in a study: the real window, real clicks and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QProgressBar, QSlider

from core.studies.design import REASONS, Kind, Scale
from core.studies.records import EventKind, Role, StudyState
from tests.gui.rate.raters import LEFT, answer, begin, open_window, started, take_part
from tests.workbench.study_dances import add_dances
from workbench.actions.studies import study_results

STRENGTH = {"alpha": 2, "beta": 1, "gamma": 0}


@pytest.fixture
def dances(project):
    return add_dances(project)


def clips_of(project, study):
    return {clip.number: clip for clip in project.study_designs.clips(study.id)}


def prefer_stronger(trial, clips):
    """The digit for the group that is planted to be better; who moves, beside one who stands still."""
    left, right = (clips[number] for number in trial.clips)
    if trial.role is Role.FROZEN:
        return 3 if left.role is Role.FROZEN else 1
    return 1 if STRENGTH[left.group] > STRENGTH[right.group] else 3


def test_without_consent_nothing_begins(qtbot, context, project, dances):
    study = started(project)
    window = open_window(qtbot, context, study)
    assert not window.welcome.begin.isEnabled()
    qtbot.mouseClick(window.welcome.begin, LEFT)
    assert project.study_answers.raters(study.id) == []
    window.close()


def test_an_answer_waits_for_the_end_of_the_dance_and_is_stored_before_the_next(
    qtbot, context, project, dances
):
    study = started(project)
    window = open_window(qtbot, context, study, speed=1.0)
    begin(qtbot, window)
    first = window.showing
    QTest.keyClick(window, Qt.Key.Key_1)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert not window.questions.isEnabled()
    assert window.questions.given is None
    assert not window.stage.again.isEnabled()
    window.stage.player.set_speed(40)
    answer(qtbot, window, 2)
    (stored,) = project.study_answers.answers(study.id)
    assert (stored.trial, stored.choice, stored.value, stored.n_plays) == (0, "good", 2.0, 1)
    assert stored.clips == first.trial.clips
    assert window.showing.trial.position == 1
    assert window.questions.given is None
    window.close()


def test_what_was_played_paused_and_repeated_is_logged(qtbot, context, project, dances):
    study = started(project)
    window = open_window(qtbot, context, study, speed=1.0)
    begin(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not window.stage.player.is_playing
    QTest.keyClick(window, Qt.Key.Key_R)  # before it was seen: nothing
    assert not window.stage.player.is_playing
    window.stage.player.set_speed(40)
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(window.questions.isEnabled)
    QTest.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.stage.n_plays == 2)
    QTest.keyClick(window, Qt.Key.Key_L)
    assert window.stage.player.loop is not None
    answer(qtbot, window, 1)
    qtbot.waitUntil(lambda: window.context.pool.idle)
    events = [e for e in project.study_answers.events(study.id) if e.trial == 0]
    kinds = [e.kind for e in sorted(events, key=lambda e: e.since_ms)]
    assert {EventKind.SHOWN, EventKind.PLAYED, EventKind.PAUSED, EventKind.REPEATED, EventKind.LOOPED} <= set(
        kinds
    )
    assert kinds.count(EventKind.ENDED) == 2
    assert project.study_answers.answers(study.id)[0].n_plays == 2
    window.close()


def test_two_dances_run_on_one_clock_and_reasons_are_kept(qtbot, context, project, dances):
    study = started(project, kind=Kind.PAIR)
    window = open_window(qtbot, context, study)
    begin(qtbot, window)
    assert [pane.title.text() for pane in window.stage.stage.panes] == ["Left", "Right"]
    assert set(window.questions.reasons) == set(REASONS)
    qtbot.waitUntil(window.questions.isEnabled)
    window.questions.choose(1)
    qtbot.mouseClick(window.questions.reasons["timing"], LEFT)
    answer(qtbot, window, [])
    (stored,) = project.study_answers.answers(study.id)
    assert (stored.choice, stored.value, stored.reasons) == ("left", -1.0, ("timing",))
    window.close()


def test_after_a_crash_the_same_trial_comes_again_and_another_person_starts_clean(
    qtbot, context, project, dances
):
    study = started(project)
    window = open_window(qtbot, context, study)
    begin(qtbot, window)
    answer(qtbot, window, 1)
    code, at = window.sitting.rater.code, window.showing.trial
    window.stage.clear()
    window.close()  # whatever was not confirmed is gone, as after a crash
    window = open_window(qtbot, context, study)
    qtbot.waitUntil(lambda: code in window.welcome.codes)
    qtbot.mouseClick(window.welcome.codes[code], LEFT)
    qtbot.waitUntil(lambda: window.showing is not None)
    assert (window.sitting.rater.code, window.showing.trial) == (code, at)
    while window.showing is not None:
        answer(qtbot, window, 1)
    assert code in window.message.text.text()
    qtbot.mouseClick(window.message.button, LEFT)
    assert window.stack.currentWidget() is window.welcome
    assert not window.welcome.agree.isChecked()
    assert window.sitting is None
    begin(qtbot, window)
    assert window.sitting.rater.code != code
    assert window.showing.trial.position == 0
    window.close()


def test_of_two_windows_for_one_rater_the_first_answer_counts_and_both_go_on(qtbot, context, project, dances):
    study = started(project)
    one = open_window(qtbot, context, study)
    begin(qtbot, one)
    other = open_window(qtbot, context, study)
    qtbot.waitUntil(lambda: bool(other.welcome.codes))
    next(iter(other.welcome.codes.values())).click()
    qtbot.waitUntil(lambda: other.showing is not None)
    answer(qtbot, other, 1)
    before = one.showing
    answer(qtbot, one, 4)
    assert (before.trial.position, one.showing.trial.position) == (0, 1)
    (stored,) = project.study_answers.answers(study.id)
    assert stored.choice == "very good"
    one.close()
    other.close()


def test_nothing_on_the_screen_tells_who_made_a_dance(qtbot, context, project, dances):
    study = started(project)
    window = open_window(qtbot, context, study)
    begin(qtbot, window)
    words = " ".join(label.text() for label in window.findChildren(QLabel)).lower()
    assert not any(name in words for name in (*STRENGTH, ".npz", "run", "generated"))
    assert window.showing.dances[0].title == ""
    window.close()


@pytest.mark.parametrize(
    "more",
    [
        {"criteria": ("music", "natural", "dance-this"), "takes_comments": True},
        {"scale": Scale.FIVE}, {"scale": Scale.SEVEN}, {"scale": Scale.SLIDER},
        {"kind": Kind.PAIR}, {"kind": Kind.REAL},
    ],
    ids=str,
)  # fmt: skip
def test_every_control_has_a_name_for_screen_readers(qtbot, context, project, dances, more):
    study = started(project, **more)
    window = open_window(qtbot, context, study)
    window.welcome.set_raters(project.study_answers.raters(study.id), window.words)
    begin(qtbot, window)
    for kind in (QAbstractButton, QSlider, QLineEdit, QProgressBar):
        for control in window.findChildren(kind):
            if (
                not control.objectName().startswith("qt_")
                and control.parent() is not window.stage.stage.transport
            ):
                assert control.accessibleName() or control.text(), control
    window.close()


def test_a_slider_counts_only_once_it_was_touched(qtbot, context, project, dances):
    study = started(project, scale=Scale.SLIDER)
    window = open_window(qtbot, context, study)
    begin(qtbot, window)
    qtbot.waitUntil(window.questions.isEnabled)
    assert not window.next.isEnabled()
    slider = window.questions.asked[0].slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    qtbot.mouseClick(window.next, LEFT)
    qtbot.waitUntil(lambda: bool(project.study_answers.answers(study.id)))
    assert project.study_answers.answers(study.id)[0].value == 51.0
    window.close()


def test_all_is_said_in_french_and_in_large_letters(qtbot, context, project, dances):
    study = started(project)
    window = open_window(qtbot, context, study)
    small = window.welcome.title.fontMetrics().height()
    qtbot.mouseClick(window.welcome.languages["fr"], LEFT)
    qtbot.mouseClick(window.welcome.percents[200], LEFT)
    assert window.welcome.title.fontMetrics().height() == pytest.approx(2 * small, rel=0.1)
    assert "✓" in window.welcome.percents[200].text()
    begin(qtbot, window)
    assert window.sitting.rater.language == "fr"
    assert window.next.text() == "Suivant"
    assert "Très bien" in window.questions.asked[0].buttons["very good"].text()
    window.close()


def test_twelve_raters_through_the_window_bring_out_what_was_planted(qtbot, context, project, dances):
    """Ten prefer alpha to beta to gamma; two press left whatever they see, and the rule leaves them out."""
    study = started(project, kind=Kind.PAIR, n_practice=1, n_frozen=1, n_repeats=1)
    clips = clips_of(project, study)
    window = open_window(qtbot, context, study)
    careless = []
    for number in range(12):
        if number in (3, 8):
            careless.append(take_part(qtbot, window, clips, lambda trial, clips: 1))
        else:
            take_part(qtbot, window, clips, prefer_stronger)
        qtbot.mouseClick(window.message.button, LEFT)
    window.close()
    found = study_results(project, study.id)
    assert (found.n_raters, found.n_finished) == (12, 12)
    assert set(found.excluded) == set(careless)
    assert found.n_answers == 10 * 6
    values = [strength.value for strength in found.pairs.strength]
    assert found.pairs.names == ("alpha", "beta", "gamma")
    assert values == sorted(values, reverse=True)
    assert found.pairs.wins[0][2] > 0.9
    assert {score.value for _, score in found.agreement} == {1.0}
    assert all(habit.same == habit.n_repeats for habit in found.raters if not habit.excluded)
    project.study_designs.end(study.id)
    assert project.study_designs.get(study.id).state is StudyState.ENDED
