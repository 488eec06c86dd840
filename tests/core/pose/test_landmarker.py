"""What MediaPipe is told, and what people are told when it cannot start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import ModelError
from core.pose.landmarker import _translated, discreet_options


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
