"""Making one gold tier of what several annotators say, and remembering who said what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.entities import Segment
from core.errors import InputError
from core.metrics.agreement.consensus import TOLERANCE_S, Agreed, Disputed, Vote, consensus
from core.metrics.agreement.spans import Span
from core.spans import free_parts
from db.project import Project
from db.rulings import Decision, Ruled
from db.segments import SegmentSpec
from workbench.actions.labels import user_name

GOLD = "gold"


class Rule(StrEnum):
    """How many must agree for a segment to become gold without being looked at."""

    ALL = "all"
    MAJORITY = "majority"


@dataclass(frozen=True)
class Case:
    """A tier of a video that is adjudicated.

    Attributes:
        annotators: whose segments count; by default those of everybody who labelled the tier there.
        gold: the annotator in whose name the result is marked.
        tolerance_s: how far apart edges may be that count as the same.
    """

    video_id: int
    tier: str
    annotators: tuple[str, ...] = ()
    gold: str = GOLD
    rule: Rule = Rule.ALL
    tolerance_s: float = TOLERANCE_S


@dataclass(frozen=True)
class OpenDispute:
    """A stretch that waits for a decision: what each annotator marked there, by name; empty: nothing."""

    start_s: float
    end_s: float
    says: Mapping[str, tuple[Segment, ...]]


@dataclass(frozen=True)
class Adjudication:
    """What was taken over, and what is left, by time. `n_gold`: segments of the gold tier by now."""

    case: Case
    taken: tuple[Segment, ...]
    n_gold: int
    left: tuple[OpenDispute, ...]


def adjudicate(project: Project, case: Case, judge: str | None = None) -> Adjudication:
    """Take over what the annotators agree on, and list what is left to decide.

    A gold segment's edges are the medians of theirs. What was decided before stays as it is.

    Raises:
        InputError: there is no such video, tier or annotator, or fewer than two labelled the tier.
    """
    agreed, _ = _weighed(project, case)
    decisions = agreed_decisions(case, agreed)
    made = project.rulings.rule(decisions, case.gold, _judge(judge)).segments if decisions else ()
    n_gold = len(project.segments.for_video(case.video_id, case.tier, case.gold))
    return Adjudication(case, made, n_gold, tuple(open_disputes(project, case)))


def agreed_decisions(case: Case, agreed: Sequence[Agreed]) -> list[Decision]:
    """Return what to store for what annotators agree on."""
    return [
        Decision(
            SegmentSpec(case.video_id, case.tier, each.span.label, *each.span[:2], case.gold),
            tuple(vote.id for vote in each.votes),
            tuple(vote.id for vote in each.overruled),
        )
        for each in agreed
    ]


def pending_decisions(project: Project, case: Case) -> list[Decision]:
    """Return what `adjudicate` would store now."""
    return agreed_decisions(case, _weighed(project, case)[0])


def open_disputes(project: Project, case: Case) -> list[OpenDispute]:
    """Return what waits for a decision, by time; what is agreed on and not taken over yet is not in it."""
    names = annotators_of(project, case)
    by_id = {segment.id: segment for segment in project.segments.for_video(case.video_id, case.tier)}
    _, left = _weighed(project, case)
    return sorted((_open(dispute, names, by_id) for dispute in left), key=lambda dispute: dispute.start_s)


def decision(case: Case, dispute: OpenDispute, annotator: str | None) -> list[Decision]:
    """Return what to store where one annotator is right: their segments become gold, the others' are refused.

    Who marked nothing there is right that nothing is there; None: nobody is right.

    Raises:
        InputError: the annotator does not take part.
    """
    if annotator is not None and annotator not in dispute.says:
        raise InputError(
            f"{annotator!r} is not one of those who are compared.", f"They are: {', '.join(dispute.says)}."
        )
    refused = tuple(s.id for name, own in dispute.says.items() if name != annotator for s in own)
    taken = [
        Decision(SegmentSpec(s.video_id, s.tier, s.label, s.start_s, s.end_s, case.gold), (s.id,))
        for s in dispute.says.get(annotator or "", ())
    ]
    return [*taken, Decision(None, refused=refused)]


def take(project: Project, case: Case, at_s: float, annotator: str | None, judge: str | None = None) -> Ruled:
    """Decide the dispute at a moment for one annotator; None: for nobody.

    Raises:
        InputError: nothing is disputed there, or the annotator does not take part.
    """
    for dispute in open_disputes(project, case):
        if dispute.start_s <= at_s < dispute.end_s:
            return project.rulings.rule(decision(case, dispute, annotator), case.gold, _judge(judge))
    raise InputError(f"Nothing waits for a decision at {at_s:g} s.", "List what is left without --take.")


def annotators_of(project: Project, case: Case) -> tuple[str, ...]:
    """Return who takes part in a case, by name; see `adjudicate` for its errors."""
    project.videos.get(case.video_id)
    tier = project.segments.tier(case.tier).name
    golds = {case.gold, *project.rulings.golds()}
    found = {segment.annotator for segment in project.segments.for_video(case.video_id, tier)}
    names = case.annotators or tuple(sorted(found - golds))
    unknown = set(names) - {annotator.name for annotator in project.annotators.all()}
    if unknown:
        raise InputError(f"There is no annotator {sorted(unknown)[0]!r} in {project.name}.")
    if len(set(names)) < 2:
        who = f"Only {names[0]}" if names else "Nobody"
        raise InputError(
            f"{who} labelled the tier {tier!r} of this video.",
            "It takes two annotators to compare.",
        )
    return tuple(dict.fromkeys(names))


def _weighed(project: Project, case: Case) -> tuple[list[Agreed], list[Disputed]]:
    """Return what is agreed on and disputed of what nobody has decided yet."""
    names = annotators_of(project, case)
    ruled = {r.segment_id for r in project.rulings.for_video(case.video_id, case.tier, case.gold)}
    votes = [
        Vote(segment.id, segment.annotator, Span(segment.start_s, segment.end_s, segment.label))
        for segment in project.segments.for_video(case.video_id, case.tier)
        if segment.annotator in names and segment.id not in ruled
    ]
    needed = len(names) if case.rule is Rule.ALL else len(names) // 2 + 1
    overlaps = project.segments.tier(case.tier).overlaps
    agreed, disputed = consensus(votes, needed=needed, tolerance_s=case.tolerance_s, overlaps=overlaps)
    if overlaps:
        return agreed, disputed
    gold = [(s.start_s, s.end_s) for s in project.segments.for_video(case.video_id, case.tier, case.gold)]
    free = [each for each in agreed if _has_room(each.span, gold)]
    late = [each for each in agreed if each not in free]
    votes_of = [(*each.votes, *each.overruled) for each in late]
    return free, [*disputed, *(Disputed(*each.span[:2], v) for each, v in zip(late, votes_of, strict=True))]


def _has_room(span: Span, gold: Sequence[tuple[float, float]]) -> bool:
    """Whether most of a span is free of gold: who agrees after a decision was made does not undo it."""
    free_s = sum(end_s - start_s for start_s, end_s in free_parts(span[:2], gold))
    return free_s > (span.end_s - span.start_s) / 2


def _open(dispute: Disputed, names: Sequence[str], by_id: Mapping[int, Segment]) -> OpenDispute:
    says = {name: tuple(by_id[vote.id] for vote in dispute.votes if vote.annotator == name) for name in names}
    return OpenDispute(dispute.start_s, dispute.end_s, says)


def _judge(judge: str | None) -> str:
    return (judge or "").strip() or user_name()
