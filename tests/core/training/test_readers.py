"""How dances become what models read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.data.dance import Dance
from core.data.windows import WindowRef
from core.errors import InputError
from core.features.motion import feature_names
from core.motion import Motion
from core.skeleton import Skeleton
from core.training.motion_windows import MotionWindows
from core.training.presets import load_preset, with_overrides
from core.training.published_vectors import PublishedVectors
from core.training.sequences import SequenceData, SequenceReader
from core.training.styles import StyleData
from tests.conftest import make_motion
from tests.core.training.factories import make_dance, make_dances, tiny

MOTION = load_preset("motion-bigru").config


def reader_for(*dances, config=MOTION) -> MotionWindows:
    return MotionWindows.learned(config, dances)


@pytest.mark.parametrize("fps", [12.5, 15.0, 24.0, 25.0, 29.97, 30.0, 59.94, 120.0])
def test_windows_have_the_same_frames_whatever_the_dance_has(fps):
    dance = make_dance("a", "slow", seed=0, n_frames=round(9 * fps), fps=fps)
    reader = reader_for(dance)
    prepared = reader.prepare(dance)
    rng = np.random.default_rng(0)
    for start, stop in reader.windows(prepared):
        assert reader.read(prepared, start, stop).shape == (50, 120)
        assert reader.vary(prepared, start, stop, rng).shape == (45, 120)


def test_size_place_and_heading_of_a_dancer_do_not_matter():
    dance = make_dance("a", "slow", seed=0)
    cos, sin = np.cos(1.1), np.sin(1.1)
    turn = np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]], np.float32)
    moved = dance.motion.positions @ turn * np.float32(1.2) + np.float32([3, 0.1, -2])
    other = replace(dance, motion=dance.motion.with_positions(moved))
    reader = reader_for(dance, other)
    one, two = (reader.read(reader.prepare(d), 0, 100) for d in (dance, other))
    assert np.allclose(one, two, atol=2e-3)


def test_variations_stay_within_their_window():
    dance = make_dance("a", "slow", seed=0, n_frames=300)
    reader = reader_for(dance)
    prepared = reader.prepare(dance)
    positions = prepared.motion.positions.copy()
    positions[:100] = positions[200:] = 1e6
    fenced = replace(prepared, motion=prepared.motion.with_positions(positions))
    root = feature_names(reader.body).index("velocity root x")
    for seed in range(20):
        varied = reader.vary(fenced, 100, 200, np.random.default_rng(seed))
        assert np.abs(varied[:, : root + 3]).max() < 100


def test_a_mirrored_variation_is_the_mirrored_dance():
    config = with_overrides(load_preset("motion-bigru"), ["mirror=1", "tempo_jitter=0"]).config
    dance = make_dance("a", "slow", seed=0)
    reader = reader_for(dance, config=config)
    prepared = reader.prepare(dance)
    mirrored = replace(prepared, motion=prepared.motion.mirrored())
    varied = reader.vary(prepared, 0, 100, np.random.default_rng(0))
    assert np.allclose(varied, reader.read(mirrored, 0, 100), atol=1e-4)


def test_training_windows_are_variations_and_validation_windows_are_not():
    data = StyleData(reader_for(*make_dances()), tiny("motion-bigru").config, make_dances(), seed=0)
    n = len(data.split.train)
    side = data.train()
    assert side.tensors["x"].shape[0] == side.copies * n
    assert (side.tensors["y"][:n] == side.tensors["y"][n : 2 * n]).all()
    assert data.valid().tensors["x"].shape[0] == len(data.split.valid)
    assert data.classes == ("fast", "slow")


def test_published_vectors_average_the_music():
    dance = make_dance("a", "slow", seed=0)
    reader = PublishedVectors.learned(load_preset("bilstm-bigru").config, [dance])
    vector = reader.read(reader.prepare(dance), 10, 60)
    assert vector.shape == (130,)
    assert np.allclose(vector[:128], dance.audio.mel[10:60].mean(axis=0), atol=1e-3)
    assert reader.problem(replace(dance, audio=None)) == "a has no music, which this model reads."


def test_sequences_hear_the_moment_they_see():
    dances = make_dances(n_frames=125)
    config = tiny("seq2seq").config
    data = SequenceData(SequenceReader.learned(config, dances), config, dances, seed=0)
    ref: WindowRef = data.split.train[1]
    dance = data.dances[ref.dance]
    times_s = ref.start / 25 + np.arange(48) / 24
    heard = data.train().tensors["audio"][1].numpy()
    assert np.allclose(heard, dance.audio.at(times_s).mfcc, atol=1.0)  # to half a frame
    seen = data.reader.see(dance.motion)[round(ref.start / 25 * 24) :][:48]
    assert np.allclose(data.train().tensors["pose"][1].numpy(), seen, atol=1e-5)


@pytest.mark.parametrize(("lengths", "n_frames"), [([100] * 5, 48), ([40] * 5, 38), ([100] * 19 + [30], 48)])
def test_sequences_are_as_long_as_nine_in_ten_dances_allow(lengths, n_frames):
    dances = [make_dance(str(i), None, seed=i, n_frames=n) for i, n in enumerate(lengths)]
    assert SequenceReader.learned(tiny("seq2seq").config, dances).n_frames == n_frames


def test_dances_without_a_style_may_be_on_any_body():
    whole = make_motion(100, skeleton_name="blazepose33")
    point = Motion(whole.positions[:, :1], 25.0, Skeleton("point", ("only",), (), (0,), (0,)))
    stranger = Dance("stranger", point, None, None, None, ())
    preset = tiny("motion-bigru")
    dances = [*make_dances(), stranger]
    data = StyleData(MotionWindows.learned(preset.config, dances), preset.config, dances, seed=0)
    assert data.unusable == ("stranger has no style.",)


def test_dances_without_music_may_be_on_any_body():
    dances = make_dances()
    silent = replace(dances[0], key="silent", audio=None)
    preset = tiny("seq2seq")
    point = Skeleton("point", ("only",), (), (0,), (0,))
    silent = replace(silent, motion=Motion(silent.motion.positions[:, :1], 25.0, point))
    reader = SequenceReader.learned(preset.config, [*dances, silent])
    assert "left_wrist" in reader.body.joints


def test_dances_without_any_music_are_refused():
    silent = [replace(dance, audio=None) for dance in make_dances()]
    with pytest.raises(InputError, match="None of the dances has music"):
        SequenceReader.learned(tiny("seq2seq").config, silent)
