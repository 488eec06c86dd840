"""Watching somebody dance, with poses that are known instead of found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.entities import Run
from core.errors import InputError, MediaError, ModelError
from core.pose import landmarker
from core.pose import model as pose
from core.training.fit import fit
from core.training.live import LiveStyles
from core.training.trained import load_trained
from db.project import Project
from tests.core.training.factories import make_dance, make_dances, tiny
from workbench.actions.watching import Sight, sights, watching


class KnownPoses:
    """Finds the poses of a motion, one a picture; nobody in the pictures that are hidden."""

    def __init__(self, motion, hidden=()) -> None:
        self._motion, self._hidden, self.times_ms = motion, hidden, []

    def __enter__(self):
        return self

    def __exit__(self, *_error) -> None:
        pass

    def find(self, _picture, time_ms):
        t = len(self.times_ms)
        self.times_ms.append(time_ms)
        sure = np.ones((self._motion.n_joints, 1), np.float32)
        people = np.concatenate([self._motion.positions[t], sure], axis=1)[None]
        return people, people[: 0 if t in self._hidden else 1]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    fit(tiny("motion-bigru"), make_dances(), run_dir=folder, seed=0, device="cpu")
    return load_trained(folder)


def watch(model, finder, motion, start_s=100.0) -> list[Sight]:
    picture = np.zeros((2, 2, 3), np.uint8)
    pictures = ((start_s + t / motion.fps, picture) for t in range(motion.n_frames))
    return list(sights(pictures, finder, LiveStyles(model, motion.skeleton, name="film")))


def test_styles_are_said_five_times_a_second_once_a_window_was_seen(model):
    dance = make_dance("new", "fast", seed=77, n_frames=100)
    seen = watch(model, KnownPoses(dance.motion), dance.motion)
    assert [sight.time_s for sight in seen] == pytest.approx(np.arange(20) * 0.2)
    assert [sight.frame for sight in seen] == list(range(1, 101, 5))
    assert [sight.styles is not None for sight in seen] == [False] * 8 + [True] * 12
    assert seen[4].lacking == "0.8 of 1.6 s seen"
    expected = model.classify_windows(dance, [(56, 96)])[0]
    assert list(seen[-1].styles.values()) == pytest.approx(expected, abs=1e-3)


def test_a_dancer_who_walks_off_is_said_and_times_always_grow(model):
    motion = make_dance("new", "fast", seed=77, n_frames=100).motion
    finder = KnownPoses(motion, hidden=range(50, 100))
    assert watch(model, finder, motion)[-1].lacking == "nobody is seen"
    assert (np.diff(finder.times_ms) > 0).all()


def make_run(project: Project) -> Run:
    return project.runs.create(
        preset="motion-bigru", task="classify", config={}, seed=0, device="cpu", versions={}
    )


@pytest.fixture
def run_id(project, monkeypatch) -> int:
    """A trained run of the project; poses in films are those of a known dance."""
    run = make_run(project)
    fit(tiny("motion-bigru"), make_dances(), run_dir=project.runs.directory(run.id), seed=0, device="cpu")
    motion = make_dance("new", "fast", seed=77, n_frames=100).motion
    monkeypatch.setattr(landmarker, "Landmarker", lambda _model, people: KnownPoses(motion))
    monkeypatch.setattr(pose, "pose_model", lambda: Path("unused.task"))
    return run.id


def test_a_film_is_watched_by_a_run_of_the_project(project, run_id, make_film):
    with watching(project, run_id, make_film(n_frames=60, fps=25.0)) as seen:
        last = list(seen)[-1]
    assert last.frame == 56
    assert set(last.styles) == {"fast", "slow"}


def test_what_cannot_be_watched_says_so(project, run_id, tmp_path):
    untrained = make_run(project).id
    for number, film, error in (
        (run_id, "missing.mp4", MediaError),
        (99, "missing.mp4", InputError),
        (untrained, "missing.mp4", ModelError),
    ):
        with pytest.raises(error), watching(project, number, tmp_path / film):
            pass
