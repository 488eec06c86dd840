"""Films: learnt from in a project, continued, kept, compared."""

from __future__ import annotations

import numpy as np
import pytest

from core.entities import NewVideo, Space, VideoKind
from core.errors import Cancelled, InputError
from core.formats import npz
from core.media.files import sha256_of
from core.media.probe import probe
from core.media.reader import VideoReader
from core.silhouette.drawing import DANCER, FACTOR, GIVEN
from core.training.presets import load_preset
from tests.core.training.films import make_filmed_dance
from tests.core.training.test_pose_pictures import TINY as TINY_PERSON
from tests.core.training.test_silhouettes import TINY
from tests.gui.dances import standing
from workbench.actions.comparing import compare, load_item
from workbench.actions.datasets import load
from workbench.actions.evaluating import evaluate, saved_evaluation
from workbench.actions.exporting import export
from workbench.actions.filming import make_film
from workbench.actions.generating import generate
from workbench.actions.motions import motion_of_generated
from workbench.actions.ratings import next_item
from workbench.actions.training import start_training, train


@pytest.fixture
def films(project, tmp_path):
    """A project of five silent films with the joints of their dancers in the picture and in the world."""
    for i in range(5):
        dance = make_filmed_dance(tmp_path, f"f{i}", pace=0.8 + 0.3 * i)
        film, motion = dance.film, dance.motion
        video = project.videos.add(
            NewVideo(
                VideoKind.VIDEO, dance.key, str(film.path), sha256_of(film.path), film.path.stat().st_size,
                motion.fps, motion.n_frames, motion.duration_s, *film.size_px,
            ),
            film.times_s,
        )  # fmt: skip
        seen = np.ones((*motion.positions.shape[:2], 1), np.float32)
        world = np.concatenate([motion.positions, seen], axis=2)
        image = np.concatenate([film.joints_px[..., :2], 0 * seen, seen], axis=2)
        for space, poses in ((Space.IMAGE, image), (Space.WORLD, world)):
            project.tracks.add(
                video.id, 0, space, "mediapipe-full", motion.skeleton, motion.fps, frames=poses
            )
    return project


@pytest.fixture
def run(films):
    run, _ = start_training(films, "silhouette-rnn", TINY, epochs=1, device="cpu")
    train(films, run.id)
    return run


def test_dances_come_with_their_films_only_when_asked(films):
    assert all(dance.film is None for dance in load(films).dances)
    (dance, *_) = load(films, with_films=True).dances
    assert dance.film.n_frames == dance.motion.n_frames == 60
    assert dance.film.joints_px.shape == (60, 33, 3)
    assert dance.film.path == films.resolve(films.videos.get(1).path)


def test_a_run_of_films_is_trained_and_judged_in_a_project(films, run):
    told = {metric.name for metric in films.runs.metrics(run.id) if metric.split == "test"}
    assert {"pixel_accuracy", "overlap", "baseline_overlap"} <= told
    verdict = evaluate(films, run.id)
    assert verdict.changed == ()
    assert saved_evaluation(films, run.id)["pictures"][0]["baseline_is"] == "the last given frame, repeated"
    assert len(list((films.cache_dir / "silhouettes").iterdir())) == 5


def test_a_film_is_continued_and_kept(films, run, tmp_path):
    out = tmp_path / "on.mp4"
    made = make_film(films, run.id, "video:2", out, duration_s=2.0)
    assert made.is_film
    assert (made.fps, made.n_frames, made.music_path) == (12.5, 25, "")
    info = probe(out)
    assert (info.n_frames, info.width_px, info.height_px) == (25, 24 * FACTOR, 16 * FACTOR)
    assert out.read_bytes() == films.resolve(made.path).read_bytes()
    with VideoReader(out) as reader:
        given, following = reader.frame(1).reshape(-1, 3), reader.frame(20).reshape(-1, 3)
    assert (np.abs(given.astype(int) - GIVEN).max(axis=1) < 20).any()
    assert not (np.abs(following.astype(int) - GIVEN).max(axis=1) < 12).any()
    assert DANCER != GIVEN


