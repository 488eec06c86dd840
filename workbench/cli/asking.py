"""What a person types to ask for a dance, as values."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import InputError


def styles_of(style: str | None, blend: str | None) -> dict[str, float]:
    """Return the weights of the styles asked for by a name, or by ``ballet:0.3,hiphop:0.7``."""
    if style is not None and blend is not None:
        raise InputError("--style and --blend both say which style to dance.", "Leave one of them out.")
    if style is not None:
        return {style: 1.0}
    weights: dict[str, float] = {}
    for part in words_of(blend):
        name, _, weight = part.rpartition(":")
        if not name or name in weights:
            raise InputError(
                f"--blend {blend}: {part!r} is not STYLE:WEIGHT.", "For example ballet:0.3,hiphop:0.7."
            )
        weights[name] = _number(weight, f"--blend {blend}")
    return weights


def spans_of(texts: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """Return the (start, stop) seconds that texts such as ``2:6`` or ``2:6,8:9`` say."""
    spans = []
    for part in (part for text in texts for part in words_of(text)):
        start, colon, stop = part.partition(":")
        if not colon:
            raise InputError(f"--redo {part} is not FROM:TO in seconds.", "For example 2:6.")
        spans.append((_number(start, f"--redo {part}"), _number(stop, f"--redo {part}")))
    return tuple(spans)


def words_of(text: str | None) -> tuple[str, ...]:
    """Return what stands between commas, or between the ``|`` of a quoted list."""
    parts = (part.strip() for part in (text or "").replace("|", ",").split(","))
    return tuple(part for part in parts if part)


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError as e:
        raise InputError(f"{where}: {text!r} is no number.") from e
