from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.entities import Job, JobState
from workbench.gui import texts

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def make_job(**values) -> Job:
    job = Job(
        id=1, kind="pose", args={}, state=JobState.RUNNING, progress=0.25, message="", error="", hint="",
        pid=1, host="here", cancel_requested=False, video_id=None, run_id=None, created_at=NOW,
        started_at=NOW - timedelta(seconds=10), finished_at=None, heartbeat_at=NOW,
    )  # fmt: skip
    return replace(job, **values)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00.0"), (8.44, "0:08.4"), (9.99, "0:10"), (205, "3:25"), (3725, "1:02:05")]
)
def test_duration(seconds, text):
    assert texts.duration(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(12.3, "12 s"), (240, "4 min"), (7500, "2 h 05 min")])
def test_span(seconds, text):
    assert texts.span(seconds) == text


@pytest.mark.parametrize(("share", "text"), [(0, "0 %"), (0.001, "< 1 %"), (0.37, "37 %"), (1, "100 %")])
def test_percent_never_says_none_for_something(share, text):
    assert texts.percent(share) == text


def test_a_quarter_done_in_ten_seconds_leaves_thirty():
    assert texts.time_left_s(make_job(), NOW) == pytest.approx(30)


def test_the_time_left_is_not_guessed_from_nothing():
    assert texts.time_left_s(make_job(progress=0.0), NOW) is None
    assert texts.time_left_s(make_job(state=JobState.DONE), NOW) is None
    assert texts.time_left_s(make_job(started_at=None), NOW) is None


def test_names_sort_by_their_numbers():
    names = ["waltz_10", "Waltz_2", "tango_1"]
    assert sorted(names, key=texts.natural_key) == ["tango_1", "Waltz_2", "waltz_10"]
