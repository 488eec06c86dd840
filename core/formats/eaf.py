"""Annotation files of ELAN, EAF 3.0 (MPI, "EAF Annotation Format", 2017;
https://www.mpi.nl/tools/elan/EAFv3.0.xsd).

Written is a tier for each tier and annotator, ``style@Kim``; where an annotator's segments overlap, which
ELAN's tiers cannot, more of them, ``style@Kim#2``. Times are whole milliseconds. Header properties keep
tier and annotator of each, since a name may hold an @ of its own. Lost are fractions of a millisecond (a
shorter segment becomes one long), colours, and characters that XML cannot hold.

Read are all tiers of a file:

- annotations that are aligned, at the times of their slots;
- slots without a ``TIME_VALUE`` as ELAN shows them: annotations of a tier that follow one another from one
  known time to the next share the time between in equal parts; other slots lie evenly between their known
  neighbours in ``TIME_ORDER``;
- annotations that refer to one of a parent tier: alone they have its time, several on a tier share it
  equally, in the order of ``PREVIOUS_ANNOTATION``.

``TIME_ORIGIN`` of the medium (where in it the annotations' clock begins) is added, so that times are the
media's. Controlled vocabularies, languages, references and drawings are not kept. Empty annotations, and
those without a length, are left out and counted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TextIO
from urllib.parse import unquote

import numpy as np

from core.errors import MediaError
from core.formats import xml
from core.formats.timed_label import MAX_LABELS, MAX_SECONDS, LabelFile, TimedLabel, whole_ms
from core.media.files import replacing

_MAX_BYTES = 64 << 20
_PROPERTY = "barre:tier:"
_FOOT = """<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="1970-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
"""


def write(path: Path | str, labels: Sequence[TimedLabel], *, media: str = "") -> None:
    """Write labels; the file appears whole or not at all.

    Args:
        media: path of the video, which ELAN opens with the file.
    """
    tiers = _without_overlaps(labels)
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        _write_header(file, tiers, media)
        _write_tiers(file, tiers)
        file.write(_FOOT)


_Tiers = dict[str, tuple[str, str, list[tuple[int, int, str]]]]
"""By the name that ELAN shows: tier, annotator, and start, end (milliseconds) and label of each segment."""


def _without_overlaps(labels: Sequence[TimedLabel]) -> _Tiers:
    """Deal the labels to tiers in which none overlaps another."""
    tiers: _Tiers = {}
    by_tier = defaultdict[tuple[str, str], list[tuple[int, int, str]]](list)
    for label in labels:
        span = whole_ms(label.start_s, label.end_s)
        by_tier[label.tier, label.annotator].append((*span, label.label))
    for (tier, annotator), spans in by_tier.items():
        rows: list[list[tuple[int, int, str]]] = []
        for segment in sorted(spans, key=lambda span: span[:2]):
            free = next((row for row in rows if row[-1][1] <= segment[0]), None)
            if free is None:
                rows.append(free := [])
            free.append(segment)
        name = f"{tier}@{annotator}" if annotator else tier
        for n, row in enumerate(rows, 1):
            unique, count = name if n == 1 else f"{name}#{n}", n
            while unique in tiers:
                count += 1
                unique = f"{name}#{count}"
            tiers[unique] = tier, annotator, row
    return tiers


def _write_header(file: TextIO, tiers: _Tiers, media: str) -> None:
    file.write('<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n')
    if media:
        url = Path(media).absolute().as_uri()
        name = xml.attribute(f"./{Path(media).name}")
        file.write(
            f'<MEDIA_DESCRIPTOR MEDIA_URL={xml.attribute(url)} MIME_TYPE="video/*"'
            f" RELATIVE_MEDIA_URL={name}/>\n"
        )
    for name, (tier, annotator, _) in tiers.items():
        said = xml.text(json.dumps([tier, annotator]))
        file.write(f"<PROPERTY NAME={xml.attribute(_PROPERTY + name)}>{said}</PROPERTY>\n")
    n = sum(len(spans) for _, _, spans in tiers.values())
    file.write(f'<PROPERTY NAME="lastUsedAnnotationId">{n}</PROPERTY>\n</HEADER>\n')


def _write_tiers(file: TextIO, tiers: _Tiers) -> None:
    edges = sorted({edge for _, _, spans in tiers.values() for span in spans for edge in span[:2]})
    slots = {edge: f"ts{i}" for i, edge in enumerate(edges, 1)}
    file.write("<TIME_ORDER>\n")
    for edge, slot in slots.items():
        file.write(f'<TIME_SLOT TIME_SLOT_ID="{slot}" TIME_VALUE="{edge}"/>\n')
    file.write("</TIME_ORDER>\n")
    count = 0
    for name, (_, annotator, spans) in tiers.items():
        who = f" ANNOTATOR={xml.attribute(annotator)}" if annotator else ""
        file.write(f'<TIER{who} LINGUISTIC_TYPE_REF="default-lt" TIER_ID={xml.attribute(name)}>\n')
        for start, end, label in spans:
            count += 1
            file.write(
                f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{count}" TIME_SLOT_REF1="{slots[start]}"'
                f' TIME_SLOT_REF2="{slots[end]}"><ANNOTATION_VALUE>{xml.text(label)}</ANNOTATION_VALUE>'
                "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
            )
        file.write("</TIER>\n")


def read(path: Path | str, *, media: str = "") -> LabelFile:
    """Read the labels of all tiers.

    Args:
        media: name of the video's file; the file's medium of that name gives the origin of time, or else its
            first.

    Raises:
        MediaError: the file is no EAF file, or is damaged.
    """
    path = Path(path)
    reader = _Reader()
    try:
        xml.parse(path, reader.start, reader.end, limit=_MAX_BYTES)
        return reader.labels(media)
    except (KeyError, ValueError, OverflowError, RecursionError) as e:
        reason = f"{e} is missing" if isinstance(e, KeyError) else str(e)
        raise MediaError(f"{path} is not a readable ELAN file ({reason}).", "Save it again in ELAN.") from e


@dataclass
class _Annotation:
    start: str = ""  # time slots, of one that is aligned
    end: str = ""
    parent: str = ""  # annotations, of one that refers to another
    previous: str = ""
    value: str = ""


@dataclass
class _Tier:
    name: str
    annotator: str
    annotations: dict[str, _Annotation] = field(default_factory=dict)


class _Reader:
    """A file as it goes by; anything unexpected in it raises one of `read`'s exceptions."""

    def __init__(self) -> None:
        self._is_eaf = False
        self._slots: dict[str, float | None] = {}  # milliseconds
        self._tiers: list[_Tier] = []
        self._names: dict[str, tuple[str, str]] = {}  # what Barre's own files say of their tiers
        self._media: list[tuple[str, float]] = []
        self._property = ""
        self._now: _Annotation | None = None
        self._n = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._is_eaf:
            if tag != "ANNOTATION_DOCUMENT":
                raise ValueError(f"it begins with {tag[:40]!r}")
            self._is_eaf = True
        match tag:
            case "HEADER" if attributes.get("TIME_UNITS", "milliseconds") != "milliseconds":
                raise ValueError("its times are not milliseconds")
            case "MEDIA_DESCRIPTOR":
                origin = _whole_ms(attributes.get("TIME_ORIGIN", "0"))
                self._media.append((unquote(attributes.get("MEDIA_URL", "")), origin))
            case "PROPERTY":
                self._property = attributes.get("NAME", "")
            case "TIME_SLOT":
                value = attributes.get("TIME_VALUE")
                self._slots[attributes["TIME_SLOT_ID"]] = None if value is None else _whole_ms(value)
            case "TIER":
                who = attributes.get("ANNOTATOR") or attributes.get("PARTICIPANT") or ""
                self._tiers.append(_Tier(attributes["TIER_ID"], who))
            case "ALIGNABLE_ANNOTATION":
                slots = attributes["TIME_SLOT_REF1"], attributes["TIME_SLOT_REF2"]
                self._add(attributes, _Annotation(*slots))
            case "REF_ANNOTATION":
                previous = attributes.get("PREVIOUS_ANNOTATION", "")
                self._add(attributes, _Annotation(parent=attributes["ANNOTATION_REF"], previous=previous))

    def _add(self, attributes: dict[str, str], annotation: _Annotation) -> None:
        self._n += 1
        if not self._tiers or self._n > MAX_LABELS:
            raise ValueError("it has an annotation outside its tiers, or too many")
        self._tiers[-1].annotations[attributes["ANNOTATION_ID"]] = self._now = annotation

    def end(self, tag: str, text: str) -> None:
        if tag == "ANNOTATION_VALUE" and self._now is not None:
            self._now.value = text
        elif tag == "PROPERTY" and self._property.startswith(_PROPERTY):
            said = json.loads(text)
            if isinstance(said, list) and [type(word) for word in said] == [str, str]:
                self._names[self._property.removeprefix(_PROPERTY)] = said[0], said[1]

    def labels(self, media: str) -> LabelFile:
        origin_ms = self._origin_ms(media)
        spans = _Spans(self._tiers, self._slots)
        labels: list[TimedLabel] = []
        n_left_out = 0
        for tier in self._tiers:
            name, annotator = self._names.get(tier.name) or _named(tier)
            for number, annotation in tier.annotations.items():
                start_ms, end_ms = spans.of(number)
                start_s, end_s = (start_ms + origin_ms) / 1000, (end_ms + origin_ms) / 1000
                if annotation.value.strip() and 0 <= start_s < end_s <= MAX_SECONDS:
                    labels.append(TimedLabel(name, annotation.value, start_s, end_s, annotator))
                else:
                    n_left_out += 1
        return LabelFile(tuple(labels), tuple(_notes(n_left_out, spans.n_guessed, origin_ms)))

    def _origin_ms(self, media: str) -> float:
        for url, origin_ms in self._media:
            if media and PurePosixPath(url.replace("\\", "/")).name == media:
                return origin_ms
        return self._media[0][1] if self._media else 0.0


