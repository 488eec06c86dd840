"""What a project is told to remember about itself: any JSON value by key."""

from __future__ import annotations

from typing import Any

from db.schema import SettingRow
from db.store import Repository


class Settings(Repository):
    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or `default` when it was never set."""
        with self._store.read() as session:
            row = session.get(SettingRow, key)
            return default if row is None else row.value

    def set(self, key: str, value: Any) -> None:
        """Store a JSON value."""
        with self._store.write() as session:
            session.merge(SettingRow(key=key, value=value))
