"""From likelihoods a frame and joint to a few stretches that a person can be sent to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.skeleton import Skeleton
from core.suggestions.block import Evidence
from core.suggestions.limbs import limbs_of
from core.suggestions.reasons import Reason

LEAST = 0.25
"""Likelihood below which nothing is said."""

GAP_FRAMES = 2
"""Frames between two stretches that are still one."""

_WHOLE = (Reason.PEOPLE, Reason.SIDES)  # about more than one limb by their nature
_ORDER = {reason: place for place, reason in enumerate(Reason)}
_NAMES_FROM = 0.5  # likelihood from which a more telling reason names a suggestion


@dataclass(frozen=True)
class Finding:
    """One reason against one limb of one person in one stretch.

    Attributes:
        frame: the worst one.
        joints: the worst first.
        measure: of the worst joint in the worst frame; see `core.suggestions.detectors`.
    """

    reason: Reason
    person: int
    frame: int
    start: int
    stop: int
    joints: tuple[int, ...]
    likelihood: float
    measure: float


def findings(
    evidence: Evidence, person: int, skeleton: Skeleton, offset: int, first: int, stop: int
) -> list[Finding]:
    """Return the stretches of one block in which the evidence is worth a look.

    Args:
        offset: frame of the evidence's first row.
        first, stop: frames that count; the rest is margin.
    """
    inner = slice(first - offset, min(stop - offset, len(evidence.likelihood)))
    likelihood, measure = evidence.likelihood[inner], evidence.measure[inner]
    if not likelihood.size or float(likelihood.max()) < LEAST:
        return []
    found = []
    for joints in _groups(evidence.reason, skeleton):
        of_limb = likelihood[:, joints]
        for start, end in _runs(of_limb.max(axis=1) >= LEAST):
            part = of_limb[start:end]
            at, worst = divmod(int(part.argmax()), part.shape[1])
            best = part.max(axis=0)
            order = [i for i in np.argsort(-best, kind="stable").tolist() if best[i] >= 0.5 * best[worst]]
            found.append(
                Finding(
                    evidence.reason,
                    person,
                    first + start + at,
                    first + start,
                    first + end,
                    tuple(int(joints[i]) for i in order),
                    float(part[at, worst]),
                    float(measure[start + at, joints[worst]]),
                )
            )
    return found


def _groups(reason: Reason, skeleton: Skeleton) -> list[list[int]]:
    """Return the joints that are looked at together: a limb, or the whole body."""
    part = limbs_of(skeleton).part
    if reason in _WHOLE:
        return [list(range(len(part)))]
    groups: dict[int, list[int]] = defaultdict(list)
    for joint, limb in enumerate(part):
        groups[limb].append(joint)
    return list(groups.values())


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return (start, stop) of the stretches of true values, those with small gaps as one."""
    at = np.flatnonzero(flags)
    if not len(at):
        return []
    breaks = np.flatnonzero(np.diff(at) > GAP_FRAMES + 1)
    starts, stops = at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]] + 1
    return list(zip(starts.tolist(), stops.tolist(), strict=True))


def joined(found: Sequence[Finding], skeletons: Sequence[Skeleton]) -> list[Finding]:
    """Return findings with those that a block's end has cut put together again.

    Args:
        skeletons: one a person.
    """
    out: dict[tuple[Reason, int, int], list[Finding]] = defaultdict(list)
    for finding in sorted(found, key=lambda each: each.start):
        limb = limbs_of(skeletons[finding.person]).part[finding.joints[0]]
        same = out[finding.reason, finding.person, 0 if finding.reason in _WHOLE else limb]
        if same and finding.start - same[-1].stop <= GAP_FRAMES:
            worse = max(same[-1], finding, key=lambda each: each.likelihood)
            same[-1] = replace(worse, start=same[-1].start, stop=max(same[-1].stop, finding.stop))
        else:
            same.append(finding)
    return [finding for group in out.values() for finding in group]


def together(found: Sequence[Finding], n_people: int) -> list[list[Finding]]:
    """Return findings in groups that are one thing to look at, each with what names it first.

    The likeliest takes in weaker ones of the same person at the same time, unless those go on for much
    longer: a jump within a long stretch of doubt is a thing of its own.
    """
    groups: list[list[Finding]] = []
    for person in range(n_people):
        mine = sorted((f for f in found if f.person == person), key=lambda each: each.frame)
        frames = [finding.frame for finding in mine]
        taken: set[int] = set()
        for leader in sorted(range(len(mine)), key=lambda i: -mine[i].likelihood):
            if leader in taken:
                continue
            first = mine[leader]
            low = bisect_left(frames, first.start - GAP_FRAMES)
            high = bisect_right(frames, first.stop - 1 + GAP_FRAMES)
            near = [i for i in range(low, high) if i not in taken and _belongs(mine[i], first)]
            taken.update(near)
            groups.append(_named([mine[i] for i in near]))
    return groups


def _belongs(finding: Finding, leader: Finding) -> bool:
    """Whether a finding is the same thing as a likelier one: about as long, or short and of little weight."""
    length, whole = finding.stop - finding.start, leader.stop - leader.start
    is_as_long = whole <= 3 * length + 6 or finding.likelihood < _NAMES_FROM
    return finding is leader or (length <= 3 * whole + 6 and is_as_long)


def _named(group: list[Finding]) -> list[Finding]:
    """Put first what names the group: the most telling of what is likely, else the likeliest."""
    telling = [finding for finding in group if finding.likelihood >= _NAMES_FROM]
    main = (
        min(telling, key=lambda each: (_ORDER[each.reason], -each.likelihood))
        if telling
        else max(group, key=lambda each: each.likelihood)
    )
    rest = sorted((f for f in group if f is not main), key=lambda each: -each.likelihood)
    return [main, *rest]
