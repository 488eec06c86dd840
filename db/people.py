"""Who is who in a video: people swapped, split, added, deleted and named, on top of what was found.

Two things are stored, both append-only. A swap: two people exchange what they have in a stretch of frames.
A card: the name and colour of a person, and whether they count. Everything that can be done to people is
made of the two, and the same swaps in reverse with the cards of before take it back exactly: a split swaps
with somebody new who has nothing, a deletion from a frame on swaps with somebody set aside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from core.entities import BY_HAND, Person, Space, Track
from core.errors import InputError
from db.annotators import annotator_row
from db.arrangement import MAX_SWAPS, Arrangement, Arrangements, Swap
from db.corrections import corrected_frames
from db.palette import PALETTE
from db.schema import PersonRow, SwapRow, TrackRow, VideoRow
from db.store import Repository, Store, now
from db.track_rows import is_newest
from db.tracks import Tracks

_DEFAULT_COLOURS = PALETTE[:8]


class Fresh(Enum):
    """Somebody who is not there yet; one mending makes at most one of each."""

    NEW = "new"  # a person whom nobody found
    ASIDE = "aside"  # not shown, keeps what others lose


Who = int | Fresh
"""The number of a person, or somebody fresh."""


@dataclass(frozen=True)
class Exchange:
    """A wish: two people exchange what they have in stretches of frames, (start, stop)."""

    first: Who
    second: Who
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Describe:
    """A wish: a person's name, colour, or whether they count; what is None stays."""

    who: Who
    name: str | None = None
    colour: str | None = None
    is_hidden: bool | None = None


Wish = Exchange | Describe


@dataclass(frozen=True)
class Card:
    """What people said of a person; empty: nothing."""

    name: str = ""
    colour: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class CardChange:
    """Another card for the tracks of one person."""

    track_ids: tuple[int, ...]
    before: Card
    after: Card


@dataclass(frozen=True)
class PeopleChange:
    """What one mending stored, and with `inverse` what takes it back."""

    video_id: int
    swaps: tuple[Swap, ...] = ()
    cards: tuple[CardChange, ...] = ()

    @property
    def inverse(self) -> PeopleChange:
        cards = tuple(CardChange(card.track_ids, card.after, card.before) for card in self.cards)
        return PeopleChange(self.video_id, self.swaps[::-1], cards[::-1])


class People(Repository):
    def __init__(self, store: Store, tracks: Tracks, arrangements: Arrangements) -> None:
        super().__init__(store)
        self._tracks, self._arrangements = tracks, arrangements

    def of_video(self, video_id: int) -> list[Person]:
        """Return the people in a video, by number."""
        by_number = defaultdict[int, dict[Space, Track]](dict)
        for track in self._tracks.current(video_id):
            by_number[track.person][track.space] = track
        with self._store.read() as session:
            cards = _cards(session, [track.id for found in by_number.values() for track in found.values()])
        return [_person(number, found, cards) for number, found in sorted(by_number.items())]

    def mend(self, video_id: int, wishes: Sequence[Wish], annotator: str) -> PeopleChange:
        """Store wishes, in their order, in one transaction: durable when this returns.

        Raises:
            InputError: there is no such video or person, a stretch is outside the video, or the two people
                have different skeletons; nothing is stored.
        """
        with self._store.write() as session:
            roster = _Roster(self._store, session, video_id)
            for wish in wishes:
                if isinstance(wish, Exchange):
                    roster.exchange(wish)
                else:
                    roster.describe(wish)
            change = PeopleChange(video_id, tuple(roster.swaps), tuple(roster.cards))
            _store(session, change, annotator)
        return change

    def put(self, change: PeopleChange, annotator: str) -> None:
        """Store a change again, or its inverse: what redo and undo need; one transaction."""
        with self._store.write() as session:
            _store(session, change, annotator)

    def version(self, video_id: int) -> int:
        """Return a number that is another when people were swapped: what caches of tracks must know."""
        with self._store.read() as session:
            return self._arrangements.fresh(session, video_id).version

    def is_mended(self, video_id: int) -> bool:
        """Whether people did anything to the people in a video that a new search would lose."""
        with self._store.read() as session:
            rows = session.scalars(select(TrackRow).where(TrackRow.video_id == video_id, is_newest())).all()
            swapped = set(self._arrangements.fresh(session, video_id).changed)
            cards = _cards(session, [row.id for row in rows])
            untouched = {row.id: Card(is_hidden=not row.chunk_frames) for row in rows}
            return any(
                row.id in swapped or cards.get(row.id, untouched[row.id]) != untouched[row.id] for row in rows
            )


def _person(number: int, found: dict[Space, Track], cards: dict[int, Card]) -> Person:
    tracks = tuple(found[space] for space in Space if space in found)
    card = cards.get(tracks[0].id, Card())
    colour = card.colour or _DEFAULT_COLOURS[number % len(_DEFAULT_COLOURS)]
    return Person(tracks[0].video_id, number, card.name, colour, tracks)


def _cards(session: Session, track_ids: Sequence[int]) -> dict[int, Card]:
    """The cards in force, by track."""
    newest = select(func.max(PersonRow.id)).where(PersonRow.track_id.in_(track_ids))
    rows = session.scalars(select(PersonRow).where(PersonRow.id.in_(newest.group_by(PersonRow.track_id))))
    return {row.track_id: Card(row.name, row.colour, row.is_hidden) for row in rows}


