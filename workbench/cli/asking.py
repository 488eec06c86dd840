"""What a person types to ask for a dance: the options, and their words as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from core.errors import InputError

FrameRate = Annotated[
    float | None, typer.Option("--fps", min=1, max=1000, help="Frames a second; default: the model's own.")
]
Style = Annotated[str | None, typer.Option(help="Dance this style.")]
Blend = Annotated[
    str | None, typer.Option(metavar="S:W,...", help="Blend styles, such as ballet:0.3,hiphop:0.7.")
]
Temperature = Annotated[float, typer.Option(min=0, help="1 as learnt, less more usual, 0 the likeliest.")]
Guidance = Annotated[float | None, typer.Option(min=0, help="How strongly to follow the music; 1 as learnt.")]
Novelty = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="From 0, known phrases put together, to 1, made up throughout."),
]
SeedMotion = Annotated[
    str | None, typer.Option(metavar="ITEM", help="Go on from this: video:N, generated:N or a motion file.")
]
Edited = Annotated[
    str | None,
    typer.Option("--edit", metavar="ITEM", help="Change this: video:N, generated:N or a motion file."),
]
Redone = Annotated[
    list[str] | None,
    typer.Option(
        "--redo", metavar="FROM:TO", help="Seconds of it to dance anew; again for more. Default: all."
    ),
]
Kept = Annotated[
    str | None,
    typer.Option("--keep", metavar="J,...", help="Joints that stay: legs, left_arm, left_wrist ..."),
]


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
