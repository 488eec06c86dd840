from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.entities import JobState, VideoKind
from core.metrics.bootstrap import Estimate
from core.metrics.classification import classification_report
from core.metrics.ranking import ranking_report
from core.metrics.similarity import Similarity
from core.training.evaluate import Evaluation, GeneratedScore
from core.training.judge import Table
from core.training.recognised import StyleRecognition
from core.training.recommending import Recommendations
from db.project import Project
from tests.gui.train.metrics import metrics_of
from workbench.actions.evaluating import save_evaluation
from workbench.actions.run_notes import add_note
from workbench.gui.jobs.log_window import LogWindow
from workbench.gui.messages import Level
from workbench.gui.train.generate_dialog import GenerateDialog
from workbench.gui.train.page import read_choices
from workbench.gui.widgets.plots import CurveKey
from workbench.jobs.context import log_path


@pytest.fixture
def page(window, project, qtbot):
    window.show_page("train")
    made = window.page("train")
    qtbot.waitUntil(lambda: made.new_run.preset_box.count() > 0)
    return made


@pytest.fixture
def dances(project, add_video):
    """Two styled motions by two annotators."""
    for name, style, annotator in (("a", "waltz", "Ada"), ("b", "rumba", "Bob")):
        video = add_video(project, name, kind=VideoKind.MOTION)
        project.segments.add(video.id, "style", style, 0.0, 2.0, annotator)


def see(page, qtbot, n_runs: int) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == n_runs)
    qtbot.waitUntil(lambda: all(record.job is not None for record in page.book.records))


def n_points(page, run_id: int, split: str) -> int:
    shown = page.details.curves.plot.shown.get(CurveKey(run_id, split))
    return 0 if shown is None else len(shown.x)


def test_without_runs_the_page_says_what_to_do(page):
    assert page.right.currentWidget() is page.empty


def test_the_presets_are_offered_with_their_description(page):
    page.new_run.choose("motion-bigru")
    assert page.new_run.description.text()
    assert "training.epochs" in page.new_run.form.editors


