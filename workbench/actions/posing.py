"""Finding people in a film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.entities import IMPORTED, Job, Space, Track, Video, VideoKind
from core.errors import InputError
from core.skeleton import skeleton
from db.project import Project
from db.track_writer import TrackSpec
from workbench.actions.previews import thumbnail
from workbench.actions.progress import OnProgress, ShouldStop, never, part, quiet

SKELETON = "blazepose33"


@dataclass(frozen=True)
class PoseReport:
    """What a pose job found.

    Attributes:
        n_frames: of the film.
        n_missing: frames without the first person.
        tracks: two (image and world) for each person seen, by person; the first person's are always kept.
    """

    n_frames: int
    n_missing: int
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class QueuedPoses:
    """The jobs that will look for people, and what was left out, and why.

    Attributes:
        jobs: one for each film.
        corrected: films that keep their poses, since somebody corrected or imported them, or mended who is
            who.
        busy: films that a pose job works on, or waits to, already.
        motions: motion files, which have their joints.
    """

    jobs: tuple[Job, ...]
    corrected: tuple[Video, ...]
    busy: tuple[Video, ...]
    motions: tuple[Video, ...]


def queue_poses(project: Project, video_ids: Sequence[int], *, people: int = 1) -> QueuedPoses:
    """Queue a job for each film that looks for its people anew; `InputError` for an unknown video.

    The poses that a film has are in use until the job has found others, and stay when it does not.
    """
    videos = [project.videos.get(video_id) for video_id in dict.fromkeys(video_ids)]
    at_work = {job.video_id for job in project.jobs.active() if job.kind == "pose"}
    free: list[Video] = []
    corrected: list[Video] = []
    busy: list[Video] = []
    motions: list[Video] = []
    for video in videos:
        if video.kind is not VideoKind.VIDEO:
            motions.append(video)
        elif video.id in at_work:
            busy.append(video)
        else:
            (corrected if _is_corrected(project, video) else free).append(video)
    args = {"people": people, "force": True}
    jobs = [project.jobs.create("pose", args, video_id=video.id) for video in free]
    return QueuedPoses(tuple(jobs), tuple(corrected), tuple(busy), tuple(motions))


def extract_poses(
    project: Project,
    video_id: int,
    *,
    people: int = 1,
    force: bool = False,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> PoseReport:
    """Find people in a film and store their image and world tracks, missing frames as missing.

    A film whose people were found before keeps its tracks, unless a new search is asked for with `force`.
    That one's tracks come beside the old ones, and count from when all of them are there. Tracks that
    somebody corrected are kept even so.

    Raises:
        InputError: it is no film, or it was corrected while its people were looked for; that search is lost.
        MediaError, ModelError: the film or the pose model cannot be used.
        Cancelled: when asked to stop; nothing is kept then.
    """
    video = project.videos.get(video_id)
    if video.kind is not VideoKind.VIDEO:
        raise InputError(f"{video.name} is a motion file; it has its joints already.")
    has_tracks = bool(project.tracks.for_video(video.id))  # people may have deleted everybody
    if not has_tracks or (force and not _is_corrected(project, video)):
        _estimate(project, video, people, on_progress, should_stop)
        _remove_nobodies(project, video)
    tracks = project.tracks.current(video.id)
    thumbnail(project, video)  # the file is warm now, and the Library will ask
    n_missing = tracks[0].n_missing if tracks else video.n_frames
    return PoseReport(video.n_frames, n_missing, tuple(tracks))


def _is_corrected(project: Project, video: Video) -> bool:
    tracks = project.tracks.for_video(video.id)
    return project.people.is_mended(video.id) or any(
        track.source.startswith(IMPORTED) or len(project.corrections.frames(track.id)) for track in tracks
    )


def _estimate(
    project: Project, video: Video, people: int, on_progress: OnProgress, should_stop: ShouldStop
) -> None:
    from core.media.reader import VideoReader
    from core.pose.estimate import estimate
    from core.pose.model import model_source, pose_model

    on_progress(0.0, "finding the pose model")
    model = pose_model(part(on_progress, 0, 0.01), should_stop=should_stop)
    source, body = model_source(model), skeleton(SKELETON)
    specs = [
        TrackSpec(video.id, person, space, source, body, video.fps)
        for person in range(people)
        for space in (Space.IMAGE, Space.WORLD)
    ]
    times_s = project.videos.times_s(video.id)
    path = project.resolve(video.path)
    with VideoReader(path, times_s=times_s) as film, project.tracks.writers(specs) as writers:
        for block in estimate(film, people=people, model=model, should_stop=should_stop):
            writers.append([space[:, p] for p in range(people) for space in (block.image, block.world)])
            done = block.start + len(block.image)
            on_progress(done / film.n_frames, f"frame {done} of {film.n_frames}")
        if _is_corrected(project, video):
            raise InputError(
                f"{video.name} was corrected while its people were looked for again.",
                "It keeps its poses and the corrections.",
            )


def _remove_nobodies(project: Project, video: Video) -> None:
    """Remove the tracks of further persons whom nobody saw."""
    for track in project.tracks.current(video.id):
        if track.person > 0 and track.n_missing == track.n_frames:
            project.tracks.remove(track.id)
