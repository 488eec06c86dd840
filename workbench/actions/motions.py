"""A video's motion as people left it: the tracks that count, corrections included."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.entities import Generated, Space, Track
from core.errors import InputError
from core.motion import Motion
from db.project import Project


def tracks_of(project: Project, video_id: int, space: Space) -> list[Track]:
    """Return the newest track of each person, by person."""
    newest = {track.person: track for track in project.tracks.current(video_id, space)}
    return [newest[person] for person in sorted(newest)]


def world_poses(project: Project, track: Track) -> NDArray[np.float32]:
    """Return (T, J, 4) of a world track with its corrections, and those of its image track lifted into it."""
    poses = project.tracks.read(track.id)
    image = image_track_of(project, track)
    frames = project.corrections.frames(image.id) if image else np.empty(0, int)
    if image is None or not len(frames):
        return poses
    from core.pose.lift import lift_corrections

    raw, corrected = project.tracks.raw(image.id), project.tracks.read(image.id)
    poses[frames] = lift_corrections(raw[frames], corrected[frames], poses[frames])
    return poses


def motion_of_track(project: Project, track: Track) -> Motion:
    """Return a world track as a motion at an even frame rate; frames without the person are missing.

    Of a film with a variable frame rate the motion is resampled, linear between the frames.
    """
    positions = world_poses(project, track)[..., :3]
    times_s = project.videos.times_s(track.video_id)
    return Motion(_even(positions, times_s, track.fps), track.fps, track.skeleton)


def motion_of_video(project: Project, video_id: int, person: int | None = None) -> Motion:
    """Return a person's motion, by default the first one's; `InputError` when the video has none of them."""
    for track in tracks_of(project, video_id, Space.WORLD):
        if person is None or track.person == person:
            return motion_of_track(project, track)
    name = project.videos.get(video_id).name
    raise InputError(f"{name} has no pose track yet.", "Wait for its pose job, or resume it: `barre jobs P`.")


def image_track_of(project: Project, track: Track) -> Track | None:
    """Return the image track of the person of a world track; None where there is none."""
    same = [
        image
        for image in project.tracks.for_video(track.video_id, Space.IMAGE)
        if (image.person, image.source) == (track.person, track.source)
    ]
    # A later search may have found the person again; the two tracks of one search are written side by side.
    return min(same, key=lambda image: abs(image.id - track.id), default=None)


def motion_of_generated(project: Project, dance: Generated) -> Motion:
    """Read a generated dance; `MediaError` when its file is gone or damaged, `InputError` for a film."""
    from core.formats import npz

    if dance.is_film:
        raise InputError(f"Dance {dance.id} is a film; it has no joints.", "Look at it on the Compare page.")
    return npz.read(project.resolve(dance.path)).motion


def _even(positions: NDArray[np.float32], times_s: NDArray[np.float64], fps: float) -> NDArray[np.float32]:
    """Return positions at times_s[0] + i / fps; unchanged where no frame is off by half a frame."""
    since_s = times_s - times_s[0]
    if len(since_s) < 2 or np.abs(since_s - np.arange(len(since_s)) / fps).max() <= 0.5 / fps:
        return positions
    at_s = np.arange(int(since_s[-1] * fps) + 1) / fps
    flat = positions.reshape(len(positions), -1)
    even = np.stack([np.interp(at_s, since_s, path) for path in flat.T], axis=1)
    return even.reshape(len(at_s), *positions.shape[1:]).astype(np.float32)
