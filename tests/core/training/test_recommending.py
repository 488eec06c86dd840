"""Recommending songs: what is read, what is learnt, and what is asked afterwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError
from core.training.fit import fit
from core.training.motion_music import MotionMusicData, MotionMusicReader
from core.training.presets import load_preset, preset_names, with_overrides
from core.training.recommending import Matcher
from core.training.trained import load_trained
from tests.core.training.factories import make_audio, make_dance, make_dances, tiny

OPTIONS = ["channels=8", "embedding=8", "window_s=1.6", "hop_s=0.8", "copies=2", "epochs=4", "batch_size=8"]


def preset(*overrides: str):
    return with_overrides(load_preset("motion-music"), [*OPTIONS, *overrides])


@pytest.fixture(scope="module")
def dances():
    """Two styles; songs of a style beat alike, so that there is something to learn."""
    return [_to_its_beat(dance) for dance in make_dances(5, n_frames=150)]


def _to_its_beat(dance):
    beat = {"slow": 0.7, "fast": 2.5}[dance.style]
    onset = np.maximum(np.cos(2 * np.pi * beat * dance.audio.times_s), 0).astype(np.float32)
    return replace(dance, audio=replace(dance.audio, onset=onset))


@pytest.fixture(scope="module")
def run_dir(dances, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    fit(preset("epochs=25", "learning_rate=5e-3"), dances, run_dir=folder, seed=0, device="cpu")
    return folder


def test_it_learns_which_songs_suit_a_style(run_dir, dances):
    matcher = Matcher(load_trained(run_dir))
    assert not matcher.needs_dances
    songs = np.stack([matcher.of_song(dance.audio) for dance in dances])
    new = _to_its_beat(make_dance("new", "fast", seed=77, n_frames=150))
    scores = songs @ matcher.of_dance(replace(new, audio=None))
    fast = np.array([dance.style == "fast" for dance in dances])
    assert scores[fast].min() > scores[~fast].max()


def test_the_verdict_is_beside_chance(run_dir, dances):
    from core.training.evaluate import evaluate

    verdict = evaluate(run_dir, dances)
    assert verdict.recommended.songs.n == 2
    assert verdict.recommended.songs.chance_reciprocal_rank == pytest.approx(0.75)
    assert set(verdict.metrics()) == {"song_reciprocal_rank", "style_top_1", "style_top_5"}


def test_two_trainings_of_one_seed_are_equal(dances, tmp_path):
    vectors = []
    for name in ("a", "b"):
        fit(preset(), dances, run_dir=tmp_path / name, seed=3, device="cpu")
        vectors.append(Matcher(load_trained(tmp_path / name)).of_song(dances[0].audio))
    assert (vectors[0] == vectors[1]).all()


def test_training_windows_hear_what_they_dance_to(dances):
    reader = MotionMusicReader.learned(preset("tempo_jitter=0", "mirror=0").config, dances)
    data = MotionMusicData(reader, preset("tempo_jitter=0", "mirror=0").config, dances, seed=0)
    ref = data.split.train[0]
    seen = reader.see(reader.prepare(dances[ref.dance]).motion.slice(ref.start, ref.stop))
    heard = reader.hear(dances[ref.dance].audio, ref.start / 25, 1.6)
    varied = data.train().tensors
    assert varied["motion"][0].numpy() == pytest.approx(seen["motion"], abs=1e-4)
    # The key is another, all else is as it is heard.
    assert varied["music"][0, :, :20].numpy() == pytest.approx(heard["music"][:, :20], abs=1e-4)
    assert np.sort(varied["music"][0, :, 20:32]) == pytest.approx(np.sort(heard["music"][:, 20:32]), abs=1e-4)


def test_a_window_that_is_faster_hears_the_song_faster(dances):
    reader = MotionMusicReader.learned(preset().config, dances)
    slow, fast = (reader.hear(dances[0].audio, 0.5, 1.6, speed=speed)["music"][:, -1] for speed in (1, 2))
    assert fast[:10] == pytest.approx(slow[:20:2], abs=1e-5)


def test_the_validation_side_mixes_songs_in_a_fixed_order(dances):
    config = preset().config
    reader = MotionMusicReader.learned(config, dances)
    sides = [MotionMusicData(reader, config, dances, seed=0).valid().tensors["song"].tolist() for _ in "ab"]
    assert sides[0] == sides[1] != sorted(sides[0])


def test_dances_without_labels_can_be_learnt_from(dances):
    unlabelled = [replace(dance, style=None) for dance in dances]
    config = preset().config
    data = MotionMusicData(MotionMusicReader.learned(config, unlabelled), config, unlabelled, seed=0)
    assert set(data.train().tensors["style"].tolist()) == {-1}


def test_one_song_is_too_little_to_learn_from(dances):
    same = [replace(dance, song="one", audio=dances[0].audio) for dance in dances]
    config = preset("split.train=1", "split.valid=0", "split.test=0").config
    with pytest.raises(InputError, match="two songs"):
        MotionMusicData(MotionMusicReader.learned(config, same), config, same, seed=0)


def test_silent_dances_are_refused(dances):
    with pytest.raises(InputError, match="None of the dances has music"):
        MotionMusicReader.learned(preset().config, [replace(dance, audio=None) for dance in dances])


def test_music_shorter_than_a_window_is_read_whole(dances):
    reader = MotionMusicReader.learned(preset().config, dances)
    assert len(reader.windows_of_music(make_audio(10))) == 1
    assert len(reader.windows_of_music(make_audio(1))) == 1
    assert len(reader.windows_of_music(make_audio(100))) == 3


def test_a_classifier_knows_songs_by_their_dances_only(dances, tmp_path):
    fit(tiny("motion-bigru"), dances, run_dir=tmp_path, seed=0, device="cpu")
    matcher = Matcher(load_trained(tmp_path))
    assert matcher.needs_dances
    assert np.linalg.norm(matcher.of_dance(dances[0])) == pytest.approx(1)
    with pytest.raises(InputError, match="only by the dances"):
        matcher.of_song(dances[0].audio)


def test_a_generator_recommends_nothing(dances, tmp_path):
    fit(tiny("seq2seq", "epochs=1"), dances, run_dir=tmp_path, seed=0, device="cpu")
    with pytest.raises(InputError, match="cannot recommend songs"):
        Matcher(load_trained(tmp_path))


@pytest.mark.parametrize("name", [n for n in preset_names() if load_preset(n).task == "classify"])
def test_the_last_layer_of_every_classifier_reads_what_is_called_hidden(name):
    import torch

    from core.training.registry import entry, load_name

    shipped = load_preset(name)
    reader = load_name(entry(shipped.model).reader)
    dance = make_dances(3, n_frames=150)
    config = with_overrides(shipped, [f"window_s={2.0}"]).config
    made = reader.learned(config, dance)
    x = torch.from_numpy(made.read(made.prepare(dance[0]), 0, 50))[None]
    model = load_name(entry(shipped.model).module)(config, n_features=x.shape[-1], n_classes=2)
    model.eval()
    hidden = model.hidden(x)
    last = [m for m in model.modules() if isinstance(m, torch.nn.Linear)][-1]
    assert last.out_features == 2
    with torch.no_grad():
        assert last(hidden) == pytest.approx(model(x), abs=1e-5)
