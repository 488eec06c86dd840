from __future__ import annotations

import numpy as np
import pytest

from core.entities import CorrectionKind, JointEdit, NewVideo, Space, Video, VideoKind
from core.errors import InputError
from core.skeleton import skeleton
from db.people import Exchange
from db.project import Project
from workbench.actions.agreeing import Asked, agreement, disputes

BODY = skeleton("blazepose33")
WRIST = BODY.index("left_wrist")


def add_film(project: Project, name: str = "film", n_frames: int = 100) -> Video:
    new = NewVideo(VideoKind.VIDEO, name, f"/{name}.mp4", name * 10, 1, 25.0, n_frames, n_frames / 25)
    return project.videos.add(new)


def mark(project: Project, video: Video, who: str, *segments: tuple[float, float, str]) -> None:
    for start_s, end_s, label in segments:
        project.segments.add(video.id, "style", label, start_s, end_s, who)


def test_two_annotators_are_compared_on_the_videos_that_both_labelled(project):
    first, second = add_film(project, "a"), add_film(project, "b")
    mark(project, first, "Kim", (0, 2, "waltz"), (2, 4, "tango"))
    mark(project, first, "Ada", (0, 2.5, "waltz"), (2.5, 4, "tango"))
    mark(project, second, "Kim", (0, 4, "waltz"))
    (tier,) = agreement(project).tiers
    (pair,) = tier.pairs
    assert (tier.tier, tier.annotators, tier.n_videos) == ("style", ("Ada", "Kim"), 1)
    assert (pair.a, pair.b, pair.n_videos) == ("Ada", "Kim", 1)
    assert (pair.agreement.value, pair.agreement.n) == (pytest.approx(350 / 400), 400)
    chance = (250 / 400) * (200 / 400) + (150 / 400) * (200 / 400)
    assert pair.kappa.value == pytest.approx((350 / 400 - chance) / (1 - chance))
    assert pair.f1.value == 1
    assert (pair.edges.mean_ms, pair.edges.signed_ms) == (pytest.approx(250), pytest.approx(-250))
    assert (pair.worst.start_s, pair.worst.end_s, pair.worst.video) == (2, 2.5, "a")


def test_longer_slices_are_fewer(project):
    film = add_film(project)
    mark(project, film, "Kim", (0, 2, "waltz"))
    mark(project, film, "Ada", (0, 3, "waltz"))
    (tier,) = agreement(project, Asked(slice_s=0.5)).tiers
    assert (tier.alpha.n, tier.pairs[0].agreement.value) == (8, 0.75)
    (tier,) = agreement(project, Asked(slice_s=0.5, unlabelled_is_missing=True)).tiers
    assert (tier.pairs[0].agreement.n, tier.pairs[0].agreement.value) == (4, 1)


def test_three_annotators_of_whom_one_is_missing_on_a_video(project):
    first, second = add_film(project, "a"), add_film(project, "b")
    for who in ("Kim", "Ada", "Lee"):
        mark(project, first, who, (0, 2, "waltz"), (2, 4, "tango"))
    mark(project, second, "Kim", (0, 4, "waltz"))
    mark(project, second, "Ada", (0, 4, "tango"))
    (tier,) = agreement(project).tiers
    assert (tier.fleiss.value, tier.fleiss.n) == (1, 400)
    assert (tier.alpha.n, tier.alpha.value < 1) == (800, True)
    assert [(d.video, d.start_s, d.end_s) for d in tier.worst] == [("b", 0, 4)]
    assert {(pair.a, pair.b): pair.n_videos for pair in tier.pairs} == {
        ("Ada", "Kim"): 2, ("Ada", "Lee"): 1, ("Kim", "Lee"): 1,
    }  # fmt: skip


def test_nobody_to_compare_with_gives_nothing(project):
    mark(project, add_film(project), "Kim", (0, 2, "waltz"))
    found = agreement(project)
    assert (found.tiers, found.poses) == ((), ())


def test_only_the_annotators_asked_for_are_compared(project):
    film = add_film(project)
    for who in ("Kim", "Ada", "Lee"):
        mark(project, film, who, (0, 2, "waltz"))
    (tier,) = agreement(project, Asked(annotators=("Kim", "Lee"))).tiers
    assert tier.annotators == ("Kim", "Lee")
    with pytest.raises(InputError, match="no annotator 'Bob'"):
        agreement(project, Asked(annotators=("Kim", "Bob")))


@pytest.mark.parametrize("asked", [Asked(video_id=9), Asked(tier="colour"), Asked(slice_s=0)])
def test_what_is_not_there_is_refused(project, asked):
    film = add_film(project)
    mark(project, film, "Kim", (0, 2, "waltz"))
    mark(project, film, "Ada", (0, 2, "waltz"))
    with pytest.raises(InputError):
        agreement(project, asked)


def test_disputes_of_a_video_by_time(project):
    film = add_film(project)
    mark(project, film, "Kim", (0, 1, "waltz"), (3, 4, "waltz"))
    mark(project, film, "Ada", (0, 1, "tango"))
    found = disputes(project, film, "style")
    assert [(d.start_s, d.end_s, dict(d.said)) for d in found] == [
        (0, 1, {"Ada": ("tango",), "Kim": ("waltz",)}),
        (3, 4, {"Ada": (), "Kim": ("waltz",)}),
    ]


def add_person(project: Project, film: Video, person: int = 0) -> int:
    frames = np.random.default_rng(person).uniform(0, 200, (100, 33, 4)).astype(np.float32)
    frames[:, 0, :2], frames[:, 1, :2], frames[..., 3] = 0, 200, 0.9
    return project.tracks.add(film.id, person, Space.IMAGE, "m", BODY, 25.0, frames).id


def move(project: Project, track: int, who: str, frame: int, x: float, y: float = 50.0) -> None:
    project.corrections.put(track, [JointEdit(frame, WRIST, CorrectionKind.MOVE, x, y)], who)


def test_poses_are_compared_with_each_annotators_own_corrections(project):
    track = add_person(project, add_film(project))
    move(project, track, "Kim", 10, 50.0)
    move(project, track, "Ada", 10, 90.0)
    move(project, track, "Ada", 10, 56.0, 58.0)  # as she left it, though Kim's is not in force any more
    move(project, track, "Kim", 20, 50.0)  # Ada did nothing there
    (pair,) = agreement(project).poses
    assert (pair.a, pair.b, pair.n_frames) == ("Ada", "Kim", 1)
    assert pair.agreement.distance_px == pytest.approx(10)
    assert (pair.agreement.pck.value, pair.agreement.pck.n) == (1, 1)
    assert 0 < pair.agreement.oks.value < 1


def test_a_joint_hidden_by_one_and_shown_by_the_other_is_no_distance(project):
    track = add_person(project, add_film(project))
    move(project, track, "Kim", 10, 50.0)
    project.corrections.put(track, [JointEdit(10, WRIST, CorrectionKind.HIDE)], "Ada")
    (pair,) = agreement(project).poses
    assert (pair.agreement.shown.value, pair.agreement.oks.value, pair.agreement.distance_px) == (
        0,
        None,
        None,
    )


def test_corrections_stay_with_the_body_when_people_are_swapped(project):
    film = add_film(project)
    tracks = [add_person(project, film, person) for person in (0, 1)]
    move(project, tracks[0], "Kim", 10, 50.0)
    move(project, tracks[0], "Ada", 10, 53.0)
    before = agreement(project).poses
    project.people.mend(film.id, [Exchange(0, 1, ((0, 100),))], "Kim")
    assert agreement(project).poses == before
