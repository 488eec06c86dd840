"""Studies from the design to what is exported, without a window."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from core.audio.loudness import TARGET_LUFS, loudness
from core.errors import InputError
from core.formats import npz
from core.media.sound import load_audio
from core.studies.design import Design, Kind
from core.studies.records import Role, StudyState
from tests.workbench.study_dances import add_dances, answer_all, small_design
from workbench.actions.studies import begin_rating, new_study, start_study, study_called, study_results
from workbench.actions.study_export import as_csv, export_study
from workbench.actions.study_items import study_items

GOODNESS = {"alpha": 3, "beta": 1, "gamma": 0}


@pytest.fixture
def dances(project):
    return add_dances(project)


def started(project, **more):
    study = new_study(project, small_design(project, **more))
    return start_study(project, study.id)


def by_number(project, study):
    return {clip.number: clip for clip in project.study_designs.clips(study.id)}


def test_items_are_named_like_those_to_compare(project, dances):
    assert [item.group for item in dances] == ["alpha", "alpha", "beta", "beta", "gamma", "gamma"]
    run = project.runs.all()[1].id
    assert {item.group for item in study_items(project, [f"run:{run}"])} == {"beta"}
    chosen = study_items(project, ["generated:2", f"run:{run}", "generated:2"])
    assert [item.source for item in chosen] == ["generated:2", "generated:3", "generated:4"]
    with pytest.raises(InputError, match="no dance 'run:99'"):
        study_items(project, ["run:99"])


def test_two_runs_of_one_name_are_two_groups(project):
    groups = {item.group for item in add_dances(project, runs=("alpha", "alpha"), n_songs=1)}
    assert groups == {"alpha (run 1)", "alpha (run 2)"}


def test_all_clips_are_equally_long_equally_fast_equally_loud_and_say_nothing(project, dances):
    study = started(project, n_practice=1, n_frozen=1, n_wrong_song=1)
    clips = project.study_designs.clips(study.id)
    assert [clip.role for clip in clips].count(Role.RATED) == 6
    assert {clip.duration_s for clip in clips} == {1.5}
    for clip in clips:
        assert project.resolve(clip.path).name == f"{clip.number}.npz"
        motion = npz.read(project.resolve(clip.path)).motion
        assert (motion.fps, motion.n_frames, motion.skeleton.name) == (25.0, 38, "blazepose33")
        sound = load_audio(project.resolve(clip.sound_path))
        assert sound.duration_s == pytest.approx(1.5, abs=0.01)
        assert loudness(sound) == pytest.approx(clip.loudness_lufs, abs=0.3)
        assert clip.loudness_lufs <= TARGET_LUFS
        words = project.resolve(clip.path).read_bytes()
        assert not any(name.encode() in words for name in GOODNESS)
    rated = [clip for clip in clips if clip.role is Role.RATED]
    assert [clip.group for clip in rated] != sorted(clip.group for clip in rated)
    assert {clip.drawing for clip in clips} == {"doll"}


def test_a_frozen_dance_stands_still_and_a_wrong_song_is_anothers(project, dances):
    study = started(project, n_frozen=1, n_wrong_song=1)
    clips = project.study_designs.clips(study.id)
    (frozen,) = (clip for clip in clips if clip.role is Role.FROZEN)
    still = npz.read(project.resolve(frozen.path)).motion.positions
    np.testing.assert_array_equal(still, np.repeat(still[:1], len(still), axis=0))
    (wrong,) = (clip for clip in clips if clip.role is Role.WRONG_SONG)
    (right,) = (c for c in clips if c.role is Role.RATED and c.source == wrong.source)
    assert project.resolve(wrong.path).read_bytes() == project.resolve(right.path).read_bytes()
    assert project.resolve(wrong.sound_path).read_bytes() != project.resolve(right.sound_path).read_bytes()
    assert wrong.sha256 != right.sha256


def test_what_cannot_be_made_leaves_nothing_behind(project):
    add_dances(project, n_songs=1)
    study = new_study(project, small_design(project, n_wrong_song=1))
    with pytest.raises(InputError, match="two songs"):
        start_study(project, study.id)
    assert not (project.path / "studies" / str(study.id)).exists()
    assert project.study_designs.get(study.id).state is StudyState.DRAFT


def test_a_study_can_be_called_by_name_or_number_and_a_name_is_taken_once(project, dances):
    study = new_study(project, small_design(project))
    assert study_called(project, "Autumn") == study_called(project, str(study.id)) == study
    with pytest.raises(InputError, match="already"):
        new_study(project, small_design(project))
    with pytest.raises(InputError, match="Autumn"):
        study_called(project, "Winter")


def test_planted_grades_come_out_by_group_with_agreement(project, dances):
    study = started(project, criteria=("overall", "music"))
    clips = by_number(project, study)
    for _ in range(4):
        rater = begin_rating(project, study.id, "en", "Yes.")
        answer_all(project, rater, lambda t: ("x", float(GOODNESS[clips[t.clips[0]].group])))
    found = study_results(project, study.id)
    assert (found.n_raters, found.n_finished, found.n_answers) == (4, 4, 48)
    for grades in found.grades:
        assert {row.group: row.mean.value for row in grades.groups} == GOODNESS
        assert grades.groups[0].shares == (0, 0, 0, 1)
        assert grades.alike == (("alpha",), ("beta",), ("gamma",))
        assert grades.model is None
        assert "overlap" in grades.model_fault
    assert {score.value for _, score in found.agreement} == {1.0}


def test_planted_preferences_come_out_of_pairs_whatever_the_sides(project, dances):
    study = started(project, kind=Kind.PAIR)
    clips = by_number(project, study)

    def prefer(trial):
        left, right = (GOODNESS[clips[number].group] for number in trial.clips)
        return ("left", -1.0) if left > right else ("right", 1.0)

    for _ in range(6):
        answer_all(project, begin_rating(project, study.id, "en", "Yes."), prefer)
    found = study_results(project, study.id)
    assert found.pairs.names == ("alpha", "beta", "gamma")
    values = [one.value for one in found.pairs.strength]
    assert values == sorted(values, reverse=True)
    assert found.pairs.wins[0][2] > 0.9
    assert {score.value for _, score in found.agreement} == {1.0}


def test_who_fails_the_checks_is_left_out_counted_and_can_be_switched_in(project, dances):
    study = started(project, n_frozen=1)
    for grade in (0.0, 3.0):
        rater = begin_rating(project, study.id, "en", "Yes.")
        answer_all(
            project, rater,
            lambda t, grade=grade: ("x", grade if t.role is Role.FROZEN else 2.0),
        )  # fmt: skip
    found = study_results(project, study.id)
    careless = project.study_answers.raters(study.id)[1].code
    assert found.excluded == (careless,)
    assert found.n_answers == 6
    assert study_results(project, study.id, apply_rule=False).n_answers == 12
    rows = list(csv.DictReader(as_csv(project, study.id).splitlines()))
    assert {row["rater"] for row in rows if row["excluded"] == "1"} == {careless}


def test_real_and_style_studies_count_what_was_said(project, dances):
    study = started(project, kind=Kind.REAL)
    rater = begin_rating(project, study.id, "en", "Yes.")
    answer_all(project, rater, lambda t: ("real" if t.position % 2 else "generated",))
    found = study_results(project, study.id)
    assert sum(n for row in found.named for _, n in row.said) == 6
    assert found.confusion == ()


def test_the_stop_rule_speaks_of_widths_and_of_raters(project, dances):
    study = started(project, target_width=0.5, max_raters=2)
    clips = by_number(project, study)
    assert not study_results(project, study.id).stop.enough
    for _ in range(2):
        rater = begin_rating(project, study.id, "en", "Yes.")
        answer_all(project, rater, lambda t: ("x", float(GOODNESS[clips[t.clips[0]].group])))
    stop = study_results(project, study.id).stop
    assert stop.enough
    assert "2 raters have finished" in stop.why


def test_the_export_has_a_row_an_answer_and_no_free_text_unless_asked_for(project, dances, tmp_path):
    study = started(project)
    rater = begin_rating(project, study.id, "fr", "Oui.")
    answer_all(project, rater, lambda t: ("good", 2.0, (), "=secret"))
    out = tmp_path / "answers.csv"
    assert export_study(project, study.id, out) == 6
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == 6
    assert "secret" not in out.read_text("utf-8")
    assert {row["value"] for row in rows} == {"2.0"}
    export_study(project, study.id, out, with_comments=True)
    assert "'=secret" in out.read_text("utf-8")  # no spreadsheet takes it for a formula
    whole = tmp_path / "answers.json"
    export_study(project, study.id, whole)
    told = json.loads(whole.read_text("utf-8"))
    assert len(told["answers"]) == 6
    assert told["design_sha256"] == study.design.sha256()
    assert Design.from_plain(told["study"]["design"]) == study.design
    assert "secret" not in whole.read_text("utf-8")
    with pytest.raises(InputError, match=r"\.csv"):
        export_study(project, study.id, tmp_path / "answers.xls")


def test_metrics_of_the_frozen_clips_are_held_against_people(project, dances):
    from workbench.actions.study_metrics import metrics_against_people

    study = started(project)
    clips = by_number(project, study)
    for _ in range(2):
        rater = begin_rating(project, study.id, "en", "Yes.")
        answer_all(project, rater, lambda t: ("x", float(clips[t.clips[0]].source[-1] in "246")))
    found = metrics_against_people(project, study.id)
    names = {one.metric for one in found}
    assert any(name.startswith("plausibility.") for name in names)
    known = [abs(one.spearman) for one in found if one.spearman == one.spearman]
    assert known == sorted(known, reverse=True)
    assert known[0] > 0.8  # every second dance lifts an arm, and people were made to like that
