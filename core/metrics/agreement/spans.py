"""Labelled spans of several annotators on one time line: as slices, and where they differ."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.agreement.chance import MISSING, Codes

SLICE_S = 0.01
"""Ten milliseconds, not a frame: videos of different frame rates are counted alike, edges that snap to beats
lie between frames, and a slice is far shorter than any segment, so that kappa hardly depends on it."""

MAX_SLICES = 20_000_000
"""Two days in slices of 10 ms; a slice length that gives more is a slip of the pen."""

Said = tuple[str, ...]
"""The labels at one moment, sorted; empty where nothing is labelled, several where segments overlap."""


class Span(NamedTuple):
    """A labelled stretch of time, in seconds."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True)
class Difference:
    """A stretch on which not everybody says the same. `said` is by annotator."""

    start_s: float
    end_s: float
    said: Mapping[str, Said]

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


def slice_codes(
    spans: Sequence[Sequence[Span] | None],
    start_s: float,
    end_s: float,
    *,
    slice_s: float = SLICE_S,
    unlabelled_is_missing: bool = False,
    words: dict[Said, int] | None = None,
) -> Codes:
    """Return (R, N) codes of what each annotator says in the middle of each slice.

    Args:
        spans: R annotators' spans; None for one who did not label this video: all `MISSING`.
        start_s, end_s: the video; a last slice that is not whole is left out.
        unlabelled_is_missing: whether time without a label says nothing; else "nothing here" is a word like
            the others, as a tier that people went through from end to end is meant.
        words: the code of each word, which is added to; share it between videos that are counted together.

    Raises:
        InputError: a slice length that is not positive, or so small that there would be too many.
    """
    if not (math.isfinite(slice_s) and slice_s > 0):
        raise InputError(f"A slice is longer than 0 s; got {slice_s}.")
    n = max(0, math.floor((end_s - start_s) / slice_s + 1e-6))
    if n > MAX_SLICES:
        raise InputError(f"Slices of {slice_s} s would be {n}.", "Choose longer ones.")
    middles_s = start_s + (np.arange(n, dtype=np.float64) + 0.5) * slice_s
    words = {} if words is None else words
    codes = np.full((len(spans), n), MISSING, np.int32)
    for row, own in zip(codes, spans, strict=True):
        if own is not None:
            row[:] = _code(own, middles_s, words, unlabelled_is_missing)
    return codes


def differences(spans: Mapping[str, Sequence[Span]], *, at_least_s: float = 0.0) -> list[Difference]:
    """Return the stretches on which annotators do not all say the same, by time.

    Neighbouring stretches on which the same is said are one.

    Args:
        spans: by annotator; everybody here counts as having gone through the whole video.
        at_least_s: shorter stretches are left out: edges a few frames apart are no dispute.
    """
    if len(spans) < 2:
        return []
    edges_s, said = _steps(spans)
    found: list[Difference] = []
    for i, words in enumerate(said):
        if len(set(words)) < 2:
            continue
        if found and found[-1].end_s == edges_s[i] and tuple(found[-1].said.values()) == words:
            found[-1] = Difference(found[-1].start_s, float(edges_s[i + 1]), found[-1].said)
        else:
            by_name = dict(zip(spans, words, strict=True))
            found.append(Difference(float(edges_s[i]), float(edges_s[i + 1]), by_name))
    return [difference for difference in found if difference.duration_s >= at_least_s]


def differing_stretches(
    starts_s: NDArray[np.float64],
    ends_s: NDArray[np.float64],
    labels: NDArray[np.integer],
    annotators: NDArray[np.integer],
) -> NDArray[np.float64]:
    """Return (D, 2) seconds: the stretches of `differences`, joined where they touch, without what was said.

    For drawing: thousands of segments cost a few milliseconds.

    Args:
        starts_s, ends_s: (N,) of all annotators' segments, start < end.
        labels, annotators: (N,) codes from 0 on.
    """
    if not len(starts_s) or annotators.max() < 1:
        return np.empty((0, 2))
    edges_s = np.unique(np.concatenate([starts_s, ends_s]))
    # How many segments of each annotator and label begin, less those that end, at each edge.
    change = np.zeros((int(annotators.max()) + 1, int(labels.max()) + 1, len(edges_s)), np.int32)
    np.add.at(change, (annotators, labels, np.searchsorted(edges_s, starts_s)), 1)
    np.add.at(change, (annotators, labels, np.searchsorted(edges_s, ends_s)), -1)
    says = change.cumsum(axis=2)[..., :-1] > 0
    differs = (says != says[:1]).any(axis=(0, 1))
    flips = np.flatnonzero(np.diff(np.concatenate([[False], differs, [False]])))
    return np.stack([edges_s[flips[::2]], edges_s[flips[1::2]]], axis=1)


def _steps(spans: Mapping[str, Sequence[Span]]) -> tuple[NDArray[np.float64], list[tuple[Said, ...]]]:
    """Return all edges, and what everybody says from each to the next."""
    every = [span for own in spans.values() for span in own]
    edges_s = np.unique(np.array([t for span in every for t in span[:2]], np.float64))
    middles_s = (edges_s[1:] + edges_s[:-1]) / 2
    rows = [_words_at(own, middles_s) for own in spans.values()]
    return edges_s, list(zip(*rows, strict=True))


def _code(
    spans: Sequence[Span], times_s: NDArray[np.float64], words: dict[Said, int], unlabelled_is_missing: bool
) -> Codes:
    """Return (N,) the code of what is said at ascending times."""
    edges_s = np.unique(np.array([t for span in spans for t in span[:2]], np.float64))
    # What is said before the first edge, between edges, and after the last.
    said: list[Said] = [(), *_words_at(spans, (edges_s[1:] + edges_s[:-1]) / 2), ()]
    table = np.array(
        [
            MISSING if not word and unlabelled_is_missing else words.setdefault(word, len(words))
            for word in said
        ],
        np.int32,
    )
    place = np.searchsorted(edges_s, times_s, side="right")
    codes: Codes = table[place] if len(edges_s) else np.full(len(times_s), table[0])
    return codes


def _words_at(spans: Sequence[Span], times_s: NDArray[np.float64]) -> list[Said]:
    """Return what is said at ascending times, none of which is an edge."""
    words: list[list[str]] = [[] for _ in times_s]
    for span in spans:
        first, last = np.searchsorted(times_s, span[:2])
        for i in range(first, last):
            words[i].append(span.label)
    return [tuple(sorted(set(said))) for said in words]
