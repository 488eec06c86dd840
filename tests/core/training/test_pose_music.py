"""How pose and music of a dance become the frames of one sequence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import InputError
from core.training.fit import fit
from core.training.pose_music import PoseMusic
from core.training.presets import load_preset
from core.training.trained import load_trained
from tests.conftest import make_motion
from tests.core.training.factories import make_dance, make_dances, tiny

CONFIG = load_preset("pose-lstm").config


def test_a_frame_is_33_joints_about_the_hips_beside_the_mfccs_of_the_same_instant():
    dance = make_dance("a", "slow", seed=0, n_frames=150)
    reader = PoseMusic.learned(CONFIG, [dance])
    x = reader.read(reader.prepare(dance), 50, 150)
    assert x.shape == (50, 33 * 3 + 20)
    centred = dance.motion.root_centred().positions
    assert np.allclose(x[:, :99], centred[50:150:2].reshape(50, 99), atol=1e-5)
    assert np.allclose(x[:, 99:], dance.audio.mfcc[50:150:2], atol=1e-4)


@pytest.mark.parametrize(("skeleton_name", "n"), [("coco17", 71), ("ballroom23", 89)])
def test_other_skeletons_are_read_with_all_their_joints(skeleton_name, n):
    dance = make_dance("a", "slow", seed=0)
    other = replace(dance, motion=make_motion(100, skeleton_name=skeleton_name))
    reader = PoseMusic.learned(CONFIG, [other])
    assert reader.read(reader.prepare(other), 0, 100).shape == (50, n)


def test_dances_on_two_skeletons_are_read_on_the_joints_that_both_have():
    dance = make_dance("a", "slow", seed=0)
    suit = replace(dance, motion=make_motion(100, skeleton_name="ballroom23"))
    reader = PoseMusic.learned(CONFIG, [dance, suit])
    assert {reader.read(reader.prepare(d), 0, 100).shape for d in (dance, suit)} == {(50, 18 * 3 + 20)}


def test_what_cannot_be_read_says_why():
    dance = make_dance("a", "slow", seed=0)
    reader = PoseMusic.learned(CONFIG, [dance])
    assert reader.problem(replace(dance, audio=None)) == "a has no music, which this model reads."
    with pytest.raises(InputError, match="too short"):
        reader.read(reader.prepare(dance), 0, 5)


def test_a_trained_one_is_loaded_and_asked_on_its_own_skeleton(tmp_path):
    fit(tiny("pose-cnn-lstm"), make_dances(), run_dir=tmp_path, seed=0, device="cpu")
    model = load_trained(tmp_path)
    assert model.reader.body.name == "blazepose33"
    assert model.classify(make_dance("new", "slow", seed=7)).sum() == pytest.approx(1)
