"""What the windows show, made ready."""

from __future__ import annotations

import pytest

from core.audio.analysis import features_if_kept
from core.entities import VideoKind
from core.errors import MediaError
from workbench.actions.imports import import_paths
from workbench.actions.previews import THUMBNAIL_PX, listen, thumbnail


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


def test_beats_are_found_and_kept(project, make_film):
    film = make_film(sound=True)
    (video,) = import_paths(project, [film]).added
    listen(project, video)
    assert features_if_kept(film, project.cache_dir) is not None


def test_a_silent_video_has_nothing_to_listen_to(project, make_film):
    (video,) = import_paths(project, [make_film()]).added
    listen(project, video)


def test_a_film_that_went_away_is_named(project, make_film):
    film = make_film(sound=True)
    (video,) = import_paths(project, [film]).added
    film.unlink()
    for preview in (listen, thumbnail):
        with pytest.raises(MediaError, match=r"film\.mp4"):
            preview(project, video)
