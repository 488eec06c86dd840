import math

import pytest

from core.entities import Grade, JobState, Metric
from core.errors import InputError, StoreError
from tests.db.make import add_video


def add_run(project, **more):
    values = {
        "preset": "motion-bigru", "task": "classify", "config": {"hidden": 64}, "seed": 2**40,
        "device": "cpu", "versions": {"torch": "2.13"},
    }  # fmt: skip
    return project.runs.create(**(values | more))


def add_generated(project, run_id, name="1"):
    return project.generated.add(
        run_id,
        str(project.generated_dir / f"{name}.npz"),
        "a" * 64,
        "/songs/a.mp3",
        "b" * 64,
        3.5,
        7,
        24.0,
        720,
    )


def test_a_run_keeps_what_is_needed_to_repeat_it(project):
    run = add_run(project, name="first")
    assert (run.name, run.preset, run.task, run.config) == (
        "first",
        "motion-bigru",
        "classify",
        {"hidden": 64},
    )
    assert (run.seed, run.device, run.versions) == (2**40, "cpu", {"torch": "2.13"})
    assert run.state is None
    assert project.runs.get(run.id) == run
    assert project.runs.all() == [run]
    assert add_run(project).name == "motion-bigru"


def test_a_runs_state_is_that_of_its_newest_job(project):
    run, other = add_run(project), add_run(project)
    first = project.jobs.create("train", {}, run_id=run.id)
    project.jobs.start(first.id, 1, "here")
    project.jobs.finish(first.id, JobState.FAILED)
    second = project.jobs.create("train", {}, run_id=run.id)
    project.jobs.start(second.id, 1, "here")
    project.jobs.progress(second.id, 0.5, "epoch 3")
    assert [(r.state, r.progress, r.message) for r in project.runs.all()] == [
        (JobState.RUNNING, 0.5, "epoch 3"),
        (None, 0.0, ""),
    ]
    assert project.runs.get(other.id).finished_at is None
    assert project.runs.finish(run.id).finished_at is not None


def test_metrics_come_back_in_order_and_in_part(project):
    run, other = add_run(project), add_run(project)
    metrics = [
        Metric("loss", "train", 0, 10, 2.0),
        Metric("loss", "valid", 0, 10, 2.5),
        Metric("f1", "valid", 0, 10, 0.5),
        Metric("loss", "train", 1, 20, float("inf")),
    ]
    project.runs.log(run.id, metrics[:2])
    project.runs.log(other.id, metrics)
    project.runs.log(run.id, metrics[2:])
    project.runs.log(run.id, [])
    stored = project.runs.metrics(run.id)
    assert [(m.name, m.split, m.epoch, m.step, m.value) for m in stored] == [
        (m.name, m.split, m.epoch, m.step, m.value) for m in metrics
    ]
    assert [m.value for m in project.runs.metrics(run.id, "loss", "train")] == [2.0, float("inf")]
    assert project.runs.metrics(run.id, since_id=stored[1].id) == stored[2:]


def test_a_loss_that_is_not_a_number_is_kept(project):
    run = add_run(project)
    project.runs.log(run.id, [Metric("loss", "train", 0, 0, float("nan"))])
    assert math.isnan(project.runs.metrics(run.id)[0].value)


def test_the_same_data_is_frozen_once(project):
    first = project.runs.snapshot({"items": [1, 2], "split": {"train": [1]}, "note": "été"})
    second = project.runs.snapshot({"note": "été", "split": {"train": [1]}, "items": [1, 2]})
    assert first == second
    assert project.runs.snapshot({"items": [2, 1]}).sha256 != first.sha256
    run = add_run(project)
    assert project.runs.snapshot_of(run.id) is None
    assert project.runs.set_snapshot(run.id, first.id).snapshot_id == first.id
    assert project.runs.snapshot_of(run.id) == first
    assert project.runs.snapshot_of(add_run(project, snapshot_id=first.id).id) == first


def test_a_run_has_a_folder(project):
    run = add_run(project)
    folder = project.runs.directory(run.id)
    assert folder.is_dir()
    assert folder.is_relative_to(project.runs_dir)
    assert project.runs.directory(run.id) == folder


def test_a_run_folder_that_cannot_be_made_is_a_sentence(project):
    run = add_run(project)
    (project.runs_dir / str(run.id)).write_text("in the way")
    with pytest.raises(StoreError, match="cannot be used"):
        project.runs.directory(run.id)


