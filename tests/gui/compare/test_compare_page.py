from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from core.entities import Metric, NewVideo, Space, VideoKind
from core.media.files import sha256_of
from tests.core.training.films import make_film
from tests.gui.dances import add_generated, add_run, add_song, standing
from workbench.gui.compare.choice_list import ChoiceList
from workbench.gui.compare.choices import Choice, read_choices
from workbench.gui.compare.page import ComparePage
from workbench.gui.recommend.window import RecommendWindow


def add_real(project, song: str, *, name: str = "waltz", offset_s: float = 0.0):
    motion = standing(lift_m=0.2)
    video = project.videos.add(
        NewVideo(
            kind=VideoKind.MOTION, name=name, path=f"{name}.npz", sha256=name.ljust(64, "0"), size_bytes=1,
            fps=25.0, n_frames=50, duration_s=2.0,
            audio_path=song, audio_sha256=sha256_of(song), audio_offset_s=offset_s,
        )
    )  # fmt: skip
    frames = np.concatenate([motion.positions, np.ones((50, 33, 1), np.float32)], axis=-1)
    project.tracks.add(video.id, 0, Space.WORLD, "file", motion.skeleton, 25.0, frames=frames)
    return video


@pytest.fixture
def dances(project):
    run, song, other = add_run(project), add_song(project), add_song(project, "another song.wav")
    real = add_real(project, song, offset_s=0.4)
    return {
        "real": real, "same": [add_generated(project, run, song, seed=seed) for seed in (1, 2)],
        "other": add_generated(project, run, other, seed=3),
    }  # fmt: skip


@pytest.fixture
def page(window, project) -> ComparePage:
    window.show_page("compare")
    return window.page("compare")


def wait_for_panes(qtbot, page, n: int) -> None:
    qtbot.waitUntil(lambda: page._loading is None and len(page.stage.panes) == n)


def test_without_dances_the_page_says_what_to_do(qtbot, page):
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert "Import dances" in page.empty.hint.text()


