from __future__ import annotations

import pytest

from core.errors import InputError
from db.rulings import Decision
from db.segments import SegmentSpec
from tests.db.make import add_video


def spec(video_id: int, start_s: float = 0.0, end_s: float = 1.0, label: str = "waltz") -> SegmentSpec:
    return SegmentSpec(video_id, "style", label, start_s, end_s, "gold")


@pytest.fixture
def said(project):
    """A video, and a segment of Kim's and Ada's each."""
    video = add_video(project)
    kim = project.segments.add(video.id, "style", "waltz", 0.0, 1.0, "Kim")
    ada = project.segments.add(video.id, "style", "tango", 0.0, 1.1, "Ada")
    return video, kim, ada


def test_a_decision_makes_gold_and_remembers_who_said_what(project, said):
    video, kim, ada = said
    ruled = project.rulings.rule([Decision(spec(video.id), (kim.id,), (ada.id,))], "gold", "Lee")
    (gold,) = ruled.segments
    assert (gold.label, gold.annotator) == ("waltz", "gold")
    rulings = project.rulings.for_video(video.id, "style", "gold")
    assert [(r.segment_id, r.gold_id, r.gold, r.judge) for r in rulings] == [
        (kim.id, gold.id, "gold", "Lee"),
        (ada.id, None, "gold", "Lee"),
    ]
    assert project.rulings.sources(gold.id) == [kim]
    assert project.rulings.golds() == ["gold"]


def test_withdrawing_and_restoring_a_decision_is_exact(project, said):
    video, kim, ada = said
    before = project.segments.all()
    ruled = project.rulings.rule([Decision(spec(video.id), (kim.id,), (ada.id,))], "gold", "Lee")
    after, rulings = project.segments.all(), project.rulings.for_video(video.id, "style", "gold")
    for _ in range(2):
        project.rulings.withdraw(ruled)
        assert project.segments.all() == before
        assert project.rulings.for_video(video.id, "style", "gold") == []
        project.rulings.restore(ruled)
        assert project.segments.all() == after
        assert project.rulings.for_video(video.id, "style", "gold") == rulings


def test_a_decision_whose_gold_was_deleted_holds_no_more(project, said):
    video, kim, _ = said
    ruled = project.rulings.rule([Decision(spec(video.id), (kim.id,))], "gold", "Lee")
    project.segments.remove(ruled.segments[0].id)
    assert project.rulings.for_video(video.id, "style", "gold") == []


def test_that_nothing_is_there_is_a_decision_too(project, said):
    video, _, ada = said
    assert project.rulings.rule([Decision(None, refused=(ada.id,))], "gold", "Lee").segments == ()
    assert [r.gold_id for r in project.rulings.for_video(video.id, "style", "gold")] == [None]


def test_decisions_are_made_whole_or_not_at_all(project, said):
    video, kim, ada = said
    project.segments.remove(ada.id)
    before = project.segments.all()
    with pytest.raises(InputError, match="removed meanwhile"):
        project.rulings.rule([Decision(spec(video.id), (kim.id,), (ada.id,))], "gold", "Lee")
    assert project.segments.all() == before
    assert project.rulings.golds() == []


def test_gold_gets_the_room_that_other_gold_leaves(project, said):
    video, kim, ada = said
    project.rulings.rule([Decision(spec(video.id), (kim.id,))], "gold", "Lee")
    late = project.rulings.rule([Decision(spec(video.id, 0.9, 2.0, "tango"), (ada.id,))], "gold", "Lee")
    assert (late.segments[0].start_s, late.segments[0].end_s) == (1.0, 2.0)
    with pytest.raises(InputError, match="takes one label at a time"):
        project.rulings.rule([Decision(spec(video.id, 0.1, 0.2, "rumba"), (ada.id,))], "gold", "Lee")


def test_decisions_go_with_their_video(project, said):
    video, kim, _ = said
    project.rulings.rule([Decision(spec(video.id), (kim.id,))], "gold", "Lee")
    project.videos.remove(video.id)
    assert project.rulings.golds() == []
