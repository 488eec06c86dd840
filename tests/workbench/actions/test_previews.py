"""What the windows show, made ready."""

from __future__ import annotations

from core.entities import VideoKind
from workbench.actions.imports import import_paths
from workbench.actions.previews import THUMBNAIL_PX, make_previews, thumbnail


def _size(path):
    import struct

    return struct.unpack(">II", path.read_bytes()[16:24])


def test_a_film_has_a_thumbnail_made_once(project, make_film):
    (video,) = import_paths(project, [make_film()]).added
    path = thumbnail(project, video)
    assert _size(path) == (THUMBNAIL_PX, 240)
    made_at = path.stat().st_mtime_ns
    assert thumbnail(project, video).stat().st_mtime_ns == made_at


def test_a_motion_is_drawn(project, add_motion):
    video = add_motion()
    assert video.kind is VideoKind.MOTION
    assert _size(thumbnail(project, video))[0] == THUMBNAIL_PX


def test_beats_are_found_once_and_kept(project, make_film):
    from core.audio.beats import cached_beats

    film = make_film(sound=True)
    (video,) = import_paths(project, [film]).added
    assert make_previews(project, video) == []
    assert cached_beats(film, project.cache_dir) is not None


def test_what_cannot_be_had_is_said_and_the_rest_is_made(project, make_film):
    film = make_film()
    (video,) = import_paths(project, [film]).added
    film.unlink()
    (fault,) = make_previews(project, video)
    assert "film.mp4" in fault
