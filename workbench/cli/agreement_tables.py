"""What is printed of agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.entities import Segment
from core.metrics.agreement.matching import EDGES
from core.metrics.agreement.score import Score
from workbench.actions.adjudicating import Adjudication
from workbench.actions.agreeing import Agreement, LabelsOfPair, TierAgreement
from workbench.actions.pose_agreeing import PosesOfPair
from workbench.cli.output import escape, say, show


def show_agreement(found: Agreement) -> None:
    """Print the tables, then what each number is and why a missing one is missing."""
    for tier in found.tiers:
        _show_tier(tier)
    if found.poses:
        _show_poses(found.poses)
    if not (found.tiers or found.poses):
        say("No two annotators have labelled or corrected the same video yet.")
        return
    say(f"Slices are {found.slice_s:g} s long.")
    for name, definition in _definitions(found).items():
        say(f"[bold]{escape(name)}[/]: {escape(definition)}")


def show_adjudication(found: Adjudication) -> None:
    """Print what was taken over and what is left, with what each annotator marked there."""
    case = found.case
    n_taken, has = len(found.taken), f"{escape(case.gold)} has {found.n_gold} on {escape(case.tier)}"
    say(f"{n_taken} segments taken over; {has}.")
    rows = [
        (f"{each.start_s:.2f} to {each.end_s:.2f} s", *(_marked(own) for own in each.says.values()))
        for each in found.left
    ]
    names = list(found.left[0].says) if found.left else []
    show(("left to decide", *names), rows, empty="Nothing is left to decide.")
    if found.left:
        say(f"Decide one with --take {escape(names[0])} --at {found.left[0].start_s:.2f}, or in the window.")


def _marked(segments: Sequence[Segment]) -> str:
    spans = [f"{s.label} {s.start_s:.2f}–{s.end_s:.2f}" for s in segments]
    return ", ".join(spans) or "nothing"


def number(score: Score) -> str:
    """Return a score as text, with its n."""
    return f"– (n = {score.n})" if score.value is None else f"{score.value:.3f} (n = {score.n})"


def _show_tier(tier: TierAgreement) -> None:
    say(f"Tier [bold]{escape(tier.tier)}[/], {tier.n_videos} videos, {len(tier.annotators)} annotators:")
    headers = ("annotators", "videos", "agreement", "Cohen's kappa", "segment F1", "edges, ms", "differ most")
    show(headers, [_row(pair) for pair in tier.pairs], empty="")
    say(f"All together: {tier.fleiss.name} {number(tier.fleiss)}, {tier.alpha.name} {number(tier.alpha)}.")
    for why in sorted({f"{score.name}: {score.undefined}" for score in _scores(tier) if score.undefined}):
        say(f"  {escape(why)}")


def _row(pair: LabelsOfPair) -> tuple[object, ...]:
    edges, worst = pair.edges, pair.worst
    off = f"– (n = {edges.n})"
    if edges.mean_ms is not None:
        middle = f"median {edges.median_ms:.0f}, signed {edges.signed_ms:+.0f}"
        off = f"{edges.mean_ms:.0f}, {middle} (n = {edges.n})"
    where = f"video {worst.video_id}, {worst.start_s:.2f} to {worst.end_s:.2f} s" if worst else "nowhere"
    scores = map(number, (pair.agreement, pair.kappa, pair.f1))
    return (f"{pair.a}, {pair.b}", pair.n_videos, *scores, off, where)


def _show_poses(poses: Iterable[PosesOfPair]) -> None:
    say("Poses that two corrected:")
    rows = [
        (
            f"{pair.a}, {pair.b}",
            pair.n_videos,
            pair.n_frames,
            *map(number, (pair.agreement.oks, pair.agreement.pck, pair.agreement.shown)),
            "–" if pair.agreement.distance_px is None else f"{pair.agreement.distance_px:.1f}",
        )
        for pair in poses
    ]
    headers = ("annotators", "videos", "frames", "OKS", "PCK", "same visibility", "mean distance, px")
    show(headers, rows, empty="")


def _scores(tier: TierAgreement) -> list[Score]:
    pairs = [score for pair in tier.pairs for score in (pair.agreement, pair.kappa, pair.f1)]
    return [tier.fleiss, tier.alpha, *pairs]


def _definitions(found: Agreement) -> dict[str, str]:
    scores = [score for tier in found.tiers for score in _scores(tier)]
    scores += [
        s for pair in found.poses for s in (pair.agreement.oks, pair.agreement.pck, pair.agreement.shown)
    ]
    edges = {"Edges": EDGES} if found.tiers else {}
    return {score.name: score.definition for score in scores} | edges
