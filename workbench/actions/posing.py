"""Finding people in a film."""

from __future__ import annotations

from dataclasses import dataclass

from core.entities import Space, Track, Video, VideoKind
from core.errors import InputError
from core.skeleton import skeleton
from db.project import Project
from db.track_writer import TrackSpec
from workbench.actions.motions import TRUTH
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


def extract_poses(
    project: Project,
    video_id: int,
    *,
    people: int = 1,
    on_progress: OnProgress = quiet,
    should_stop: ShouldStop = never,
) -> PoseReport:
    """Find people in a film and store their image and world tracks, missing frames as missing.

    A film whose people were found before keeps its tracks, since people's corrections stand on them.

    Raises:
        MediaError, ModelError: the film or the pose model cannot be used.
        Cancelled: when asked to stop; nothing is kept then.
    """
    video = project.videos.get(video_id)
    if video.kind is not VideoKind.VIDEO:
        raise InputError(f"{video.name} is a motion file; it has its joints already.")
    if not _estimated(project, video):
        _estimate(project, video, people, on_progress, should_stop)
        _remove_nobodies(project, video)
    tracks = _estimated(project, video)
    thumbnail(project, video)  # the file is warm now, and the Library will ask
    return PoseReport(video.n_frames, tracks[0].n_missing, tuple(tracks))


def _estimated(project: Project, video: Video) -> list[Track]:
    return [track for track in project.tracks.for_video(video.id) if track.source != TRUTH]


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


def _remove_nobodies(project: Project, video: Video) -> None:
    """Remove the tracks of further persons whom nobody saw."""
    for track in _estimated(project, video):
        if track.person > 0 and track.n_missing == track.n_frames:
            project.tracks.remove(track.id)
