"""People swapped, split, added, deleted and named: seen by every reader, exact to take back, durable."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.entities import BY_HAND, CorrectionKind, JointEdit, Space
from core.errors import InputError, StoreError
from db.arrangement import MAX_SWAPS, Arrangement, Swap
from db.people import Card, Describe, Exchange, Fresh
from db.project import DATABASE, Project
from tests.db.make import TWO_JOINTS, add_track, add_video, hide, move, poses

N = 70
ROOT = Path(__file__).parents[2]


def add_people(project, n=3, *, spaces=(Space.IMAGE, Space.WORLD)):
    """A video of n people; what a body has says whose it is: person + frame / 100."""
    video = add_video(project, n_frames=N)
    specs = [(video.id, who, space, "m", TWO_JOINTS, 25.0) for who in range(n) for space in spaces]
    with project.tracks.writers(specs) as writers:
        writers.append([body(spec[1]) for spec in specs])
    return video


def body(person):
    frames = np.ones((N, 2, 4), np.float32)
    frames[..., :3] = (person + np.arange(N) / 100)[:, None, None]
    return frames


def track_of(project, video, person, space=Space.IMAGE):
    (found,) = [
        t
        for p in project.people.of_video(video.id)
        if p.number == person
        for t in p.tracks
        if t.space is space
    ]
    return found.id


def whose(project, video, person, space=Space.IMAGE):
    """(T,) the person whose body it was at first; -1 where nobody is."""
    x = project.tracks.read(track_of(project, video, person, space))[:, 0, 0]
    return np.where(np.isfinite(x), np.floor(x + 1e-4), -1).astype(int)


def swap(project, video, a, b, start=0, stop=N, annotator="Kim"):
    return project.people.mend(video.id, [Exchange(a, b, ((start, stop),))], annotator)


def test_two_people_are_each_other_from_a_frame_on(project):
    video = add_people(project)
    swap(project, video, 0, 1, 30)
    for space in Space:
        assert whose(project, video, 0, space).tolist() == [0] * 30 + [1] * 40
        assert whose(project, video, 1, space).tolist() == [1] * 30 + [0] * 40
        assert whose(project, video, 2, space).tolist() == [2] * N
    track = track_of(project, video, 0)
    np.testing.assert_array_equal(project.tracks.frame(track, 29), body(0)[29])
    np.testing.assert_array_equal(project.tracks.frame(track, 30), body(1)[30])
    np.testing.assert_array_equal(project.tracks.raw(track, 28, 32), [*body(0)[28:30], *body(1)[30:32]])


def test_a_correction_stays_on_the_body_that_it_was_put_on(project):
    video = add_people(project)
    first, second = track_of(project, video, 0), track_of(project, video, 1)
    (put,) = project.corrections.put(first, [move(40, 1, 7.0)], "Kim")
    swap(project, video, 0, 1, 30)
    assert project.tracks.frame(second, 40)[1, 0] == 7
    assert project.corrections.in_force(first) == []
    (now,) = project.corrections.in_force(second)
    assert (now.id, now.track_id, now.x) == (put.id, second, 7)
    assert project.corrections.at(second, 40, 1) == now
    assert project.corrections.at(first, 40, 1) is None
    assert project.corrections.frames(second).tolist() == [40]
    assert [c.id for c in project.corrections.history(first)] == [put.id]


def test_a_correction_after_a_swap_is_put_on_who_is_seen_there(project):
    video = add_people(project)
    first, second = track_of(project, video, 0), track_of(project, video, 1)
    swap(project, video, 0, 1, 30)
    stored = project.corrections.put(first, [move(29, 0, 5.0), move(40, 1, 7.0), hide(40, 1)], "Kim")
    assert {c.track_id for c in stored} == {first}
    assert project.tracks.frame(first, 40)[1].tolist()[:1] == [7]  # hidden where it was put
    swap(project, video, 0, 1, 30)
    assert project.corrections.frames(first).tolist() == [29]
    assert project.corrections.frames(second).tolist() == [40]


def test_the_library_counts_corrected_frames_of_people_as_they_are(project):
    video = add_people(project)
    project.corrections.put(track_of(project, video, 0), [move(40, 1, 7.0), move(10, 1, 7.0)], "Kim")

    def corrected():
        return project.videos.summaries()[0].n_corrected_frames

    assert corrected() == 2
    change = project.people.mend(video.id, [Exchange(0, Fresh.ASIDE, ((30, N),))], "Kim")
    assert corrected() == 1
    project.people.put(change.inverse, "Kim")
    assert corrected() == 2
    project.people.mend(video.id, [Describe(0, is_hidden=True)], "Kim")
    assert corrected() == 0
    assert project.videos.summaries()[0].n_people == 2


def test_a_split_makes_somebody_new_of_the_rest(project):
    video = add_people(project, 1)
    project.people.mend(video.id, [Exchange(0, Fresh.NEW, ((30, N),))], "Kim")
    people = project.people.of_video(video.id)
    assert [(p.number, p.title) for p in people] == [(0, "Person 1"), (1, "Person 2")]
    assert {t.source for t in people[1].tracks} == {BY_HAND}
    for space in Space:
        assert whose(project, video, 0, space).tolist() == [0] * 30 + [-1] * 40
        assert whose(project, video, 1, space).tolist() == [-1] * 30 + [0] * 40


def test_where_nobody_is_joints_can_be_put_by_hand(project):
    video = add_people(project, 1)
    project.people.mend(video.id, [Exchange(0, Fresh.ASIDE, ((30, N),))], "Kim")
    track = track_of(project, video, 0)
    assert np.isnan(project.tracks.frame(track, 50)).all()
    project.corrections.put(track, [move(50, 0, 1.5, 2.5)], "Kim")
    assert project.tracks.frame(track, 50)[0, [0, 1, 3]].tolist() == [1.5, 2.5, 1]
    assert project.corrections.frames(track).tolist() == [50]
    with Project.open(project.path) as again:
        assert again.tracks.frame(track, 50)[0, 0] == 1.5


def test_a_person_whom_nobody_found_is_added_and_drawn(project):
    video = add_people(project, 1)
    change = project.people.mend(video.id, [Describe(Fresh.NEW, name="Ben")], "Kim")
    (_, ben) = project.people.of_video(video.id)
    assert (ben.title, ben.number, len(ben.tracks)) == ("Ben", 1, 2)
    assert np.isnan(project.tracks.read(ben.tracks[0].id)).all()
    project.corrections.put(ben.tracks[0].id, [move(3, 1, 4.0, 5.0)], "Kim")
    assert project.tracks.frame(ben.tracks[0].id, 3)[1, 0] == 4
    project.people.put(change.inverse, "Kim")
    assert len(project.people.of_video(video.id)) == 1
    project.people.put(change, "Kim")
    assert project.tracks.frame(ben.tracks[0].id, 3)[1, 0] == 4


def test_the_image_goes_with_the_world_even_where_one_has_none(project):
    video = add_people(project, 2, spaces=(Space.IMAGE,))
    add_track(project, body(0), video_id=video.id, person=0, space=Space.WORLD, source="m")
    swap(project, video, 0, 1, 30)
    assert whose(project, video, 0, Space.WORLD).tolist() == [0] * 30 + [-1] * 40
    assert whose(project, video, 1, Space.WORLD).tolist() == [-1] * 30 + [0] * 40


def test_names_and_colours_are_remembered(project):
    video = add_people(project)
    assert len({p.colour for p in project.people.of_video(video.id)}) == 3
    change = project.people.mend(video.id, [Describe(1, name="Anna", colour="#123456")], "Kim")
    assert change.cards[0].after == Card("Anna", "#123456")
    with Project.open(project.path) as again:
        assert [(p.title, p.colour) for p in again.people.of_video(video.id)][1] == ("Anna", "#123456")
    project.people.put(change.inverse, "Kim")
    assert project.people.of_video(video.id)[1].title == "Person 2"


@pytest.mark.parametrize(
    "wishes",
    [
        [Exchange(0, 9, ((0, N),))], [Exchange(0, 0, ((0, N),))], [Exchange(0, 1, ((0, N + 1),))],
        [Exchange(0, 1, ((5, 5),))], [Exchange(0, 1, ((-1, 5),))], [Describe(9, name="x")],
    ],
)  # fmt: skip
def test_what_cannot_be_stores_nothing(project, wishes):
    video = add_people(project)
    with pytest.raises(InputError):
        project.people.mend(video.id, [Exchange(0, 2, ((0, N),)), Describe(0, name="Anna"), *wishes], "Kim")
    assert [whose(project, video, p).tolist() for p in range(3)] == [[p] * N for p in range(3)]
    assert project.people.of_video(video.id)[0].name == ""


def test_people_of_different_skeletons_are_not_swapped(project):
    video = add_people(project, 1)
    add_track(project, poses(N, 33), video_id=video.id, person=1, source="m")
    with pytest.raises(InputError, match="different joints"):
        swap(project, video, 0, 1)


def test_nobody_is_added_before_anybody_was_looked_for(project):
    video = add_video(project)
    with pytest.raises(InputError, match="looked for"):
        project.people.mend(video.id, [Describe(Fresh.NEW)], "Kim")
    with pytest.raises(InputError, match="no video 99"):
        project.people.mend(99, [], "Kim")


def test_another_process_sees_people_as_they_were_mended(project):
    video = add_people(project)
    first = track_of(project, video, 0)
    with Project.open(project.path) as other:
        (
            other.tracks.frame(first, 40),
            other.tracks.read(first),
            other.corrections.put(first, [move(1, 0, 1.0)], "Ada"),
        )
        change = swap(project, video, 0, 1, 30)
        for read in (
            other.tracks.frame(first, 40),
            other.tracks.read(first)[40],
            other.tracks.raw(first)[40],
        ):
            np.testing.assert_array_equal(read, body(1)[40])
        other.corrections.put(first, [move(40, 0, 9.0)], "Ada")
        project.people.put(change.inverse, "Kim")
        np.testing.assert_array_equal(other.tracks.frame(first, 40), body(0)[40])
        assert project.corrections.frames(track_of(project, video, 1)).tolist() == [40]


def test_a_new_search_begins_with_people_as_it_found_them(project):
    video = add_people(project)
    swap(project, video, 0, 1, 30)
    project.people.mend(video.id, [Describe(2, is_hidden=True), Describe(Fresh.NEW)], "Kim")
    assert project.people.is_mended(video.id)
    old = [track.id for track in project.tracks.current(video.id)]
    assert len(old) == 6
    for space in Space:
        add_track(project, body(0), video_id=video.id, source="m", space=space)
    again = project.tracks.current(video.id)
    assert [(track.person, track.id in old) for track in again] == [(0, False), (0, False)]
    assert not project.people.is_mended(video.id)


def test_what_was_taken_back_is_not_mended(project):
    video = add_people(project)
    assert not project.people.is_mended(video.id)
    for wish in (
        Exchange(0, 1, ((5, 9),)), Exchange(0, Fresh.NEW, ((5, N),)), Exchange(1, Fresh.ASIDE, ((5, N),)),
        Describe(0, name="Anna"), Describe(2, is_hidden=True), Describe(Fresh.NEW),
    ):  # fmt: skip
        change = project.people.mend(video.id, [wish], "Kim")
        assert project.people.is_mended(video.id)
        project.people.put(change.inverse, "Kim")
        assert not project.people.is_mended(video.id)


def test_a_track_that_was_swapped_is_not_removed(project):
    video = add_people(project)
    swap(project, video, 0, 1, 30)
    with pytest.raises(InputError, match="swapped"):
        project.tracks.remove(track_of(project, video, 1))


def test_a_track_swapped_with_one_of_other_joints_is_damaged(sqlite_project):
    """Only a stranger's file can be so."""
    project = sqlite_project
    video = add_people(project, 1)
    other = add_track(project, poses(N, 33), video_id=video.id, person=1, source="m")
    track = track_of(project, video, 0)
    with project._store.write() as session:
        values = f"{video.id}, {track}, {other.id}, 0, 9, 1, '2026-01-01 00:00:00'"
        connection = session.connection()
        connection.exec_driver_sql("INSERT INTO annotators (name) VALUES ('x')")
        connection.exec_driver_sql(f"INSERT INTO swaps VALUES (NULL, {values})")
    with pytest.raises(StoreError, match="damaged"):
        project.tracks.read(track)


