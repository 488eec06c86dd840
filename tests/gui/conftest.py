"""Real contexts, windows and projects for the tests of the windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.entities import NewVideo, Space, Video, VideoKind
from core.motion import Motion
from core.skeleton import skeleton
from db.project import Project
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.window import MainWindow

PATIENCE_MS = 20_000  # a busy machine is no fault of a window


class PatientQtBot(QtBot):
    """Waits longer than five seconds before it calls something missing; what comes in time costs nothing."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):
        return super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **options):
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp, request) -> PatientQtBot:
    return PatientQtBot(request)


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """Take a test's theme off the application again: the next test may measure or paint."""
    font, palette = qapp.font(), qapp.palette()
    yield
    if qapp.styleSheet():
        qapp.setStyleSheet("")
        qapp.setFont(font)
        qapp.setPalette(palette)


@pytest.fixture
def context(qtbot: QtBot, tmp_path: Path) -> Iterator[AppContext]:
    """A context without a project, with settings of its own, that starts no jobs."""
    made = AppContext(Settings(tmp_path / "settings.ini"), starts_jobs=False)
    made.annotator = "Ada"
    yield made
    made.shutdown()


@pytest.fixture
def project(context: AppContext, tmp_path: Path) -> Project:
    """An empty project, open in the context."""
    assert context.new_project(tmp_path / "dances.barre")
    return context.open


@pytest.fixture
def window(qtbot: QtBot, context: AppContext) -> MainWindow:
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def add_video(tmp_path: Path) -> Callable[..., Video]:
    """Add a video row, with a world track of a random motion unless `n_tracked` is 0."""

    def add(
        project: Project, name: str, *, kind: VideoKind = VideoKind.VIDEO, seconds: float = 2.0,
        fps: float = 25.0, n_tracked: int | None = None, path: Path | None = None,
    ) -> Video:  # fmt: skip
        n_frames = round(seconds * fps)
        new = NewVideo(
            kind=kind, name=name, path=str(path or tmp_path / f"{name}.mp4"), sha256=name.ljust(64, "0"),
            size_bytes=1, fps=fps, n_frames=n_frames, duration_s=seconds, width_px=640, height_px=360,
        )  # fmt: skip
        video = project.videos.add(new)
        if n_tracked != 0:
            add_track(project, video)
        return video

    return add


def add_track(project: Project, video: Video) -> None:
    import numpy as np

    rng = np.random.default_rng(video.id)
    body = skeleton("blazepose33")
    frames = rng.normal(0, 0.3, (video.n_frames, len(body.joints), 4)).astype(np.float32)
    frames[..., 3] = 1
    Motion(frames[..., :3], video.fps, body)  # the track is a proper motion
    project.tracks.add(video.id, 0, Space.WORLD, "file", body, video.fps, frames=frames)
