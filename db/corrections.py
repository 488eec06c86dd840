"""People's changes to tracks: rows on top of what the machine said, never edited, never deleted.

The newest row of a (track, frame, joint) is in force, unless it is a `REVERT`. Each row says everything that
it changes, so that putting an older correction again (undo) gives exactly what it gave before.

A correction belongs to the body that it was put on: it lies on the track whose body that is, and goes to
whoever is given that body (`db.arrangement`). Everything but `history` speaks of people as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, Select, String, bindparam, func, insert, literal, null, select
from sqlalchemy.orm import Session

from core.entities import Correction, CorrectionKind, JointEdit
from core.errors import InputError
from db.annotators import annotator_row
from db.arrangement import Arrangements, Span, bodies_of
from db.chunks import Poses
from db.schema import AnnotatorRow, CorrectionRow, SwapRow, TrackRow
from db.store import Repository, Store, now
from db.track_rows import skeleton_of, track_row

Mark: TypeAlias = Row[int, int, str, float | None, float | None, float | None]
"""frame, joint, kind, x, y, z of a correction in force."""

_VERSION_JOINT = -1  # in place of a joint: this row's frame is the version of the video's arrangement

MAX_FRAMES = 2**31 - 1
"""More than any track has: a year of video at 60 frames a second."""

_PLACE = tuple[int, int]  # frame, joint


# The newest correction of each joint, from one stretch of one index. Built once: this is on the way of every
# frame to the screen, where putting the query together would cost more than asking it.
_NEWEST = (
    select(func.max(CorrectionRow.id))
    .where(
        CorrectionRow.track_id == bindparam("track_id"),
        CorrectionRow.frame >= bindparam("start"),
        CorrectionRow.frame < bindparam("stop"),
    )
    .group_by(CorrectionRow.frame, CorrectionRow.joint)
)
_IS_IN_FORCE = (CorrectionRow.id.in_(_NEWEST), CorrectionRow.kind != CorrectionKind.REVERT)
_MARKS = select(
    CorrectionRow.frame,
    CorrectionRow.joint,
    CorrectionRow.kind,
    CorrectionRow.x,
    CorrectionRow.y,
    CorrectionRow.z,
).where(*_IS_IN_FORCE)
# With them, in one question, whether the people were swapped since they were last read.
_MARKS_AND_VERSION = _MARKS.union_all(
    select(
        func.coalesce(func.max(SwapRow.id), 0),
        literal(_VERSION_JOINT),
        literal("", String),
        null(),
        null(),
        null(),
    ).where(SwapRow.video_id == bindparam("video_id"))
)
_FRAMES = select(CorrectionRow.frame).where(*_IS_IN_FORCE).distinct().order_by(CorrectionRow.frame)
_VIDEO = select(TrackRow.video_id).where(TrackRow.id == bindparam("track_id"))


class Corrections(Repository):
    def __init__(self, store: Store, arrangements: Arrangements) -> None:
        super().__init__(store)
        self._arrangements = arrangements

    def put(self, track_id: int, edits: Sequence[JointEdit], annotator: str) -> list[Correction]:
        """Store edits, in their order, in one transaction: durable when this returns.

        A `MOVE` whose coordinate is None keeps the machine's. A `HIDE` without a position stays where the
        joint was put by the correction in force.

        Raises:
            InputError: a frame or joint is outside the track, or a position is not finite; nothing is stored.
        """
        return self.put_all({track_id: edits}, annotator)

    def put_all(self, edits: Mapping[int, Sequence[JointEdit]], annotator: str) -> list[Correction]:
        """Store edits of several tracks, by track id, in one transaction; see `put`."""
        stored: list[Correction] = []
        if not any(edits.values()):
            return stored
        with self._store.write() as session:
            who = annotator_row(session, annotator)
            for track_id in sorted(edits):  # in one order, so that two people never wait for each other
                if edits[track_id]:
                    stored += self._put(session, track_id, edits[track_id], who)
        return stored

    def _put(
        self, session: Session, track_id: int, edits: Sequence[JointEdit], who: AnnotatorRow
    ) -> list[Correction]:
        track = track_row(self._store, session, track_id, lock=True)
        _check(edits, track.n_frames, len(skeleton_of(self._store, track).joints))
        frames = sorted({int(edit.frame) for edit in edits})
        spans = self._spans(session, track.video_id, track_id, frames[0], frames[-1] + 1)
        before = _in_force(session, spans)
        settled, after = _settle(edits, before)
        track.n_corrected += _frames(after) - _frames(before)
        return _insert(session, settled, track_id, bodies_of(spans, frames), who)

    def in_force(self, track_id: int, start: int = 0, stop: int | None = None) -> list[Correction]:
        """Return the corrections in force of frames ``start`` up to ``stop``, by frame and joint."""
        query = _with_annotator().where(*_IS_IN_FORCE).order_by(CorrectionRow.frame, CorrectionRow.joint)
        with self._store.read() as session:
            return [
                self._correction(*row, track_id=track_id)
                for span in self._bodies(session, track_id, start, stop)
                for row in session.execute(query, span_parameters(span))
            ]

    def at(self, track_id: int, frame: int, joint: int) -> Correction | None:
        """Return the correction in force of one joint in one frame; None where the machine's word stands."""
        with self._store.read() as session:
            (span,) = self._bodies(session, track_id, frame, frame + 1)
            query = _with_annotator().where(
                CorrectionRow.track_id == span.body,
                CorrectionRow.frame == frame,
                CorrectionRow.joint == joint,
            )
            row = session.execute(query.order_by(CorrectionRow.id.desc()).limit(1)).first()
            if row is None or row[0].kind == CorrectionKind.REVERT:
                return None
            return self._correction(*row, track_id=track_id)

    def frames(self, track_id: int) -> NDArray[np.int64]:
        """Return the frames with a correction in force, ascending, each once."""
        with self._store.read() as session:
            return corrected_frames(session, self._bodies(session, track_id))

    def history(self, track_id: int) -> list[Correction]:
        """Return every correction ever made to the body of a track, whoever has it now, oldest first."""
        query = _with_annotator().where(CorrectionRow.track_id == track_id).order_by(CorrectionRow.id)
        with self._store.read() as session:
            return [self._correction(*row) for row in session.execute(query)]

    def _bodies(self, session: Session, track_id: int, start: int = 0, stop: int | None = None) -> list[Span]:
        """Return whose bodies a track has; its own, when there is no such track."""
        video_id = session.scalar(_VIDEO, {"track_id": track_id}) or 0
        return self._spans(session, video_id, track_id, start, MAX_FRAMES if stop is None else stop)

    def _spans(self, session: Session, video_id: int, track_id: int, start: int, stop: int) -> list[Span]:
        return self._arrangements.fresh(session, video_id).spans(track_id, start, stop)

    def _correction(self, row: CorrectionRow, annotator: str, *, track_id: int | None = None) -> Correction:
        return Correction(
            frame=row.frame,
            joint=row.joint,
            kind=self._store.word(CorrectionKind, row.kind),
            x=row.x,
            y=row.y,
            z=row.z,
            id=row.id,
            track_id=row.track_id if track_id is None else track_id,
            annotator=annotator,
            created_at=row.created_at,
        )


