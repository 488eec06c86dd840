"""The way from the shell to the first window, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import BarreError
from workbench.gui import preflight

HEAVY = (
    "torch",
    "lightning",
    "librosa",
    "mediapipe",
    "cv2",
    "av",
    "alembic",
    "scipy",
    "sklearn",
    "pyqtgraph",
)

FIRST_WINDOW = f"""
import sys
from pathlib import Path
from workbench.gui.app import make_application
app = make_application()
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings
from workbench.gui.window import MainWindow
context = AppContext(Settings(Path(sys.argv[1]) / "s.ini"))
context.theme.apply()
window = MainWindow(context)
window.show()
assert context.open_project(Path(sys.argv[1]) / "dances.barre")
app.processEvents()
assert window.current_page == "library"
print([name for name in {HEAVY!r} if name in sys.modules])
context.shutdown()
"""

OPEN_AND_QUIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench.gui.app import make_application, start
app = make_application()
QTimer.singleShot(0, lambda: 1 / 0)
QTimer.singleShot(500, app.quit)
sys.exit(start(Path(sys.argv[1])))
"""

AFTER_OPENCV = """
import os
from pathlib import Path
import cv2
os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] = str(Path(cv2.__file__).parent / "qt" / "plugins")
from workbench.gui import preflight
preflight.check()
from workbench.gui.app import make_application
app = make_application()
print(app.platformName())
"""


def run(code: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_first_window_with_a_project_loads_no_heavy_library(tmp_path: Path):
    from db.project import Project

    Project.create(tmp_path / "dances.barre").close()
    assert run(FIRST_WINDOW, str(tmp_path)) == "[]"


def test_a_bug_is_logged_and_does_not_end_the_application(tmp_path: Path):
    from db.project import Project

    Project.create(tmp_path / "dances.barre").close()
    home = str(tmp_path / "home")
    run(OPEN_AND_QUIT, str(tmp_path / "dances.barre"), XDG_STATE_HOME=home, XDG_CONFIG_HOME=home, HOME=home)
    logs = list((tmp_path / "home").rglob("gui.log"))
    assert "ZeroDivisionError" in logs[0].read_text("utf-8")


def test_the_window_opens_where_opencv_was_imported_before():
    assert run(AFTER_OPENCV) == "offscreen"


def test_what_opencv_left_in_the_environment_is_forgotten_and_what_a_person_set_is_kept():
    env = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/lib/python/cv2/qt/plugins", "QT_QPA_FONTDIR": "/my/fonts"}
    preflight.free_from_opencv(env)
    assert env == {"QT_QPA_FONTDIR": "/my/fonts"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_a_sentence_says_so():
    with pytest.raises(BarreError, match="no display"):
        preflight.check({})


def test_a_named_platform_needs_no_display():
    preflight.check({"QT_QPA_PLATFORM": "offscreen"})


def test_a_missing_system_library_is_named_with_the_line_that_installs_it(monkeypatch):
    def fail(_: str) -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    monkeypatch.setattr(preflight.ctypes, "CDLL", fail)
    with pytest.raises(BarreError, match=r"libxcb-cursor\.so\.0") as caught:
        preflight.check({"DISPLAY": ":0"})
    assert "libxcb-cursor0" in caught.value.hint


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is how Linux shows windows")
def test_a_display_that_does_not_answer_is_named():
    with pytest.raises(BarreError, match="The display :4711 does not answer"):
        preflight.check({"DISPLAY": ":4711"})