def _notes(n_left_out: int, n_guessed: int, origin_ms: float) -> Iterator[str]:
    if n_left_out:
        yield f"Left out, without a text or a length: {n_left_out}."
    if n_guessed:
        yield f"Times put evenly between those that the file gives: {n_guessed}."
    if origin_ms:
        yield f"Times were moved by {origin_ms / 1000:g} s, where the annotations begin in the video."


def _named(tier: _Tier) -> tuple[str, str]:
    """Return tier and annotator of a tier of somebody else's file."""
    name, at, who = tier.name.partition("@")
    return (name, tier.annotator or who) if at and name else (tier.name, tier.annotator)


class _Spans:
    """When annotations are, in milliseconds: of their own slots, or of what they refer to."""

    def __init__(self, tiers: Sequence[_Tier], slots: dict[str, float | None]) -> None:
        self.n_guessed = sum(value is None for value in slots.values())
        self._all = {number: each for tier in tiers for number, each in tier.annotations.items()}
        self._slots = _all_known(tiers, slots)
        self._known: dict[str, tuple[float, float]] = {}
        self._siblings: dict[str, list[str]] = {}
        for tier in tiers:
            self._siblings |= _siblings(tier)

    def of(self, number: str) -> tuple[float, float]:
        """Return start and end; `KeyError` when what it refers to is not there, `ValueError` in a ring."""
        chain: list[str] = []
        while number not in self._known:
            annotation = self._all[number]
            if not annotation.parent:
                self._known[number] = self._slots[annotation.start], self._slots[annotation.end]
                break
            chain.append(number)
            if len(chain) > xml.MAX_DEPTH:
                raise ValueError("its annotations refer to each other")
            number = annotation.parent
        for child in reversed(chain):
            start, end = self._known[self._all[child].parent]
            family = self._siblings[child]
            for place, sibling in enumerate(family):
                share = (end - start) / len(family)
                self._known[sibling] = start + place * share, start + (place + 1) * share
        return self._known[chain[0] if chain else number]


