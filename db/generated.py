"""Dances that runs made."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from core.entities import Generated
from db.schema import GeneratedRow, RunRow
from db.store import Repository, Store, now


class GeneratedDances(Repository):
    def __init__(self, store: Store, relative: Callable[[str], str]) -> None:
        super().__init__(store)
        self._relative = relative

    def add(
        self,
        run_id: int,
        path: str,
        sha256: str,
        music_path: str,
        music_sha256: str,
        music_start_s: float,
        seed: int,
        fps: float,
        n_frames: int,
    ) -> Generated:
        """Remember a dance; its motion or film is at `path`, frame 0 is heard at `music_start_s` of the song.

        `music_path` is empty where it is silent.
        """
        with self._store.write() as session:
            self._store.row(session, RunRow, run_id, "run")
            row = GeneratedRow(
                run_id=run_id, path=self._relative(str(path)), sha256=sha256,
                music_path=self._relative(str(music_path)) if music_path else "", music_sha256=music_sha256,
                music_start_s=float(music_start_s), seed=int(seed), fps=float(fps), n_frames=int(n_frames),
                created_at=now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return _generated(row)

    def get(self, generated_id: int) -> Generated:
        """Return a generated dance; `InputError` when there is none with that id."""
        with self._store.read() as session:
            return _generated(self._store.row(session, GeneratedRow, generated_id, "generated dance"))

    def all(self, run_id: int | None = None) -> list[Generated]:
        """Return generated dances, oldest first."""
        query = select(GeneratedRow).order_by(GeneratedRow.id)
        if run_id is not None:
            query = query.where(GeneratedRow.run_id == run_id)
        with self._store.read() as session:
            return [_generated(row) for row in session.scalars(query)]


def _generated(row: GeneratedRow) -> Generated:
    return Generated(
        id=row.id,
        run_id=row.run_id,
        path=row.path,
        sha256=row.sha256,
        music_path=row.music_path,
        music_sha256=row.music_sha256,
        music_start_s=row.music_start_s,
        seed=row.seed,
        fps=row.fps,
        n_frames=row.n_frames,
        created_at=row.created_at,
    )
