"""What MediaPipe is told, and what people are told when it cannot start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import ModelError
from core.pose.landmarker import _translated, discreet_options

_LOOK_AFTER_THE_HANDLERS_WERE_RESET = """
import signal
import numpy as np
from core.pose.landmarker import Landmarker
from core.pose.model import pose_model

picture = np.random.default_rng(0).integers(0, 255, (576, 576, 3), np.uint8)
for n_frames in (2, 60):
    with Landmarker(pose_model(), 1) as landmarker:
        for i in range(n_frames):
            landmarker.find(picture, 40 * i)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # as Lightning does when a training ends
"""


def test_mediapipe_is_given_no_certificate_with_which_to_report_its_use() -> None:
    options = discreet_options(Path("some.task")).to_ctypes()
    assert "ca_bundle_path" in dict(options._fields_)
    assert options.ca_bundle_path == os.devnull.encode()
    assert options.model_asset_path == b"some.task"


def test_a_missing_system_library_is_named_with_the_line_that_installs_it() -> None:
    fault = "libGLESv2.so.2: cannot open shared object file: No such file or directory"
    with (
        pytest.raises(ModelError, match="MediaPipe cannot start: libGLESv2") as caught,
        _translated(Path("m")),
    ):
        raise OSError(fault)
    assert "sudo apt install libegl1 libgles2" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPROF")
def test_looking_for_people_after_a_training_does_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", _LOOK_AFTER_THE_HANDLERS_WERE_RESET], check=False)
    assert done.returncode == 0
