from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt

from core.entities import Job, JobState, Reviewed, Video, VideoKind, VideoSummary
from workbench.gui.library.model import Column, LibraryModel, LibraryProxy
from workbench.gui.widgets.cells import PROGRESS_ROLE, SORT_ROLE

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_summary(video_id: int = 1, name: str = "tango_1", **values) -> VideoSummary:
    video = Video(
        id=video_id, kind=VideoKind.VIDEO, name=name, path=f"/there/{name}.mp4", sha256="0" * 64,
        size_bytes=1, fps=29.97, n_frames=300, duration_s=10.01, width_px=640, height_px=360, created_at=NOW,
    )  # fmt: skip
    defaults = VideoSummary(video, ("tango",), 1, 300, 30, None)
    return replace(defaults, **values)


def make_job(state: JobState, progress: float = 0.0, **values) -> Job:
    job = Job(
        id=1, kind="pose", args={}, state=state, progress=progress, message="frame 3", error="", hint="",
        pid=1, host="here", cancel_requested=False, video_id=1, run_id=None, created_at=NOW, started_at=NOW,
        finished_at=None, heartbeat_at=NOW,
    )  # fmt: skip
    return replace(job, **values)


@pytest.fixture
def model(qtbot):
    return LibraryModel(lambda _: None)


def text(model, row: int, column: Column) -> str:
    return model.index(row, column).data()


def test_it_is_a_sound_model_while_rows_come_change_and_go(model, qtmodeltester):
    qtmodeltester.check(model)
    model.set_summaries([make_summary(1), make_summary(2, "waltz")])
    model.set_summaries([make_summary(2, "waltz", n_corrected_frames=3), make_summary(3)])
    model.set_summaries([make_summary(3)])
    qtmodeltester.check(model)


def test_the_proxy_is_a_sound_model(model, qtmodeltester):
    proxy = LibraryProxy(model)
    model.set_summaries([make_summary(n, f"dance_{n}") for n in range(1, 12)])
    qtmodeltester.check(proxy)


def test_a_row_says_what_is_known_of_a_video(model):
    model.set_summaries([make_summary()])
    shown = [text(model, 0, column) for column in Column]
    assert shown == ["tango_1", "Video", "0:10", "29.97", "1", "tango", "10 %", "0 %", "Ready"]


def test_only_changed_rows_are_drawn_again(model, qtbot):
    first, second = make_summary(1), make_summary(2)
    model.set_summaries([first, second])
    changed = []
    model.dataChanged.connect(lambda a, b, _roles: changed.append((a.row(), b.row())))
    model.set_summaries([first, replace(second, n_corrected_frames=31)])
    assert changed == [(1, 1)]


@pytest.mark.parametrize(
    ("job", "n_people", "word"),
    [
        (None, 0, "No poses yet"),
        (None, 1, "Ready"),
        (make_job(JobState.DONE), 1, "Ready"),
        (make_job(JobState.QUEUED), 0, "Waiting"),
        (make_job(JobState.RUNNING, 0.4), 0, "Running"),
        (make_job(JobState.RUNNING, 0.4, cancel_requested=True), 0, "Stopping"),
        (make_job(JobState.FAILED, error="No video stream."), 0, "Failed"),
        (make_job(JobState.INTERRUPTED), 0, "Interrupted"),
    ],
)
def test_the_state_is_that_of_the_newest_job(model, job, n_people, word):
    model.set_summaries([make_summary(latest_job=job, n_people=n_people)])
    assert text(model, 0, Column.STATE) == word


def test_only_a_running_job_has_a_bar(model):
    model.set_summaries([make_summary(latest_job=make_job(JobState.RUNNING, 0.4))])
    assert model.index(0, Column.STATE).data(PROGRESS_ROLE) == 0.4
    model.set_summaries([make_summary(latest_job=make_job(JobState.FAILED, 0.4))])
    assert model.index(0, Column.STATE).data(PROGRESS_ROLE) is None


def test_why_a_job_failed_is_in_the_tip(model):
    job = make_job(JobState.FAILED, message="", error="No video stream.", hint="Convert it.")
    model.set_summaries([make_summary(latest_job=job)])
    tip = model.index(0, Column.STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "No video stream. Convert it."


def test_a_new_name_is_asked_for_and_an_empty_one_is_refused(model, qtbot):
    model.set_summaries([make_summary()])
    index = model.index(0, Column.NAME)
    with qtbot.waitSignal(model.rename_asked) as asked:
        assert model.setData(index, " Tango de salón ")
    assert asked.args[1] == "Tango de salón"
    assert not model.setData(index, "  ")
    assert not model.setData(model.index(0, Column.KIND), "x")
    assert not model.setData(QModelIndex(), "x")


@pytest.mark.parametrize(
    ("words", "names"),
    [("", ["a", "b", "c"]), ("B", ["b"]), ("waltz", ["a", "c"]), ("waltz c", ["c"]), ("nothing", [])],
)
def test_search_finds_names_and_styles(model, words, names):
    proxy = LibraryProxy(model)
    styles = {"a": ("waltz",), "b": (), "c": ("viennese waltz",)}
    model.set_summaries([make_summary(i, name, styles=styles[name]) for i, name in enumerate(styles, 1)])
    proxy.set_search(words)
    assert [proxy.index(row, 0).data() for row in range(proxy.rowCount())] == names


@pytest.mark.parametrize("column", list(Column))
def test_every_column_sorts_by_what_it_means(model, column):
    proxy = LibraryProxy(model)
    rows = [
        make_summary(1, "w_10", n_corrected_frames=5, n_people=2),
        make_summary(2, "w_2", n_corrected_frames=30, n_people=10),
        make_summary(3, "w_1", n_corrected_frames=0, n_people=1, styles=()),
    ]
    model.set_summaries(rows)
    proxy.sort(column, Qt.SortOrder.AscendingOrder)
    keys = [proxy.index(row, column).data(SORT_ROLE) for row in range(3)]
    assert keys == sorted(keys)
    if column is Column.NAME:
        assert [proxy.index(row, 0).data() for row in range(3)] == ["w_1", "w_2", "w_10"]
    if column is Column.PEOPLE:
        assert [proxy.index(row, column).data() for row in range(3)] == ["1", "2", "10"]


def test_a_row_says_how_far_people_are_and_who_accepted_what(model):
    reviewed = Reviewed(150, 20, (("Ada", 120), ("Kim", 30)))
    model.set_summaries([make_summary(reviewed=reviewed)])
    assert text(model, 0, Column.REVIEWED) == "50 %"
    tip = model.index(0, Column.REVIEWED).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "50 % accepted, 3 % corrected, 47 % unseen\nAda accepted 40 %\nKim accepted 10 %"


def test_reviewed_is_sorted_by_accepted_then_corrected_frames_and_empty_without_poses(model):
    rows = [
        make_summary(1, n_tracked_frames=0, n_corrected_frames=0),
        make_summary(2, reviewed=Reviewed(30, 0)),
        make_summary(3, n_corrected_frames=0, reviewed=Reviewed(30, 0)),
        make_summary(4),
    ]
    model.set_summaries(rows)
    keys = [model.index(row, Column.REVIEWED).data(SORT_ROLE) for row in range(4)]
    assert sorted(range(4), key=keys.__getitem__) == [0, 3, 2, 1]
    assert text(model, 0, Column.REVIEWED) == ""
    assert model.index(0, Column.REVIEWED).data(Qt.ItemDataRole.ToolTipRole) is None
