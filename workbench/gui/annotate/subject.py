"""The video on the page: everything about it that editing does not change. No Qt; read off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.entities import Person, Space, Track, Video, VideoKind
from core.motion import Motion
from db.project import Project
from workbench.actions.proxies import proxy_path
from workbench.actions.sounds import sound_of
from workbench.gui.annotate.poses.cache import PoseCache
from workbench.gui.widgets.player.film import film
from workbench.gui.widgets.player.pictures import Opener
from workbench.gui.widgets.player.sound_feed import SoundFile

if TYPE_CHECKING:
    from core.render.camera import Camera
    from core.render.frames import Painter

STAGE_PX = (960, 720)  # the picture in which a motion without pictures is drawn
READ_ONLY = "A motion is shown as it was measured; only videos are corrected joint by joint."


@dataclass(frozen=True, eq=False)
class Stage:
    """How a motion is drawn: the dancer, and the camera that puts the joints on the picture."""

    painter: Painter
    camera: Camera

    def frame(self, index: int) -> NDArray[np.uint8]:
        return self.painter.frame(index)

    def close(self) -> None:
        """Nothing is held open."""

    def to_pixels(self, joints: NDArray[np.float32], frame: int) -> NDArray[np.float32]:
        """Return (J, 4) world joints of a frame as they lie on the picture, confidence kept."""
        out = joints.copy()
        out[:, :3] = self.camera.project(joints[:, :3], frame)
        return out


@dataclass(frozen=True, eq=False)
class Subject:
    """A video, opened.

    Attributes:
        video: the video.
        times_s: (T,) presentation times.
        had_people: whether anybody was ever looked for, all of whom may have been deleted since.
        people: whose tracks they are, by number; mending who is who makes another subject.
        tracks: one a person: image tracks of a video, world tracks of a motion.
        size_px: of its pictures.
        sound: what is heard with it.
        stage: how it is drawn, when it is a motion without pictures.
        open_pictures: opens its pictures, in the thread that is to read them; None when there are none.
        poses: of its tracks, with people's corrections.
    """

    video: Video
    times_s: NDArray[np.float64]
    had_people: bool
    people: tuple[Person, ...]
    tracks: tuple[Track, ...]
    size_px: tuple[int, int]
    sound: SoundFile | None
    stage: Stage | None
    open_pictures: Opener | None
    poses: PoseCache

    @property
    def is_editable(self) -> bool:
        """Whether joints can be corrected."""
        return self.video.kind is VideoKind.VIDEO and bool(self.tracks)

    def with_people(self, people: Sequence[Person]) -> Subject:
        """Return the same video with its people as they are now."""
        known, tracks = _tracks(people, self.video.kind)
        return replace(self, people=known, tracks=tracks)


def load_subject(project: Project, video_id: int) -> Subject:
    """Read a video and what belongs to it.

    Raises:
        InputError: there is no such video.
        StoreError: the project cannot be read.
    """
    video = project.videos.get(video_id)
    times_s = project.videos.times_s(video_id)
    sound = sound_of(project, video)
    heard = SoundFile(sound.path, sound.shift_s) if sound is not None else None
    had_people = bool(project.tracks.for_video(video_id))
    people, tracks = _tracks(project.people.of_video(video_id), video.kind)
    if video.kind is VideoKind.MOTION:
        stage = _stage(project, tracks[0]) if tracks else None
        opener = None if stage is None else lambda: stage
        return Subject(
            video, times_s, had_people, people, tracks, STAGE_PX, heard, stage, opener, PoseCache(project)
        )
    size = (video.width_px, video.height_px)
    proxy = proxy_path(project, video)
    pictures = film(project.resolve(video.path), times_s, proxy=proxy, size_px=size)
    return Subject(
        video, times_s, had_people, people, tracks, size, heard, None, pictures, PoseCache(project)
    )


def _tracks(people: Sequence[Person], kind: VideoKind) -> tuple[tuple[Person, ...], tuple[Track, ...]]:
    """Return who is shown, and the track of each that is."""
    space = Space.WORLD if kind is VideoKind.MOTION else Space.IMAGE
    shown = [(person, track) for person in people for track in person.tracks if track.space is space]
    return tuple(person for person, _ in shown), tuple(track for _, track in shown)


def _stage(project: Project, track: Track) -> Stage:
    from core.render.camera import Camera
    from core.render.frames import Painter

    positions = project.tracks.read(track.id)[..., :3]
    painter = Painter(Motion(positions, track.fps, track.skeleton), *STAGE_PX)
    return Stage(painter, Camera.fitted(painter.motion, *STAGE_PX))
