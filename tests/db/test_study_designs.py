"""Studies with a design: what is frozen when they start, and that no answer is lost, changed or mixed up."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import InputError, StoreError
from core.studies.design import Design
from core.studies.order import plan
from core.studies.records import EventKind, Given, Role, StudyState, Watched
from db.project import DATABASE, Project
from tests.core.studies.factories import make_clips, make_design

WATCHED = Watched(response_ms=800, n_plays=1, version="0.1.0")
DESIGN = make_design(n_scenes=2, n_frozen=0, n_repeats=1, n_practice=1)


def start(project, design=DESIGN):
    study = project.study_designs.create(design)
    return project.study_designs.start(study.id, design, make_clips(design))


def begin(project, study, language="en"):
    clips = project.study_designs.clips(study.id)
    make = lambda number: plan(study.design, clips, number)  # noqa: E731
    return project.study_answers.begin(study.id, language, "c" * 64, make)


def say(project, rater, trial, choice="good", value=2.0):
    return project.study_answers.answer(rater.id, trial.position, [Given("overall", choice, value)], WATCHED)


def test_a_draft_may_change_and_a_started_study_may_not(project):
    study = project.study_designs.create(Design("Autumn"))
    assert study.state is StudyState.DRAFT
    study = project.study_designs.change(study.id, DESIGN)
    assert project.study_designs.get(study.id).design == DESIGN
    started = project.study_designs.start(study.id, DESIGN, make_clips(DESIGN))
    assert started.state is StudyState.RUNNING
    for deed in (
        lambda: project.study_designs.change(study.id, make_design(seed=9)),
        lambda: project.study_designs.start(study.id, DESIGN, []),
        lambda: project.study_designs.delete(study.id),
    ):
        with pytest.raises(InputError, match="has started"):
            deed()
    assert project.study_designs.get(study.id) == started
    assert project.study_designs.end(study.id).state is StudyState.ENDED
    assert project.study_designs.all() == [project.study_designs.end(study.id)]


def test_a_draft_that_was_changed_meanwhile_does_not_start(project):
    study = project.study_designs.create(DESIGN)
    project.study_designs.change(study.id, make_design(seed=9))
    with pytest.raises(InputError, match="changed meanwhile"):
        project.study_designs.start(study.id, DESIGN, make_clips(DESIGN))
    project.study_designs.delete(study.id)
    assert project.study_designs.all() == []


def test_a_draft_is_not_ended_and_takes_no_raters(project):
    study = project.study_designs.create(DESIGN)
    with pytest.raises(InputError, match="not started"):
        project.study_designs.end(study.id)
    with pytest.raises(InputError, match="not started"):
        begin(project, study)


def test_simple_studies_and_those_with_a_design_are_kept_apart(project):
    simple, designed = project.studies.create("Quick", 1), project.study_designs.create(DESIGN)
    assert project.studies.all() == [simple]
    assert project.study_designs.all() == [designed]
    with pytest.raises(InputError, match="simple"):
        project.study_designs.get(simple.id)


def test_a_design_that_somebody_changed_in_the_database_is_noticed(sqlite_project):
    study = start(sqlite_project)
    with closing(sqlite3.connect(sqlite_project.path / DATABASE)) as connection:
        connection.execute(
            "UPDATE studies SET design = replace(design, '\"max_failed\": 0', '\"max_failed\": 5')"
        )
        connection.commit()
    with pytest.raises(StoreError, match="not as it started"):
        sqlite_project.study_designs.get(study.id)


def test_an_answer_stays_with_what_was_shown(project):
    study = start(project)
    rater = begin(project, study, "fr")
    trial = project.study_answers.next_trial(rater.id)
    assert trial == rater.plan[0]
    following = say(project, rater, trial)
    assert following == rater.plan[1] == project.study_answers.next_trial(rater.id)
    (answer,) = project.study_answers.answers(study.id)
    clips = {clip.number: clip for clip in project.study_designs.clips(study.id)}
    assert answer.clips == trial.clips
    assert answer.clip_sha256s == tuple(clips[number].sha256 for number in trial.clips)
    assert (answer.role, answer.drawing, answer.version) == (Role.PRACTICE, "doll", "0.1.0")
    assert (answer.rater, answer.response_ms, answer.n_plays) == (rater.code, 800, 1)


def test_an_answer_is_final_and_all_questions_of_a_trial_are_answered_at_once(project):
    design = make_design(n_scenes=1, criteria=("music", "natural"), n_practice=0, n_frozen=0, n_repeats=0)
    study = start(project, design)
    rater = begin(project, study)
    with pytest.raises(InputError, match="Not every question"):
        project.study_answers.answer(rater.id, 0, [Given("music", "good", 2)], WATCHED)
    assert project.study_answers.answers(study.id) == []
    both = [Given("music", "good", 2), Given("natural", "poor", 0)]
    project.study_answers.answer(rater.id, 0, both, WATCHED)
    with pytest.raises(InputError, match="answered already"):
        project.study_answers.answer(rater.id, 0, both, WATCHED)
    with pytest.raises(InputError, match="answered already"):
        project.study_answers.answer(rater.id, 99, both, WATCHED)
    assert len(project.study_answers.answers(study.id)) == 2


def test_the_last_answer_finishes_a_rater_and_a_second_one_starts_clean(project):
    study = start(project)
    first = begin(project, study)
    trial = project.study_answers.next_trial(first.id)
    while trial is not None:
        trial = say(project, first, trial)
    second = begin(project, study)
    assert (second.number, second.finished_at) == (1, None)
    assert second.code != first.code
    assert project.study_answers.next_trial(second.id) == second.plan[0]
    assert project.study_answers.rater(study.id, first.code.lower()).finished_at is not None
    assert second.plan != first.plan


def test_an_ended_study_takes_no_more_answers(project):
    study = start(project)
    rater = begin(project, study)
    project.study_designs.end(study.id)
    with pytest.raises(InputError, match="has ended"):
        say(project, rater, rater.plan[0])
    with pytest.raises(InputError, match="has ended"):
        begin(project, study)


def test_a_clock_set_back_does_not_reorder_answers(project, monkeypatch):
    study = start(project)
    rater = begin(project, study)
    for nth, trial in enumerate(rater.plan):
        earlier = datetime(2026, 6, 1, tzinfo=UTC) - timedelta(days=nth)
        monkeypatch.setattr("db.study_answers.now", lambda earlier=earlier: earlier)
        say(project, rater, trial)
    answers = project.study_answers.answers(study.id)
    assert [answer.trial for answer in answers] == list(range(len(rater.plan)))
    assert [answer.sequence for answer in answers] == sorted(answer.sequence for answer in answers)
    times = [answer.created_at for answer in answers]
    assert times == sorted(times, reverse=True)


def test_a_deleted_raters_answers_and_deeds_are_gone_and_nobody_elses(project):
    study = start(project)
    first, second = begin(project, study), begin(project, study)
    for rater in (first, second):
        project.study_answers.log(rater.id, 0, EventKind.PLAYED, since_ms=5, at_s=0.0)
        say(project, rater, rater.plan[0])
    highest = project.study_answers.answers(study.id)[-1].sequence
    assert project.study_answers.delete_rater(study.id, second.code) == 1
    assert {answer.rater for answer in project.study_answers.answers(study.id)} == {first.code}
    assert {event.rater for event in project.study_answers.events(study.id)} == {first.code}
    with pytest.raises(InputError, match="No rater"):
        project.study_answers.delete_rater(study.id, second.code)
    say(project, first, first.plan[1])
    assert project.study_answers.answers(study.id)[-1].sequence > highest


def test_two_windows_at_once_get_two_raters_with_two_plans(sqlite_project):
    study = start(sqlite_project)
    found = []

    def sit_down() -> None:
        with Project.open(sqlite_project.path) as project:
            rater = begin(project, study)
            for trial in rater.plan:
                say(project, rater, trial)
            found.append(rater)

    threads = [threading.Thread(target=sit_down) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(rater.number for rater in found) == [0, 1, 2, 3]
    assert len({rater.code for rater in found}) == 4
    answers = sqlite_project.study_answers.answers(study.id)
    assert len(answers) == 4 * len(found[0].plan)


def test_of_two_windows_that_answer_for_one_rater_the_first_counts(sqlite_project):
    study = start(sqlite_project)
    rater = begin(sqlite_project, study)
    with Project.open(sqlite_project.path) as other:
        say(other, rater, rater.plan[0], "poor", 0.0)
        with pytest.raises(InputError, match="answered already"):
            say(sqlite_project, rater, rater.plan[0])
    (answer,) = sqlite_project.study_answers.answers(study.id)
    assert answer.choice == "poor"