class _Roster:
    """The people of a video while they are mended, and what the mending will store."""

    def __init__(self, store: Store, session: Session, video_id: int) -> None:
        store.row(session, VideoRow, video_id, "video")
        self._session = session
        query = select(TrackRow).where(TrackRow.video_id == video_id, is_newest()).order_by(TrackRow.id)
        self._people = defaultdict[Who, dict[str, TrackRow]](dict)
        for row in session.scalars(query.with_for_update()):
            self._people[row.person][row.space] = row
        self._known = _cards(session, [row.id for rows in self._people.values() for row in rows.values()])
        self.swaps: list[Swap] = []
        self.cards: list[CardChange] = []

    def exchange(self, wish: Exchange) -> None:
        first, second = self._rows(wish.first), self._rows(wish.second)
        if first is second:
            raise InputError("Somebody cannot be swapped with themselves.")
        pairs = [self._pair(wish, space) for space in dict.fromkeys((*first, *second))]
        for start, stop in wish.spans:
            for a, b in pairs:
                if not 0 <= start < stop <= a.n_frames:
                    raise InputError(
                        f"Frames {start} up to {stop} are not a stretch of a video of {a.n_frames} frames."
                    )
                self.swaps.append(Swap(a.id, b.id, start, stop))

    def describe(self, wish: Describe) -> None:
        ids = tuple(row.id for row in self._rows(wish.who).values())
        before = self._known.get(ids[0], Card())
        after = Card(
            before.name if wish.name is None else wish.name,
            before.colour if wish.colour is None else wish.colour,
            before.is_hidden if wish.is_hidden is None else wish.is_hidden,
        )
        if after != before:
            self._known |= dict.fromkeys(ids, after)
            self.cards.append(CardChange(ids, before, after))

    def _pair(self, wish: Exchange, space: str) -> tuple[TrackRow, TrackRow]:
        """Return the tracks of two people in one space; who has none there is given an empty one."""
        rows = [self._people[who] for who in (wish.first, wish.second)]
        like = next(found[space] for found in rows if space in found)
        for found in rows:
            if space not in found:
                known = next(iter(found.values()))
                found[space] = self._empty(like, known.person, known.source, is_hidden=known.is_hidden)
                self._known[found[space].id] = self._known.get(known.id, Card())
        a, b = (found[space] for found in rows)
        if (a.n_frames, a.skeleton) != (b.n_frames, b.skeleton):
            raise InputError("These two cannot be swapped: their tracks have different joints or lengths.")
        return a, b

    def _rows(self, who: Who) -> dict[str, TrackRow]:
        """Return somebody's tracks, by space."""
        if who in self._people:
            return self._people[who]
        if not isinstance(who, Fresh):
            raise InputError(f"There is no person {who + 1} in this video.", "List them with: barre people.")
        likes = next(iter(self._people.values()), None)
        if likes is None:
            raise InputError(
                "Nobody was looked for in this video yet.", "Look for people first: barre poses P VIDEO."
            )
        numbers = [number for number in self._people if isinstance(number, int)]
        number = max(numbers) + 1 if who is Fresh.NEW else min(numbers) - 1
        made = {space: self._empty(like, number, BY_HAND) for space, like in likes.items()}
        self._people[who] = made
        self._known |= {row.id: Card(is_hidden=True) for row in made.values()}
        if who is Fresh.NEW:
            self.describe(Describe(who, is_hidden=False))
        return made

    def _empty(self, like: TrackRow, person: int, source: str, *, is_hidden: bool = True) -> TrackRow:
        """Add a track without poses of its own."""
        row = TrackRow(
            video_id=like.video_id, person=person, space=like.space, source=source,
            skeleton=like.skeleton, fps=like.fps, n_frames=like.n_frames, n_missing=like.n_frames,
            n_corrected=0, chunk_frames=0, complete=True, is_hidden=is_hidden, created_at=now(),
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return row


def _store(session: Session, change: PeopleChange, annotator: str) -> None:
    who, at = annotator_row(session, annotator), now()
    said_by = {"annotator_id": who.id, "created_at": at}
    if change.swaps:
        rows = [
            {
                "video_id": change.video_id, "first_id": swap.first, "second_id": swap.second,
                "start_frame": int(swap.start), "stop_frame": int(swap.stop), **said_by,
            }
            for swap in change.swaps
        ]  # fmt: skip
        session.execute(insert(SwapRow), rows)
        _recount(session, change)
    for card in change.cards:
        values = {"name": card.after.name, "colour": card.after.colour, "is_hidden": card.after.is_hidden}
        rows = [{"track_id": track_id, **values, **said_by} for track_id in card.track_ids]
        session.execute(insert(PersonRow), rows)
        hidden = update(TrackRow).where(TrackRow.id.in_(card.track_ids))
        session.execute(hidden.values(is_hidden=card.after.is_hidden))


def _recount(session: Session, change: PeopleChange) -> None:
    """Count the corrected frames of the tracks that have other bodies now."""
    query = select(SwapRow.first_id, SwapRow.second_id, SwapRow.start_frame, SwapRow.stop_frame)
    rows = session.execute(query.where(SwapRow.video_id == change.video_id).order_by(SwapRow.id)).all()
    if len(rows) > MAX_SWAPS:
        raise InputError(f"The people in one video can be swapped {MAX_SWAPS:,} times, not more often.")
    # Not through `Arrangements`: until it is committed, nobody may remember it.
    arrangement = Arrangement(0, [Swap(*row) for row in rows])
    for track_id in {track_id for swap in change.swaps for track_id in swap[:2]}:
        track = session.get_one(TrackRow, track_id, with_for_update=True)
        track.n_corrected = len(corrected_frames(session, arrangement.spans(track_id, 0, track.n_frames)))
