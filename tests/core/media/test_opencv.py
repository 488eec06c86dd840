"""OpenCV's wheel points Qt at its own plugins; nobody else may notice."""

from __future__ import annotations

import subprocess
import sys


def in_a_new_process(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_the_environment_is_as_before() -> None:
    program = """if True:
        import os, sys
        os.environ["QT_QPA_FONTDIR"] = "/mine"
        os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
        from core.media.opencv import cv2
        assert cv2().__name__ == "cv2" and cv2() is sys.modules["cv2"]
        sys.stdout.write(f"{os.environ['QT_QPA_FONTDIR']} {os.environ.get('QT_QPA_PLATFORM_PLUGIN_PATH')}")
    """
    assert in_a_new_process(program) == "/mine None"


def test_qt_starts_after_it() -> None:
    program = """if True:
        import os, sys
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from core.media.opencv import cv2
        cv2()
        from PySide6.QtGui import QGuiApplication
        sys.stdout.write(QGuiApplication([]).platformName())
    """
    assert in_a_new_process(program) == "offscreen"


def test_reading_films_does_not_need_it() -> None:
    program = """if True:
        import sys
        import core.media.reader, core.media.writer, core.media.sound, core.media.thumbnails, core.media.cuts
        sys.stdout.write(str(sorted({"cv2", "mediapipe", "torch", "librosa", "scipy"} & set(sys.modules))))
    """
    assert in_a_new_process(program) == "[]"
