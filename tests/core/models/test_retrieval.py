"""The baseline: it finds again what it knows, and joins it without a jump."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.models.generator import Request
from core.models.retrieval import Retrieval
from core.training.presets import load_preset, with_overrides

N_AUDIO, N_POSE, W, LONG = 35, 6, 40, 120


def make_model(*overrides: str, n_dances: int = 6, n_styles: int = 0) -> tuple[Retrieval, torch.Tensor]:
    """A model that knows dances of LONG frames, each waving at a rate of its own to music of its own."""
    torch.manual_seed(0)
    config = with_overrides(load_preset("retrieval"), ["fps=20", *overrides]).config
    audio = torch.cat([torch.randn(LONG, N_AUDIO) + 4 * torch.randn(N_AUDIO) for _ in range(n_dances)])
    audio[:, -1] = 0
    audio[::10, -1] = 1  # two beats a second
    time = torch.arange(LONG)[:, None] / 20
    poses = torch.cat([torch.sin((k + 1) * time + torch.arange(N_POSE)) for k in range(n_dances)])
    starts = torch.cat([k * LONG + torch.arange(0, LONG - W + 1, 20) for k in range(n_dances)])
    model = Retrieval(
        config,
        n_audio=N_AUDIO,
        n_pose=N_POSE,
        n_styles=n_styles,
        n_frames=len(poses),
        n_pieces=len(starts),
        piece_frames=W,
    )
    model.learn_statistics(audio[None], poses[None], seed=0)
    model.remember(audio, poses, starts, (starts // LONG + 1) * LONG, seed=0)
    return model, audio


@pytest.mark.parametrize("k", range(6))
def test_music_that_was_danced_to_is_danced_as_it_was(k):
    model, audio = make_model()
    music = audio[k * LONG : k * LONG + 60]
    assert torch.equal(model.dance(Request(music)), model.poses[k * LONG : k * LONG + 60])


def test_a_dance_has_the_length_of_its_music_and_repeats_by_seed():
    model, _ = make_model()
    music = torch.randn(500, N_AUDIO)
    dance = model.dance(Request(music, seed=1))
    assert dance.shape == (500, N_POSE)
    assert torch.equal(dance, model.dance(Request(music, seed=1)))
    assert not torch.equal(dance, model.dance(Request(music, seed=0)))
    assert model.dance(Request(music[:7])).shape == (7, N_POSE)


def test_pieces_are_joined_without_a_jump():
    model, _ = make_model()
    dance = model.dance(Request(torch.randn(900, N_AUDIO)))
    fastest = model.poses.reshape(-1, LONG, N_POSE).diff(dim=1).abs().max()
    # Within the half second of a join two poses, at most 2 apart, are exchanged beside the movement.
    assert dance.diff(dim=0).abs().max() < fastest + 2 * 1.5 / 10


def test_a_piece_begins_on_the_beat_of_the_music():
    model, audio = make_model()
    music = audio[:W].clone()
    music[:, -1] = 0
    music[3::10, -1] = 1  # a beat three frames later than those of the dances
    assert torch.equal(model.dance(Request(music))[:30], model.poses[7:37])


def test_nothing_is_danced_again_while_there_are_others():
    model, audio = make_model("n_groups=1")
    music = audio[:LONG].repeat(5, 1)
    dance = model.dance(Request(music))
    first, again = dance[:100], dance[110:210]
    assert not torch.allclose(first, again)


def test_its_loss_is_nothing_on_what_it_knows_and_something_elsewhere():
    model, audio = make_model()
    known = {"audio": audio[None, :W], "pose": model.poses[None, :W]}
    assert model.outcome(known).losses["euclidean"] == 0
    assert model.outcome({**known, "pose": known["pose"] + 1}).losses["euclidean"] > 1


def test_without_rhythm_there_is_no_beat_to_begin_on():
    model, audio = make_model("rhythm=false")
    music = audio[:W].clone()
    music[:, -1] = torch.arange(W) % 10 == 3
    assert torch.equal(model.dance(Request(music)), model.poses[:W])


def test_a_blend_longer_than_a_piece_still_comes_to_an_end():
    model, _ = make_model("blend_s=10")
    assert model.dance(Request(torch.randn(500, N_AUDIO))).shape == (500, N_POSE)


def test_one_dance_is_enough():
    model, audio = make_model(n_dances=1)
    assert model.dance(Request(audio[:50])).shape == (50, N_POSE)
    assert np.isfinite(model.dance(Request(torch.zeros(300, N_AUDIO))).numpy()).all()
