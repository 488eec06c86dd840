from __future__ import annotations

import math

import pytest

from core.entities import JobState, Metric
from workbench.gui.train.book import Known, RunBook, RunNews, Series, read_news


@pytest.fixture
def book(context, project):
    return RunBook(context)


def read(book, qtbot, n: int) -> None:
    book.refresh()
    qtbot.waitUntil(lambda: len(book.records) == n)


def n_of(news: RunNews) -> int:
    return sum(len(series.values) for series in news.metrics.series.values())


def test_a_run_is_known_with_its_best_values_and_epochs(book, project, add_run, qtbot):
    run = add_run(project, epochs=3)
    read(book, qtbot, 1)
    record = book.get(run.id)
    qtbot.waitUntil(lambda: record.epoch == 3)
    assert record.n_epochs == 5
    assert record.best("loss", "valid") == pytest.approx(1 / 3)
    assert record.best("macro_f1", "valid") == pytest.approx(0.7)
    assert record.best("loss", "test") is None


def test_steps_are_read_only_of_watched_runs(book, project, add_run, qtbot):
    first, second = add_run(project), add_run(project)
    read(book, qtbot, 2)
    assert ("loss", "train") not in book.get(first.id).series
    book.watch([first.id])
    qtbot.waitUntil(lambda: ("loss", "train") in book.get(first.id).series)
    assert len(book.get(first.id).series["loss", "train"].values) == 30
    assert ("loss", "train") not in book.get(second.id).series


def test_only_what_is_new_is_read_and_nothing_twice(book, project, add_run, qtbot):
    run = add_run(project, state=JobState.RUNNING)
    book.watch([run.id])
    read(book, qtbot, 1)
    project.runs.log(run.id, [Metric("loss", "valid", 3, 39, 0.1)])
    book.refresh()
    qtbot.waitUntil(lambda: len(book.get(run.id).series["loss", "valid"].epochs) == 4)
    assert list(book.get(run.id).series["loss", "valid"].epochs) == [0, 1, 2, 3]


def test_what_is_looked_at_does_not_wait_for_many_runs(project, add_run):
    runs = [add_run(project) for _ in range(3)]
    news = read_news(project, {}, frozenset({runs[2].id}), at_most=1)
    assert [n_of(new) > 0 for new in news] == [True, False, True]
    known = {new.run.id: Known(new.metrics.read_to, new.asked, new.settled) for new in news}
    assert [n_of(new) > 0 for new in read_news(project, known, frozenset(), at_most=1)] == [
        False,
        True,
        False,
    ]


def test_all_runs_are_read_in_the_end(book, project, add_run, qtbot, monkeypatch):
    monkeypatch.setattr("workbench.gui.train.book.AT_ONCE", 1)
    for _ in range(4):
        add_run(project, epochs=1)
    book.refresh()
    qtbot.waitUntil(lambda: [record.epoch for record in book.records] == [1] * 4)


def test_an_ended_run_is_not_asked_about_again(project, add_run):
    run = add_run(project)
    first = read_news(project, {}, frozenset())
    assert n_of(first[0]) == 6
    known = {run.id: Known({}, first[0].asked, first[0].settled)}
    assert n_of(read_news(project, known, frozenset())[0]) == 0
    watched = read_news(project, known, frozenset({run.id}))[0]
    assert {split for _, split in watched.metrics.series} == {"train"}


def test_a_resumed_run_is_read_again(project, add_run):
    run = add_run(project, state=JobState.CANCELLED)
    settled = read_news(project, {}, frozenset())[0].settled
    project.jobs.requeue(project.jobs.all()[0].id)
    news = read_news(project, {run.id: Known({"valid": 0}, settled, settled)}, frozenset())[0]
    assert news.settled == frozenset()
    assert n_of(news) == 6


def test_what_is_not_finite_is_not_drawn_and_never_the_best():
    series = Series()
    for step, value in enumerate([3.0, math.nan, 1.0, math.inf]):
        series.append(Metric("loss", "valid", 0, step, value))
    x, y = series.points("step")
    assert list(x) == [0, 2]
    assert list(y) == [3, 1]


def test_closing_the_project_forgets_its_runs(book, project, add_run, context, qtbot):
    add_run(project)
    read(book, qtbot, 1)
    context.close_project()
    assert book.records == []
