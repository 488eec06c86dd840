from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.entities import CorrectionKind, JointEdit
from core.errors import InputError
from tests.db.make import add_track, hide, move, poses, revert

N_FRAMES = 70


def test_a_moved_joint_is_where_it_was_put_and_seen(project):
    track = add_track(project)
    (stored,) = project.corrections.put(track.id, [move(5, 1, 10.0, 20.0, 3.0)], "Kim")
    assert project.tracks.frame(track.id, 5)[1].tolist() == [10, 20, 3, 1]
    assert project.tracks.read(track.id, 5, 6)[0, 1].tolist() == [10, 20, 3, 1]
    assert (stored.annotator, stored.track_id) == ("Kim", track.id)
    assert abs((datetime.now(UTC) - stored.created_at).total_seconds()) < 60
    assert project.corrections.in_force(track.id) == [stored]
    assert project.corrections.at(track.id, 5, 1) == stored


def test_only_the_corrected_joint_changes(project):
    frames = poses(100)
    track = add_track(project, frames)
    project.corrections.put(track.id, [move(5, 1, 10.0)], "Kim")
    read = project.tracks.read(track.id)
    assert not np.array_equal(read, frames)
    read[5, 1] = frames[5, 1]
    np.testing.assert_array_equal(read, frames)
    np.testing.assert_array_equal(project.tracks.raw(track.id), frames)


def test_a_coordinate_that_is_not_given_stays_the_machines(project):
    track = add_track(project)
    z = project.tracks.frame(track.id, 5)[1, 2]
    project.corrections.put(track.id, [move(5, 1, 10.0, 20.0, None)], "Kim")
    assert project.tracks.frame(track.id, 5)[1].tolist() == [10, 20, z, 1]


def test_a_hidden_joint_has_no_confidence_and_stays_in_place(project):
    track = add_track(project)
    place = project.tracks.frame(track.id, 5)[1, :3].tolist()
    project.corrections.put(track.id, [hide(5, 1)], "Kim")
    assert project.tracks.frame(track.id, 5)[1].tolist() == [*place, 0]


def test_a_joint_that_was_moved_is_hidden_where_it_was_moved_to(project):
    track = add_track(project)
    project.corrections.put(track.id, [move(5, 1, 10.0, 20.0, 30.0)], "Kim")
    project.corrections.put(track.id, [hide(5, 1)], "Kim")
    assert project.tracks.frame(track.id, 5)[1].tolist() == [10, 20, 30, 0]


def test_reverting_gives_back_what_the_machine_said(project):
    frames = poses(100)
    track = add_track(project, frames)
    project.corrections.put(track.id, [move(5, 1, 10.0)], "Kim")
    project.corrections.put(track.id, [revert(5, 1)], "Kim")
    np.testing.assert_array_equal(project.tracks.read(track.id), frames)
    assert project.corrections.at(track.id, 5, 1) is None
    assert project.corrections.in_force(track.id) == []
    assert project.corrections.frames(track.id).tolist() == []


def test_the_newest_correction_is_in_force_whoever_made_it(project):
    track = add_track(project)
    project.corrections.put(track.id, [move(5, 1, 1.0), move(5, 1, 2.0)], "Kim")
    project.corrections.put(track.id, [move(5, 1, 3.0)], "Ada")
    assert project.tracks.frame(track.id, 5)[1, 0] == 3
    assert project.corrections.at(track.id, 5, 1).annotator == "Ada"
    assert [c.x for c in project.corrections.history(track.id)] == [1, 2, 3]


def test_putting_an_older_correction_again_undoes_exactly(project):
    track = add_track(project)
    project.corrections.put(track.id, [move(5, 1, 1.0, 2.0, None)], "Kim")
    before, pose = project.corrections.at(track.id, 5, 1), project.tracks.frame(track.id, 5)
    project.corrections.put(track.id, [move(5, 1, 7.0, 8.0, 9.0), hide(5, 1)], "Kim")
    project.corrections.put(track.id, [JointEdit(5, 1, before.kind, before.x, before.y, before.z)], "Kim")
    np.testing.assert_array_equal(project.tracks.frame(track.id, 5), pose)


