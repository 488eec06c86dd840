"""One undo step, however many joints and frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.entities import CorrectionKind, JointEdit, Video
from db.project import Project
from tests.gui.annotate.numbered import add_film
from workbench.gui.annotate.edits import CorrectJoints
from workbench.gui.context import AppContext

places = st.tuples(st.integers(0, 5), st.integers(0, 32))
coordinates = st.floats(-100, 400, width=32)
moves = st.builds(
    lambda place, x, y: JointEdit(*place, CorrectionKind.MOVE, x, y), places, coordinates, coordinates
)
others = st.builds(
    lambda place, kind: JointEdit(*place, kind),
    places,
    st.sampled_from([CorrectionKind.HIDE, CorrectionKind.REVERT]),
)
steps = st.lists(st.lists(moves | others, min_size=1, max_size=8), min_size=1, max_size=6)


@pytest.fixture
def two(project: Project, tmp_path) -> Video:
    """A film with two people."""
    return add_film(project, tmp_path / "two.mp4", 6, people=2)


def poses(project: Project) -> list[np.ndarray]:
    return [project.tracks.read(track_id) for track_id in (1, 2)]


def equal(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_undo_goes_back_step_by_step_and_redo_forth(
    context: AppContext, project: Project, two: Video, steps: list[list[JointEdit]]
) -> None:
    stack = context.undo_stack
    stack.clear()
    seen = [poses(project)]
    for number, edits in enumerate(steps):
        stack.push(CorrectJoints(context, two.id, {1 + number % 2: edits}, "move"))
        seen.append(poses(project))
    for state in seen[-2::-1]:
        stack.undo()
        assert equal(poses(project), state)
    for state in seen[1:]:
        stack.redo()
        assert equal(poses(project), state)


def test_edits_of_two_people_are_one_step(context: AppContext, project: Project, two: Video) -> None:
    before = poses(project)
    edits = {track: [JointEdit(2, 15, CorrectionKind.MOVE, 1.0, 2.0)] for track in (1, 2)}
    context.undo_stack.push(CorrectJoints(context, two.id, edits, "move both"))
    assert [pose[2, 15, 0] for pose in poses(project)] == [1, 1]
    assert context.undo_stack.count() == 1
    context.undo_stack.undo()
    assert equal(poses(project), before)


def test_a_gesture_of_many_joints_is_one_step(context: AppContext, project: Project, two: Video) -> None:
    before = poses(project)
    for x in (1.0, 2.0, 3.0):
        edits = [JointEdit(2, joint, CorrectionKind.MOVE, x, x) for joint in (3, 4, int(x) + 10)]
        context.undo_stack.push(CorrectJoints(context, two.id, {1: edits}, "move", gesture=1))
    assert context.undo_stack.count() == 1
    context.undo_stack.undo()
    assert equal(poses(project), before)
    context.undo_stack.redo()
    assert poses(project)[0][2, [3, 4, 11, 12, 13], 0].tolist() == [3, 3, 1, 2, 3]


def test_nothing_is_stored_when_one_of_the_edits_cannot_be(
    context: AppContext, project: Project, two: Video
) -> None:
    before = poses(project)
    edits = [JointEdit(2, 3, CorrectionKind.MOVE, 1.0, 1.0), JointEdit(99, 3, CorrectionKind.MOVE, 1.0, 1.0)]
    context.undo_stack.push(CorrectJoints(context, two.id, {1: edits}, "move"))
    assert equal(poses(project), before)
    assert context.undo_stack.count() == 0