def test_reading_the_choices_loads_no_heavy_library(project, dances):
    code = (
        "import sys; from pathlib import Path; from db.project import Project\n"
        "from workbench.gui.train.page import read_choices\n"
        "with Project.open(Path(sys.argv[1])) as project: read_choices(project)\n"
        "print([m for m in ('torch', 'lightning', 'librosa', 'cv2', 'av', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.path)], capture_output=True, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_styles_and_annotators_of_the_project_are_offered(page, dances, project, qtbot):
    page.refresh_choices()
    qtbot.waitUntil(lambda: len(page.new_run.style_boxes) == 2)
    assert [box.text() for box in page.new_run.style_boxes] == ["rumba (1)", "waltz (1)"]
    offered = {page.new_run.annotator_box.itemText(i) for i in range(page.new_run.annotator_box.count())}
    assert offered == {"Everybody", "Ada", "Bob"}
    assert read_choices(project).annotators == ["Ada", "Bob"]


def test_start_makes_a_run_of_what_the_form_says_and_selects_it(page, dances, project, qtbot):
    page.refresh_choices()
    qtbot.waitUntil(lambda: len(page.new_run.style_boxes) == 2)
    form = page.new_run
    form.choose("motion-bigru")
    form.form.editors["training.epochs"].set_text("2")
    form.seed.setValue(7)
    form.name.setText("first try")
    form.device_box.setCurrentIndex(1)
    form.annotator_box.setCurrentText("Ada")
    form.start_button.click()
    qtbot.waitUntil(lambda: [r.run.name for r in page.selected()] == ["first try"])
    run = project.runs.all()[0]
    assert (run.preset, run.seed, run.device) == ("motion-bigru", 7, "cpu")
    assert run.config["config"]["training"]["epochs"] == 2
    assert run.config["data"]["annotator"] == "Ada"
    job = project.jobs.all()[0]
    assert (job.kind, job.run_id, job.state) == ("train", run.id, JobState.QUEUED)


def test_unticked_styles_are_left_out_and_nothing_ticked_cannot_start(page, dances, qtbot):
    page.refresh_choices()
    qtbot.waitUntil(lambda: len(page.new_run.style_boxes) == 2)
    assert page.new_run.wishes().styles is None
    rumba, waltz = page.new_run.style_boxes
    rumba.setChecked(False)
    assert page.new_run.wishes().styles == ("waltz",)
    waltz.setChecked(False)
    assert not page.new_run.start_button.isEnabled()
    page.refresh_choices()
    qtbot.waitUntil(lambda: page.new_run.style_boxes[0] is not rumba)
    assert not any(box.isChecked() for box in page.new_run.style_boxes)


def test_a_bad_value_keeps_the_run_from_being_started(page, qtbot):
    page.new_run.choose("motion-bigru")
    page.new_run.form.editors["training.epochs"].set_text("-1")
    assert not page.new_run.start_button.isEnabled()
    page.new_run.reset_button.click()
    assert page.new_run.start_button.isEnabled()


def test_nothing_to_learn_from_is_told(page, context, qtbot):
    with qtbot.waitSignal(context.message_sent) as sent:
        page.new_run.ask()
    assert sent.args[0].level is Level.BAD
    assert "no poses to learn from" in sent.args[0].text


def test_curves_grow_while_another_process_trains(page, project, add_run, qtbot):
    run = add_run(project, state=JobState.RUNNING, epochs=1)
    see(page, qtbot, 1)
    qtbot.waitUntil(lambda: (n_points(page, run.id, "train"), n_points(page, run.id, "valid")) == (10, 1))
    with Project.open(project.path) as other:
        other.runs.log(run.id, metrics_of(1))
        other.jobs.progress(project.jobs.all()[0].id, 0.4, "epoch 2")
    qtbot.waitUntil(lambda: (n_points(page, run.id, "train"), n_points(page, run.id, "valid")) == (20, 2))
    qtbot.waitUntil(lambda: page.details.progress.text() == "Running: epoch 2")


def test_several_selected_runs_are_drawn_over_one_another(page, project, add_run, qtbot):
    first, second = add_run(project), add_run(project)
    see(page, qtbot, 2)
    page.select(first.id, second.id)
    qtbot.waitUntil(lambda: n_points(page, first.id, "train") == n_points(page, second.id, "train") == 30)
    assert page.details.heading.text() == "motion-bigru 1 and 1 more"
    page.select(second.id)
    qtbot.waitUntil(lambda: n_points(page, first.id, "train") == 0)


def test_the_metric_and_the_axes_can_be_chosen(page, project, add_run, qtbot):
    run = add_run(project)
    see(page, qtbot, 1)
    curves = page.details.curves
    qtbot.waitUntil(lambda: curves.metric_box.count() == 2)
    assert curves.metric_box.currentText() == "loss"
    curves.metric_box.setCurrentText("macro_f1")
    curves.by_box.setCurrentIndex(1)
    shown = curves.plot.shown[CurveKey(run.id, "valid")]
    assert list(shown.x) == [0, 1, 2]
    assert list(shown.y) == pytest.approx([0.5, 0.6, 0.7])
    curves.log_box.setChecked(True)
    assert curves.plot.plotItem.getAxis("left").logMode


def test_a_running_run_can_be_cancelled_and_a_cancelled_one_resumed(page, project, add_run, context, qtbot):
    add_run(project, state=JobState.RUNNING)
    job = project.jobs.all()[0]
    see(page, qtbot, 1)
    assert not page.details.buttons["resume"].isVisible()
    page.details.buttons["cancel"].click()
    qtbot.waitUntil(lambda: project.jobs.get(job.id).cancel_requested)
    project.jobs.finish(job.id, JobState.CANCELLED)
    qtbot.waitUntil(page.details.buttons["resume"].isVisible)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: project.jobs.get(job.id).state is JobState.QUEUED)


def test_a_run_is_repeated_by_its_key(page, project, add_run, qtbot):
    run = add_run(project)
    see(page, qtbot, 1)
    assert not page.details.buttons["repeat"].isVisible()  # its data were never frozen
    project.runs.set_snapshot(run.id, project.runs.snapshot({"dances": []}).id)
    page.refresh()
    qtbot.waitUntil(page.details.buttons["repeat"].isVisible)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(project.runs.all()) == 2)
    again = project.runs.all()[1]
    assert (again.preset, again.seed, again.device) == (run.preset, run.seed, run.device)
    assert again.config["same_as"] == {"run": run.id, "new_data": False}
    qtbot.waitUntil(lambda: [r.run.id for r in page.selected()] == [again.id])