def test_the_real_dance_and_those_generated_to_its_music_are_put_on_the_stage(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    assert page.stage.panes[0].title.text() == "waltz"
    assert "measured against" in page.stage.panes[0].words.text()
    assert page.stage.panes[1].words.text().startswith("distance 0.")


def test_dances_to_other_music_are_offered_only_when_asked_for(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    assert page.picker.model.rowCount() == 2
    page.picker.same_music.setChecked(False)
    assert page.picker.model.rowCount() == 3


def test_a_tick_takes_a_dance_off_the_stage_and_back(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    model = page.picker.model
    model.setData(model.index(0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    wait_for_panes(qtbot, page, 2)
    model.setData(model.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    wait_for_panes(qtbot, page, 3)


def test_all_dances_show_the_same_moment_of_the_song(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    player = page.stage.player
    player.seek(int(np.searchsorted(player.times_s, 1.0)))
    # The real dance begins 0.4 s into the song: at 25 fps 10 frames behind those generated to all of it.
    qtbot.waitUntil(lambda: [pane.frame_shown for pane in page.stage.panes] == [15, 25, 25], timeout=20_000)


def test_stepping_goes_by_frames_of_the_first_dance(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    player = page.stage.player
    player.seek(int(np.searchsorted(player.times_s, 1.01)))
    qtbot.keyClick(page, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: page.stage.panes[0].frame_shown == 16, timeout=20_000)
    qtbot.keyClick(page, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: page.stage.panes[0].frame_shown == 15, timeout=20_000)


def test_stepping_goes_by_beats_with_shift(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    page.stage.beats_s = np.array([0.5, 1.0, 1.5])
    page.stage.seek_s(0.7)
    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.stage.at_s == pytest.approx(1.0, abs=0.02)
    qtbot.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert page.stage.at_s == pytest.approx(0.5, abs=0.02)


def test_a_key_loops_the_phrase_around_this_moment_and_stops_that(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    page.stage.beats_s = np.arange(24) * 0.1
    page.stage.seek_s(1.0)
    qtbot.keyClick(page, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert page.stage.player.loop == pytest.approx((0.8, 1.6))
    assert page.stage.transport.loop.isChecked()
    page.stage.transport.loop.click()
    assert page.stage.player.loop is None


def test_dragging_a_dancer_looks_from_the_side(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    pane = page.stage.panes[0]
    qtbot.waitUntil(lambda: pane.picture.image is not None)
    before = pane.picture.image
    centre = pane.picture.rect().center()
    qtbot.mousePress(pane.picture, Qt.MouseButton.LeftButton, pos=centre)
    qtbot.mouseMove(pane.picture, centre + QPoint(100, 0))
    qtbot.mouseRelease(pane.picture, Qt.MouseButton.LeftButton, pos=centre + QPoint(100, 0))
    assert page.stage.orbit.yaw_deg == pytest.approx(-50)
    qtbot.waitUntil(lambda: pane.picture.image is not None and pane.picture.image != before)
    qtbot.mouseDClick(pane.picture, Qt.MouseButton.LeftButton, pos=centre)
    assert page.stage.orbit.yaw_deg == 0


def test_dances_are_laid_over_one_another_in_one_picture(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    page.picker.overlaid.setChecked(True)
    wait_for_panes(qtbot, page, 1)
    assert page.stage.panes[0].title.text() == "waltz, with 2 over it"
    assert "green: " in page.stage.panes[0].words.text()


def test_the_strip_shows_where_a_dance_differs_and_a_click_goes_there(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    assert page.strip.box.count() == 2
    lane = page.strip.timeline.rows.box("errors")
    shown = page.strip.shown.errors
    assert len(shown.joints) > 10
    wrist = shown.joints.index("left_wrist")
    assert shown.mean_m[wrist, -1] > 0.02  # it is lifted higher and higher than in the generated dance
    assert shown.mean_m[shown.joints.index("right_wrist")].max() == pytest.approx(0, abs=1e-6)
    said = page.strip.timeline.rows.lanes[-1].lane.describe(
        1.5, lane.height() * (wrist + 0.5) / len(shown.joints), lane.height()
    )
    assert said.startswith("left wrist: ")
    at = lane.center().toPoint()
    qtbot.mouseClick(page.strip.timeline, Qt.MouseButton.LeftButton, pos=at)
    assert page.stage.at_s == pytest.approx(page.strip.timeline.time_at(lane.center()), abs=0.05)


def test_motions_cannot_be_put_among_the_frames_to_correct(qtbot, dances, page, window):
    wait_for_panes(qtbot, page, 3)
    at = page.strip.timeline.rows.box("errors").center().toPoint()
    qtbot.mouseClick(page.strip.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    qtbot.waitUntil(lambda: bool(window.message_bar.shown))
    assert "can be corrected" in window.message_bar.shown[-1].text


def test_mirroring_the_others_is_measured_too(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    before = page.strip.shown.errors
    page.picker.mirrored.setChecked(True)
    qtbot.waitUntil(lambda: page._loading is None and page.strip.shown.errors is not before)
    wrists = [page.strip.shown.errors.joints.index(f"{side}_wrist") for side in ("left", "right")]
    assert page.strip.shown.errors.mean_m[wrists].max() > before.mean_m[wrists].max()


def test_figures_are_measured_beside_the_window_and_a_report_is_saved(qtbot, dances, page, tmp_path, window):
    wait_for_panes(qtbot, page, 3)
    page.tabs.setCurrentWidget(page.figures)
    qtbot.waitUntil(lambda: page.figures.table.rowCount() > 3, timeout=120_000)
    assert page.figures.table.horizontalHeaderItem(0).text() == "waltz"
    heads = [page.figures.table.verticalHeaderItem(i).text() for i in range(page.figures.table.rowCount())]
    mpjpe = next(i for i, head in enumerate(heads) if head.startswith("joint error (MPJPE)"))
    assert page.figures.table.item(mpjpe, 0).text() == ""
    assert float(page.figures.table.item(mpjpe, 1).text()) > 0
    path = tmp_path / "report.csv"
    page.saving.save_report(page._names(), [], path)
    assert not page.picker.save.isEnabled()
    qtbot.waitUntil(page.picker.save.isEnabled, timeout=120_000)
    assert "joint error (MPJPE)" in path.read_text("utf-8")
    assert "report.csv is written" in window.message_bar.shown[-1].text


def test_a_damaged_dance_is_named_and_the_others_are_shown(qtbot, dances, project, window):
    (project.resolve(dances["same"][0].path)).write_bytes(b"not a zip")
    window.show_page("compare")
    page = window.page("compare")
    wait_for_panes(qtbot, page, 2)
    assert "1-1.npz" in window.message_bar.shown[-1].text


def test_the_list_of_generated_dances_is_a_sound_model(qtbot):
    model = ChoiceList()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_choices([Choice(f"generated:{i}", f"dance {i}", "song", "s", 1) for i in range(3)])
    model.tick(["generated:1"])
    assert [choice.name for choice in model.ticked] == ["generated:1"]
    model.set_choices([])
    assert tester is not None


def test_the_reference_is_a_dance_that_something_was_generated_to(dances, project):
    add_real(project, add_song(project, "third song.wav"), name="aardvark")
    assert read_choices(project).reference().label == "waltz"


def test_the_curves_of_the_runs_on_stage_are_drawn_over_each_other(qtbot, dances, page, project):
    other = add_run(project)
    add_generated(project, other, add_song(project), seed=7)
    for run_id in (1, other.id):
        project.runs.log(run_id, [Metric("loss", "valid", e, e, 1.0 / (e + run_id)) for e in range(3)])
    page.refresh()
    qtbot.waitUntil(lambda: len(page.curves.view.plot.shown) == 1)
    qtbot.waitUntil(lambda: len(page.picker.choices.generated) == 4)
    assert page.tabs.tabText(2) == "Curves"
    page.picker.model.tick(choice.name for choice in page.picker.choices.generated)
    qtbot.waitUntil(lambda: len(page.curves.view.plot.shown) == 2)


def test_what_differs_between_the_ticked_runs_is_listed_below_their_curves(qtbot, dances, page, project):
    other = add_run(project, seed=7)
    for run_id in (1, other.id):
        project.runs.log(run_id, [Metric("loss", "valid", e, e, 1.0 / (e + run_id)) for e in range(3)])
    page.refresh()
    qtbot.waitUntil(lambda: page.curves.model.rowCount() == 2)
    page.curves.model.tick(["1", str(other.id)])
    table = page.curves.differences.model
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    assert table.headerData(0, Qt.Orientation.Vertical) == "seed"
    assert sorted(table.index(0, column).data() for column in range(2)) == ["0", "7"]
    page.curves.view.together_box.setChecked(True)
    qtbot.waitUntil(lambda: len(page.curves.view.plot.shown) == 1)
    (band,) = page.curves.view.plot.shown.values()
    assert band.low is not None
    page.curves.view.smooth_slider.setValue(60)
    page.curves.view.together_box.setChecked(False)
    assert all(curve.raw is not None for curve in page.curves.view.plot.shown.values())


def test_the_confusion_of_a_classifier_is_shown_in_counts_and_rates(qtbot, dances, page, project):
    run = add_run(project, "motion-bigru", "classify")
    report = {"classes": ["rumba", "waltz"], "confusion": [[3, 1], [0, 4]], "macro_f1": 0.87}
    path = project.runs.directory(run.id) / "evaluation.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"windows": report}))
    page.refresh()
    with qtbot.waitSignal(page.confusion.shown):
        pass
    assert page.confusion.report.matrix.rates.tolist() == [[0.75, 0.25], [0, 1]]
    assert "3 as rumba, 1 as waltz" in page.confusion.report.matrix.in_words()


def test_a_film_that_a_run_made_plays_beside_the_real_dance(qtbot, project, window):
    run, song = add_run(project, "silhouette-rnn", "continue"), add_song(project)
    add_real(project, song)
    path = make_film(project.generated_dir / "film.mp4", 25, fps=12.5)
    sha = sha256_of(song)
    project.generated.add(run.id, str(path), sha256_of(path), song, sha, 0.0, 0, 12.5, 25)
    window.show_page("compare")
    page = window.page("compare")
    wait_for_panes(qtbot, page, 2)
    assert "no joints to measure" in page.stage.panes[1].words.text()
    player = page.stage.player
    player.seek(int(np.searchsorted(player.times_s, 1.01)))
    qtbot.waitUntil(lambda: page.stage.panes[1].frame_shown == 12, timeout=20_000)
    qtbot.waitUntil(lambda: page.stage.panes[1].picture.image is not None, timeout=20_000)


def test_music_for_the_real_dance_is_asked_from_here(qtbot, dances, page):
    wait_for_panes(qtbot, page, 3)
    qtbot.mouseClick(page.picker.music, Qt.MouseButton.LeftButton)
    (shown,) = page.findChildren(RecommendWindow)
    qtbot.waitUntil(lambda: shown.windowTitle() == "Music for waltz")
    shown.close()
    page.picker.real.setCurrentIndex(0)
    assert not page.picker.music.isEnabled()


@pytest.fixture
def judged(project, dances):
    """Two classifiers that were tested on the same windows of the waltz; the second is better."""
    answers = [
        {"key": "1 waltz", "start_s": s, "stop_s": s + 1, "true": "waltz", "taken": taken, "sure": sure}
        for s, taken, sure in ((0.0, "waltz", 0.9), (0.5, "rumba", 0.6), (1.0, "rumba", 0.8))
    ]
    runs = []
    for counts, said in (([[4, 0], [2, 1]], answers), ([[4, 0], [0, 3]], [])):
        run = add_run(project, "motion-bigru", "classify")
        verdict = {"windows": {"classes": ["rumba", "waltz"], "confusion": counts}, "answers": said}
        path = project.runs.directory(run.id) / "evaluation.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(verdict))
        runs.append(run.id)
    return runs


def see_confusion(qtbot, page, run_id: int, other_id: int | None = None):
    confusion = page.confusion
    page.tabs.setCurrentWidget(confusion)
    page.refresh()
    ids = {run_id, other_id} - {None}
    qtbot.waitUntil(lambda: all(confusion.run_box.findData(i) >= 0 for i in ids))
    confusion.run_box.setCurrentIndex(confusion.run_box.findData(run_id))
    confusion.other_box.setCurrentIndex(max(0, confusion.other_box.findData(other_id)))
    qtbot.waitUntil(lambda: confusion._verdicts.keys() == ids)
    return confusion


def test_a_cell_opens_its_windows_and_a_key_goes_to_the_label_of_one(qtbot, judged, page, window):
    confusion = see_confusion(qtbot, page, judged[0])
    matrix = confusion.report.matrix
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix._cell(1, 0).center().toPoint())
    qtbot.waitUntil(lambda: len(confusion.wall.clips) == 2)
    assert confusion.wall.title.text() == "2 windows of waltz, taken for rumba."
    assert [clip.start_s for clip in confusion.wall.clips] == [1.0, 0.5]  # the surest first
    assert len(confusion.wall.stage.panes) == 2
    button = confusion.wall._row.itemAt(1).widget()
    assert button.shortcut().toString() == "Alt+2"
    button.click()
    qtbot.waitUntil(lambda: window.page("annotate").isVisible())
    qtbot.waitUntil(lambda: window.page("annotate").video_id == 1)


def test_two_classifiers_stand_side_by_side_with_their_difference(qtbot, judged, page):
    confusion = see_confusion(qtbot, page, judged[0], judged[1])
    qtbot.waitUntil(lambda: confusion.gap.gaps is not None, timeout=60_000)
    assert confusion.gap.gaps.tolist() == [[0, 0], [pytest.approx(2 / 3), pytest.approx(-2 / 3)]]
    confusion.order_box.setCurrentIndex(1)  # most mistaken first
    assert confusion.report.matrix.rates[0].tolist() == pytest.approx([1 / 3, 2 / 3])
    qtbot.keyClick(confusion.report.matrix, Qt.Key.Key_Down)
    qtbot.keyClick(confusion.report.matrix, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(confusion.wall.clips) == 2)
