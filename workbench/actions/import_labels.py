"""Bringing labels that another program wrote into a video that the project has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from core.entities import Segment, Video
from core.errors import InputError
from core.formats.registry import read_labels
from core.formats.timed_label import LabelFile, whole_ms
from core.spans import SHORTEST_S, Span, overlap_s
from db.project import Project
from db.segments import OnOverlap, SegmentSpec
from workbench.actions.labels import span_s, user_name

UNNAMED = "comment"
"""The tier of labels whose file does not say one."""

MAX_LABELS = 20_000
MAX_TIERS = 200
"""Nobody draws more on one video; a file that has them is none of labels."""

_MAX_NAME = 200  # characters of a label, a tier, an annotator


@dataclass(frozen=True)
class LabelsPlan:
    """What an import of labels is about to do.

    Attributes:
        specs: segments to add.
        new_tiers: tiers to make for them, and whether segments may overlap on each.
        n_known: labels that the project has, to the millisecond.
        notes: what was left out, cut or assumed, a sentence each.
    """

    specs: tuple[SegmentSpec, ...]
    new_tiers: dict[str, bool]
    n_known: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LabelsImport:
    """What an import of labels did; see `LabelsPlan`."""

    added: tuple[Segment, ...]
    new_tiers: tuple[str, ...]
    n_known: int
    notes: tuple[str, ...]


def import_labels(
    project: Project,
    video_id: int,
    path: Path | str,
    *,
    annotator: str | None = None,
    tier: str | None = None,
    fallback: str | None = None,
) -> LabelsImport:
    """Add the labels of a file to a video; see `plan_labels`."""
    plan = plan_labels(project, video_id, path, annotator=annotator, tier=tier, fallback=fallback)
    return add_labels(project, plan)


def plan_labels(
    project: Project,
    video_id: int,
    path: Path | str,
    *,
    annotator: str | None = None,
    tier: str | None = None,
    fallback: str | None = None,
) -> LabelsPlan:
    """Read the labels of a file for a video. Nothing that the project has is changed.

    A label that is there already is known. One that reaches over an end of the video is cut, one outside is
    left out. One over another of the same annotator is kept beside it, even on a tier without overlaps.

    Args:
        annotator: who says all of them; who the file names when left out, or else `fallback`.
        fallback: who says what the file gives no annotator; the user when left out.
        tier: for labels that the file gives no tier; `UNNAMED` when left out.

    Raises:
        InputError: no such video, or the file has no labels.
        MediaError: the file cannot be read or is damaged.
    """
    video = project.videos.get(video_id)
    file = read_labels(path, media=Path(video.path).name)
    if not file.labels:
        raise InputError(f"{path} has no labels.", "Nothing was imported.")
    n_tiers = len({label.tier for label in file.labels})
    if len(file.labels) > MAX_LABELS or n_tiers > MAX_TIERS:
        raise InputError(
            f"{path} has {len(file.labels):,} labels on {n_tiers:,} tiers.",
            f"Up to {MAX_LABELS:,} on {MAX_TIERS} are read: cut it into parts.",
        )
    notes = list(file.notes)
    said = _specs(project, video, file, (annotator or "").strip(), (tier or "").strip() or UNNAMED, fallback)
    specs = _inside(video, span_s(project, video), said, notes)
    there = project.segments.for_video(video.id)
    fresh = _unknown(specs, there)
    overlapping = {each.name: each.overlaps for each in project.segments.all_tiers()}
    new_tiers = {
        name: _overlap([spec for spec in fresh if spec.tier == name])
        for name in dict.fromkeys(spec.tier for spec in fresh)
        if name not in overlapping
    }
    alone = [spec for spec in fresh if not overlapping.get(spec.tier, True)]
    notes += _overlaps_said(alone, there)
    return LabelsPlan(tuple(fresh), new_tiers, len(specs) - len(fresh), tuple(notes))


def add_labels(project: Project, plan: LabelsPlan) -> LabelsImport:
    """Make the tiers and add the segments of a plan, all segments or none."""
    known = set(project.segments.tiers())
    made = [name for name in plan.new_tiers if name not in known]
    for name in made:
        project.segments.add_tier(name, overlaps=plan.new_tiers[name])
    added = project.segments.replace([], add=plan.specs, on_overlap=OnOverlap.KEEP)
    return LabelsImport(tuple(added), tuple(made), plan.n_known, plan.notes)


def _specs(
    project: Project, video: Video, file: LabelFile, who: str, unnamed: str, fallback: str | None
) -> list[SegmentSpec]:
    """Return the labels as segments, on tiers called as the project calls them."""
    names = {name.casefold(): name for name in project.segments.tiers()}
    otherwise = (fallback or "").strip() or user_name()
    specs = []
    for label in file.labels:
        said = (label.tier.strip() or unnamed)[:_MAX_NAME]
        by = (who or label.annotator.strip() or otherwise)[:_MAX_NAME]
        word = label.label.strip()[:_MAX_NAME]
        on = names.setdefault(said.casefold(), said)
        specs.append(SegmentSpec(video.id, on, word, label.start_s, label.end_s, by))
    return specs


def _inside(video: Video, span: Span, specs: Sequence[SegmentSpec], notes: list[str]) -> list[SegmentSpec]:
    """Return what lies in the video, cut at its ends."""
    inside, n_cut = [], 0
    for spec in specs:
        start_s, end_s = max(spec.start_s, span[0]), min(spec.end_s, span[1])
        if end_s - start_s < min(SHORTEST_S, spec.end_s - spec.start_s):
            continue
        # Files hold milliseconds: an end that is off by less is no cut worth a word.
        n_cut += max(start_s - spec.start_s, spec.end_s - end_s) > SHORTEST_S
        inside.append(spec._replace(start_s=start_s, end_s=end_s))
    if n_out := len(specs) - len(inside):
        notes.append(f"Left out, outside {video.name}: {n_out}.")
    if n_cut:
        notes.append(f"Cut at an end of {video.name}: {n_cut}.")
    return inside


def _unknown(specs: Sequence[SegmentSpec], there: Sequence[Segment]) -> list[SegmentSpec]:
    """Return those that the project does not have."""
    known = Counter((s.tier, s.label, s.annotator, whole_ms(s.start_s, s.end_s)) for s in there)
    fresh = []
    for spec in specs:
        key = spec.tier, spec.label, spec.annotator, whole_ms(spec.start_s, spec.end_s)
        if known[key] > 0:
            known[key] -= 1
        else:
            fresh.append(spec)
    return fresh


def _overlaps_said(specs: Sequence[SegmentSpec], there: Sequence[Segment]) -> list[str]:
    """Say where labels come to lie over others that their annotator made here."""
    spans = defaultdict[tuple[str, str], list[Span]](list)
    for segment in there:
        spans[segment.tier, segment.annotator].append((segment.start_s, segment.end_s))
    over = Counter(
        (spec.tier, spec.annotator)
        for spec in specs
        if any(
            overlap_s((spec.start_s, spec.end_s), other) > SHORTEST_S
            for other in spans[spec.tier, spec.annotator]
        )
    )
    return [f"Over others of {annotator} on {tier}, both kept: {n}." for (tier, annotator), n in over.items()]


def _overlap(specs: Sequence[SegmentSpec]) -> bool:
    """Whether segments of one annotator overlap."""
    ordered = sorted(specs, key=lambda spec: (spec.annotator, spec.start_s))
    return any(a.annotator == b.annotator and b.start_s + SHORTEST_S < a.end_s for a, b in pairwise(ordered))