def test_frames_with_corrections_are_listed_once(project):
    track = add_track(project)
    project.corrections.put(track.id, [move(9, 0, 1.0), move(2, 0, 1.0), move(9, 1, 1.0)], "Kim")
    assert project.corrections.frames(track.id).tolist() == [2, 9]
    assert [(c.frame, c.joint) for c in project.corrections.in_force(track.id)] == [(2, 0), (9, 0), (9, 1)]
    assert [c.frame for c in project.corrections.in_force(track.id, 3, 9)] == []
    assert [c.frame for c in project.corrections.in_force(track.id, 9)] == [9, 9]


def test_thousands_of_corrections_go_in_at_once(project):
    track = add_track(project, poses(2000))
    edits = [move(frame, joint, float(frame), joint) for frame in range(2000) for joint in range(2)]
    stored = project.corrections.put(track.id, edits, "Kim")
    assert [(c.frame, c.joint, c.x) for c in stored] == [(e.frame, e.joint, e.x) for e in edits]
    assert [c.id for c in stored] == sorted(c.id for c in stored)
    read = project.tracks.read(track.id)
    np.testing.assert_array_equal(read[:, 0, 0], np.arange(2000))
    assert project.videos.summaries()[0].n_corrected_frames == 2000


@pytest.mark.parametrize(
    "edit",
    [move(100, 0, 1.0), move(-1, 0, 1.0), move(0, 2, 1.0), move(0, -1, 1.0), move(0, 0, float("nan")),
     move(0, 0, 1.0, float("inf"))],
)  # fmt: skip
def test_a_wrong_edit_stores_nothing_of_its_batch(project, edit):
    track = add_track(project)
    with pytest.raises(InputError):
        project.corrections.put(track.id, [move(1, 1, 1.0), edit], "Kim")
    assert project.corrections.history(track.id) == []


def test_an_edit_needs_a_name_and_a_track(project):
    track = add_track(project)
    with pytest.raises(InputError, match="needs a name"):
        project.corrections.put(track.id, [move(0, 0, 1.0)], "  ")
    with pytest.raises(InputError, match="no track 99"):
        project.corrections.put(99, [move(0, 0, 1.0)], "Kim")
    assert project.corrections.put(track.id, [], "Kim") == []


def test_numpy_numbers_are_as_good_as_pythons(project):
    track = add_track(project)
    edit = JointEdit(np.int64(5), np.int32(1), CorrectionKind.MOVE, np.float32(1.5), np.float64(2), None)
    (stored,) = project.corrections.put(track.id, [edit], "Kim")
    assert project.corrections.at(track.id, 5, 1) == stored


_places = st.tuples(st.integers(0, N_FRAMES - 1), st.integers(0, 1))
_numbers = st.none() | st.floats(-1e6, 1e6, width=32)
_edits = st.builds(
    lambda place, kind, xyz: JointEdit(*place, kind, *(xyz if kind is CorrectionKind.MOVE else (None,) * 3)),
    _places | st.just((3, 0)),
    st.sampled_from(CorrectionKind),
    st.tuples(_numbers, _numbers, _numbers),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(batches=st.lists(st.lists(_edits, max_size=6), max_size=5))
def test_corrections_do_what_a_naive_model_does(sqlite_project, batches):
    project, frames = sqlite_project, poses(N_FRAMES)
    frames[10] = np.nan
    track = add_track(project, frames)
    naive = frames.copy()
    changed = np.zeros(frames.shape[:2], bool)
    for batch in batches:
        project.corrections.put(track.id, batch, "Kim")
        for edit in batch:
            at = edit.frame, edit.joint
            changed[at] = edit.kind is not CorrectionKind.REVERT
            if edit.kind is CorrectionKind.HIDE:
                naive[at][3] = 0
            else:
                naive[at] = frames[at]
            if edit.kind is CorrectionKind.MOVE:
                given_xyz = [(i, v) for i, v in enumerate((edit.x, edit.y, edit.z)) if v is not None]
                for axis, value in given_xyz:
                    naive[at][axis] = value
                naive[at][3] = 1

    np.testing.assert_array_equal(project.tracks.read(track.id), naive)
    for start in (0, 3, 60):
        np.testing.assert_array_equal(
            project.tracks.read(track.id, start, start + 8), naive[start : start + 8]
        )
        np.testing.assert_array_equal(project.tracks.frame(track.id, start), naive[start])
    assert project.corrections.frames(track.id).tolist() == np.flatnonzero(changed.any(axis=1)).tolist()
    summaries = {row.video.id: row for row in project.videos.summaries()}
    assert summaries[track.video_id].n_corrected_frames == changed.any(axis=1).sum()
