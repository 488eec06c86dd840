from __future__ import annotations

import pytest

from core.errors import InputError
from db.project import Project
from tests.db.make import add_video
from workbench.actions.adjudicating import Case, Rule, adjudicate, annotators_of, open_disputes, take
from workbench.actions.agreeing import agreement


@pytest.fixture
def case(project) -> Case:
    """A film on which Kim and Ada agree from 0 to 1 s, and differ from 2 s and from 3 s on."""
    video = add_video(project)
    mark(project, video.id, "Kim", (0, 1, "waltz"), (2, 3, "tango"), (3.2, 3.8, "rumba"))
    mark(project, video.id, "Ada", (0.04, 1.06, "waltz"), (2, 3, "samba"))
    return Case(video.id, "style")


def mark(project: Project, video_id: int, who: str, *segments: tuple[float, float, str]) -> None:
    for start_s, end_s, label in segments:
        project.segments.add(video_id, "style", label, start_s, end_s, who)


def gold(project: Project) -> list[tuple[float, float, str]]:
    return [(s.start_s, s.end_s, s.label) for s in project.segments.all() if s.annotator == "gold"]


def test_what_all_agree_on_becomes_gold_and_the_rest_is_listed(project, case):
    found = adjudicate(project, case, "Lee")
    assert gold(project) == [(pytest.approx(0.02), pytest.approx(1.03), "waltz")]
    assert found.n_gold == 1
    assert [(d.start_s, d.end_s) for d in found.left] == [(2, 3), (3.2, 3.8)]
    assert [[s.label for s in own] for own in found.left[0].says.values()] == [["samba"], ["tango"]]
    assert found.left[1].says["Ada"] == ()
    (segment,) = found.taken
    assert {s.annotator for s in project.rulings.sources(segment.id)} == {"Ada", "Kim"}


def test_adjudicating_again_adds_nothing(project, case):
    first = adjudicate(project, case)
    again = adjudicate(project, case)
    assert again.taken == ()
    assert (again.left, again.n_gold) == (first.left, 1)


def test_deciding_takes_one_annotators_word_and_leaves_the_queue(project, case):
    adjudicate(project, case)
    take(project, case, 2.5, "Ada", "Lee")
    assert gold(project)[1:] == [(2, 3, "samba")]
    assert [d.start_s for d in open_disputes(project, case)] == [3.2]
    take(project, case, 3.5, "Ada", "Lee")  # who marked nothing there: there is nothing
    assert gold(project)[1:] == [(2, 3, "samba")]
    assert open_disputes(project, case) == []
    with pytest.raises(InputError, match=r"Nothing waits for a decision at 3\.5 s"):
        take(project, case, 3.5, "Kim")


def test_deleting_gold_opens_its_dispute_again(project, case):
    adjudicate(project, case)
    ruled = take(project, case, 2.5, "Kim")
    project.segments.remove(ruled.segments[0].id)
    assert [d.start_s for d in open_disputes(project, case)] == [2, 3.2]


def test_a_majority_decides_where_it_is_asked_for(project, case):
    mark(project, case.video_id, "Lee", (0, 1, "waltz"), (2, 3, "tango"))
    assert adjudicate(project, case).n_gold == 1
    found = adjudicate(project, Case(case.video_id, "style", rule=Rule.MAJORITY))
    assert gold(project)[1:] == [(2, 3, "tango")]
    assert [d.start_s for d in found.left] == [3.2]


def test_those_who_agree_after_the_decision_do_not_undo_it(project, case):
    adjudicate(project, case)
    take(project, case, 2.5, "Kim")
    for who in ("Ada", "Kim"):
        for segment in project.segments.for_video(case.video_id, annotator=who):
            project.segments.remove(segment.id)
        mark(project, case.video_id, who, (2, 3, "rumba"))
    found = adjudicate(project, case)
    assert found.taken == ()
    assert [d.start_s for d in found.left] == [2]


def test_gold_takes_no_part_in_agreement_unless_it_is_named(project, case):
    adjudicate(project, case)
    assert annotators_of(project, case) == ("Ada", "Kim")
    (tier,) = agreement(project).tiers
    assert tier.annotators == ("Ada", "Kim")


def test_fewer_than_two_annotators_are_refused(project):
    video = add_video(project)
    with pytest.raises(InputError, match="Nobody labelled"):
        adjudicate(project, Case(video.id, "style"))
    mark(project, video.id, "Kim", (0, 1, "waltz"))
    with pytest.raises(InputError, match="Only Kim labelled"):
        adjudicate(project, Case(video.id, "style"))


@pytest.mark.parametrize(
    "wrong", [Case(9, "style"), Case(1, "colour"), Case(1, "style", annotators=("Kim", "Bob"))]
)
def test_what_is_not_there_is_refused(project, case, wrong):
    with pytest.raises(InputError, match="There is no"):
        adjudicate(project, wrong)


def test_who_does_not_take_part_cannot_be_right(project, case):
    with pytest.raises(InputError, match="'Lee' is not one of those"):
        take(project, case, 2.5, "Lee")
