"""The Project façade: one folder that holds everything, shared by GUI, command line and jobs.

Any thread may call it. Each call is one short transaction and returns `core.entities` values; a change is on
the disk when the call returns.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from core.errors import StoreError
from db import engine as engines
from db import revision
from db.annotators import Annotators
from db.arrangement import Arrangements
from db.beat_grids import BeatGrids
from db.corrections import Corrections
from db.generated import GeneratedDances
from db.jobs import Jobs
from db.people import People
from db.reviews import Reviews
from db.rulings import Rulings
from db.runs import Runs
from db.segments import Segments
from db.settings import Settings
from db.store import Store, files_in_words, in_words
from db.studies import Studies
from db.study_answers import StudyAnswers
from db.study_designs import StudyDesigns
from db.tracks import Tracks
from db.videos import Videos

if TYPE_CHECKING:
    from core.merging import MergeReport
    from db.merging.shared import Files

DATABASE = "project.db"
FOLDERS = ("media", "runs", "generated", "cache")


class Project:
    """Use `Project.create` or `Project.open`."""

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self._store = store
        self.annotators = Annotators(store)
        self.videos = Videos(store, self.relative)
        arrangements = Arrangements(store.place)
        self.tracks = Tracks(store, arrangements)
        self.corrections = Corrections(store, arrangements)
        self.people = People(store, self.tracks, arrangements)
        self.reviews = Reviews(store, arrangements)
        self.segments = Segments(store)
        self.rulings = Rulings(store, self.segments)
        self.beat_grids = BeatGrids(store)
        self.jobs = Jobs(store)
        self.runs = Runs(store, self.runs_dir)
        self.generated = GeneratedDances(store, self.relative)
        self.studies = Studies(store)
        self.study_designs = StudyDesigns(store)
        self.study_answers = StudyAnswers(store)
        self.settings = Settings(store)

    @classmethod
    def create(cls, path: str | Path, *, url: str | None = None) -> Project:
        """Make a new project folder and open it.

        Args:
            path: a folder that does not exist yet, or is empty.
            url: a PostgreSQL database that is to hold the project's rows instead of the folder's own file.

        Raises:
            StoreError: there is something at `path`, or it cannot be written; nothing of it was left behind.
        """
        folder = _absolute(path)
        existed = folder.exists()
        with files_in_words(folder):
            if existed and (not folder.is_dir() or any(folder.iterdir())):
                raise StoreError(f"{folder} cannot become a project: it exists.", "Choose another name.")
            try:
                folder.mkdir(parents=True, exist_ok=True)
                _make_database(folder, url)
                for name in FOLDERS:
                    (folder / name).mkdir()
            except BaseException:
                _clear(folder, keep=existed)
                raise
        return cls.open(folder, url=url)

    @classmethod
    def open(cls, path: str | Path, *, url: str | None = None) -> Project:
        """Open a project; one of an older Barre is backed up beside its database and brought up to date.

        Raises:
            StoreError: it is no project, is damaged, cannot be written, or a newer Barre made it; nothing
                was changed.
        """
        folder = _absolute(path)
        with files_in_words(folder):
            _check_folder(folder, needs_file=url is None)
        address = url or engines.file_url(folder / DATABASE)
        with in_words(folder.name):
            engine = engines.open_engine(address)
        try:
            found = revision.stored(engine, folder.name)
            if found != revision.CURRENT:
                engine.dispose()
                # Alembic costs a quarter of a second to import; a project that is up to date never needs it.
                from db import upgrade

                upgrade.to_current(address, folder.name, found)
            with in_words(folder.name):
                engines.use_wal(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(folder, Store(engine, folder.name))

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(".barre")

    @property
    def media_dir(self) -> Path:
        return self.path / "media"

    @property
    def runs_dir(self) -> Path:
        return self.path / "runs"

    @property
    def generated_dir(self) -> Path:
        return self.path / "generated"

    @property
    def cache_dir(self) -> Path:
        """Where things lie that can be made again; safe to delete."""
        return self.path / "cache"

    def relative(self, path: str | Path) -> str:
        """Return how a path is stored: relative when it is inside the project, else absolute."""
        full = Path(os.path.normpath(self.path / path))
        return full.relative_to(self.path).as_posix() if full.is_relative_to(self.path) else str(full)

    def resolve(self, stored: str) -> Path:
        """Return the path of a stored one; `StoreError` when a relative one leads out of the project."""
        if Path(stored).is_absolute():
            return Path(stored)
        full = (self.path / stored).resolve()
        if not full.is_relative_to(self.path.resolve()):
            raise StoreError(f"{self.path.name} refers to {stored!r}, which leads out of the project.")
        return full

    def merge_rows(self, other: Project, files: Files, left: Sequence[str] = ()) -> MergeReport:
        """Bring all rows of another project into this one, in one transaction; see `db.merging.merge`."""
        from db.merging.merge import merge_rows

        return merge_rows(self._store, other._store, files, left)

    def change_count(self) -> int:
        """Return a number that differs from an earlier one when anybody anywhere changed anything since."""
        return self._store.change_count()

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(Path(path).expanduser()))  # noqa: PTH100 - resolve() would follow links


def _check_folder(folder: Path, *, needs_file: bool) -> None:
    if not folder.is_dir():
        raise StoreError(f"There is no project at {folder}.", "Make one with `barre new`.")
    database = folder / DATABASE
    if needs_file and not database.is_file():
        raise StoreError(
            f"{folder} is not a Barre project: it has no {DATABASE}.", "Make one with `barre new`."
        )
    if needs_file and not engines.is_database_file(database):
        raise StoreError(f"{database} is damaged: it is not a database.", "Restore it from a backup.")
    for place in [folder, database] if needs_file else [folder]:
        if not _may_write(place):
            raise StoreError(
                f"{place} may not be written.",
                "Check its permissions, or copy the project to where you may write.",
            )


def _may_write(path: Path) -> bool:
    # As who we act, where the system knows the difference.
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.R_OK | os.W_OK, effective_ids=effective)


def _make_database(folder: Path, url: str | None) -> None:
    if url is not None:
        revision.create(url, folder.name)
        return
    # Under another name until it is whole: a process killed here leaves no half project.
    part = folder / f"{DATABASE}.part"
    revision.create(engines.file_url(part), folder.name)
    part.rename(folder / DATABASE)


def _clear(folder: Path, *, keep: bool) -> None:
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
