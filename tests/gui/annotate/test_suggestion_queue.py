"""The queue on the page, without a window."""

from __future__ import annotations

from core.suggestions.reasons import Reason
from core.suggestions.suggestion import Suggestion
from workbench.gui.annotate.suggestions.queue import MOST_SHOWN, Queue


def suggestion(frame: int, joint: int = 15, *, person: int = 0, reason: Reason = Reason.JUMP) -> Suggestion:
    return Suggestion(person, frame, frame, frame + 1, (joint, joint + 1), reason, (), 0.9, "it jumps")


def filled(*frames: int) -> Queue:
    queue = Queue()
    queue.fill([suggestion(frame) for frame in frames])
    return queue


def frames(queue: Queue) -> list[int]:
    return [each.frame for each in queue.shown]


def test_stepping_goes_along_the_list_and_ends_at_its_ends() -> None:
    queue = filled(30, 10, 20)
    assert [queue.step(1).frame for _ in range(3)] == [30, 10, 20]
    assert queue.step(1) is None
    assert queue.chosen.frame == 20
    assert queue.step(-1).frame == 10
    assert queue.step(-1).frame == 30
    assert queue.step(-1) is None


def test_stepping_back_from_nowhere_goes_nowhere() -> None:
    queue = filled(30, 10)
    assert queue.step(-1) is None
    assert Queue().step(1) is None


def test_after_the_chosen_one_left_the_next_is_the_one_that_moved_up() -> None:
    queue = filled(30, 10, 20)
    queue.choose(1)
    queue.settle(0, [(10, 15)])
    assert frames(queue) == [30, 20]
    assert (queue.chosen, queue.place) == (None, -1)
    assert queue.step(1).frame == 20


def test_after_the_chosen_one_left_the_previous_is_the_one_before_it() -> None:
    queue = filled(30, 10, 20)
    queue.choose(1)
    queue.accept(0, 10, 11)
    assert queue.step(-1).frame == 30


def test_only_the_joint_that_is_named_first_in_the_worst_frame_settles_it() -> None:
    queue = filled(30, 10)
    queue.settle(0, [(30, 16), (31, 15)])
    queue.settle(1, [(30, 15)])
    assert frames(queue) == [30, 10]
    queue.settle(0, [(30, 15)])
    assert frames(queue) == [10]


def test_accepting_settles_what_is_worst_there_and_of_that_person() -> None:
    queue = filled(30, 10, 35)
    queue.accept(1, 0, 100)
    assert len(queue) == 3
    queue.accept(0, 30, 36)
    assert frames(queue) == [10]


def test_the_chosen_one_stays_chosen_through_a_new_search() -> None:
    queue = filled(30, 10, 20)
    queue.choose(2)
    queue.fill([suggestion(frame) for frame in (5, 30, 20)])
    assert (queue.chosen.frame, queue.place) == (20, 2)


def test_a_filter_shows_what_has_the_reason_among_its_reasons() -> None:
    queue = Queue()
    both = Suggestion(0, 7, 7, 8, (1,), Reason.SIDES, (Reason.JUMP,), 0.9, "")
    queue.fill([suggestion(3), suggestion(4, reason=Reason.BONE), both])
    queue.filter(Reason.JUMP)
    assert frames(queue) == [3, 7]
    assert len(queue) == 3
    assert queue.counts == {Reason.JUMP: 2, Reason.BONE: 1, Reason.SIDES: 1}
    queue.filter(None)
    assert frames(queue) == [3, 4, 7]


def test_another_video_keeps_the_filter() -> None:
    queue = filled(3)
    queue.filter(Reason.BONE)
    queue.clear()
    queue.fill([suggestion(1), suggestion(2, reason=Reason.BONE)])
    assert frames(queue) == [2]


def test_what_leaves_is_no_longer_counted() -> None:
    queue = Queue()
    queue.fill([suggestion(3), suggestion(4, reason=Reason.BONE)])
    queue.accept(0, 3, 4)
    assert queue.counts == {Reason.BONE: 1}


def test_a_long_queue_is_shown_as_far_as_it_is_looked_through() -> None:
    queue = Queue()
    queue.fill([suggestion(frame) for frame in range(MOST_SHOWN + 5)])
    assert len(queue.shown) == MOST_SHOWN
    queue.accept(0, 0, 3)
    assert queue.shown[-1].frame == MOST_SHOWN + 2