def test_every_mending_that_was_reported_survives_a_kill(tmp_path):
    with Project.create(tmp_path / "p.barre") as project:
        video = add_people(project, 2)
    script = (
        "import sys; from db.people import *; from db.project import Project\n"
        "project = Project.open(sys.argv[1])\n"
        "for i in range(10**6):\n"
        "    project.people.mend(1, [Exchange(0, 1, ((i % 60, 70),)), Describe(0, name=str(i))], 'Kim')\n"
        "    print(i, flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(project.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        lines = [process.stdout.readline() for _ in range(15)]
        process.kill()
        lines += process.stdout.readlines()
    with Project.open(project.path) as project:
        last = int(project.people.of_video(video.id)[0].name)
        assert last - int(lines[-1]) in (0, 1)
        assert project.people.version(video.id) == 2 * (last + 1)  # both spaces, or neither
        for space in Space:
            people = [whose(project, video, person, space) for person in (0, 1)]
            assert (people[0] + people[1] == 1).all()
    with closing(sqlite3.connect(project.path / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- arrangements --------------------------------------------------------------------------------

_swaps = st.lists(
    st.builds(
        lambda pair, span: Swap(*pair, min(span), max(span) + 1),
        st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda pair: pair[0] != pair[1]),
        st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)),
    ),
    max_size=12,
)


