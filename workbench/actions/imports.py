"""Bringing videos and motions into a project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from core.entities import Job, NewVideo, Space, Video, VideoKind
from core.errors import BarreError, Cancelled, InputError
from core.media.cuts import Cut, cuts_of, read_cuts
from db.project import Project
from workbench.actions.copies import copy_into_media
from workbench.actions.discover import Discovery, Found, Source, discover
from workbench.actions.faults import explain
from workbench.actions.labels import label_whole
from workbench.actions.materials import Material, name_of, parts, read
from workbench.actions.progress import OnProgress, ShouldStop, never, quiet

DATASET_ANNOTATOR = "dataset"  # who says the style that stands in a data set's own folder names


@dataclass(frozen=True)
class Failure:
    """A file that was not imported, and why: it cannot be (`is_bad_input`), or the work failed."""

    path: Path
    message: str
    hint: str
    is_bad_input: bool


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        added: new videos, in order.
        known: videos that were here already: same content, same cut.
        failed: files that could not be used; the others went on.
        jobs: queued: a pose job for each film without a track, and one that listens to the songs of
            new videos. `workbench.jobs.local.start_queued` starts them.
        n_skipped: files inside walked folders that are nothing to import.
        notes: remarks, a sentence each.
    """

    added: tuple[Video, ...]
    known: tuple[Video, ...]
    failed: tuple[Failure, ...]
    jobs: tuple[Job, ...]
    n_skipped: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Wishes:
    style: str | None
    annotator: str | None
    copy: bool
    cuts: dict[str, list[Cut]]
    people: int


@dataclass
class _Tally:
    added: list[Video] = field(default_factory=list)
    known: list[Video] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)


def import_paths(
    project: Project,
    paths: Iterable[Path | str],
    *,
    style: str | None = None,
    annotator: str | None = None,
    copy: bool = False,
    cuts: Path | None = None,
    people: int = 1,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> ImportReport:
    """Import files and walked folders. Motion files are complete at once; films get a queued pose job each.

    Args:
        style: given to the whole of each video, by `annotator` (default: the user). Without it, dances of the
            ballroom set get the style that their folder says, by the annotator "dataset".
        copy: copy the files into the project instead of pointing to them.
        cuts: a file of `name start end`; of the files that it names only these parts are imported.
        people: how many persons the pose jobs look for.

    Raises:
        InputError: there is nothing to import, `people` is below 1, or the cuts cannot be read.
        Cancelled: when asked to stop; what was imported stays.
    """
    if people < 1:
        raise InputError(f"At least one person must be looked for; got {people}.")
    wishes = _Wishes(style, annotator, copy, read_cuts(cuts) if cuts else {}, people)
    discovery = discover(paths)
    if not discovery.found:
        raise InputError(
            "There is nothing to import there.", "Name videos, motion files, or folders of them."
        )
    tally = _Tally()
    for i, found in enumerate(discovery.found):
        if should_stop():
            raise Cancelled
        on_progress(i / len(discovery.found), name_of(found))
        try:
            _import_one(project, found, wishes, tally)
        except (BarreError, OSError) as e:
            fault = explain(e)
            tally.failed.append(Failure(found.path, fault.message, fault.hint, fault.exit_code == 2))
    _listen(project, tally)
    on_progress(1.0, "done")
    return ImportReport(
        tuple(tally.added),
        tuple(tally.known),
        tuple(tally.failed),
        tuple(tally.jobs),
        len(discovery.skipped),
        _notes(discovery, wishes),
    )


def _import_one(project: Project, found: Found, wishes: _Wishes, tally: _Tally) -> None:
    material = read(found)
    wanted = parts(material, _cuts(wishes, found))
    # The copy comes last: what is known already, or cannot be cut, leaves none.
    if wishes.copy and any(_known(project, part) is None for part in wanted):
        copied = copy_into_media(project, material.video)
        wanted = [_lying_at(part, copied) for part in wanted]
    for part in wanted:
        known = _known(project, part)
        video = known or _add(project, part)
        (tally.known if known else tally.added).append(video)
        _label(project, video, part, wishes)
        if _needs_pose(project, video):
            tally.jobs.append(project.jobs.create("pose", {"people": wishes.people}, video_id=video.id))


def _known(project: Project, part: Material) -> Video | None:
    return project.videos.find(part.video.sha256, part.video.start_s, part.video.end_s)


def _lying_at(part: Material, copied: NewVideo) -> Material:
    video = replace(part.video, path=copied.path, audio_path=copied.audio_path)
    return replace(part, video=video)


def _add(project: Project, part: Material) -> Video:
    video = project.videos.add(part.video, part.times_s)
    if part.motion is None:
        return video
    seen = ~part.motion.missing
    frames = np.concatenate([part.motion.positions, seen[..., None]], axis=2, dtype=np.float32)
    try:
        project.tracks.add(
            video.id, 0, Space.WORLD, "file", part.motion.skeleton, part.motion.fps, frames=frames
        )
    except BaseException:
        project.videos.remove(video.id)  # a motion without its track would be an empty row for ever
        raise
    return video


def _label(project: Project, video: Video, part: Material, wishes: _Wishes) -> None:
    if wishes.style:
        label_whole(project, video, wishes.style, wishes.annotator)
    elif part.style:
        label_whole(project, video, part.style, DATASET_ANNOTATOR)


def _listen(project: Project, tally: _Tally) -> None:
    """Queue one job that finds the beats of all new videos: loading librosa costs more than most songs."""
    with_sound = [video.id for video in tally.added if video.has_audio]
    if with_sound:
        tally.jobs.append(project.jobs.create("songs", {"videos": with_sound}))


def _needs_pose(project: Project, video: Video) -> bool:
    """Whether a film has neither a track nor a job that is making one."""
    if video.kind is not VideoKind.VIDEO or project.tracks.for_video(video.id):
        return False
    return not any(job.video_id == video.id and job.kind == "pose" for job in project.jobs.active())


def _cuts(wishes: _Wishes, found: Found) -> Sequence[Cut]:
    """Return the parts of a file to keep; empty: the whole. A ballroom dance is listed by its folder."""
    return cuts_of(wishes.cuts, found.path.parent if found.source is Source.BALLROOM else found.path)


def _notes(discovery: Discovery, wishes: _Wishes) -> tuple[str, ...]:
    names = {name for found in discovery.found for name in (name_of(found), found.path.name)}
    return tuple(
        f"The cuts name {name}, which is not among the files." for name in wishes.cuts if name not in names
    )
