"""Tracks, corrections, labels and songs, joined into dances."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, VideoKind
from core.errors import Cancelled, InputError
from core.skeleton import skeleton
from workbench.actions.datasets import DataFilter, dances, load
from workbench.actions.labels import label
from workbench.actions.motions import motion_of_video, tracks_of

BODY = skeleton("blazepose33")


def _film(project, n_frames=50, *, fps=25.0, times_s=None, world=None, people=1):
    """A film with image and world tracks: the image is the world at 100 pixels a metre."""
    world = world if world is not None else _waving(n_frames, fps)
    new = NewVideo(
        VideoKind.VIDEO, "film", "/x/film.mp4", "a" * 64, 1, fps, n_frames, n_frames / fps, 640, 480
    )
    video = project.videos.add(new, times_s)
    image = world.copy()
    image[..., 0], image[..., 1] = 320 + 100 * world[..., 0], 240 - 100 * world[..., 1]
    for person in range(people):
        for space, poses in ((Space.IMAGE, image), (Space.WORLD, world)):
            project.tracks.add(video.id, person, space, "mediapipe-full", BODY, fps, poses)
    return video


def _waving(n_frames, fps):
    poses = np.ones((n_frames, 33, 4), np.float32)
    poses[..., :3] = np.random.default_rng(3).normal(0, 0.5, (1, 33, 3))
    poses[:, 15, 1] += np.sin(2 * np.pi * np.arange(n_frames) / fps)
    return poses


def test_a_dance_is_one_style_segment(project):
    video = _film(project, 50)
    label(project, video.id, 0.4, 1.2, "waltz", annotator="Kim")
    label(project, video.id, 1.2, 2.0, "rumba", annotator="Kim")
    waltz, rumba = dances(project)
    assert (waltz.style, waltz.motion.n_frames) == ("waltz", 20)
    assert (rumba.style, rumba.motion.n_frames) == ("rumba", 20)
    whole = motion_of_video(project, video.id)
    assert np.array_equal(waltz.motion.positions, whole.positions[10:30])
    assert len({waltz.key, rumba.key}) == 2


def test_a_video_without_segments_is_one_dance_without_a_style(project):
    _film(project, 50)
    (dance,) = dances(project)
    assert (dance.style, dance.motion.n_frames, dance.song) == (None, 50, None)


def test_one_annotator_counts_for_a_video(project):
    video = _film(project, 50)
    label(project, video.id, 0, 2, "waltz", annotator="Kim")
    label(project, video.id, 0, 2, "rumba", annotator="Ada")
    assert [dance.style for dance in dances(project)] == ["waltz"]
    assert [dance.style for dance in dances(project, DataFilter(annotator="Ada"))] == ["rumba"]


def test_only_the_styles_asked_for(project):
    video = _film(project, 50)
    label(project, video.id, 0, 1, "waltz", annotator="Kim")
    label(project, video.id, 1, 2, "rumba", annotator="Kim")
    assert [dance.style for dance in dances(project, DataFilter(styles=("rumba",)))] == ["rumba"]


@pytest.mark.parametrize(
    ("which", "says"),
    [
        (DataFilter(styles=("walz",)), "walz"),
        (DataFilter(annotator="Nobody"), "Nobody"),
        (DataFilter(videos=(9,)), "9"),
    ],
)
def test_what_the_project_does_not_know_is_named(project, which, says):
    video = _film(project)
    label(project, video.id, 0, 1, "waltz", annotator="Kim")
    with pytest.raises(InputError, match=says):
        load(project, which)


def test_a_filter_survives_a_detour_through_toml_values():
    which = DataFilter(styles=("waltz",), videos=(1, 2))
    assert DataFilter.from_dict(which.to_dict()) == which
    assert DataFilter.from_dict({}) == DataFilter()


def test_a_correction_of_the_picture_moves_the_joint_in_space(project):
    video = _film(project, 10)
    (image,) = project.tracks.for_video(video.id, Space.IMAGE)
    before = motion_of_video(project, video.id).positions
    x, y, z, _ = project.tracks.frame(image.id, 4)[15]
    edit = JointEdit(4, 15, CorrectionKind.MOVE, float(x) + 50, float(y) - 20, float(z))
    project.corrections.put(image.id, [edit], "Kim")
    moved = dances(project)[0].motion.positions - before
    assert moved[4, 15] == pytest.approx([0.5, 0.2, 0.0], abs=1e-4)
    moved[4, 15] = 0
    assert np.abs(moved).max() == 0


def test_a_correction_in_space_counts_too(project, add_motion):
    video = add_motion()
    (track,) = project.tracks.for_video(video.id)
    project.corrections.put(track.id, [JointEdit(2, 0, CorrectionKind.MOVE, 9.0, 8.0, 7.0)], "Kim")
    assert dances(project)[0].motion.positions[2, 0].tolist() == [9, 8, 7]


def test_gaps_are_filled_and_counted_but_not_in_the_store(project):
    world = _waving(20, 25.0)
    world[5:8] = np.nan
    video = _film(project, 20, world=world)
    loaded = load(project)
    assert not loaded.dances[0].motion.missing.any()
    assert (loaded.n_frames_without_person, loaded.n_filled) == (3, 3 * 33)
    assert motion_of_video(project, video.id).missing[5:8].all()


def test_a_person_seen_in_passing_gives_no_dance(project):
    world = _waving(20, 25.0)
    world[8:] = np.nan
    _film(project, 20, world=world)
    loaded = load(project)
    assert loaded.dances == []
    assert "8 of 20 frames" in loaded.notes[0]


def test_a_video_without_a_track_is_named(project, make_film):
    from workbench.actions.imports import import_paths

    import_paths(project, [make_film("unseen.mp4")])
    assert "unseen" in load(project).notes[0]


def test_every_person_gives_a_dance(project):
    _film(project, people=2)
    keys = [dance.key for dance in dances(project)]
    assert len(keys) == 2
    assert "person 2" in keys[1]


def test_only_the_newest_search_for_people_counts(project):
    """The first found two people, the second one: nobody is left of the first."""
    video = _film(project, 10, people=2)
    world = np.zeros((10, 33, 4), np.float32)
    for space in (Space.IMAGE, Space.WORLD):
        newest = project.tracks.add(video.id, 0, space, "mediapipe-full", BODY, 25.0, world)
    assert tracks_of(project, video.id, Space.WORLD) == [newest]
    (dance,) = dances(project)
    assert np.array_equal(dance.motion.positions, world[..., :3])


def test_corrections_are_lifted_from_the_image_of_the_same_search(project):
    video = _film(project, 10)
    world = _waving(10, 25.0)
    seen = world.copy()
    seen[..., 0], seen[..., 1] = 320 + 100 * world[..., 0], 240 - 100 * world[..., 1]
    image = project.tracks.add(video.id, 0, Space.IMAGE, "mediapipe-full", BODY, 25.0, seen)
    project.tracks.add(video.id, 0, Space.WORLD, "mediapipe-full", BODY, 25.0, world)
    x, y, z = (float(value) for value in seen[3, 15, :3])
    project.corrections.put(image.id, [JointEdit(3, 15, CorrectionKind.MOVE, x + 50, y, z)], "Kim")
    moved = motion_of_video(project, video.id).positions - world[..., :3]
    assert moved[3, 15] == pytest.approx([0.5, 0, 0], abs=1e-3)
    assert not moved[4].any()


def test_a_variable_frame_rate_becomes_an_even_one(project):
    """Joints that move one metre a second do so after resampling, too."""
    times_s = np.cumsum([0, *np.tile([0.01, 0.07], 25)])[:50]
    world = np.ones((50, 33, 4), np.float32)
    world[..., 0] = times_s[:, None]
    _film(project, 50, fps=25.0, times_s=times_s, world=world)
    motion = dances(project)[0].motion
    assert motion.positions[:, 0, 0] == pytest.approx(np.arange(motion.n_frames) / 25, abs=1e-5)


def test_loading_can_be_stopped(project):
    _film(project)
    with pytest.raises(Cancelled):
        load(project, should_stop=lambda: True)


def test_an_empty_project_has_no_dances(project):
    assert dances(project) == []