def marks(session: Session, store: Store, video_id: int, span: Span) -> tuple[list[Mark], int]:
    """Return what `overlay` needs of the corrections in force on a body, and the arrangement's version."""
    parameters = span_parameters(span) | {"video_id": video_id}
    rows, version = list[Mark](), 0
    for row in session.execute(_MARKS_AND_VERSION, parameters):
        if row.joint == _VERSION_JOINT:
            version = row.frame
        else:
            store.word(CorrectionKind, row.kind)
            rows.append(row)
    return rows, version


def corrected_frames(session: Session, spans: Sequence[Span]) -> NDArray[np.int64]:
    """Return the frames of stretches with a correction in force, ascending, each once."""
    by_body: dict[int, list[Span]] = {}
    for span in spans:
        by_body.setdefault(span.body, []).append(span)
    parts = [_corrected_frames(session, body, mine) for body, mine in by_body.items()]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *parts]))


def _corrected_frames(session: Session, body: int, spans: Sequence[Span]) -> NDArray[np.int64]:
    """The corrected frames of a body in ascending stretches: one query, since there may be thousands."""
    whole = Span(body, spans[0].start, spans[-1].stop)
    frames = np.array(session.scalars(_FRAMES, span_parameters(whole)).all(), np.int64)
    starts, stops = (np.array([span[i] for span in spans]) for i in (1, 2))
    inside: NDArray[np.bool_] = frames < stops[np.searchsorted(starts, frames, side="right") - 1]
    return frames[inside]