def _siblings(tier: _Tier) -> dict[str, list[str]]:
    """Return for each annotation that refers to another all of its tier that refer to the same, in order."""
    families = defaultdict[str, list[str]](list)
    for number, annotation in tier.annotations.items():
        if annotation.parent:
            families[annotation.parent].append(number)
    out: dict[str, list[str]] = {}
    for members in families.values():
        after = {tier.annotations[number].previous: number for number in members}
        ordered, at = list[str](), after.get("")
        while at is not None and len(ordered) < len(members):
            ordered.append(at)
            at = after.get(at)
        family = ordered if len(set(ordered)) == len(members) else members
        out |= dict.fromkeys(members, family)
    return out


def _all_known(tiers: Sequence[_Tier], slots: dict[str, float | None]) -> dict[str, float]:
    """Return the time of every slot."""
    known = {slot: value for slot, value in slots.items() if value is not None}
    for tier in tiers:
        follows = {each.start: each.end for each in tier.annotations.values() if each.start}
        nowhere: set[str] = set()  # slots from which no known time is reached
        for first in [slot for slot in follows if slot in known]:
            run, at = dict[str, None](), follows[first]
            while at not in known and at in follows and at not in run and at not in nowhere:
                run[at] = None
                at = follows[at]
            if at not in known:
                nowhere.update(run)
                continue
            step = (known[at] - known[first]) / (len(run) + 1)
            known |= {slot: known[first] + (i + 1) * step for i, slot in enumerate(run)}
    order = list(slots)
    places = [i for i, slot in enumerate(order) if slot in known]
    if not places:
        return dict.fromkeys(order, 0.0)
    times = np.interp(np.arange(len(order)), places, [known[order[i]] for i in places]).tolist()
    return {slot: known.get(slot, time) for slot, time in zip(order, times, strict=True)}


def _whole_ms(text: str) -> float:
    value = text.strip()
    if not (value.removeprefix("-").isascii() and value.removeprefix("-").isdigit() and len(value) < 16):
        raise ValueError(f"{text[:40]!r} is not a whole number of milliseconds")
    return float(value)