def test_what_happened_to_a_run_stands_under_its_name(page, project, add_run, qtbot):
    noted, plain = add_run(project), add_run(project)
    add_note(project, noted.id, "Stopped early after epoch 3 of 5.")
    see(page, qtbot, 2)
    page.select(noted.id)
    qtbot.waitUntil(lambda: page.details.notes.text() == "Stopped early after epoch 3 of 5.")
    page.select(plain.id)
    qtbot.waitUntil(lambda: not page.details.notes.isVisible())


def test_the_verdict_of_a_classifier_is_shown_with_its_confusion(page, project, add_run, qtbot):
    run = add_run(project)
    # 4 windows of 2 dances, one window of the waltz taken for a rumba.
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.1, 0.9]])
    windows = classification_report(np.array([0, 0, 1, 1]), probabilities, ("rumba", "waltz"))
    whole = classification_report(
        np.array([0, 1]), np.array([[0.85, 0.15], [0.35, 0.65]]), ("rumba", "waltz")
    )
    save_evaluation(project, run.id, Evaluation("classify", windows=windows, dances=whole))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: report.numbers["macro_f1"].text() == "0.733")
    assert report.matrix.in_words() == "rumba: 2 as rumba\nwaltz: 1 as rumba, 1 as waltz"
    assert report.matrix.rates.tolist() == [[1.0, 0.0], [0.5, 0.5]]
    assert not report.numbers["cosine"].parentWidget().isVisibleTo(report)
    assert [report.table.rows.index(1, column).data() for column in range(5)] == [
        "waltz", "2", "1.000", "0.500", "0.667",
    ]  # fmt: skip
    report.show_of("dances")
    assert report.numbers["macro_f1"].text() == "1.000"
    assert report.matrix.in_words() == "rumba: 1 as rumba\nwaltz: 1 as waltz"


def test_the_verdict_of_a_generator_is_a_row_a_dance_and_their_mean(page, project, add_run, qtbot):
    run = add_run(project, preset="seq2seq", task="generate")
    close, far = Similarity(0.1, 0.9, 0.1, 0.95, 50, 33, 0), Similarity(0.3, 0.7, 0.2, 0.75, 50, 33, 0)
    scores = (GeneratedScore("a", "waltz", close, 0.5, 0.6), GeneratedScore("b", None, far, 0.1, 0.6))
    save_evaluation(project, run.id, Evaluation("generate", generated=scores, changed=("b",)))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: report.numbers["distance"].text() == "0.200")
    assert report.numbers["cosine"].text() == "0.800"
    assert report.table.rows.index(0, 6).data() == "0.50 (0.60)"
    assert "Changed since the training began: b." in report.note.text()
    assert not report.matrix.isVisibleTo(report)


def test_the_verdict_of_a_recommender_stands_beside_chance(page, project, add_run, qtbot):
    run = add_run(project, preset="motion-music", task="recommend")
    scores, right = [np.array([0.9, 0.1, 0.5, 0.2])], [np.array([False, False, True, False])]
    found = Recommendations(ranking_report(scores, right), None)
    save_evaluation(project, run.id, Evaluation("recommend", recommended=found))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: report.table.rows.rowCount() == 1)
    assert [report.table.rows.index(0, column).data() for column in range(1, 5)] == [
        "1", "0.500 (0.521)", "0.000 (0.250)", "1.000 (1.000)",
    ]  # fmt: skip
    assert report.note.text() == "In brackets: by chance. "


def test_the_verdict_of_a_generator_shows_the_field_s_measures_beside_real_dances(
    page, project, add_run, qtbot
):
    run = add_run(project, preset="seq2seq", task="generate")
    table = Table({"pfc": Estimate(0.5, 0.4, 0.6, 5)}, {"pfc": Estimate(1.5, 1.0, 2.0, 5)}, ("Few dances.",))
    score = GeneratedScore("a", "waltz", Similarity(0.1, 0.9, 0.1, 0.95, 50, 33, 0), 0.5, 0.6)
    save_evaluation(project, run.id, Evaluation("generate", generated=(score,), table=table))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: report.field.rows.rowCount() == 1)
    cells = [report.field.rows.index(0, column).data() for column in range(3)]
    assert cells == ["physical foot contact", "0.500 [0.400, 0.600]", "1.500 [1.000, 2.000]"]
    assert "Few dances." in report.note.text()