def test_an_unknown_run_is_named(project):
    for act in (project.runs.get, project.runs.finish, project.runs.directory, project.runs.snapshot_of):
        with pytest.raises(InputError, match="no run 9"):
            act(9)
    with pytest.raises(InputError, match="no run 9"):
        project.runs.log(9, [Metric("loss", "train", 0, 0, 1.0)])
    with pytest.raises(InputError, match="no snapshot 9"):
        project.runs.set_snapshot(add_run(project).id, 9)
    with pytest.raises(InputError, match="no run 9"):
        add_generated(project, 9)


def test_a_generated_dance_comes_back_as_it_was_given(project):
    run, other = add_run(project), add_run(project)
    dance = add_generated(project, run.id)
    assert (dance.path, dance.music_path) == ("generated/1.npz", "/songs/a.mp3")
    assert (dance.music_start_s, dance.seed, dance.fps, dance.n_frames) == (3.5, 7, 24.0, 720)
    assert project.generated.get(dance.id) == dance
    second = add_generated(project, other.id, "2")
    assert project.generated.all() == [dance, second]
    assert project.generated.all(run.id) == [dance]
    with pytest.raises(InputError, match="no generated dance 9"):
        project.generated.get(9)


def make_study(project, *, seed=1, n_items=8):
    run = add_run(project)
    study = project.studies.create("spring", seed)
    for i in range(n_items - 1):
        dance = add_generated(project, run.id, str(i))
        project.studies.add_item(study.id, generated_id=dance.id)
    project.studies.add_item(study.id, video_id=add_video(project).id)
    return study


def test_a_study_shows_its_items_in_an_order_that_only_the_seed_decides(project):
    orders = []
    for seed in (1, 1, 2):
        study = make_study(project, seed=seed)
        items = project.studies.items(study.id)
        assert project.studies.items(study.id) == items
        ids = sorted(item.id for item in items)
        orders.append([ids.index(item.id) for item in items])
    assert sorted(orders[0]) == list(range(8))
    assert orders[0] == orders[1] != list(range(8))
    assert orders[2] != orders[0]
    assert project.studies.all()[0] == project.studies.get(project.studies.all()[0].id)


def test_a_dance_added_later_leaves_the_others_in_their_order(project):
    study = make_study(project)
    before = project.studies.items(study.id)
    added = project.studies.add_item(study.id, video_id=add_video(project).id)
    after = project.studies.items(study.id)
    assert [item for item in after if item != added] == before


def test_every_rater_is_shown_every_dance_once(project):
    study = make_study(project, n_items=3)
    for rater in ("Kim", "Ada"):
        seen = []
        while item := project.studies.next_item(study.id, rater):
            seen.append(item)
            project.studies.rate(item.id, rater, Grade.GOOD)
        assert seen == project.studies.items(study.id)
    ratings = project.studies.ratings(study.id)
    assert [rating.rater for rating in ratings] == ["Kim"] * 3 + ["Ada"] * 3
    assert {rating.grade for rating in ratings} == {Grade.GOOD}


def test_a_rating_is_final(project):
    study = make_study(project, n_items=2)
    item = project.studies.next_item(study.id, "Kim")
    first = project.studies.rate(item.id, " Kim ", Grade.POOR)
    with pytest.raises(InputError, match="already"):
        project.studies.rate(item.id, "Kim", Grade.VERY_GOOD)
    assert project.studies.ratings(study.id) == [first]


def test_a_dance_is_in_a_study_once_and_is_one_thing(project):
    study = project.studies.create("s", 1)
    video = add_video(project)
    item = project.studies.add_item(study.id, video_id=video.id)
    assert project.studies.add_item(study.id, video_id=video.id) == item
    with pytest.raises(InputError, match="either"):
        project.studies.add_item(study.id)
    with pytest.raises(InputError, match="either"):
        project.studies.add_item(study.id, generated_id=1, video_id=video.id)
    with pytest.raises(InputError, match="no video 77"):
        project.studies.add_item(study.id, video_id=77)
    with pytest.raises(InputError, match="no generated dance 77"):
        project.studies.add_item(study.id, generated_id=77)


def test_studies_and_raters_need_names(project):
    with pytest.raises(InputError, match="needs a name"):
        project.studies.create(" ", 1)
    study = make_study(project, n_items=2)
    with pytest.raises(InputError, match="name of its rater"):
        project.studies.rate(project.studies.items(study.id)[0].id, " ", Grade.GOOD)
    with pytest.raises(InputError, match="no study 9"):
        project.studies.items(9)
