"""Telling styles while the dance goes on."""

from __future__ import annotations

import pytest

from core.errors import InputError
from core.skeleton import skeleton
from core.training.fit import fit
from core.training.live import LiveStyles
from core.training.trained import TrainedModel, load_trained
from tests.core.training.factories import make_dance, make_dances, tiny


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> TrainedModel:
    folder = tmp_path_factory.mktemp("run")
    fit(tiny("motion-bigru"), make_dances(), run_dir=folder, seed=0, device="cpu")
    return load_trained(folder)


@pytest.fixture(scope="module")
def hearing(tmp_path_factory) -> TrainedModel:
    folder = tmp_path_factory.mktemp("hearing")
    fit(tiny("pose-cnn-lstm"), make_dances(), run_dir=folder, seed=0, device="cpu")
    return load_trained(folder)


def watch(model, motion, *, hidden=(), **more) -> LiveStyles:
    live = LiveStyles(model, motion.skeleton, name="camera 0", **more)
    for t, pose in enumerate(motion.positions):
        live.see(t / motion.fps, None if t in hidden else pose)
    return live


def test_what_is_said_live_is_what_is_said_of_the_last_window(model):
    dance = make_dance("new", "slow", seed=7, n_frames=90)
    styles = watch(model, dance.motion).styles()
    assert list(styles.values()) == pytest.approx(model.classify_windows(dance, [(50, 90)])[0], abs=1e-4)


def test_other_frame_rates_and_short_absences_hardly_matter(model):
    dance = make_dance("new", "slow", seed=7, n_frames=180, fps=50.0)
    whole = watch(model, dance.motion).styles()
    gaps = watch(model, dance.motion, hidden=range(120, 180, 4)).styles()
    assert list(gaps.values()) == pytest.approx(list(whole.values()), abs=0.05)


def test_nothing_is_said_before_a_window_was_seen(model):
    dance = make_dance("new", "slow", seed=7)
    live = watch(model, dance.motion.slice(0, 20))
    assert live.styles() is None
    assert live.lacking() == "0.8 of 1.6 s seen"
    assert watch(model, dance.motion, hidden=range(60, 100)).lacking() == "nobody is seen"
    assert LiveStyles(model, dance.motion.skeleton, name="x").lacking() == "nobody is seen"


def test_a_model_that_reads_music_hears_the_song_of_the_film(hearing):
    dance = make_dance("new", "slow", seed=7, n_frames=90)
    styles = watch(hearing, dance.motion, song=dance.audio).styles()
    assert list(styles.values()) == pytest.approx(hearing.classify_windows(dance, [(50, 90)])[0], abs=1e-3)
    with pytest.raises(InputError, match="camera 0 has no music"):
        watch(hearing, dance.motion)


def test_a_body_that_the_model_cannot_read_is_refused_at_once(model):
    with pytest.raises(InputError, match="heel"):
        LiveStyles(model, skeleton("coco17"), name="camera 0")
