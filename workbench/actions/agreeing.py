"""How far the annotators of a project agree: on labels by tier, on poses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from core.entities import Segment, Video
from core.errors import InputError
from core.metrics.agreement.chance import (
    Codes,
    cohens_kappa,
    fleiss_kappa,
    krippendorffs_alpha,
    percent_agreement,
)
from core.metrics.agreement.matching import EdgeErrors, edge_errors, match, paired_edges, segment_f1
from core.metrics.agreement.score import Score
from core.metrics.agreement.spans import SLICE_S, Difference, Span, differences, slice_codes
from db.project import Project
from workbench.actions.labels import span_s
from workbench.actions.pose_agreeing import PosesOfPair, compare_poses

WORST = 20
"""So many of the longest disputes of a tier are listed."""


@dataclass(frozen=True)
class Dispute:
    """A stretch of a video on which annotators differ. `said` is by annotator; an empty tuple: nothing."""

    video_id: int
    video: str
    start_s: float
    end_s: float
    said: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class LabelsOfPair:
    """Two annotators on a tier, over the videos that both labelled. `worst`: their longest dispute."""

    a: str
    b: str
    n_videos: int
    agreement: Score
    kappa: Score
    f1: Score
    edges: EdgeErrors
    worst: Dispute | None


@dataclass(frozen=True)
class TierAgreement:
    """Everybody on a tier; `worst` are the longest disputes, longest first."""

    tier: str
    annotators: tuple[str, ...]
    n_videos: int
    fleiss: Score
    alpha: Score
    pairs: tuple[LabelsOfPair, ...]
    worst: tuple[Dispute, ...]


@dataclass(frozen=True)
class Agreement:
    """What was found. `slice_s`: how long the slices of time were that are counted."""

    slice_s: float
    tiers: tuple[TierAgreement, ...]
    poses: tuple[PosesOfPair, ...]


@dataclass(frozen=True)
class Asked:
    """Which part of a project to look at, and how; None = all.

    Attributes:
        annotators: these only. Those in whose names gold was marked take part only when they are named here.
        slice_s: see `core.metrics.agreement.spans.SLICE_S`.
        unlabelled_is_missing: whether time without a label says nothing, rather than "nothing here".
    """

    video_id: int | None = None
    tier: str | None = None
    annotators: tuple[str, ...] | None = None
    slice_s: float = SLICE_S
    unlabelled_is_missing: bool = False


EVERYTHING = Asked()


def agreement(project: Project, asked: Asked = EVERYTHING) -> Agreement:
    """Compare everybody who labelled or corrected the same videos.

    An annotator takes part in a video's tier with a segment on it; who has none there says nothing of it.

    Raises:
        InputError: there is no such video, tier or annotator, or the slices are too short.
    """
    videos = project.videos.all() if asked.video_id is None else [project.videos.get(asked.video_id)]
    tiers = project.segments.tiers() if asked.tier is None else [project.segments.tier(asked.tier).name]
    _check_known(project, asked.annotators or ())
    asked = replace(asked, annotators=asked.annotators or _everybody(project))
    found = [_tier_agreement(project, tier, videos, asked) for tier in tiers]
    poses = compare_poses(project, videos, asked.annotators) if asked.tier is None else []
    return Agreement(asked.slice_s, tuple(tier for tier in found if tier is not None), tuple(poses))


def disputes(
    project: Project, video: Video, tier: str, annotators: Sequence[str] | None = None
) -> list[Dispute]:
    """Return the stretches of a video on which its annotators differ, by time."""
    spans = _spans_by_annotator(project, video, tier, annotators or _everybody(project))
    return [_dispute(video, difference) for difference in differences(spans)]


def spans_of(segments: Sequence[Segment]) -> list[Span]:
    """Return segments as what measures of agreement compare."""
    return [Span(segment.start_s, segment.end_s, segment.label) for segment in segments]


@dataclass(frozen=True)
class _VideoTier:
    """What the annotators of one video say on one tier, and when the video begins and ends."""

    video: Video
    begin_s: float
    end_s: float
    spans: Mapping[str, list[Span]]


def _tier_agreement(
    project: Project, tier: str, videos: Sequence[Video], asked: Asked
) -> TierAgreement | None:
    """Return None where fewer than two annotators labelled a video together."""
    parts = []
    for video in videos:
        spans = _spans_by_annotator(project, video, tier, asked.annotators)
        if len(spans) >= 2:
            parts.append(_VideoTier(video, *span_s(project, video), spans))
    if not parts:
        return None
    names = sorted({name for part in parts for name in part.spans})
    codes = _codes(parts, names, asked)
    pairs = [
        pair
        for a, b in combinations(range(len(names)), 2)
        if (pair := _labels_of_pair(parts, names[a], names[b], codes[[a, b]])) is not None
    ]
    found = [_dispute(part.video, difference) for part in parts for difference in differences(part.spans)]
    worst = sorted(found, key=lambda dispute: dispute.start_s - dispute.end_s)[:WORST]
    return TierAgreement(
        tier, tuple(names), len(parts), fleiss_kappa(codes), krippendorffs_alpha(codes), tuple(pairs),
        tuple(worst),
    )  # fmt: skip


def _labels_of_pair(parts: Sequence[_VideoTier], a: str, b: str, codes: Codes) -> LabelsOfPair | None:
    both = [part for part in parts if a in part.spans and b in part.spans]
    if not both:
        return None
    n_pairs, n_a, n_b, edges, found = 0, 0, 0, [], []
    for part in both:
        of_a, of_b = part.spans[a], part.spans[b]
        matched = match(of_a, of_b)
        n_pairs, n_a, n_b = n_pairs + len(matched), n_a + len(of_a), n_b + len(of_b)
        edges.append(paired_edges(of_a, of_b, matched))
        found += [_dispute(part.video, difference) for difference in differences({a: of_a, b: of_b})]
    return LabelsOfPair(
        a, b, len(both), percent_agreement(codes), cohens_kappa(codes), segment_f1(n_pairs, n_a, n_b),
        edge_errors(np.concatenate(edges)),
        max(found, key=lambda dispute: dispute.end_s - dispute.start_s, default=None),
    )  # fmt: skip


def _codes(parts: Sequence[_VideoTier], names: Sequence[str], asked: Asked) -> Codes:
    """(R, N) the slices of all videos one after another."""
    words: dict[tuple[str, ...], int] = {}
    blocks = [
        slice_codes(
            [part.spans.get(name) for name in names],
            part.begin_s,
            part.end_s,
            slice_s=asked.slice_s,
            unlabelled_is_missing=asked.unlabelled_is_missing,
            words=words,
        )
        for part in parts
    ]
    return np.concatenate(blocks, axis=1)


def _spans_by_annotator(
    project: Project, video: Video, tier: str, annotators: Sequence[str] | None
) -> dict[str, list[Span]]:
    by_name: dict[str, list[Span]] = {}
    for segment in project.segments.for_video(video.id, tier):
        if annotators is None or segment.annotator in annotators:
            by_name.setdefault(segment.annotator, []).extend(spans_of([segment]))
    return dict(sorted(by_name.items()))


def _dispute(video: Video, difference: Difference) -> Dispute:
    return Dispute(video.id, video.name, difference.start_s, difference.end_s, difference.said)


def _everybody(project: Project) -> tuple[str, ...]:
    """Return all annotators but those in whose names gold was marked."""
    golds = project.rulings.golds()
    return tuple(annotator.name for annotator in project.annotators.all() if annotator.name not in golds)


def _check_known(project: Project, names: Sequence[str]) -> None:
    known = [annotator.name for annotator in project.annotators.all()]
    for name in names:
        if name not in known:
            raise InputError(
                f"There is no annotator {name!r} in {project.name}.", f"Known: {', '.join(known)}."
            )