def test_a_film_file_is_continued_from_a_moment_on(films, run, tmp_path):
    made = make_film(films, run.id, str(tmp_path / "f3.mp4"), start_s=1.0)
    assert made.n_frames == round(35 / 25 * 12.5)


def test_what_runs_make_of_films_is_no_motion(films, run, tmp_path):
    made = make_film(films, run.id, "2", duration_s=1.0)
    with pytest.raises(InputError, match="is a film"):
        motion_of_generated(films, made)
    assert next_item(films, "Kim") is None
    names = [path.stem for path in export(films, "npz", tmp_path / "out")]
    assert names == [f"f{i}" for i in range(5)]


def test_a_film_is_compared_without_joints(films, run):
    made = make_film(films, run.id, "video:1", duration_s=1.0)
    item = load_item(films, f"run:{run.id}")
    assert item.film.n_frames == item.n_frames == made.n_frames
    (row,) = compare(films, ["video:1", f"generated:{made.id}"]).rows
    assert row.is_film
    assert row.similarity is None


@pytest.mark.parametrize(
    ("source", "options", "says"),
    [
        ("video:9", {}, "9"),
        ("no such film.mp4", {}, "no file"),
        ("video:1", {"start_s": 60.0}, "nothing at 60 s"),
        ("video:1", {"duration_s": 0.1}, "no more than the 3 frames"),
        ("video:1", {"out": "film.npz"}, "makes films"),
    ],
)
def test_what_cannot_be_continued_says_why(films, run, source, options, says):
    with pytest.raises(Exception, match=says):
        make_film(films, run.id, source, **options)
    assert films.generated.all() == []
    assert not list(films.generated_dir.glob("*"))


def test_a_run_of_another_task_makes_no_film(films, run):
    other = films.runs.create(preset="seq2seq", task="generate", config={}, seed=0, device="cpu", versions={})
    with pytest.raises(InputError, match="dances to music"):
        make_film(films, other.id, "video:1")
    with pytest.raises(InputError, match="does not dance to music"):
        generate(films, run.id, "song.mp3")


def test_a_cancelled_film_leaves_nothing(films, run):
    with pytest.raises(Cancelled):
        make_film(films, run.id, "video:1", should_stop=lambda: True)
    assert films.generated.all() == []
    assert not list(films.generated_dir.glob("*"))


def test_a_motion_file_has_no_pictures(films, run, add_motion):
    video = add_motion("sway")
    with pytest.raises(InputError, match="is a motion"):
        make_film(films, run.id, f"video:{video.id}")


@pytest.fixture
def portrait(films):
    run, _ = start_training(films, "pix2pixhd-small", TINY_PERSON, device="cpu")
    train(films, run.id)
    return run


def test_a_person_is_shown_in_the_poses_of_a_film_and_of_a_motion(films, portrait, tmp_path):
    of_film = make_film(films, portrait.id, "video:3", tmp_path / "film.mp4", duration_s=0.4)
    assert (of_film.n_frames, of_film.fps) == (10, 25.0)
    info = probe(tmp_path / "film.mp4")
    assert (info.n_frames, info.width_px, info.height_px) == (10, 32, 32)
    film = tmp_path / "motion.mp4"
    npz.write(tmp_path / "stand.npz", standing(10))
    of_motion = make_film(films, portrait.id, str(tmp_path / "stand.npz"), film, start_s=0.2)
    assert of_motion.n_frames == probe(film).n_frames == 5
    told = {m.name for m in films.runs.metrics(portrait.id) if m.split == "test"}
    assert {"ssim", "baseline_ssim"} <= told


@pytest.mark.parametrize(
    ("source", "says"), [("video:99", "99"), ("none.npz", "no file"), ("generated:1", "generated dance")]
)
def test_a_person_cannot_be_shown_in_poses_that_are_not_there(films, portrait, source, says):
    with pytest.raises(Exception, match=says):
        make_film(films, portrait.id, source)


def test_the_preset_is_the_published_one():
    data = load_preset("silhouette-rnn").config.data
    assert (data.height, data.width, data.every, data.given) == (64, 96, 2, 5)
