"""What must be so before Qt starts: Qt itself gives up with a core dump, we with a sentence."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path

from core.errors import BarreError

APT_LINE = (
    "sudo apt install libegl1 libgl1 libgles2 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 "
    "libfontconfig1 libpulse0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 "
    "libxcb-shape0 libxcb-xinerama0"
)
WITHOUT_DISPLAY = "Every action is also a command: see `barre --help`. Over ssh, log in with `ssh -X`."


def check(env: MutableMapping[str, str] | None = None) -> None:
    """Make the environment fit for Qt, or raise `BarreError` saying what is missing and how to get it."""
    env = os.environ if env is None else env
    free_from_opencv(env)
    if sys.platform.startswith("linux"):
        _check_display(env)
    _check_qt()
    if sys.platform.startswith("linux") and env.get("QT_QPA_PLATFORM", "xcb") == "xcb" and env.get("DISPLAY"):
        _check_xcb()
        _check_connection(env["DISPLAY"])


def free_from_opencv(env: MutableMapping[str, str]) -> None:
    """Forget the Qt 5 plugins and fonts that an imported OpenCV points every later Qt to."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in Path(env.get(name, "")).parts:
            del env[name]


def _check_display(env: MutableMapping[str, str]) -> None:
    if not any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise BarreError("There is no display to open a window on.", WITHOUT_DISPLAY)


def _check_qt() -> None:
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as e:
        raise BarreError(
            f"Qt cannot start: {e}.", f"On Debian or Ubuntu, this installs what it needs: {APT_LINE}"
        ) from e


def _check_xcb() -> None:
    """Load Qt's X11 plugin as Qt would: a library that it misses makes Qt abort the process."""
    spec = find_spec("PySide6")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for plugin in (Path(folder, "Qt/plugins/platforms/libqxcb.so") for folder in folders):
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as e:
                raise BarreError(
                    f"Qt cannot open a window: {e}.",
                    f"On Debian or Ubuntu, this installs what it needs: {APT_LINE}",
                ) from e


def _check_connection(display: str) -> None:
    """Try the X server that `DISPLAY` names; Qt aborts when it does not answer."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # Qt brings its own way; let it try
        return
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        raise BarreError(f"The display {display} does not answer.", WITHOUT_DISPLAY)
