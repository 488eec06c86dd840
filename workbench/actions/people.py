"""Mending who is who in a video: what can be done to people, and who may be who after a gap.

A deed is worked out first (`swap`, `split`, `merge` ...), which may read whole tracks, and then done, which
is one transaction. The window, the commands and tests use the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.entities import Person, Space, Track
from core.errors import InputError
from core.pose.reidentify import LOOK_S, Glimpse, Match, glimpses, matches
from db.people import Describe, Exchange, Fresh, PeopleChange, Wish
from db.project import Project
from workbench.actions.labels import user_name

LONGEST_GAP_S = 10.0
"""Whoever has been away longer cannot be told by how they moved."""

_BLOCK_FRAMES = 1024
_LEAST_FRAMES = 3  # of somebody who comes back; shorter appearances are mostly mistakes
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Deed:
    """Something to do to the people in a video.

    Attributes:
        text: what it is, as undo lists it.
        wishes: what it is made of.
        frame: where it begins; None where that is nowhere.
    """

    text: str
    wishes: tuple[Wish, ...]
    frame: int | None = None


@dataclass(frozen=True)
class Presence:
    """Where a person is seen: a row of `barre people`.

    Attributes:
        n_seen: frames with the person, placed by hand or found.
        first, last: the first and last of them; None without any.
        gaps: stretches (start, stop) between them without the person.
        n_corrected: frames with a correction in force.
    """

    number: int
    title: str
    colour: str
    track_ids: tuple[int, ...]
    n_seen: int
    first: int | None
    last: int | None
    gaps: tuple[tuple[int, int], ...]
    n_corrected: int


@dataclass(frozen=True)
class Continuation:
    """Somebody who may be a lost person again, from `frame` on."""

    person: Person
    frame: int
    match: Match


def do(project: Project, video_id: int, deed: Deed, annotator: str | None = None) -> PeopleChange:
    """Do a deed in one transaction; `project.people.put` with the inverse of what is returned takes it back.

    Raises:
        InputError: a person or frame of it is not there (any more).
    """
    return project.people.mend(video_id, deed.wishes, (annotator or "").strip() or user_name())


def find(project: Project, video_id: int, who: str) -> Person:
    """Return a person by name, or by number as people count: from 1; `InputError` for nobody."""
    people = project.people.of_video(video_id)
    named = [person for person in people if who.strip().casefold() == person.title.casefold()]
    numbered = [person for person in people if who.strip() == str(person.number + 1)]
    if not named and not numbered:
        name, known = project.videos.get(video_id).name, ", ".join(person.title for person in people)
        raise InputError(f"There is no person {who!r} in {name}.", f"Known: {known or 'nobody'}.")
    return (named or numbered)[0]


def swap(first: Person, second: Person, frame: int) -> Deed:
    """Two people are each other from a frame on."""
    spans = ((frame, _n_frames(first)),)
    text = f"swap {first.title} and {second.title} from frame {frame} on"
    return Deed(text, (Exchange(first.number, second.number, spans),), frame)


def split(person: Person, frame: int) -> Deed:
    """From a frame on it is somebody new."""
    wish = Exchange(person.number, Fresh.NEW, ((frame, _n_frames(person)),))
    return Deed(f"split {person.title} from frame {frame} on", (wish,), frame)


def delete(project: Project, person: Person, frame: int = 0) -> Deed:
    """From a frame on there is no such person; from the first one they are in, not at all."""
    if frame == 0 or not seen(project, person)[:frame].any():
        return Deed(f"delete {person.title}", (Describe(person.number, is_hidden=True),), frame)
    wish = Exchange(person.number, Fresh.ASIDE, ((frame, _n_frames(person)),))
    return Deed(f"delete {person.title} from frame {frame} on", (wish,), frame)


def merge(project: Project, into: Person, other: Person, frame: int = 0) -> Deed:
    """From a frame on another person is this one wherever this one is not seen, and otherwise goes.

    Where both are seen, this one's pose stays. The other person is deleted when nothing is left of them.

    Raises:
        InputError: they are the same person.
    """
    if into.number == other.number:
        raise InputError(f"{into.title} cannot be merged into themselves.")
    mine, theirs = seen(project, into), seen(project, other)
    gaps = [(max(a, frame), b) for a, b in glimpses(~mine) if b > frame]
    spans = tuple((a, b) for a, b in gaps if theirs[a:b].any())
    wishes = [Exchange(into.number, other.number, spans)] if spans else []
    wishes_then = _without(other, frame, is_left=bool(theirs[:frame].any()))
    since = f" from frame {frame} on" if frame else ""
    return Deed(f"merge {other.title} into {into.title}{since}", (*wishes, wishes_then), frame)


def join(project: Project, person: Person, other: Person, frame: int) -> Deed:
    """After a gap, from a frame on, the person is whom another one was taken for.

    What the person had from there on is the other's, who is deleted when nothing is left of them.
    """
    mine, theirs = seen(project, person), seen(project, other)
    wishes: list[Wish] = [Exchange(person.number, other.number, ((frame, len(mine)),))]
    if not theirs[:frame].any() and not mine[frame:].any():
        wishes.append(Describe(other.number, is_hidden=True))
    return Deed(f"join {other.title} to {person.title} at frame {frame}", tuple(wishes), frame)


def join_across(project: Project, person: Person, other: Person | None, after: int = 0) -> Deed:
    """Join a person to another one, by default the likeliest, across the gap at or after a frame.

    Raises:
        InputError: there is no gap, or nobody (or not the other one) comes into view after it.
    """
    found = continuations(project, person, after)
    for candidate in found:
        if other is None or candidate.person.number == other.number:
            return join(project, person, candidate.person, candidate.frame)
    who = other.title if other is not None else "Nobody"
    raise InputError(
        f"{who} does not come into view after {person.title} was lost.",
        "See where everybody is with: barre people P VIDEO.",
    )


def add(name: str = "") -> Deed:
    """Somebody whom nobody found, to be placed joint by joint."""
    return Deed(f"add {name.strip() or 'a person'}", (Describe(Fresh.NEW, name=_name(name)),))


def describe(person: Person, *, name: str | None = None, colour: str | None = None) -> Deed:
    """Give a person another name (empty: none) or colour (#RRGGBB; empty: the one of their number)."""
    if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise InputError(f"{colour!r} is no colour.", "Write it as #RRGGBB, for example #56B4E9.")
    wish = Describe(person.number, None if name is None else _name(name), colour)
    what = f"name {person.title} {wish.name}" if wish.name else f"rename {person.title}"
    return Deed(what if name is not None else f"colour {person.title}", (wish,))


def presences(project: Project, video_id: int) -> list[Presence]:
    """Return where each person of a video is seen, by number."""
    return [_presence(project, person) for person in project.people.of_video(video_id)]


def seen(project: Project, person: Person) -> NDArray[np.bool_]:
    """Return (T,), true where any joint of a person is, corrections in force."""
    track = person.tracks[0]
    axes = 2 if track.space is Space.IMAGE else 3  # a joint placed by hand in the picture has no depth
    out = np.zeros(track.n_frames, np.bool_)
    for start in range(0, track.n_frames, _BLOCK_FRAMES):
        poses = project.tracks.read(track.id, start, start + _BLOCK_FRAMES)
        out[start : start + len(poses)] = np.isfinite(poses[..., :axes]).all(axis=-1).any(axis=-1)
    return out


def continuations(project: Project, person: Person, frame: int) -> list[Continuation]:
    """Return who may be a person again whom a frame, or the next gap after it, has lost; the likeliest first.

    Candidates are all who come into view after the person was last seen and before `LONGEST_GAP_S` are over.
    """
    mine = seen(project, person)
    gaps = [(a, b) for a, b in glimpses(~mine) if b > frame and a > 0]
    if not gaps:
        return []
    last = gaps[0][0] - 1
    times_s = project.videos.times_s(person.video_id)
    found: list[tuple[Person, int, Glimpse]] = []
    for other in project.people.of_video(person.video_id):
        if other.number == person.number:
            continue
        starts = [a for a, _ in glimpses(seen(project, other), least=_LEAST_FRAMES) if a > last]
        if starts and times_s[starts[0]] - times_s[last] <= LONGEST_GAP_S:
            found.append((other, starts[0], _glimpse(project, other.tracks[0], times_s, starts[0], 1)))
    before = _glimpse(project, person.tracks[0], times_s, last, -1)
    ranked = matches(before, [glimpse for _, _, glimpse in found])
    return [Continuation(found[match.index][0], found[match.index][1], match) for match in ranked]


def _without(person: Person, frame: int, *, is_left: bool) -> Wish:
    if not is_left:
        return Describe(person.number, is_hidden=True)
    return Exchange(person.number, Fresh.ASIDE, ((frame, _n_frames(person)),))


def _n_frames(person: Person) -> int:
    return person.tracks[0].n_frames


def _name(name: str) -> str:
    if len(name.strip()) > _LONGEST_NAME:
        raise InputError(f"A name may have {_LONGEST_NAME} letters; this one has {len(name.strip())}.")
    return name.strip()


def _presence(project: Project, person: Person) -> Presence:
    frames = np.flatnonzero(there := seen(project, person))
    first, last = (int(frames[0]), int(frames[-1])) if len(frames) else (None, None)
    gaps = (
        () if first is None else tuple((a, b) for a, b in glimpses(~there) if first < a and b <= (last or 0))
    )
    return Presence(
        person.number, person.title, person.colour, tuple(track.id for track in person.tracks),
        len(frames), first, last, gaps, len(project.corrections.frames(person.tracks[0].id)),
    )  # fmt: skip


def _glimpse(
    project: Project, track: Track, times_s: Sequence[float] | NDArray[np.float64], frame: int, step: int
) -> Glimpse:
    """Return what is seen of a track from a frame on (or up to it, by the sign of `step`) for a moment."""
    reach = max(1, round(LOOK_S * track.fps))
    start, stop = (frame, frame + reach) if step > 0 else (max(frame + 1 - reach, 0), frame + 1)
    xy = project.tracks.read(track.id, start, stop)[..., :2]
    there = np.isfinite(xy).all(axis=-1).any(axis=-1)
    return Glimpse(np.asarray(times_s)[start : start + len(xy)][there], xy[there])
