"""Studies with a design: drafts that may change, then frozen ones that may only end."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import InputError, StoreError
from core.studies.design import Design
from core.studies.records import Clip, DesignedStudy, Role
from db.schema import StudyClipRow, StudyRow
from db.store import Repository, Store, now

FROZEN = "A study that has started can only be ended: its answers are to what it was."


class StudyDesigns(Repository):
    def create(self, design: Design) -> DesignedStudy:
        """Add a draft."""
        row = StudyRow(name=design.name, seed=design.seed, created_at=now(), design=design.plain())
        with self._store.write() as session:
            session.add(row)
            session.flush()
            return designed(self._store, row)

    def get(self, study_id: int) -> DesignedStudy:
        """Return a study; `InputError` when there is none with that id, or it has no design."""
        with self._store.read() as session:
            return designed(self._store, self._row(session, study_id))

    def all(self) -> list[DesignedStudy]:
        """Return all studies with a design, oldest first."""
        query = select(StudyRow).where(StudyRow.design.is_not(None)).order_by(StudyRow.id)
        with self._store.read() as session:
            return [designed(self._store, row) for row in session.scalars(query)]

    def change(self, study_id: int, design: Design) -> DesignedStudy:
        """Give a draft another design; `InputError` once it has started."""
        with self._store.write() as session:
            row = self._row(session, study_id, lock=True)
            if row.started_at is not None:
                raise InputError(f"The study {row.name!r} has started.", FROZEN)
            row.name, row.seed, row.design = design.name, design.seed, design.plain()
            session.flush()
            return designed(self._store, row)

    def delete(self, study_id: int) -> None:
        """Delete a draft; `InputError` once it has started."""
        with self._store.write() as session:
            row = self._row(session, study_id, lock=True)
            if row.started_at is not None:
                raise InputError(f"The study {row.name!r} has started and is kept.", FROZEN)
            session.execute(delete(StudyRow).where(StudyRow.id == study_id))

    def start(self, study_id: int, design: Design, clips: Sequence[Clip]) -> DesignedStudy:
        """Freeze a draft with the clips that were made of it.

        Raises:
            InputError: it has started already, or is not `design` any more: somebody changed it meanwhile.
        """
        with self._store.write() as session:
            row = self._row(session, study_id, lock=True)
            if row.started_at is not None:
                raise InputError(f"The study {row.name!r} has started already.")
            if Design.from_plain(row.design or {}).sha256() != design.sha256():
                raise InputError(f"The study {row.name!r} was changed meanwhile.", "Start it again.")
            session.add_all(_clip_row(study_id, clip) for clip in clips)
            row.started_at, row.design_sha256 = now(), design.sha256()
            session.flush()
            return designed(self._store, row)

    def end(self, study_id: int) -> DesignedStudy:
        """End a running study: it takes no more answers. One that has ended stays as it is."""
        with self._store.write() as session:
            row = self._row(session, study_id, lock=True)
            if row.started_at is None:
                raise InputError(
                    f"The study {row.name!r} has not started.", "Delete it, if it is not wanted."
                )
            row.ended_at = row.ended_at or now()
            session.flush()
            return designed(self._store, row)

    def clips(self, study_id: int) -> list[Clip]:
        """Return what a started study shows, by number."""
        query = select(StudyClipRow).where(StudyClipRow.study_id == study_id).order_by(StudyClipRow.number)
        with self._store.read() as session:
            self._row(session, study_id)
            return [self._clip(row) for row in session.scalars(query)]

    def _row(self, session: Session, study_id: int, *, lock: bool = False) -> StudyRow:
        row = self._store.row(session, StudyRow, study_id, "study", lock=lock)
        if row.design is None:
            raise InputError(f"The study {row.name!r} is a simple one, without a design.")
        return row

    def _clip(self, row: StudyClipRow) -> Clip:
        return Clip(
            number=row.number,
            role=self._store.word(Role, row.role),
            group=row.made_by,
            style=row.style,
            scene=row.scene,
            source=row.source,
            sha256=row.sha256,
            path=row.path,
            sound_path=row.sound_path,
            start_s=row.start_s,
            duration_s=row.duration_s,
            drawing=row.drawing,
            version=row.version,
            loudness_lufs=row.loudness_lufs,
        )


def designed(store: Store, row: StudyRow) -> DesignedStudy:
    """Return a study with a design; `StoreError` when its design is not the one that it started with."""
    try:
        design = Design.from_plain(row.design or {})
    except InputError as e:
        raise StoreError(f"{store.place} holds a damaged study: {e.message}") from e
    if row.design_sha256 is not None and design.sha256() != row.design_sha256:
        raise StoreError(
            f"The study {row.name!r} of {store.place} is not as it started: somebody changed the database.",
            "Restore the project from a backup.",
        )
    return DesignedStudy(row.id, design, row.created_at, row.started_at, row.ended_at)


def _clip_row(study_id: int, clip: Clip) -> StudyClipRow:
    return StudyClipRow(
        study_id=study_id,
        number=clip.number,
        role=str(clip.role),
        made_by=clip.group,
        style=clip.style,
        scene=clip.scene,
        source=clip.source,
        sha256=clip.sha256,
        path=clip.path,
        sound_path=clip.sound_path,
        start_s=clip.start_s,
        duration_s=clip.duration_s,
        drawing=clip.drawing,
        version=clip.version,
        loudness_lufs=clip.loudness_lufs,
    )