def span_parameters(span: Span) -> dict[str, int]:
    """Return the parameters of a query of what is in force."""
    return {"track_id": span.body, "start": span.start, "stop": span.stop}


def overlay(poses: Poses, start: int, corrections: Iterable[Mark | Correction]) -> Poses:
    """Return poses with corrections on top.

    Args:
        poses: (n, J, 4) of frames `start` onwards.
        corrections: in force, with `frame`, `joint`, `kind`, `x`, `y`, `z`; other frames' are ignored.
    """
    out = poses.copy()
    n, joints = out.shape[:2]
    for mark in corrections:
        frame = mark.frame - start
        if not (0 <= frame < n and 0 <= mark.joint < joints):
            continue
        joint = out[frame, mark.joint]
        for axis, value in enumerate((mark.x, mark.y, mark.z)):
            if value is not None:
                joint[axis] = value
        joint[3] = 0.0 if mark.kind == CorrectionKind.HIDE else 1.0
    return out


def _with_annotator() -> Select[CorrectionRow, str]:
    return select(CorrectionRow, AnnotatorRow.name).join(
        AnnotatorRow, AnnotatorRow.id == CorrectionRow.annotator_id
    )


def _check(edits: Sequence[JointEdit], n_frames: int, n_joints: int) -> None:
    for edit in edits:
        if not (0 <= edit.frame < n_frames and 0 <= edit.joint < n_joints):
            raise InputError(
                f"Frame {edit.frame}, joint {edit.joint} is outside the track "
                f"({n_frames} frames, {n_joints} joints)."
            )
        if not all(value is None or np.isfinite(value) for value in (edit.x, edit.y, edit.z)):
            raise InputError(f"Frame {edit.frame}, joint {edit.joint}: a position must be finite.")


def _in_force(session: Session, spans: Sequence[Span]) -> dict[_PLACE, JointEdit]:
    rows = [row for span in spans for row in session.execute(_MARKS, span_parameters(span))]
    return {(row.frame, row.joint): JointEdit(*row[:2], CorrectionKind(row.kind), *row[3:]) for row in rows}


def _settle(
    edits: Sequence[JointEdit], before: dict[_PLACE, JointEdit]
) -> tuple[list[JointEdit], dict[_PLACE, JointEdit]]:
    """Return the edits with hidden joints where they were put, and what is in force after them."""
    after, settled = dict(before), []
    for edit in map(_plain, edits):
        place = (edit.frame, edit.joint)
        if edit.kind is CorrectionKind.REVERT:
            after.pop(place, None)
            settled.append(JointEdit(*place, edit.kind))
            continue
        old = after.get(place)
        stays = edit.kind is CorrectionKind.HIDE and (edit.x, edit.y, edit.z) == (None, None, None)
        after[place] = replace(edit, x=old.x, y=old.y, z=old.z) if old and stays else edit
        settled.append(after[place])
    return settled, after


def _plain(edit: JointEdit) -> JointEdit:
    """The same edit without NumPy's numbers, which the drivers do not know."""
    x, y, z = (None if value is None else float(value) for value in (edit.x, edit.y, edit.z))
    return JointEdit(int(edit.frame), int(edit.joint), CorrectionKind(edit.kind), x, y, z)


def _frames(places: Iterable[_PLACE]) -> int:
    return len({frame for frame, _ in places})


def _insert(
    session: Session, edits: Sequence[JointEdit], track_id: int, bodies: Mapping[int, int], who: AnnotatorRow
) -> list[Correction]:
    """Store edits of a track on the bodies that it has in their frames."""
    at = now()
    shared = {"annotator_id": who.id, "created_at": at}
    # vars(), not asdict(): that copies every value, which is half the time of storing a passage.
    values = [vars(edit) | shared | {"track_id": bodies[edit.frame]} for edit in edits]
    query = insert(CorrectionRow).returning(CorrectionRow.id, sort_by_parameter_order=True)
    ids = session.scalars(query, values).all()
    return [
        Correction(**vars(edit), id=row_id, track_id=track_id, annotator=who.name, created_at=at)
        for row_id, edit in zip(ids, edits, strict=True)
    ]