def test_the_styles_that_a_classifier_named_are_a_matrix(page, project, add_run, qtbot):
    run = add_run(project, preset="seq2seq", task="generate")
    named = classification_report(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]), ("rumba", "waltz"))
    sure = Estimate(0.55, 0.2, 0.9, 2)
    score = GeneratedScore("a", "waltz", Similarity(0.1, 0.9, 0.1, 0.95, 50, 33, 0), 0.5, 0.6)
    found = StyleRecognition(named, named, sure, sure, 0, 0)
    save_evaluation(project, run.id, Evaluation("generate", generated=(score,), recognised=found))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: "what a classifier took it for" in report.note.text())
    assert report.matrix.isVisibleTo(report)


def test_a_damaged_verdict_is_told(page, project, add_run, context, qtbot):
    run = add_run(project)
    (project.runs.directory(run.id) / "evaluation.json").write_text("{", encoding="utf-8")
    with qtbot.waitSignal(context.message_sent) as sent:
        see(page, qtbot, 1)
    assert "damaged" in sent.args[0].text


def test_a_run_without_a_verdict_offers_to_make_one(page, project, add_run, qtbot):
    add_run(project)
    see(page, qtbot, 1)
    page.show_tab("Report")
    assert page.details.report.currentWidget() is page.details.report.empty
    assert page.details.report.evaluate_button.isEnabled()


def test_evaluating_a_run_without_checkpoint_says_so(page, project, add_run, context, qtbot):
    add_run(project)
    see(page, qtbot, 1)
    with qtbot.waitSignal(context.message_sent, timeout=60_000) as sent:
        page.do("evaluate")
        assert page.details.buttons["evaluate"].text() == "Evaluating …"
    assert sent.args[0].level is Level.BAD
    assert page.details.buttons["evaluate"].text() == "Evaluate"


def test_a_dance_is_asked_of_a_generator_only(page, project, add_run, qtbot, tmp_path):
    add_run(project)
    generator = add_run(project, preset="seq2seq", task="generate")
    see(page, qtbot, 2)
    page.select(1)
    page.do("generate")
    assert page.findChild(GenerateDialog) is None
    page.select(generator.id)
    page.do("generate")
    dialog = page.findChild(GenerateDialog)
    assert not dialog.start_button.isEnabled()
    song = tmp_path / "song.wav"
    song.write_bytes(b"RIFF")
    dialog.music.setText(str(song))
    dialog.seed.setValue(3)
    dialog.length.setValue(8.0)
    dialog.start_button.click()
    qtbot.waitUntil(lambda: any(job.kind == "generate" for job in project.jobs.all()))
    job = next(job for job in project.jobs.all() if job.kind == "generate")
    assert job.run_id == generator.id
    assert dict(job.args) == {
        "music": str(song), "seed": 3, "duration_s": 8.0, "start_s": 0.0, "fps": None, "asks": {}
    }  # fmt: skip


def test_the_log_of_a_run_is_shown(page, project, add_run, qtbot):
    add_run(project)
    log_path(project, project.jobs.all()[0]).write_text("epoch 1\n", encoding="utf-8")
    see(page, qtbot, 1)
    page.do("log")
    window = page.findChild(LogWindow)
    assert window.text.toPlainText() == "epoch 1\n"
    window.close()


def test_settings_and_frozen_data_are_shown(page, project, add_run, qtbot):
    run = add_run(project)
    project.runs.set_snapshot(run.id, project.runs.snapshot({"windows": {"train": 20, "test": 5}}).id)
    see(page, qtbot, 1)
    qtbot.waitUntil(lambda: page.details.data.topLevelItemCount() == 1)
    item = page.details.data.topLevelItem(0)
    children = [(item.child(i).text(0), item.child(i).text(1)) for i in range(2)]
    assert children == [("test", "5"), ("train", "20")]
    names = [page.details.settings.topLevelItem(i).text(0) for i in range(3)]
    assert names == ["preset", "seed", "device"]


def test_in_a_narrow_window_form_and_runs_take_turns(window, page, qtbot):
    window.resize(640, 400)
    qtbot.waitUntil(lambda: page.head.isVisible())
    assert page.right.isVisible()
    assert not page.new_run.isVisible()
    page.start_form()
    assert page.new_run.isVisible()
    assert not page.right.isVisible()


def test_closing_the_project_empties_the_page(page, project, add_run, context, qtbot):
    add_run(project)
    see(page, qtbot, 1)
    context.close_project()
    assert page.model.rowCount() == 0
    assert page.right.currentWidget() is page.empty
