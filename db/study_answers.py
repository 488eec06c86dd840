"""Raters, what they answered and what they did. Answers are never changed; a rater can be deleted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.errors import InputError, StoreError
from core.studies.records import (
    Answer,
    DesignedStudy,
    EventKind,
    Given,
    Rater,
    Role,
    StudyEvent,
    Trial,
    Watched,
)
from db.schema import AnswerRow, RaterRow, StudyClipRow, StudyEventRow, StudyRow
from db.store import Repository, now
from db.study_designs import designed

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another when read aloud or written
CODE_LENGTH = 5

MakePlan = Callable[[int], Sequence[Trial]]


class StudyAnswers(Repository):
    def begin(self, study_id: int, language: str, consent_sha256: str, make_plan: MakePlan) -> Rater:
        """Add a rater, who gets the next number and a code that nobody had.

        Two windows that do this at once get different numbers: the plan is made inside the transaction.

        Raises:
            InputError: the study is not running.
        """
        with self._store.write() as session:
            self._check_running(session, study_id)
            highest = session.scalar(select(func.max(RaterRow.number)).where(RaterRow.study_id == study_id))
            number = 0 if highest is None else highest + 1
            taken = set(session.scalars(select(RaterRow.code).where(RaterRow.study_id == study_id)))
            row = RaterRow(
                study_id=study_id, code=_new_code(taken), number=number, language=language,
                consent_sha256=consent_sha256, plan=_packed(make_plan(number)), created_at=now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return self._rater(row)

    def raters(self, study_id: int) -> list[Rater]:
        """Return the raters of a study, by number."""
        query = select(RaterRow).where(RaterRow.study_id == study_id).order_by(RaterRow.number)
        with self._store.read() as session:
            return [self._rater(row) for row in session.scalars(query)]

    def rater(self, study_id: int, code: str) -> Rater:
        """Return a rater by code, however it is written; `InputError` when there is none."""
        with self._store.read() as session:
            return self._rater(self._by_code(session, study_id, code))

    def next_trial(self, rater_id: int) -> Trial | None:
        """Return the first trial of a rater that is not answered; None when all are."""
        with self._store.read() as session:
            rater = self._rater(self._store.row(session, RaterRow, rater_id, "rater"))
            done = set(session.scalars(select(AnswerRow.trial).where(AnswerRow.rater_id == rater_id)))
        return next((trial for trial in rater.plan if trial.position not in done), None)

    def answer(self, rater_id: int, position: int, given: Sequence[Given], watched: Watched) -> Trial | None:
        """Store all answers of a trial, and return the next one; None when that was the last.

        Raises:
            InputError: it is answered already, the study is not running, or not every question has an answer.
        """
        with self._store.write() as session:
            row = self._store.row(session, RaterRow, rater_id, "rater", lock=True)
            study = self._check_running(session, row.study_id)
            rater = self._rater(row)
            done = set(session.scalars(select(AnswerRow.trial).where(AnswerRow.rater_id == rater_id)))
            trial = next((trial for trial in rater.plan if trial.position == position), None)
            if trial is None or position in done:
                raise InputError("This was answered already.", "The next one is shown.")
            if sorted(one.question for one in given) != sorted(study.design.questions):
                raise InputError("Not every question was answered.")
            session.add_all(self._rows(session, row, trial, given, watched))
            done.add(position)
            left = next((trial for trial in rater.plan if trial.position not in done), None)
            if left is None:
                row.finished_at = now()
            return left

    def answers(self, study_id: int) -> list[Answer]:
        """Return the answers of a study in the order in which they were given."""
        query = (
            select(AnswerRow, RaterRow.code)
            .join(RaterRow, RaterRow.id == AnswerRow.rater_id)
            .where(RaterRow.study_id == study_id)
            .order_by(AnswerRow.id)
        )
        with self._store.read() as session:
            return [self._answer(row, code) for row, code in session.execute(query)]

    def log(self, rater_id: int, position: int, kind: EventKind, *, since_ms: int, at_s: float) -> None:
        """Remember what a rater did with a clip."""
        row = StudyEventRow(
            rater_id=rater_id, trial=position, kind=str(kind), since_ms=since_ms, at_s=at_s, created_at=now()
        )
        with self._store.write() as session:
            self._store.row(session, RaterRow, rater_id, "rater")
            session.add(row)

    def events(self, study_id: int) -> list[StudyEvent]:
        """Return what the raters of a study did, in its order."""
        query = (
            select(StudyEventRow, RaterRow.code)
            .join(RaterRow, RaterRow.id == StudyEventRow.rater_id)
            .where(RaterRow.study_id == study_id)
            .order_by(StudyEventRow.id)
        )
        with self._store.read() as session:
            return [
                StudyEvent(
                    code, row.trial, self._store.word(EventKind, row.kind), row.since_ms, row.at_s,
                    row.created_at,
                )
                for row, code in session.execute(query)
            ]  # fmt: skip

    def delete_rater(self, study_id: int, code: str) -> int:
        """Delete a rater with all that they said and did, and return how many answers that were."""
        with self._store.write() as session:
            row = self._by_code(session, study_id, code)
            n = session.scalar(select(func.count()).where(AnswerRow.rater_id == row.id)) or 0
            session.execute(delete(RaterRow).where(RaterRow.id == row.id))
            return n

    def _check_running(self, session: Session, study_id: int) -> DesignedStudy:
        row = self._store.row(session, StudyRow, study_id, "study")
        if row.started_at is None:
            raise InputError(f"The study {row.name!r} has not started.", "First: barre study start.")
        if row.ended_at is not None:
            raise InputError(f"The study {row.name!r} has ended; it takes no more answers.")
        return designed(self._store, row)

    def _by_code(self, session: Session, study_id: int, code: str) -> RaterRow:
        wanted = code.strip().upper()
        row = session.scalar(select(RaterRow).filter_by(study_id=study_id, code=wanted))
        if row is None:
            raise InputError(f"No rater has the code {wanted!r} in study {study_id}.")
        return row

    def _rows(
        self, session: Session, rater: RaterRow, trial: Trial, given: Sequence[Given], watched: Watched
    ) -> list[AnswerRow]:
        query = select(StudyClipRow).where(
            StudyClipRow.study_id == rater.study_id, StudyClipRow.number.in_(trial.clips)
        )
        clips = {row.number: row for row in session.scalars(query)}
        shown = [clips[number] for number in trial.clips]
        return [
            AnswerRow(
                rater_id=rater.id, trial=trial.position, role=str(trial.role), question=one.question,
                choice=one.choice, value=one.value, reasons=list(one.reasons), comment=one.comment,
                response_ms=watched.response_ms, n_plays=watched.n_plays, clips=list(trial.clips),
                clip_sha256s=[clip.sha256 for clip in shown], drawing=shown[0].drawing,
                version=watched.version, created_at=now(),
            )
            for one in given
        ]  # fmt: skip

    def _rater(self, row: RaterRow) -> Rater:
        try:
            trials = [
                Trial(position, Role(one["role"]), tuple(one["clips"]), one["of"])
                for position, one in enumerate(row.plan["trials"])
            ]
        except (KeyError, TypeError, ValueError) as e:
            raise StoreError(f"{self._store.place} holds a damaged plan of a rater: {e}.") from e
        return Rater(
            row.id, row.study_id, row.code, row.number, row.language, row.consent_sha256, tuple(trials),
            row.created_at, row.finished_at,
        )  # fmt: skip

    def _answer(self, row: AnswerRow, code: str) -> Answer:
        return Answer(
            sequence=row.id,
            rater=code,
            trial=row.trial,
            role=self._store.word(Role, row.role),
            clips=tuple(row.clips),
            question=row.question,
            choice=row.choice,
            value=row.value,
            reasons=tuple(row.reasons),
            comment=row.comment,
            response_ms=row.response_ms,
            n_plays=row.n_plays,
            clip_sha256s=tuple(row.clip_sha256s),
            drawing=row.drawing,
            version=row.version,
            created_at=row.created_at,
        )


def _packed(plan: Sequence[Trial]) -> dict[str, object]:
    return {
        "trials": [{"role": str(t.role), "clips": list(t.clips), "of": t.of} for t in plan],
    }


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code
