"""Which body each person has in which frames: what remains of all swaps of a video, in their order.

A swap exchanges what two people have in a stretch of frames, and nothing else does. So in every frame each
body belongs to exactly one person, whatever was swapped, by whom, in which order; and the same swaps again
in reverse give back what was before.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from core.errors import StoreError
from db.schema import SwapRow

MAX_SWAPS = 20_000
"""Of one video. Working them out then still takes less than a second."""

_Runs = tuple[list[int], list[int]]  # where each begins, ascending from 0; whose body it is


class Span(NamedTuple):
    """Frames ``start`` up to, not including, ``stop``, of the body of a track."""

    body: int
    start: int
    stop: int


class Swap(NamedTuple):
    """Two tracks of a video exchange what they have in frames ``start`` up to, not including, ``stop``."""

    first: int
    second: int
    start: int
    stop: int


class Arrangement:
    """The bodies of a video's tracks.

    Args:
        version: changes when the swaps do.
        swaps: oldest first.
    """

    def __init__(self, version: int, swaps: Sequence[Swap]) -> None:
        self.version = version
        self._runs = _runs(swaps)

    def spans(self, track_id: int, start: int, stop: int) -> list[Span]:
        """Return whose bodies a track has from ``start`` to ``stop``, each stretch as long as it can be."""
        runs = self._runs.get(track_id)
        if runs is None:
            return [Span(track_id, start, stop)]
        begins, bodies = runs
        at = max(bisect_right(begins, start) - 1, 0)
        spans: list[Span] = []
        while start < stop:
            end = min(begins[at + 1], stop) if at + 1 < len(begins) else stop
            spans.append(Span(bodies[at], start, end))
            start, at = end, at + 1
        return spans

    def body(self, track_id: int, frame: int) -> int:
        """Return whose body a track has in a frame."""
        return self.spans(track_id, frame, frame + 1)[0].body

    @property
    def changed(self) -> list[int]:
        """The tracks that have another body than their own somewhere, ascending."""
        return sorted(track for track, (_, bodies) in self._runs.items() if bodies != [track])


def bodies_of(spans: Sequence[Span], frames: Sequence[int]) -> dict[int, int]:
    """Return whose body is there in each of some frames, all of them within the spans."""
    begins = [span.start for span in spans]
    return {frame: spans[bisect_right(begins, frame) - 1].body for frame in frames}


def _runs(swaps: Sequence[Swap]) -> dict[int, _Runs]:
    if not swaps:
        return {}
    tracks = sorted({track for swap in swaps for track in swap[:2]})
    cuts = np.unique([0, *(max(frame, 0) for swap in swaps for frame in swap[2:])])
    rows = {track: row for row, track in enumerate(tracks)}
    bodies = np.repeat(np.asarray(tracks)[:, None], len(cuts), axis=1)
    for first, second, start, stop in swaps:
        a, b = np.searchsorted(cuts, (max(start, 0), max(stop, 0)))
        pair = [rows[first], rows[second]]
        bodies[pair, a:b] = bodies[pair[::-1], a:b]
    return {track: _joined(cuts, bodies[row]) for track, row in rows.items()}


def _joined(cuts: np.ndarray, bodies: np.ndarray) -> _Runs:
    begins = np.flatnonzero(np.r_[True, np.diff(bodies) != 0])
    return cuts[begins].tolist(), bodies[begins].tolist()


_VERSION = select(func.coalesce(func.max(SwapRow.id), 0)).where(SwapRow.video_id == bindparam("video_id"))
_SWAPS = (
    select(SwapRow.first_id, SwapRow.second_id, SwapRow.start_frame, SwapRow.stop_frame)
    .where(SwapRow.video_id == bindparam("video_id"))
    .order_by(SwapRow.id)
    .limit(MAX_SWAPS + 1)
)


class Arrangements:
    """The arrangement of each video, as last read.

    Swaps are only ever added, so that the newest one's id says whether what is remembered still holds.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._known: dict[int, Arrangement] = {}
        self._lock = threading.Lock()

    def known(self, video_id: int) -> Arrangement:
        """Return an arrangement without asking the database; compare its version before it is trusted."""
        with self._lock:
            return self._known.get(video_id, _UNTOUCHED)

    def fresh(self, session: Session, video_id: int) -> Arrangement:
        """Return the arrangement as this session sees it."""
        known = self.known(video_id)
        version = session.scalar(_VERSION, {"video_id": video_id}) or 0
        return known if known.version == version else self.read(session, video_id, version)

    def read(self, session: Session, video_id: int, version: int) -> Arrangement:
        """Work out an arrangement whose newest swap is ``version``."""
        swaps = [Swap(*row) for row in session.execute(_SWAPS, {"video_id": video_id})]
        if len(swaps) > MAX_SWAPS:
            raise StoreError(f"{self._place} holds more than {MAX_SWAPS:,} swaps of people for one video.")
        made = Arrangement(version, swaps)
        with self._lock:
            self._known[video_id] = made
        return made


_UNTOUCHED = Arrangement(0, ())
