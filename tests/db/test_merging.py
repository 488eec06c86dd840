"""Merging the rows of projects: nothing is lost, nothing comes twice, nothing here is overwritten."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audio.grid import BeatGrid
from core.entities import ReviewState, Space
from core.errors import StoreError
from core.merging import ConflictKind, new_entries, settle
from db.engine import back_up
from db.merging.merge import MERGED, STAY
from db.merging.shared import Files
from db.people import Describe, Exchange
from db.project import DATABASE, Project
from db.reviews import ReviewSpec
from db.rulings import Decision
from db.schema import Base
from db.segments import SegmentSpec
from tests.db.make import TWO_JOINTS, add_track, add_video, hide, move, new_video, poses, revert
from tests.db.merging import content, edit_at_random, fill_at_random

_numbers = itertools.count()


@pytest.fixture
def pair(tmp_path):
    """Two empty projects."""
    with Project.create(tmp_path / "a.barre") as a, Project.create(tmp_path / "b.barre") as b:
        yield a, b


def merge(ours: Project, theirs: Project):
    """Merge rows; files outside of projects stay where they are."""
    paths = {video.path: video.path for video in theirs.videos.all()}
    return ours.merge_rows(theirs, Files(media=paths))


def copied(project: Project, folder: Path) -> Project:
    """Return another project that has all that this one has."""
    path = folder / f"copy {next(_numbers)}.barre"
    shutil.copytree(project.path, path, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    (path / DATABASE).unlink()
    back_up(project.path / DATABASE, path / DATABASE)
    return Project.open(path)


def test_every_table_is_merged_or_said_to_stay():
    assert {*MERGED, *STAY} == set(Base.metadata.tables)


@given(seed=st.integers(0, 9999))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_merging_into_an_empty_project_gives_the_same_project(tmp_path, seed):
    folder = tmp_path / str(next(_numbers))
    with Project.create(folder / "a.barre") as a, Project.create(folder / "b.barre") as b:
        fill_at_random(b, seed)
        report = merge(a, b)
        assert content(a) == content(b)
        assert report.conflicts == ()
        again = merge(a, b)
        assert (again.n_added, again.conflicts, again.n_same_videos) == (0, (), 2)
        assert content(a) == content(b)


@given(seed=st.integers(0, 9999))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_two_copies_that_went_on_apart_merge_once_and_lose_nothing(tmp_path, seed):
    folder = tmp_path / str(next(_numbers))
    with Project.create(folder / "a.barre") as a:
        fill_at_random(a, seed)
        with copied(a, folder) as b:
            rng = np.random.default_rng(seed)
            edit_at_random(a, rng, 12)
            edit_at_random(b, rng, 12)
            before, theirs = content(a), content(b)
            merge(a, b)
            merged = content(a)
            assert merge(a, b).n_added == 0
            assert content(a) == merged
            for ours, there, now in zip(before["videos"], theirs["videos"], merged["videos"], strict=True):
                # What anybody marked is there (its beats are those of the grid in force here).
                said = {segment[:6] for segment in now["segments"]}
                assert said >= {segment[:6] for segment in ours["segments"]}
                for old, other, new in zip(ours["tracks"], there["tracks"], now["tracks"], strict=True):
                    assert new["history"][: len(old["history"])] == old["history"]
                    assert set(new["history"]) == set(old["history"]) | set(other["history"])


@given(seed=st.integers(0, 9999))
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_work_that_only_went_on_there_arrives_as_it_is_there(tmp_path, seed):
    folder = tmp_path / str(next(_numbers))
    with Project.create(folder / "a.barre") as a:
        fill_at_random(a, seed, 20)
        for segment in a.segments.all():  # what was deleted there stays here, which the last test shows
            a.segments.remove(segment.id)
        with copied(a, folder) as b:
            edit_at_random(b, np.random.default_rng(seed), 20)
            assert merge(a, b).conflicts == ()
            assert content(a) == content(b)


def test_a_project_that_has_all_already_adds_nothing(pair):
    a, b = pair
    fill_at_random(a, 3)
    merge(b, a)
    assert merge(a, b).n_added == 0


# -- videos ----------------------------------------------------------------------------------------


def test_a_video_is_the_same_by_content_and_cut_whatever_it_is_called(pair):
    a, b = pair
    add_video(a, "ours")
    add_video(b, "theirs")
    add_video(b, "part", start_s=1.0, end_s=2.0)
    report = merge(a, b)
    assert (report.n_same_videos, report.added["videos"]) == (1, 1)
    assert [video.name for video in a.videos.all()] == ["ours", "part"]


def test_another_offset_of_the_sound_is_listed_and_ours_stays(pair):
    a, b = pair
    for project, offset_s in ((a, 1.0), (b, 2.0)):
        project.videos.set_audio_offset(add_video(project).id, offset_s)
    (conflict,) = merge(a, b).conflicts
    assert (conflict.kind, conflict.video) == (ConflictKind.SOUND, "film")
    assert a.videos.get(1).audio_offset_s == 1.0


# -- segments --------------------------------------------------------------------------------------


def test_segments_that_contradict_are_kept_side_by_side_and_listed(pair):
    a, b = pair
    for project, label in ((a, "waltz"), (b, "tango")):
        add_video(project)
        project.segments.add(1, "style", label, 1.0, 2.0, "Kim")
        project.segments.add(1, "style", "samba", 1.0, 2.0, label)  # two annotators: no contradiction
    (conflict,) = merge(a, b).conflicts
    assert conflict.kind is ConflictKind.SEGMENT
    assert conflict.what == (
        "Kim marked waltz from 1 to 2 s here and tango from 1 to 2 s there; both are kept."
    )
    kims = a.segments.for_video(1, annotator="Kim")
    assert sorted(segment.label for segment in kims) == ["tango", "waltz"]


def test_overlaps_on_a_tier_that_allows_them_are_no_contradiction(pair):
    a, b = pair
    for project, label in ((a, "nice"), (b, "fast")):
        add_video(project)
        project.segments.add(1, "comment", label, 1.0, 2.0, "Kim")
    assert merge(a, b).conflicts == ()
    assert len(a.segments.all()) == 2


def test_the_same_segment_marked_in_both_comes_once(pair):
    a, b = pair
    for project in pair:
        add_video(project)
        project.segments.add(1, "style", "waltz", 1.0, 2.0, "dataset")
    assert merge(a, b).n_added == 0


def test_a_segment_deleted_here_does_not_come_back(pair):
    a, b = pair
    add_video(b)
    b.segments.add(1, "style", "waltz", 1.0, 2.0, "Kim")
    merge(a, b)
    a.segments.remove(1)
    assert merge(a, b).n_added == 0
    assert a.segments.all() == []


def test_labels_come_with_their_colours_and_ours_keep_theirs(pair):
    a, b = pair
    a.segments.add_label("style", "waltz", "#111111")
    b.segments.add_label("style", "waltz", "#222222")
    b.segments.add_label("style", "tango", "#333333")
    merge(a, b)
    assert [(each.name, each.colour) for each in a.segments.labels("style")] == [
        ("waltz", "#111111"), ("tango", "#333333"),
    ]  # fmt: skip


def test_rulings_come_with_their_gold(pair):
    a, b = pair
    add_video(a, sha256="0" * 64)  # so that no id is the same
    a.segments.add(1, "style", "samba", 0.0, 1.0, "Lee")
    add_video(b)
    vote = b.segments.add(1, "style", "waltz", 1.0, 2.0, "Kim")
    b.rulings.rule([Decision(SegmentSpec(1, "style", "waltz", 1.0, 2.0, "gold"), (vote.id,))], "gold", "Ada")
    merge(a, b)
    (ruling,) = a.rulings.for_video(2, "style", "gold")
    assert a.rulings.sources(ruling.gold_id) == a.segments.for_video(2, annotator="Kim")
    assert merge(a, b).n_added == 0


# -- corrections -----------------------------------------------------------------------------------


@pytest.fixture
def copies(pair):
    """Two projects with the same film and the same person found in it."""
    a, b = pair
    for project in pair:
        add_track(project, poses(100))
    return a, b


def test_corrections_of_other_joints_join(copies):
    a, b = copies
    a.corrections.put(1, [move(0, 0, 1.0)], "Kim")
    b.corrections.put(1, [move(0, 1, 2.0), hide(5, 0)], "Ada")
    report = merge(a, b)
    assert (report.added["corrections"], report.conflicts) == (2, ())
    found = {(c.frame, c.joint, c.kind, c.annotator) for c in a.corrections.in_force(1)}
    assert found == {(0, 0, "move", "Kim"), (0, 1, "move", "Ada"), (5, 0, "hide", "Ada")}
    assert a.videos.summaries()[0].n_corrected_frames == 2


def test_a_joint_put_in_two_places_stays_where_it_was_and_is_listed(copies):
    a, b = copies
    a.corrections.put(1, [move(7, 0, 1.0)], "Kim")
    b.corrections.put(1, [move(7, 0, 2.0)], "Ada")
    (conflict,) = merge(a, b).conflicts
    assert conflict.what == (
        "Frame 7, left: at 1.0, 0.0, says Kim here; at 2.0, 0.0, says Ada there. Ours is in force."
    )
    assert a.tracks.frame(1, 7)[0, 0] == 1.0
    assert {c.annotator for c in a.corrections.history(1)} == {"Kim", "Ada"}
    assert merge(a, b).n_added == 0


def test_the_same_correction_made_twice_is_no_contradiction(copies):
    a, b = copies
    for project in copies:
        project.corrections.put(1, [move(7, 0, 1.0)], "Kim")
    assert merge(a, b).conflicts == ()
    assert a.tracks.frame(1, 7)[0, 0] == 1.0


def test_work_that_goes_on_from_ours_is_in_force(copies, tmp_path):
    a, _ = copies
    a.corrections.put(1, [move(7, 0, 1.0)], "Kim")
    with copied(a, tmp_path) as b:
        b.corrections.put(1, [move(7, 0, 2.0), revert(8, 0)], "Ada")
        assert merge(a, b).conflicts == ()
    assert a.tracks.frame(1, 7)[0, 0] == 2.0


def test_reviews_join_and_ours_counts_where_both_spoke(copies):
    a, b = copies
    a.reviews.put(1, [ReviewSpec(10, 20, ReviewState.UNSEEN)], "Kim")
    b.reviews.put(1, [ReviewSpec(0, 30, ReviewState.ACCEPTED)], "Ada")
    (conflict,) = merge(a, b).conflicts
    assert (conflict.kind, conflict.what[:16]) == (ConflictKind.REVIEW, "Frames 10 to 19:")
    expected = [*range(10), *range(20, 30)]
    assert np.flatnonzero(a.reviews.accepted(1, 100)).tolist() == expected
    assert merge(a, b).n_added == 0
    assert np.flatnonzero(a.reviews.accepted(1, 100)).tolist() == expected


def test_beats_edited_in_both_stay_as_they_are_here_and_number_what_came(copies):
    a, b = copies
    a.beat_grids.put(1, BeatGrid(np.arange(4) * 1.0, 0, 4), "Kim")
    b.beat_grids.put(1, BeatGrid(np.arange(8) / 2, 0, 4), "Ada")
    b.segments.add(1, "style", "waltz", 1.0, 2.0, "Ada")
    (conflict,) = merge(a, b).conflicts
    assert conflict.kind is ConflictKind.BEATS
    assert a.beat_grids.current(1).beats_s.tolist() == [0, 1, 2, 3]
    assert (a.segments.all()[0].start_beat, a.segments.all()[0].end_beat) == (1, 2)
    assert merge(a, b).n_added == 0


# -- other poses -----------------------------------------------------------------------------------


@pytest.fixture
def searched_twice(pair):
    """Two projects with the same film in which different poses were found."""
    a, b = pair
    for seed, project in enumerate(pair):
        add_track(project, poses(100, seed=seed))
    return a, b


def test_other_poses_that_nobody_corrected_stay_there(searched_twice):
    a, b = searched_twice
    report = merge(a, b)
    assert report.n_added == 0
    assert "nobody corrected" in report.left[0]


def test_corrected_poses_come_in_place_of_untouched_ones(searched_twice):
    a, b = searched_twice
    b.corrections.put(1, [move(7, 0, 2.0)], "Ada")
    assert merge(a, b).conflicts == ()
    (track,) = a.tracks.current(1)
    assert np.array_equal(a.tracks.read(track.id), b.tracks.read(1))
    assert merge(a, b).n_added == 0


def test_poses_corrected_on_both_sides_stand_side_by_side(searched_twice):
    a, b = searched_twice
    a.corrections.put(1, [move(7, 0, 1.0)], "Kim")
    b.corrections.put(1, [move(7, 0, 2.0)], "Ada")
    (conflict,) = merge(a, b).conflicts
    assert conflict.kind is ConflictKind.POSES
    first, second = a.tracks.current(1)
    assert (first.person, second.person) == (0, 1)
    assert a.tracks.frame(first.id, 7)[0, 0] == 1.0
    assert a.tracks.frame(second.id, 7)[0, 0] == 2.0
    assert merge(a, b).n_added == 0


def test_chunks_packed_by_another_zlib_hold_the_same_poses(copies):
    a, b = copies
    with closing(sqlite3.connect(b.path / DATABASE)) as connection, connection:
        for position, data in connection.execute("SELECT position, data FROM chunks").fetchall():
            packed = zlib.compress(zlib.decompress(data), 9)
            connection.execute("UPDATE chunks SET data = ? WHERE position = ?", (packed, position))
    report = merge(a, b)
    assert (report.n_added, report.left) == (0, ())


def test_people_swapped_in_one_copy_come_and_in_both_do_not_undo_each_other(pair, tmp_path):
    a, _ = pair
    video = add_video(a)
    for person in (0, 1):
        frames = poses(100, seed=person)
        a.tracks.add(video.id, person, Space.IMAGE, "test", TWO_JOINTS, 25.0, frames)
    with copied(a, tmp_path) as b:
        for project in (a, b):
            project.people.mend(video.id, [Exchange(0, 1, ((50, 100),)), Describe(0, name="Ben")], "Kim")
        swapped = a.tracks.read(1)
        (conflict,) = [c for c in merge(a, b).conflicts if c.kind is ConflictKind.PEOPLE]
        assert "swapped in both" in conflict.what
        assert np.array_equal(a.tracks.read(1), swapped)


# -- as a whole ------------------------------------------------------------------------------------


def test_a_merge_that_fails_half_way_changes_nothing(pair):
    a, b = pair
    fill_at_random(a, 1)
    fill_at_random(b, 2)
    b.videos.add(new_video("inside", n_frames=3, sha256="f" * 64))
    before, rows = content(a), _rows(a)
    with pytest.raises(StoreError, match="changed while it was merged"):
        a.merge_rows(b, Files(media={}))  # as if the last film had come after the files were copied
    assert content(a) == before
    assert _rows(a) == rows


def test_a_project_whose_rows_do_not_fit_together_is_refused_and_nothing_changes(pair):
    a, b = pair
    add_video(b)
    b.segments.add(1, "style", "waltz", 0.0, 1.0, "Kim")
    with closing(sqlite3.connect(b.path / DATABASE)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE segments SET label_id = 99")
    before = _rows(a)
    with pytest.raises(StoreError, match=r"b\.barre is damaged"):
        merge(a, b)
    assert _rows(a) == before


def test_thousands_of_segments_merge(pair):
    a, b = pair
    for seed, project in enumerate(pair):
        add_video(project, n_frames=400_000)
        project.segments.add_labels("style", [f"label {i}" for i in range(20)])
        project.annotators.named("Kim")
        _mark_thousands(project, np.random.default_rng(seed))
    report = merge(a, b)
    assert report.added["segments"] == len(report.conflicts) == 4000
    assert merge(a, b).n_added == 0


def _mark_thousands(project: Project, rng: np.random.Generator) -> None:
    with closing(sqlite3.connect(project.path / DATABASE)) as connection, connection:
        rows = [
            (1, int(rng.integers(1, 21)), i * 2.0, i * 2 + 1 + rng.random(), 1, f"2026-01-01 00:00:00.{i:06}")
            for i in range(4000)
        ]
        connection.executemany(
            "INSERT INTO segments (video_id, label_id, start_s, end_s, annotator_id, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


def _rows(project: Project) -> dict[str, int]:
    with closing(sqlite3.connect(project.path / DATABASE)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in Base.metadata.tables
        }


# -- logs ------------------------------------------------------------------------------------------

logs = st.lists(st.integers(0, 5), max_size=6)


@given(common=logs, ours=logs, theirs=logs)
def test_settled_logs_keep_everything_and_settle_once(common, ours, theirs):
    ours, theirs = common + ours, common + theirs
    settled = settle(ours, theirs, key=lambda e: e, effect=lambda e: e % 3)
    merged = ours + settled.new + ([] if settled.last is None else [settled.last])
    assert not new_entries(merged, theirs, lambda e: e)
    assert merged[: len(ours)] == ours
    again = settle(merged, theirs, key=lambda e: e, effect=lambda e: e % 3)
    assert (again.new, again.last, again.is_conflict) == ([], None, False)
    if settled.is_conflict:
        assert merged[-1] % 3 == ours[-1] % 3
