"""Rating generated dances, blind."""

from __future__ import annotations

import json
import re

import pytest

from core.entities import Grade
from core.errors import InputError
from workbench.actions.generating import new_dance_path
from workbench.actions.jsonable import to_json
from workbench.actions.ratings import next_item, quick_study, rate


@pytest.fixture
def dances(project):
    runs = [
        project.runs.create(preset=preset, task="generate", config={}, seed=0, device="cpu", versions={})
        for preset in ("seq2seq", "transformer", "seq2seq")
    ]
    return [
        project.generated.add(
            run.id, str(new_dance_path(project)), "0" * 64, "/x/song.mp3", "1" * 64, 2.0, seed, 24.0, 48
        )
        for seed, run in enumerate(runs)
    ]


def test_each_dance_comes_once_to_each_rater(project, dances):
    for rater in ("Kim", "Ada"):
        seen = []
        while (item := next_item(project, rater)) is not None:
            assert item.n_left == 3 - len(seen)
            seen.append(item.motion_path)
            rate(project, item.item_id, rater, Grade.GOOD)
        assert sorted(seen) == sorted(project.resolve(dance.path) for dance in dances)


def test_a_dance_to_rate_does_not_say_who_made_it(project, dances):
    item = next_item(project, "Kim")
    assert json.loads(to_json(item)) == {
        "item_id": item.item_id,
        "motion_path": str(item.motion_path),
        "music_path": "/x/song.mp3",
        "music_start_s": 2.0,
        "n_left": 3,
    }
    assert re.fullmatch(r"dance-[0-9a-f]{8}\.npz", item.motion_path.name)
    assert item.motion_path.parent == project.generated_dir.resolve()


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
