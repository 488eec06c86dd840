"""Take docs/images/*.png from the real program, of the demo or another project.

    python docs/screenshots.py [PROJECT.barre] [--out FOLDER] [--theme dark|light] [--size WxH] [--scale 2]

Needs no display. The pictures are of the window a person gets: pages are opened, waited for, and grabbed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from workbench.gui.rate.taking.window import TakingWindow
    from workbench.gui.window import MainWindow

ROOT = Path(__file__).parents[1]


def main() -> None:
    options = parse()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    if not options.project.exists():
        subprocess.run([sys.executable, "-m", "workbench", "demo", str(options.project)], check=True)
    options.out.mkdir(parents=True, exist_ok=True)
    take_all(options)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project", type=Path, nargs="?", default=ROOT / "demo.barre")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--scale", type=float, default=1.0)
    return parser.parse_args()


def take_all(options: argparse.Namespace) -> None:
    from PySide6.QtWidgets import QApplication

    from workbench.gui.context import AppContext
    from workbench.gui.settings import Settings
    from workbench.gui.window import MainWindow

    app = QApplication(["barre"])
    with tempfile.TemporaryDirectory() as folder:
        context = AppContext(Settings(Path(folder) / "settings.ini"), starts_jobs=False)
        context.theme.set_mode(options.theme)
        window = MainWindow(context)
        width, height = (int(n) for n in options.size.split("x"))
        window.resize(round(width / options.scale), round(height / options.scale))
        window.show()
        if not context.open_project(options.project):
            sys.exit(f"{options.project} cannot be opened.")
        for page, prepare in PAGES.items():
            window.show_page(page)
            prepare(window, lambda until: wait(app, until))
            save(app, window, options.out / f"{page}.png")
        raters = taking(window, lambda until: wait(app, until))
        save(app, raters, options.out / "taking.png")
        raters.close()
        window.close()
        context.shutdown()


def save(app: QApplication, shown: QWidget, path: Path) -> None:
    """Grab a window once thumbnails, waveforms and curves, which arrive when they are ready, are there."""
    wait(app, lambda: False, at_most_s=1.5)
    if not shown.grab().save(str(path)):
        sys.exit(f"{path} cannot be written.")
    print(path)  # noqa: T201


def wait(app: QApplication, until: Callable[[], bool], at_most_s: float = 20.0) -> None:
    """Let the program run until something is so."""
    end = time.monotonic() + at_most_s
    while not until() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


Wait = Callable[[Callable[[], bool]], None]


def library(window: MainWindow, _wait: Wait) -> None:
    window.page("library").table.selectRow(0)


def annotate(window: MainWindow, wait_for: Wait) -> None:
    """A film with a labelled style, at what is likeliest wrong in it, with the curves of that joint."""
    project = window.context.open
    films = [video for video in project.videos.all() if video.kind == "video"]
    labelled = [film for film in films if project.segments.for_video(film.id)]
    chosen = (labelled or films)[0]
    page = window.page("annotate")
    page.open_item(video_id=chosen.id, frame=chosen.n_frames // 3)
    wait_for(lambda: page.player.shown == chosen.n_frames // 3)
    page.suggesting.set_open(True)
    wait_for(lambda: not page.suggesting.searching.is_looking)
    page.suggesting.step(1)
    page.curves.toggle()
    page.canvas.setFocus()


def train(window: MainWindow, wait_for: Wait) -> None:
    """The first classifier's curves."""
    page = window.page("train")
    run = next(run for run in window.context.open.runs.all() if run.task == "classify")
    page.open_item(run_id=run.id)
    wait_for(lambda: bool(page.details.curves.plot.shown))


def compare(window: MainWindow, wait_for: Wait) -> None:
    """In the middle of the dances that belong together."""
    page = window.page("compare")
    wait_for(lambda: bool(page.stage.panes))
    page.stage.player.seek(page.stage.player.n_frames // 2)
    wait_for(lambda: all(pane.picture.image is not None for pane in page.stage.panes))


STUDY = "Real or generated, in pairs"


def rate(window: MainWindow, wait_for: Wait) -> None:
    """The draft of a study."""
    from core.studies.design import Design, Kind
    from workbench.actions.studies import new_study, study_called
    from workbench.actions.study_items import study_items

    project, page = window.context.open, window.page("rate").studies
    if not any(study.design.name == STUDY for study in project.study_designs.all()):
        new_study(project, Design(STUDY, Kind.PAIR, study_items(project), clip_s=6.0))
    page.show_study(study_called(project, STUDY).id)
    wait_for(lambda: page.study is not None and page.study.design.name == STUDY)


def taking(window: MainWindow, wait_for: Wait) -> TakingWindow:
    """What a rater sees of that study, in the middle of two dances."""
    from workbench.actions.studies import start_study, study_called
    from workbench.gui.rate.taking.window import TakingWindow

    project = window.context.open
    study = study_called(project, STUDY)
    if study.started_at is None:
        study = start_study(project, study.id)
    shown = TakingWindow(window.context, study)
    shown.resize(window.size())
    shown.show()
    shown.welcome.agree.setChecked(True)
    shown.welcome.begin.click()
    wait_for(lambda: shown.sitting is not None)
    shown.message.button.click()
    wait_for(lambda: shown.stage.n_plays > 0)
    shown.stage.player.seek(shown.stage.player.n_frames // 2)
    return shown


PAGES = {"library": library, "annotate": annotate, "train": train, "compare": compare, "rate": rate}

if __name__ == "__main__":
    main()