@given(swaps=_swaps)
def test_an_arrangement_does_what_a_naive_model_does(swaps):
    naive = {track: [track] * N for track in range(1, 5)}
    for first, second, start, stop in swaps:
        a, b = naive[first], naive[second]
        a[start:stop], b[start:stop] = b[start:stop], a[start:stop]
    made = Arrangement(1, swaps)
    for track, bodies in naive.items():
        spans = made.spans(track, 0, N)
        assert [span.body for span in spans for _ in range(span.start, span.stop)] == bodies
        assert all(a.body != b.body and a.stop == b.start for a, b in pairwise(spans))
        assert [made.body(track, frame) for frame in range(N)] == bodies
        inner = [span.body for span in made.spans(track, 20, 50) for _ in range(span.start, span.stop)]
        assert inner == bodies[20:50]
    for frame in range(N):  # nobody is two people
        assert sorted(bodies[frame] for bodies in naive.values()) == [1, 2, 3, 4]
    assert Arrangement(1, [*swaps, *swaps[::-1]]).changed == []


def test_twenty_thousand_swaps_are_worked_out_in_a_moment():
    rng = np.random.default_rng(0)
    swaps = [Swap(*rng.choice(8, 2, replace=False).tolist(), *sorted(rng.choice(10**6, 2).tolist()))
             for _ in range(MAX_SWAPS // 10)]  # fmt: skip
    made = Arrangement(1, swaps)
    assert sum(len(made.spans(track, 0, 10**6)) for track in range(8)) > 1000


# -- any sequence --------------------------------------------------------------------------------

_whos = st.integers(0, 5)
_frames = st.integers(0, N - 1)
_wishes = st.one_of(
    st.builds(
        lambda a, b, start, stop: Exchange(a, b, ((min(start, stop), max(start, stop) + 1),)),
        _whos, _whos | st.sampled_from(Fresh), _frames, _frames,
    ),
    st.builds(Describe, _whos, name=st.sampled_from([None, "", "Anna"]), is_hidden=st.none() | st.booleans()),
)  # fmt: skip
_corrections = st.builds(
    lambda who, frame, joint, x: (who, move(frame, joint, x, x)),
    _whos, _frames, st.integers(0, 1), st.floats(-9, 9, width=32),
)  # fmt: skip


def picture(project, video):
    """Everything that is seen of a video: people, poses, corrections and the Library's count."""
    people = project.people.of_video(video.id)
    tracks = [track.id for person in people for track in person.tracks]
    marks = [[(c.frame, c.joint, c.kind, c.x, c.y) for c in project.corrections.in_force(t)] for t in tracks]
    return (
        [(person.number, person.title, person.colour) for person in people],
        [project.tracks.read(track).tobytes() for track in tracks],
        [project.tracks.raw(track).tobytes() for track in tracks],
        marks,
        project.videos.summaries()[-1].n_corrected_frames,
    )


def correct(project, video, who, edit):
    """Put a correction, and return what takes it back; None when there is no such person."""
    tracks = {p.number: p.tracks[0].id for p in project.people.of_video(video.id)}
    if who not in tracks:
        return None
    old = project.corrections.at(tracks[who], edit.frame, edit.joint)
    back = JointEdit(edit.frame, edit.joint, CorrectionKind.REVERT) if old is None else JointEdit(
        old.frame, old.joint, old.kind, old.x, old.y, old.z
    )  # fmt: skip
    project.corrections.put(tracks[who], [edit], "Kim")
    return partial(project.corrections.put, tracks[who], [back], "Kim")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(steps=st.lists(_wishes | _corrections, max_size=8))
def test_any_sequence_taken_back_gives_what_was_there(sqlite_project, steps):
    project = sqlite_project
    video = add_people(project, 3)
    before, undo = [picture(project, video)], []
    for step in steps:
        if isinstance(step, tuple):
            back = correct(project, video, *step)
        else:
            try:
                change = project.people.mend(video.id, [step], "Kim")
            except InputError:
                continue
            back = partial(project.people.put, change.inverse, "Kim")
        if back is not None:
            undo.append(back)
            before.append(picture(project, video))
            _check_nobody_is_two_people(project, video)
    for back in reversed(undo):
        assert picture(project, video) == before.pop()
        back()
    assert picture(project, video) == before.pop()


def _check_nobody_is_two_people(project, video):
    for space in Space:
        tracks = [t.id for p in project.people.of_video(video.id) for t in p.tracks if t.space is space]
        raw = np.stack([project.tracks.raw(track)[:, 0, 0] for track in tracks])
        for frame in raw.T:
            there = frame[np.isfinite(frame)]
            assert len(set(there.tolist())) == len(there)
