from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from core.entities import NewVideo, Space, VideoKind
from core.media.files import sha256_of
from core.media.sound import Audio
from core.media.writer import VideoWriter
from core.skeleton import skeleton
from db.project import Project
from tests.gui.annotate.numbered import FPS, SIZE, known_joints, numbered_picture

SESSION = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from workbench.gui.annotate.page import AnnotatePage
from workbench.gui.context import AppContext
from workbench.gui.settings import Settings

app = QApplication([])
context = AppContext(Settings(Path(sys.argv[1]) / "settings.ini"), starts_jobs=False)
assert context.open_project(Path(sys.argv[1]) / "p.barre")
page = AnnotatePage(context)
page.show()
loop = QEventLoop()
page.loader.heard.connect(loop.quit)
QTimer.singleShot(20_000, loop.quit)
loop.exec()
assert page.timeline.content.sound is not None
page.loader.spectrum_read.connect(loop.quit)
page.listening.toggle_spectrum()
loop.exec()
assert page.timeline.content.spectrum is not None
page.player.step(3)
page.player.play()
page.player.pause()
context.shutdown()
heavy = {"torch", "librosa", "mediapipe", "cv2", "sklearn", "lightning", "matplotlib", "scipy.signal"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_annotating_a_video_with_sound_loads_no_heavy_library(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    sound = Audio(np.sin(np.arange(44_100) * 0.05).astype(np.float32)[:, None], 44_100)
    with VideoWriter(film, width=SIZE[0], height=SIZE[1], fps=FPS, audio=sound) as writer:
        for number in range(25):
            writer.write(numbered_picture(number))
    with Project.create(tmp_path / "p.barre") as project:
        video = project.videos.add(
            NewVideo(
                kind=VideoKind.VIDEO, name="film", path=str(film), sha256=sha256_of(film), size_bytes=1,
                fps=FPS, n_frames=25, duration_s=1.0, width_px=SIZE[0], height_px=SIZE[1], has_audio=True,
            )
        )  # fmt: skip
        body = skeleton("blazepose33")
        project.tracks.add(video.id, 0, Space.IMAGE, "m", body, FPS, frames=known_joints(25))
    done = subprocess.run(
        [sys.executable, "-c", SESSION, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
