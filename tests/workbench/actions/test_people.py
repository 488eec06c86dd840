"""Deeds on people, from how they are worded to how the tracks read afterwards, and the commands for them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, VideoKind
from core.errors import InputError
from core.skeleton import skeleton
from workbench.actions import people as deeds
from workbench.actions.exporting import export
from workbench.actions.motions import motion_of_video, tracks_of
from workbench.actions.posing import extract_poses, queue_poses
from workbench.cli import main

N, FPS = 100, 25.0
BODY = skeleton("blazepose33")


def bodies(where, *, gone=()):
    """(N, 33, 4) somebody of 180 px who walks to the right from an x, and is not seen in some stretches."""
    rng = np.random.default_rng(1)
    poses = np.ones((N, 33, 4), np.float32)
    poses[..., :2] = rng.uniform(-0.5, 0.5, (33, 2)) * [70, 180] + [where, 300]
    poses[..., 0] += np.arange(N)[:, None] * 2
    for start, stop in gone:
        poses[start:stop] = np.nan
    return poses


def add_film(project, people):
    new = NewVideo(VideoKind.VIDEO, "duo", "/films/duo.mp4", "d" * 64, 1, FPS, N, N / FPS, 1280, 720)
    video = project.videos.add(new)
    specs = [(video.id, who, space, "m", BODY, FPS) for who in range(len(people)) for space in Space]
    with project.tracks.writers(specs) as writers:
        writers.append(
            [made for poses in people for made in (poses, poses * np.float32([0.01, -0.01, 0.01, 1]))]
        )
    return video


@pytest.fixture
def broken(project):
    """One dancer found as two: lost in 40 to 47, found again as somebody else; a second who stays."""
    return add_film(
        project, [bodies(200, gone=[(40, N)]), bodies(900), bodies(200, gone=[(0, 47)])]
    )  # fmt: skip


def person(project, video, number):
    return next(person for person in project.people.of_video(video.id) if person.number == number)


def do(project, video, deed):
    return deeds.do(project, video.id, deed, "Kim")


def test_the_likeliest_continuation_is_the_same_dancer(project, broken):
    found = deeds.continuations(project, person(project, broken, 0), 10)
    assert [(c.person.number, c.frame) for c in found] == [(2, 47)]
    assert found[0].match.likelihood > 0.9
    assert deeds.continuations(project, person(project, broken, 1), 0) == []


def test_joining_across_a_gap_gives_one_dancer(project, broken):
    deed = deeds.join_across(project, person(project, broken, 0), None, 10)
    assert deed.text == "join Person 3 to Person 1 at frame 47"
    change = do(project, broken, deed)
    seen = deeds.seen(project, person(project, broken, 0))
    assert np.flatnonzero(~seen).tolist() == list(range(40, 47))
    assert [p.number for p in project.people.of_video(broken.id)] == [0, 1]
    project.people.put(change.inverse, "Kim")
    assert [p.number for p in project.people.of_video(broken.id)] == [0, 1, 2]
    with pytest.raises(InputError, match="Person 2 does not come into view"):
        deeds.join_across(project, person(project, broken, 0), person(project, broken, 1))


def test_merging_fills_where_the_first_is_not_seen_and_the_other_goes(project):
    video = add_film(project, [bodies(200, gone=[(30, 60)]), bodies(300, gone=[(0, 20), (50, 55)])])
    first, other = (person(project, video, number) for number in (0, 1))
    do(project, video, deeds.merge(project, first, other))
    assert [p.number for p in project.people.of_video(video.id)] == [0]
    x = project.tracks.read(first.tracks[0].id)[:, 0, 0]
    expected = np.where(
        (np.arange(N) >= 30) & (np.arange(N) < 60), bodies(300)[:, 0, 0], bodies(200)[:, 0, 0]
    )
    expected[50:55] = np.nan
    np.testing.assert_array_equal(x, expected)
    np.testing.assert_allclose(project.tracks.read(first.tracks[1].id)[:, 0, 0], expected / 100, rtol=1e-6)


def test_merging_from_a_frame_on_leaves_what_was_before(project):
    video = add_film(project, [bodies(200, gone=[(30, 60)]), bodies(300)])
    first, other = (person(project, video, number) for number in (0, 1))
    do(project, video, deeds.merge(project, first, other, 45))
    assert np.flatnonzero(~deeds.seen(project, first)).tolist() == list(range(30, 45))
    assert np.flatnonzero(deeds.seen(project, other)).tolist() == list(range(45))


def test_nobody_is_merged_into_themselves(project, broken):
    first = person(project, broken, 0)
    with pytest.raises(InputError, match="themselves"):
        deeds.merge(project, first, first)


def test_deleting_from_a_frame_on_and_altogether(project, broken):
    second = person(project, broken, 1)
    do(project, broken, deeds.delete(project, second, 60))
    assert np.flatnonzero(deeds.seen(project, second)).tolist() == list(range(60))
    do(project, broken, deeds.delete(project, second))
    assert [p.number for p in project.people.of_video(broken.id)] == [0, 2]
    third = person(project, broken, 2)
    assert deeds.delete(project, third, 47).text == "delete Person 3"  # nothing of them is before


def test_people_as_mended_are_what_is_learnt_compared_and_exported(project, broken, tmp_path):
    do(project, broken, deeds.join_across(project, person(project, broken, 0), None))
    do(project, broken, deeds.describe(person(project, broken, 1), name="Ada"))
    assert [track.person for track in tracks_of(project, broken.id, Space.WORLD)] == [0, 1]
    world = motion_of_video(project, broken.id).positions[:, 0, 0]
    np.testing.assert_allclose(world[60], bodies(200)[60, 0, 0] / 100, rtol=1e-6)
    (path,) = export(project, "coco", tmp_path)
    assert len(json.loads(path.read_text("utf-8"))["tracks"]) == 2


def test_a_correction_in_the_picture_is_lifted_onto_the_body_that_it_was_put_on(project, broken):
    do(project, broken, deeds.swap(person(project, broken, 0), person(project, broken, 1), 0))
    image = person(project, broken, 0).tracks[0].id
    x, y = project.tracks.frame(image, 50)[3, :2].tolist()
    project.corrections.put(image, [JointEdit(50, 3, CorrectionKind.MOVE, x + 50, y)], "Kim")
    do(project, broken, deeds.swap(person(project, broken, 0), person(project, broken, 1), 0))
    moved = motion_of_video(project, broken.id, 1).positions[50, 3, 0]
    assert moved == pytest.approx(bodies(900)[50, 3, 0] / 100 + 0.5, abs=0.001)


def test_names_are_trimmed_and_colours_checked(project, broken):
    do(project, broken, deeds.describe(person(project, broken, 0), name=" Anna ", colour="#00AAFF"))
    assert (person(project, broken, 0).title, person(project, broken, 0).colour) == ("Anna", "#00AAFF")
    assert deeds.find(project, broken.id, "anna").number == 0
    assert deeds.find(project, broken.id, "2").number == 1
    with pytest.raises(InputError, match="no person 'Bob' in duo"):
        deeds.find(project, broken.id, "Bob")
    with pytest.raises(InputError, match="no colour"):
        deeds.describe(person(project, broken, 0), colour="red")
    with pytest.raises(InputError, match="200 letters"):
        deeds.add("x" * 201)


def test_a_film_whose_people_were_mended_keeps_them(project, dancer_film):
    from workbench.actions.imports import import_paths

    video = import_paths(project, [dancer_film]).added[0]
    first = extract_poses(project, video.id).tracks
    change = do(project, video, deeds.split(person(project, video, 0), 20))
    tracks = project.tracks.current(video.id)
    assert extract_poses(project, video.id, force=True).tracks == tuple(tracks)
    for job in project.jobs.active():
        project.jobs.request_cancel(job.id)
    assert queue_poses(project, [video.id]).corrected == (video,)
    project.people.put(change.inverse, "Kim")
    again = extract_poses(project, video.id, force=True).tracks
    assert project.tracks.current(video.id) == list(again)
    assert not {track.id for track in again} & {track.id for track in (*first, *tracks)}
    do(project, video, deeds.delete(project, person(project, video, 0)))
    report = extract_poses(project, video.id)
    assert (report.tracks, report.n_missing) == ((), 40)


def test_commands_do_what_the_window_does(project, broken, capsys, monkeypatch):
    path = project.path

    def run(*args):
        monkeypatch.setattr("sys.argv", ["barre", "people", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, capsys.readouterr()

    for args, said in (
        (("rename", path, 1, 1, "Anna", "--colour", "#123456"), "name Person 1 Anna"),
        (("swap", path, 1, "Anna", 2, 70), "swap Anna and Person 2 from frame 70 on"),
        (("swap", path, 1, "Anna", 2, 70), "swap Anna and Person 2"),
        (("join", path, 1, "Anna"), "join Person 3 to Anna at frame 47"),
        (("split", path, 1, "Anna", 80), "split Anna from frame 80 on"),
        (("merge", path, 1, "Anna", 4), "merge Person 4 into Anna"),
        (("delete", path, 1, 2, "--from", 90), "delete Person 2 from frame 90 on"),
        (("add", path, 1, "Ben"), "add Ben"),
    ):
        code, out = run(*args)
        assert (code, said in out.out) == (0, True), out
    code, out = run(path, 1, "--json")
    listed = json.loads(out.out)
    assert [(p["title"], p["n_seen"], p["gaps"]) for p in listed] == [
        ("Anna", 93, [[40, 47]]), ("Person 2", 90, []), ("Ben", 0, []),
    ]  # fmt: skip
    code, out = run(path, 1)
    assert code == 0
    assert "40–46" in out.out
    code, out = run("swap", path, 1, "Anna", "Bob", 3)
    assert (code, "no person 'Bob'" in out.err) == (2, True)
    code, out = run("swap", path, 1, "Anna", "Ben", N)
    assert code == 2


def test_the_first_person_who_is_there_stands_for_the_video(project, broken):
    do(project, broken, deeds.delete(project, person(project, broken, 0)))
    x = motion_of_video(project, broken.id).positions[50, 0, 0]
    np.testing.assert_allclose(x, bodies(900)[50, 0, 0] / 100, rtol=1e-6)
    with pytest.raises(InputError, match="no pose track"):
        motion_of_video(project, broken.id, 0)
