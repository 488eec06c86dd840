"""The researcher's side: a draft is designed, started, followed, ended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox

from core.studies.design import Kind
from core.studies.records import StudyState
from tests.gui.rate.raters import LEFT, take_part
from tests.workbench.study_dances import add_dances, answer_all, small_design
from workbench.actions.studies import begin_rating, new_study, start_study


@pytest.fixture
def dances(project):
    return add_dances(project)


@pytest.fixture
def page(qtbot, window, project):
    window.show_page("rate")
    page = window.page("rate").studies
    qtbot.waitUntil(lambda: page._reading is None)
    return page


@pytest.fixture
def yes(monkeypatch):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)


def draft(qtbot, page):
    qtbot.mouseClick(page.new, LEFT)
    qtbot.waitUntil(lambda: page.study is not None and page._reading is None)
    return page.designer


def headline(page) -> str:
    return page.results.widget().findChildren(QLabel)[0].text()


def test_a_project_without_studies_says_what_one_is(page):
    assert page.stack.currentWidget() is page.empty
    assert "blind" in page.empty.hint.text()


def test_a_new_study_has_all_dances_and_can_be_started_at_once(qtbot, dances, page, project, yes):
    form = draft(qtbot, page)
    assert set(form.group_boxes) == {"alpha", "beta", "gamma"}
    assert not form.fault.isVisible()
    assert form.scale.isVisible()
    assert "left out" in form.rule.text()
    form.clip_s.setValue(1.0)
    qtbot.mouseClick(page.start, LEFT)
    qtbot.waitUntil(lambda: page.study is not None and page.study.state is StudyState.RUNNING)
    assert page.study.design.clip_s == 1.0
    assert page.stack.currentWidget() is page.tabs
    assert page.take.isVisible()
    assert not page.start.isVisible()


def test_an_edit_is_stored_by_itself(qtbot, dances, page, project):
    form = draft(qtbot, page)
    form.kind.setCurrentIndex(form.kind.findData(Kind.PAIR))
    assert not form.scale.isVisible()
    form.group_boxes["gamma"].click()
    form.name.setFocus()
    form.name.selectAll()
    qtbot.keyClicks(form.name, "Winter")
    qtbot.waitUntil(lambda: project.study_designs.get(page.study.id).design.name == "Winter")
    stored = project.study_designs.get(page.study.id).design
    assert (stored.kind, stored.groups) == (Kind.PAIR, ("alpha", "beta"))
    qtbot.waitUntil(lambda: page.chooser.currentText() == "Winter")


def test_what_cannot_be_started_says_why(qtbot, dances, page):
    form = draft(qtbot, page)
    form.kind.setCurrentIndex(form.kind.findData(Kind.PAIR))
    for group in ("beta", "gamma"):
        form.group_boxes[group].click()
    assert "two groups" in form.fault.text()


def test_the_power_calculator_asks_for_more_raters_for_less_difference(qtbot, dances, page):
    form = draft(qtbot, page)
    form.difference.setValue(1.5)
    easy = form.power.text()
    form.difference.setValue(0.2)
    assert easy != form.power.text()
    assert "show more songs" in form.power.text()


def test_a_draft_is_thrown_away(qtbot, dances, page, project):
    draft(qtbot, page)
    qtbot.mouseClick(page.throw, LEFT)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert project.study_designs.all() == []


def test_raters_are_followed_while_they_answer_and_results_shown(qtbot, dances, page, project, context, yes):
    study = start_study(project, new_study(project, small_design(project, clip_s=1.0)).id)
    context.poll()
    qtbot.waitUntil(lambda: page.study is not None and page.take.isVisible())
    qtbot.mouseClick(page.take, LEFT)
    page.taking.stage.player.set_speed(40)
    code = take_part(qtbot, page.taking, {}, lambda *_: 2)
    page.taking.close()
    qtbot.waitUntil(lambda: page.progress.table.model().rowCount() == 1 and page.taking is None)
    index = page.progress.table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.DisplayRole) == code
    answer_all(
        project, begin_rating(project, study.id, "en", "Yes."), lambda t: ("fair", 1.0 + t.position % 2)
    )
    page.refresh()
    page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "12 answers of 2 raters" in headline(page))
    assert page.progress.table.model().rowCount() == 2
    assert page.results.tables["grades overall"].model().rowCount() == 4  # three groups and the published bar
    page.ask_delete(code)
    qtbot.waitUntil(lambda: page.progress.table.model().rowCount() == 1)
    assert len(project.study_answers.answers(study.id)) == 6
    qtbot.mouseClick(page.end, LEFT)
    qtbot.waitUntil(lambda: page.study.state is StudyState.ENDED)
    assert not page.take.isVisible()


@pytest.mark.parametrize("kind", [Kind.PAIR, Kind.REAL])
def test_results_of_each_kind_are_drawn(qtbot, dances, page, project, context, kind):
    study = start_study(project, new_study(project, small_design(project, clip_s=1.0, kind=kind)).id)
    for n in range(3):
        words = (
            [("left", -1.0), ("right", 1.0), ("equal", 0.0)]
            if kind is Kind.PAIR
            else [("real",), ("generated",)]
        )
        answer_all(
            project, begin_rating(project, study.id, "en", "Yes."),
            lambda t, n=n, words=words: words[(t.position + n) % len(words)],
        )  # fmt: skip
    context.poll()
    name = "strengths" if kind is Kind.PAIR else "shares"
    qtbot.waitUntil(lambda: name in page.results.plots)
    assert page.results.tables["agreement"].model().rowCount() == (3 if kind is Kind.PAIR else 1)
