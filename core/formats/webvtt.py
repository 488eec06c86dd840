"""Labels as WebVTT cues (W3C, https://www.w3.org/TR/webvtt1/), which players show as subtitles.

A cue is called ``tier #number`` and says ``<v annotator>label``. Times have milliseconds. Lost are
fractions of a millisecond (a shorter segment becomes one long), colours, and of a tier's name the ends of
lines and ``-->``.

In a file from elsewhere a cue without such a name has no tier, the first ``<v>`` names the annotator, other
tags are dropped, and settings, styles, regions and notes are not kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import BarreError, MediaError
from core.formats.bounds import read_text
from core.formats.timed_label import MAX_LABELS, LabelFile, TimedLabel, whole_ms
from core.media.files import replacing

_MAX_BYTES = 64 << 20
_CLOCK = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"\s*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?")
_NAME = re.compile(r"(.+) #\d+")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t\n]([^>]*)>")
_TAG = re.compile(r"<[^>]*>?")
_LINE = re.compile(r"\r\n|\r|\n")


def write(path: Path | str, labels: Sequence[TimedLabel]) -> None:
    """Write labels by time; the file appears whole or not at all."""
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write("WEBVTT\n")
        for number, label in enumerate(sorted(labels, key=lambda label: (label.start_s, label.end_s)), 1):
            start_ms, end_ms = whole_ms(label.start_s, label.end_s)
            tier = _LINE.sub(" ", label.tier).replace("-->", "->").replace("\0", "\ufffd")
            voice = f"<v {_escaped(label.annotator)}>" if label.annotator else ""
            name = f"{tier} #{number}" if tier else str(number)
            file.write(f"\n{name}\n{_clock(start_ms)} --> {_clock(end_ms)}\n{voice}{_escaped(label.label)}\n")


def _escaped(text: str) -> str:
    escaped = html.escape(text.replace("\0", "\ufffd"), quote=False)
    return escaped.replace("\n", "&#10;").replace("\r", "&#13;")


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def read(path: Path | str) -> LabelFile:
    """Read the cues of a file.

    Raises:
        MediaError: the file is no WebVTT file, or a cue of it has no length; its line is named.
    """
    lines = _LINE.split(read_text(path, _MAX_BYTES))
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]):
        raise MediaError(f"{path} is not a WebVTT file: it does not begin with WEBVTT.", "Name another file.")
    labels: list[TimedLabel] = []
    n_empty = 0
    for number, block in _blocks(lines):
        try:
            label = _cue(block)
        except BarreError as e:
            raise MediaError(f"{path}, line {number}: {e.message}", "Mend that cue.") from e
        if label is not None and len(labels) >= MAX_LABELS:
            raise MediaError(f"{path} has more than {MAX_LABELS:,} cues.", "Cut it into parts.")
        if label is not None:
            labels.append(label)
        elif "-->" in "".join(block[:2]):
            n_empty += 1
    notes = (f"Left out, without a text or a readable time: {n_empty}.",) if n_empty else ()
    return LabelFile(tuple(labels), notes)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between empty lines after the head, each with the number of its first line."""
    start = 0
    for number, line in enumerate([*lines, ""]):
        if line:
            continue
        if start and number > start:
            yield start + 1, list(lines[start:number])
        start = number + 1


def _cue(block: Sequence[str]) -> TimedLabel | None:
    """Return the label of a cue; None for notes, styles, regions, and cues that say nothing."""
    at = 0 if "-->" in block[0] else 1
    timing = _TIMING.fullmatch(block[at]) if at < len(block) else None
    if timing is None:
        return None
    text = "\n".join(block[at + 1 :])
    voice = _VOICE.search(text)
    label = html.unescape(_TAG.sub("", text))
    if not label.strip():
        return None
    name = _NAME.fullmatch(block[0]) if at else None
    annotator = html.unescape(voice[1]).strip() if voice else ""
    start_s, end_s = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    return TimedLabel(name[1] if name else "", label, start_s, end_s, annotator)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + ms) / 1000
