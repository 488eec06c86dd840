"""Bringing the work of one project into another, files and all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.entities import Generated, Run, Video
from core.errors import InputError
from core.media.files import replacing
from core.merging import MergeReport, new_entries
from db.merging.runs import run_key
from db.merging.shared import Files
from db.merging.videos import video_key
from db.project import Project
from db.store import files_in_words
from workbench.actions.copies import copy_once
from workbench.actions.generating import new_dance_path
from workbench.actions.progress import OnProgress, quiet


def merge(project: Project, other: Project, *, on_progress: OnProgress = quiet) -> MergeReport:
    """Bring what another project has into this one; the other stays as it is.

    Videos are the same that are the same part of a file with the same content; annotators, tiers and labels
    that have the same name; tracks that the machine found alike in every frame. Nothing here is overwritten:
    what contradicts stays beside it, is listed, and what was here counts. Merging again brings nothing twice.

    Files inside the other project are copied first and the rows come in one transaction, so that a merge that
    fails or is killed changes nothing here.

    Raises:
        InputError: they are the same project.
        StoreError, OSError: a file or row cannot be read or written; the project is as it was.
    """
    if project.path.resolve() == other.path.resolve():
        raise InputError("A project cannot be merged into itself.", "Name two projects: barre merge A B")
    with _Copies.taken_back_on_failure(project, other) as copies, files_in_words(project.path):
        on_progress(0.0, "copying files")
        copies.copy_all()
        on_progress(0.5, "merging")
        report = project.merge_rows(other, copies.files, copies.left)
    on_progress(1.0, "done")
    return report


class _Copies:
    """Files of what is new, copied, and what to delete should the merge fail."""

    def __init__(self, project: Project, other: Project) -> None:
        self._project, self._other = project, other
        self._made: list[Path] = []
        self._media: dict[str, str] = {}
        self._runs: dict[int, int] = {}
        self._dances: dict[int, str] = {}
        self.left: list[str] = []

    @classmethod
    @contextmanager
    def taken_back_on_failure(cls, project: Project, other: Project) -> Iterator[_Copies]:
        copies = cls(project, other)
        try:
            yield copies
        except BaseException:
            for path in reversed(copies._made):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
            raise

    @property
    def files(self) -> Files:
        return Files(self._media, self._runs, self._dances)

    def copy_all(self) -> None:
        for video in new_entries(self._project.videos.all(), self._other.videos.all(), video_key):
            self._copy_video(video)
        self._copy_runs()
        self._copy_dances()

    def _copy_video(self, video: Video) -> None:
        self._copy_media(video.path, video.sha256, video.name)
        if video.audio_path is not None and video.audio_sha256 is not None:
            self._copy_media(video.audio_path, video.audio_sha256, video.name)

    def _copy_media(self, stored: str, sha256: str, name: str) -> None:
        """Copy a file that lies in the other project; one that lies elsewhere stays there."""
        source = self._other.resolve(stored)
        if Path(stored).is_absolute():
            self._media[stored] = self._project.relative(stored)
            return
        inside = Path(stored).parent
        folder = self._project.media_dir / (
            inside.relative_to("media") if inside.parts[:1] == ("media",) else ""
        )
        if not source.is_file():
            self.left.append(f"{name}: its file {stored} is missing in {self._other.name}.")
            self._media[stored] = self._project.relative(folder / source.name)
            return
        before = set(folder.iterdir()) if folder.is_dir() else set()
        copy = copy_once(source, folder, sha256)
        if copy not in before:
            self._made.append(copy)
        self._media[stored] = self._project.relative(copy)

    def _copy_runs(self) -> None:
        whole = []
        for run in new_entries(self._project.runs.all(), self._other.runs.all(), run_key):
            why = self._why_not(run)
            if why:
                self.left.append(f"Run {run.id} ({run.name}) stays in {self._other.name}: {why}")
            else:
                whole.append(run)
        for run, new_id in zip(whole, self._project.runs.reserve(len(whole)) if whole else (), strict=True):
            target = self._project.runs_dir / str(new_id)
            self._made.append(target)
            # A link may lead anywhere.
            shutil.copytree(self._other.runs_dir / str(run.id), target, ignore=_links)
            self._runs[run.id] = new_id

    def _why_not(self, run: Run) -> str:
        if run.state is not None and run.state.is_active:
            return "it is being trained."
        folder = self._other.runs_dir / str(run.id)
        return "" if folder.is_dir() and not folder.is_symlink() else "its folder is missing."

    def _copy_dances(self) -> None:
        ours, theirs = (self._dance_keys(project) for project in (self._project, self._other))
        known = set(ours.values())
        for dance in self._other.generated.all():
            key = theirs[dance.id]
            comes = dance.run_id in self._runs or key[0] in {run_key(r) for r in self._project.runs.all()}
            if comes and key not in known:
                self._copy_dance(dance)

    def _dance_keys(self, project: Project) -> dict[int, tuple[object, ...]]:
        runs = {run.id: run_key(run) for run in project.runs.all()}
        return {d.id: (runs[d.run_id], d.sha256, d.created_at) for d in project.generated.all()}

    def _copy_dance(self, dance: Generated) -> None:
        source = self._other.resolve(dance.path)
        if not source.is_file():
            self.left.append(f"Dance {dance.id} of run {dance.run_id}: its file {dance.path} is missing.")
            return
        target = new_dance_path(self._project, source.suffix)
        self._made.append(target)
        with replacing(target) as partial:
            shutil.copyfile(source, partial)
        self._dances[dance.id] = self._project.relative(target)
        if dance.music_path and dance.music_path not in self._media:
            self._copy_media(dance.music_path, dance.music_sha256, f"The music of dance {dance.id}")


def _links(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_symlink()]
