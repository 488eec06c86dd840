"""The tiers of the open video as the page knows them. No Qt; kept so that an edit costs what it changes."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from core.entities import Label, Segment, Tier
from db.project import Project
from workbench.actions.labels import STYLE
from workbench.gui.widgets.timeline.shown_tier import ShownTier

FREE_TEXT = frozenset({"comment"})  # tiers whose labels are sentences and not a vocabulary


@dataclass(frozen=True)
class TierMarks:
    """A tier, its vocabulary, and everybody's segments of a video on it, by start."""

    tier: Tier
    labels: tuple[Label, ...]
    segments: tuple[Segment, ...]


def read_tiers(project: Project, video_id: int) -> tuple[TierMarks, ...]:
    """Return all tiers of a project with a video's segments."""
    by_tier: dict[str, list[Segment]] = {}
    for segment in project.segments.for_video(video_id):
        by_tier.setdefault(segment.tier, []).append(segment)
    return tuple(
        TierMarks(tier, tuple(project.segments.labels(tier.name)), tuple(by_tier.get(tier.name, ())))
        for tier in project.segments.all_tiers()
    )


class Tiers:
    """What people put on the open video, tier by tier, and which tier they work on.

    Attributes:
        active: name of the tier that keys and new spans are for.
    """

    def __init__(self) -> None:
        self.active = STYLE
        self._marks: dict[str, TierMarks] = {}
        self._shown: dict[str, ShownTier] = {}

    def read(self, marks: Sequence[TierMarks]) -> None:
        """Take what was read of a video."""
        self._marks = {mark.tier.name: mark for mark in marks}
        self._shown.clear()
        if self._marks and self.active not in self._marks:
            self.active = next(iter(self._marks))

    def forget_segments(self) -> None:
        """Know the tiers and their vocabularies, but nothing on them: another video is about to be read."""
        self.read([TierMarks(marks.tier, marks.labels, ()) for marks in self._marks.values()])

    def add(self, tier: Tier) -> None:
        """See a new tier, without labels and segments."""
        self._marks[tier.name] = TierMarks(tier, (), ())

    def put(self, now: Sequence[Segment] = (), gone: Collection[int] = ()) -> None:
        """See segments that were stored, and forget those that are gone."""
        stale = {segment.id for segment in now} | set(gone)
        for name, marks in self._marks.items():
            added = [segment for segment in now if segment.tier == name]
            kept = [segment for segment in marks.segments if segment.id not in stale]
            if not added and len(kept) == len(marks.segments):
                continue
            for segment in added:
                insort(kept, segment, key=_by_start)
            self._marks[name] = TierMarks(marks.tier, marks.labels, tuple(kept))
            self._shown.pop(name, None)

    def move(self, spans: Mapping[int, tuple[float, float]]) -> None:
        """See that segments, by id, begin and end at other times."""
        for marks in list(self._marks.values()):
            moved = [segment for segment in marks.segments if segment.id in spans]
            self.put([replace(s, start_s=spans[s.id][0], end_s=spans[s.id][1]) for s in moved])

    def set_labels(self, tier: str, labels: Sequence[Label]) -> None:
        """Learn the vocabulary of a tier."""
        marks = self._marks.get(tier)
        if marks is not None:
            self._marks[tier] = TierMarks(marks.tier, tuple(labels), marks.segments)
            self._shown.pop(tier, None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._marks)

    @property
    def tier(self) -> Tier | None:
        """The active tier; None before any was read."""
        marks = self._marks.get(self.active)
        return None if marks is None else marks.tier

    @property
    def labels(self) -> tuple[Label, ...]:
        """The vocabulary of the active tier; none of a tier that takes sentences."""
        return () if self.is_free_text else self.labels_of(self.active)

    @property
    def is_free_text(self) -> bool:
        """Whether the active tier takes sentences."""
        return self.active in FREE_TEXT

    def labels_of(self, tier: str) -> tuple[Label, ...]:
        """The vocabulary of a tier."""
        marks = self._marks.get(tier)
        return () if marks is None else marks.labels

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Everybody's segments of the active tier, by start."""
        marks = self._marks.get(self.active)
        return () if marks is None else marks.segments

    def segment(self, segment_id: int) -> Segment | None:
        """Return a segment of any tier; None when there is none."""
        found = (s for marks in self._marks.values() for s in marks.segments if s.id == segment_id)
        return next(found, None)

    def lacks(self, segments: Sequence[Segment]) -> set[str]:
        """Return the tiers in whose vocabulary a label of these segments is not known yet."""
        known = {(label.tier, label.name) for marks in self._marks.values() for label in marks.labels}
        return {segment.tier for segment in segments if (segment.tier, segment.label) not in known}

    def step(self, by: int, hidden: Collection[str] = ()) -> str:
        """Return the name of the tier that many below the active one, hidden ones left out."""
        names = [name for name in self._marks if name not in hidden or name == self.active]
        if self.active not in names:
            return self.active
        return names[max(0, min(names.index(self.active) + by, len(names) - 1))]

    def shown(self, annotator: str) -> tuple[ShownTier, ...]:
        """Return the tiers as the timeline shows them to an annotator."""
        for name, marks in self._marks.items():
            known = self._shown.get(name)
            if known is None or known.annotator != annotator:
                is_vocabulary = name not in FREE_TEXT  # sentences have no colours of their own
                colours = {label.name: label.colour for label in marks.labels if is_vocabulary}
                self._shown[name] = ShownTier(
                    name, marks.segments, colours, annotator, overlaps=marks.tier.overlaps
                )
        return tuple(self._shown[name] for name in self._marks)


def _by_start(segment: Segment) -> tuple[float, int]:
    return segment.start_s, segment.id
