"""People's changes to tracks: rows on top of what the machine said, never edited, never deleted.

The newest row of a (track, frame, joint) is in force, unless it is a `REVERT`. Each row says everything that
it changes, so that putting an older correction again (undo) gives exactly what it gave before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, Select, bindparam, func, insert, select
from sqlalchemy.orm import Session

from core.entities import Correction, CorrectionKind, JointEdit
from core.errors import InputError
from db.annotators import annotator_row
from db.chunks import Poses
from db.schema import AnnotatorRow, CorrectionRow
from db.store import Repository, Store, now
from db.track_rows import skeleton_of, track_row

Mark: TypeAlias = Row[int, int, str, float | None, float | None, float | None]
"""frame, joint, kind, x, y, z of a correction in force."""

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


class Corrections(Repository):
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
        before = _in_force(session, track_id, [edit.frame for edit in edits])
        settled, after = _settle(edits, before)
        track.n_corrected += _frames(after) - _frames(before)
        return _insert(session, settled, track_id, who)

    def in_force(self, track_id: int, start: int = 0, stop: int | None = None) -> list[Correction]:
        """Return the corrections in force of frames ``start`` up to ``stop``, by frame and joint."""
        query = _with_annotator().where(*_IS_IN_FORCE).order_by(CorrectionRow.frame, CorrectionRow.joint)
        with self._store.read() as session:
            rows = session.execute(query, _span(track_id, start, stop))
            return [self._correction(*row) for row in rows]

    def at(self, track_id: int, frame: int, joint: int) -> Correction | None:
        """Return the correction in force of one joint in one frame; None where the machine's word stands."""
        query = _with_annotator().where(
            CorrectionRow.track_id == track_id, CorrectionRow.frame == frame, CorrectionRow.joint == joint
        )
        with self._store.read() as session:
            row = session.execute(query.order_by(CorrectionRow.id.desc()).limit(1)).first()
            if row is None or row[0].kind == CorrectionKind.REVERT:
                return None
            return self._correction(*row)

    def frames(self, track_id: int) -> NDArray[np.int64]:
        """Return the frames with a correction in force, ascending, each once."""
        query = select(CorrectionRow.frame).where(*_IS_IN_FORCE).distinct().order_by(CorrectionRow.frame)
        with self._store.read() as session:
            return np.fromiter(session.scalars(query, _span(track_id)), np.int64)

    def history(self, track_id: int) -> list[Correction]:
        """Return every correction ever made to a track, oldest first."""
        query = _with_annotator().where(CorrectionRow.track_id == track_id).order_by(CorrectionRow.id)
        with self._store.read() as session:
            return [self._correction(*row) for row in session.execute(query)]

    def _correction(self, row: CorrectionRow, annotator: str) -> Correction:
        return Correction(
            frame=row.frame,
            joint=row.joint,
            kind=self._store.word(CorrectionKind, row.kind),
            x=row.x,
            y=row.y,
            z=row.z,
            id=row.id,
            track_id=row.track_id,
            annotator=annotator,
            created_at=row.created_at,
        )


def marks(session: Session, store: Store, track_id: int, start: int, stop: int) -> Sequence[Mark]:
    """Return what `overlay` needs of the corrections in force of some frames."""
    rows = session.execute(_MARKS, _span(track_id, start, stop)).all()
    for kind in {row.kind for row in rows}:
        store.word(CorrectionKind, kind)
    return rows


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


def _span(track_id: int, start: int = 0, stop: int | None = None) -> dict[str, int]:
    """The parameters of a query of what is in force."""
    return {"track_id": track_id, "start": start, "stop": MAX_FRAMES if stop is None else stop}


def _in_force(session: Session, track_id: int, frames: Sequence[int]) -> dict[_PLACE, JointEdit]:
    """What is in force from the first to the last of some frames."""
    rows = session.execute(_MARKS, _span(track_id, min(frames), max(frames) + 1))
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
    session: Session, edits: Sequence[JointEdit], track_id: int, who: AnnotatorRow
) -> list[Correction]:
    at = now()
    shared = {"track_id": track_id, "annotator_id": who.id, "created_at": at}
    # vars(), not asdict(): that copies every value, which is half the time of storing a passage.
    values = [vars(edit) | shared for edit in edits]
    query = insert(CorrectionRow).returning(CorrectionRow.id, sort_by_parameter_order=True)
    ids = session.scalars(query, values).all()
    return [
        Correction(**vars(edit), id=row_id, track_id=track_id, annotator=who.name, created_at=at)
        for row_id, edit in zip(ids, edits, strict=True)
    ]
