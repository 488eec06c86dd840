"""What the application remembers between sessions and outside of any project."""

from __future__ import annotations

import getpass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from core.audio.taps import TapLag

MAX_RECENT = 10
MAX_TAP_LAG_S = 2.0  # more is no lag but a broken file


class Settings:
    """Typed access to the person's preferences.

    Args:
        file: where to keep them; the platform's own place when None (tests give a temporary file).
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Barre", "barre")
        else:
            self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        return str(self._store.value(key, default))

    def set_text(self, key: str, value: str) -> None:
        self._store.setValue(key, value)

    @property
    def annotator(self) -> str:
        """The name that corrections, labels and ratings are stored under."""
        return self.text("annotator") or _user_name()

    @annotator.setter
    def annotator(self, name: str) -> None:
        self.set_text("annotator", name)

    def tap_lag(self, annotator: str) -> TapLag | None:
        """How late an annotator taps here; None when it was never learnt.

        Kept with the machine, not in the project: half of it is the way of the sound through this machine's
        loudspeaker or headphones and of the key to the program.
        """
        try:
            lag_s, spread_s, n = self.text(f"tap_lag/{annotator}").split()
            lag = TapLag(float(lag_s), float(spread_s), int(n))
        except ValueError:
            return None
        return lag if abs(lag.lag_s) < MAX_TAP_LAG_S else None

    def set_tap_lag(self, annotator: str, lag: TapLag) -> None:
        self.set_text(f"tap_lag/{annotator}", f"{lag.lag_s!r} {lag.spread_s!r} {lag.n}")

    @property
    def theme(self) -> str:
        """``"system"``, ``"dark"`` or ``"light"``."""
        value = self.text("theme", "system")
        return value if value in ("system", "dark", "light") else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self.set_text("theme", mode)

    @property
    def text_percent(self) -> int:
        """Size of all text; 100 is the design's."""
        value = self.text("text_percent", "100")
        return min(200, max(75, int(value))) if value.isdigit() else 100

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self.set_text("text_percent", str(percent))

    @property
    def recent_projects(self) -> list[Path]:
        """The projects opened last, newest first; those that are gone are left out."""
        return [path for path in self._recent() if path.is_dir()]

    def add_recent_project(self, path: Path) -> None:
        others = [known for known in self._recent() if known != path]
        lines = [str(known) for known in [path, *others][:MAX_RECENT]]
        self.set_text("recent_projects", "\n".join(lines))

    def clear_recent_projects(self) -> None:
        self._store.remove("recent_projects")

    @property
    def last_folder(self) -> Path:
        """Where file dialogs start."""
        folder = Path(self.text("last_folder"))
        return folder if folder.is_absolute() and folder.is_dir() else Path.home()

    @last_folder.setter
    def last_folder(self, folder: Path) -> None:
        self.set_text("last_folder", str(folder))

    def state(self, key: str) -> QByteArray:
        """A saved window geometry or splitter or header state; empty when there is none."""
        value = self._store.value(f"state/{key}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, key: str, state: QByteArray) -> None:
        self._store.setValue(f"state/{key}", state)

    def own_keys(self) -> dict[str, str]:
        """The keys that the person chose instead of the defaults, as one line a row of the key table."""
        self._store.beginGroup("keys")
        found = {row_id: self._store.value(row_id) for row_id in self._store.allKeys()}
        self._store.endGroup()
        return {row_id: str(keys) for row_id, keys in found.items()}

    def set_own_keys(self, row_id: str, keys: str | None) -> None:
        """Keep the person's keys of a row; None: the defaults are theirs."""
        if keys is None:
            self._store.remove(f"keys/{row_id}")
        else:
            self._store.setValue(f"keys/{row_id}", keys)

    def sync(self) -> None:
        self._store.sync()

    def _recent(self) -> list[Path]:
        return [Path(line) for line in self.text("recent_projects").splitlines() if line]


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user id, as in a container
        return "annotator"
