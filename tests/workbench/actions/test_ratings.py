"""Rating generated dances, blind."""

from __future__ import annotations

import pytest

from core.entities import Grade
from core.errors import InputError
from workbench.actions.ratings import next_item, quick_study, rate


@pytest.fixture
def dances(project):
    run = project.runs.create(preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={})
    return [
        project.generated.add(
            run.id, f"generated/{i}.npz", "0" * 64, "/x/song.mp3", "1" * 64, 2.0, i, 24.0, 48
        )
        for i in range(3)
    ]


def test_each_dance_comes_once_to_each_rater(project, dances):
    for rater in ("Kim", "Ada"):
        seen = []
        while (item := next_item(project, rater)) is not None:
            assert item.n_left == 3 - len(seen)
            seen.append(item.motion_path.name)
            rate(project, item.item_id, rater, Grade.GOOD)
        assert sorted(seen) == ["0.npz", "1.npz", "2.npz"]


def test_a_dance_to_rate_does_not_say_who_made_it(project, dances):
    item = next_item(project, "Kim")
    assert not any("run" in name or "preset" in name for name in vars(item))
    assert item.music_start_s == 2.0


def test_a_new_dance_joins_the_quick_study(project, dances):
    study = quick_study(project)
    run_id = dances[0].run_id
    project.generated.add(run_id, "generated/9.npz", "0" * 64, "/x/song.mp3", "1" * 64, 0, 9, 24.0, 48)
    assert quick_study(project) == study
    assert len(project.studies.items(study.id)) == 4


def test_an_unknown_grade_is_refused(project, dances):
    item = next_item(project, "Kim")
    with pytest.raises(InputError, match="superb"):
        rate(project, item.item_id, "Kim", "superb")


def test_a_grade_is_final(project, dances):
    item = next_item(project, "Kim")
    rate(project, item.item_id, "Kim", "poor")
    with pytest.raises(InputError, match="already"):
        rate(project, item.item_id, "Kim", "good")


def test_nothing_generated_is_nothing_to_rate(project):
    assert next_item(project, "Kim") is None
