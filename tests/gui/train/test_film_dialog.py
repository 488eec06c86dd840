"""Asking for a film on the Train page."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import NewVideo, Space, VideoKind
from core.training.evaluate import Evaluation
from core.training.picture_score import PictureScore
from tests.gui.dances import add_generated, add_song, standing
from tests.gui.train.test_page import see
from workbench.actions.evaluating import save_evaluation
from workbench.gui.train.film_dialog import FilmDialog


@pytest.fixture
def page(window, project):
    window.show_page("train")
    return window.page("train")


def add_video(project, kind: VideoKind, name: str):
    return project.videos.add(
        NewVideo(kind, name, f"{name}.mp4", name.ljust(64, "0"), 1, 25.0, 50, 2.0, 64, 48)
    )


def test_a_film_is_asked_of_a_run_that_continues_films(page, project, add_run, qtbot):
    add_video(project, VideoKind.MOTION, "steps")
    film = add_video(project, VideoKind.VIDEO, "street")
    run = add_run(project, preset="silhouette-rnn", task="continue")
    see(page, qtbot, 1)
    assert page.details.buttons["generate"].isVisible()
    page.details.buttons["generate"].click()
    dialog = page.findChild(FilmDialog)
    qtbot.waitUntil(dialog.start_button.isEnabled)
    assert [dialog.source.itemText(i) for i in range(dialog.source.count())] == ["street"]
    dialog.seed.setValue(3)
    dialog.start.setValue(0.5)
    dialog.start_button.click()
    qtbot.waitUntil(lambda: any(job.kind == "film" for job in project.jobs.all()))
    job = next(job for job in project.jobs.all() if job.kind == "film")
    assert job.run_id == run.id
    assert dict(job.args) == {"source": f"video:{film.id}", "seed": 3, "duration_s": None, "start_s": 0.5}


def test_without_a_film_it_says_what_to_do(page, project, add_run, qtbot):
    add_run(project, preset="silhouette-rnn", task="continue")
    see(page, qtbot, 1)
    page.do("generate")
    dialog = page.findChild(FilmDialog)
    qtbot.waitUntil(lambda: "import one" in dialog.said.text())
    assert not dialog.start_button.isEnabled()
    dialog.reject()


def test_a_person_is_shown_in_what_was_danced_or_generated(page, project, add_run, qtbot):
    add_video(project, VideoKind.VIDEO, "no poses yet")
    steps, body = add_video(project, VideoKind.MOTION, "steps"), standing()
    frames = np.concatenate([body.positions, np.ones((50, 33, 1), np.float32)], axis=-1)
    project.tracks.add(steps.id, 0, Space.WORLD, "file", body.skeleton, 25.0, frames=frames)
    add_generated(project, add_run(project, preset="seq2seq", task="generate"), add_song(project))
    add_run(project, preset="pix2pixhd", task="render")
    see(page, qtbot, 2)
    page.select(2)
    page.do("generate")
    dialog = page.findChild(FilmDialog)
    qtbot.waitUntil(dialog.start_button.isEnabled)
    items = [dialog.source.itemData(i) for i in range(dialog.source.count())]
    assert items == [f"video:{steps.id}", "generated:1"]
    dialog.reject()


def test_the_verdict_on_pictures_stands_beside_its_baseline(page, project, add_run, qtbot):
    run = add_run(project, preset="pix2pixhd-small", task="render")
    scores = tuple(
        PictureScore(key, None, n, {"ssim": ssim}, {"ssim": 0.4}, "the nearest frame")
        for key, n, ssim in (("a", 10, 0.9), ("b", 30, 0.5))
    )
    save_evaluation(project, run.id, Evaluation("render", pictures=scores))
    see(page, qtbot, 1)
    page.show_tab("Report")
    report = page.details.report
    qtbot.waitUntil(lambda: report.numbers["ssim"].text() == "0.600")
    row = [report.table.rows.index(0, column).data() for column in range(4)]
    assert row == ["a", "", "10", "0.900 (0.400)"]
    assert "In brackets: the nearest frame." in report.note.text()
