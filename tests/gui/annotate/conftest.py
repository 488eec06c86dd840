from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.entities import Video
from db.project import Project
from tests.gui.annotate.numbered import add_film, numbered_film
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext

N_FRAMES = 60


@pytest.fixture(scope="session")
def film_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "numbered.mp4"
    numbered_film(path, N_FRAMES)
    return path


@pytest.fixture
def video(project: Project, film_path: Path) -> Video:
    """A film of 60 numbered frames with one person, in the open project."""
    return add_film(project, film_path, N_FRAMES)


@pytest.fixture
def open_page(qtbot: QtBot, context: AppContext) -> Callable[[], AnnotatePage]:
    """Make the page, show it, and wait until the first frame is on show."""

    def show() -> AnnotatePage:
        page = AnnotatePage(context)
        qtbot.addWidget(page)
        context.page_asked.connect(lambda _name, what: page.open_item(**what))
        page.resize(1000, 766)
        page.show()
        qtbot.waitExposed(page)
        page.opened()
        page.canvas.setFocus()
        qtbot.waitUntil(lambda: page.player.shown >= 0 and not page.loader.is_reading("marks"))
        timeline = page.timeline
        qtbot.waitUntil(
            lambda: timeline.height() >= timeline.sizeHint().height()
        )  # the tiers have their room
        return page

    return show


@pytest.fixture
def page(video: Video, open_page: Callable[[], AnnotatePage]) -> AnnotatePage:
    """The page with the numbered film on it."""
    return open_page()
