"""Values as JSON has them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from core.skeleton import Skeleton


def plain(value: object) -> Any:
    """Return a value made of what JSON has.

    Dataclasses become objects, times ISO 8601, arrays lists, numbers that are not finite null; a skeleton is
    its name.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Skeleton):
        return value.name
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, Path)):
        return value.isoformat() if isinstance(value, datetime) else str(value)
    if hasattr(value, "tolist"):  # numpy, without importing it
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def to_json(value: object) -> str:
    """Return a value as indented JSON text."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False)
