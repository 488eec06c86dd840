from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from core.entities import JobState, Metric
from workbench.gui.train.book import NewMetrics, RunRecord
from workbench.gui.train.runs_model import RUN_ROLE, Column, RunsModel
from workbench.gui.train.table import RunsTable
from workbench.gui.widgets.cells import PROGRESS_ROLE


@pytest.fixture
def model(context):
    return RunsModel(context.theme)


def record_of(project, run) -> RunRecord:
    record = RunRecord(run, next(job for job in project.jobs.all() if job.run_id == run.id))
    record.take(NewMetrics.of(project.runs.metrics(run.id)))
    return record


def test_it_is_a_sound_model_while_runs_come_and_grow(model, project, add_run, qtmodeltester):
    qtmodeltester.check(model)
    first = record_of(project, add_run(project))
    model.set_records([first])
    second = record_of(project, add_run(project, state=JobState.RUNNING))
    model.set_records([first, second])
    qtmodeltester.check(model)
    assert [model.index(row, 0).data(RUN_ROLE) for row in range(2)] == [2, 1]
    model.set_records([second])
    qtmodeltester.check(model)


def test_a_row_says_how_far_and_how_good(model, project, add_run):
    model.set_records([record_of(project, add_run(project))])
    shown = [model.index(0, column).data() for column in Column]
    assert shown[:6] == ["motion-bigru 1", "motion-bigru", "Done", "3 / 5", "0.3333", "0.700"]


def test_a_tested_f1_goes_before_the_best_of_validation(model, project, add_run):
    run = add_run(project)
    project.runs.log(run.id, [Metric("macro_f1", "test", 3, 30, 0.61)])
    model.set_records([record_of(project, run)])
    assert model.index(0, Column.SCORE).data() == "0.610"


def test_a_generator_has_no_f1(model, project, add_run):
    run = project.runs.create(preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={})
    model.set_records([RunRecord(run)])
    assert model.index(0, Column.SCORE).data() == ""
    assert model.index(0, Column.STATE).data() == ""


def test_only_a_running_run_has_a_bar(model, project, add_run):
    model.set_records([record_of(project, add_run(project, state=JobState.RUNNING))])
    assert model.index(0, Column.STATE).data(PROGRESS_ROLE) == pytest.approx(0.6)


def test_a_row_that_has_not_changed_is_not_drawn_again(model, project, add_run):
    record = record_of(project, add_run(project))
    model.set_records([record])
    changed = []
    model.dataChanged.connect(lambda *_: changed.append(1))
    model.set_records([record])
    assert changed == []
    record.take(NewMetrics.of([Metric("loss", "valid", 3, 39, 0.01, 999)]))
    model.set_records([record])
    assert changed == [1]


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts(model, project, add_run, qtbot, context, column):
    table = RunsTable(context.theme, model)
    qtbot.addWidget(table)
    model.set_records([record_of(project, add_run(project, epochs=n)) for n in (2, 4, 3)])
    table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    order = [table.proxy.index(row, 0).data(RUN_ROLE) for row in range(3)]
    if column in (Column.EPOCH, Column.SCORE):
        assert order == [2, 3, 1]
    if column in (Column.NAME, Column.STARTED):
        assert order == [3, 2, 1]


def test_the_first_of_the_selected_is_the_one_asked_for_first(model, project, add_run, qtbot, context):
    table = RunsTable(context.theme, model)
    qtbot.addWidget(table)
    model.set_records([record_of(project, add_run(project)) for _ in range(3)])
    table.select([1, 3])
    assert table.selected() == [1, 3]
    table.select([3, 1])
    assert table.selected() == [3, 1]
