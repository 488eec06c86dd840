"""One real training, started from the page and done by a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.demo.choreography import STYLES, choreograph
from core.entities import JobState
from core.formats import npz
from workbench.actions.imports import import_paths
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.widgets.plots import CurveKey
from workbench.gui.window import MainWindow

PATIENCE_MS = 240_000


@pytest.fixture
def context(qtbot, tmp_path: Path):
    made = AppContext(Settings(tmp_path / "settings.ini"), starts_jobs=True)
    yield made
    made.shutdown()


def test_a_run_is_trained_and_judged_while_the_page_watches(qtbot, context, tmp_path):
    window = MainWindow(context)
    qtbot.addWidget(window)
    assert context.new_project(tmp_path / "dances.barre")
    project = context.open
    for style in STYLES[:2]:
        for seed in range(3):
            path = tmp_path / f"{style}_{seed}.npz"
            npz.write(path, choreograph(style, duration_s=6.0, tempo_bpm=120, seed=seed, fps=25))
            import_paths(project, [path], style=style)
    window.show()
    window.show_page("train")
    page = window.page("train")
    qtbot.waitUntil(lambda: page.new_run.preset_box.count() > 0)
    page.new_run.choose("motion-bigru")
    page.new_run.form.editors["training.epochs"].set_text("2")
    page.new_run.form.editors["data.window_s"].set_text("2")
    page.new_run.device_box.setCurrentIndex(1)
    page.new_run.ask()
    qtbot.waitUntil(lambda: bool(page.selected()))
    run = page.selected()[0].run
    qtbot.waitUntil(lambda: not project.jobs.all()[0].state.is_active, timeout=PATIENCE_MS)
    assert project.jobs.all()[0].state is JobState.DONE, project.jobs.all()[0].error
    plot = page.details.curves.plot
    qtbot.waitUntil(
        lambda: len(shown.x) == 2 if (shown := plot.shown.get(CurveKey(run.id, "valid"))) else False
    )
    qtbot.waitUntil(lambda: page.details.report.numbers["macro_f1"].text() != "")
    assert "train:" in page.details.summary.text()
    assert len(page.details.report.matrix.rates) == 2
