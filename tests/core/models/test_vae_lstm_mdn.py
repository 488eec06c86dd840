"""The dancer in the latent space of pose windows: shapes, learning, temperature, blends, lengths."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from core.models.generator import Request
from core.models.pose_vae import PoseVae, cut, lay, smoothed
from core.models.vae_lstm_mdn import VaeLstmMdn
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import shapes_of

N_AUDIO, N_POSE, T = 5, 8, 72
SMALL = ["latent=6", "vae_units=48", "units=48", "mixtures=3", "music_units=8", "style_units=4", "dropout=0"]


def make_model(*overrides: str, n_styles: int = 3) -> VaeLstmMdn:
    torch.manual_seed(0)
    config = with_overrides(load_preset("vae-lstm-mdn"), [*SMALL, *overrides]).config
    model = VaeLstmMdn(config, n_audio=N_AUDIO, n_pose=N_POSE, n_seeds=4, start_frames=24, n_styles=n_styles)
    batch = make_batch(n_styles=n_styles)
    model.learn_statistics(batch["audio"], batch["pose"], seed=0)
    model.learn_starts(batch["pose"], batch["style"], seed=0)
    return model


def make_batch(n: int = 6, *, n_styles: int = 3) -> dict[str, Tensor]:
    """Waves of a rate of their own for each style."""
    torch.manual_seed(1)
    style = torch.arange(n) % n_styles if n_styles else torch.full((n,), -1)
    time = torch.linspace(0, 9, T)[None, :, None]
    phase = torch.rand(n, 1, 1) + torch.arange(N_POSE)
    return {
        "audio": torch.randn(n, T, N_AUDIO),
        "pose": torch.sin(time * (1 + style.abs()[:, None, None]) + phase),
        "style": style,
    }


def learn(model: VaeLstmMdn, batch: dict[str, Tensor], steps: int) -> None:
    torch.manual_seed(0)
    optimiser = torch.optim.Adam(model.parameters(), 3e-3)
    model.train()
    for _ in range(steps):
        for outcome in model.outcomes(batch):
            optimiser.zero_grad()
            torch.stack(list(outcome.losses.values())).sum().backward()
            optimiser.step()
    model.eval()


def losses_of(model: VaeLstmMdn, batch: dict[str, Tensor]) -> dict[str, float]:
    model.eval()
    return {name: loss.item() for o in model.outcomes(batch) for name, loss in o.losses.items()}


def one(style: int, n: int = 3) -> Tensor:
    return torch.eye(n)[style]


def test_the_layers_have_the_shapes_that_the_docstring_says():
    torch.manual_seed(0)
    config = load_preset("vae-lstm-mdn").config
    model = VaeLstmMdn(config, n_audio=35, n_pose=58, n_seeds=4, start_frames=52, n_styles=3).eval()
    batch = {
        "audio": torch.randn(2, 260, 35), "pose": torch.randn(2, 260, 58), "style": torch.tensor([0, -1])
    }  # fmt: skip
    layers = {"encoder": model.vae.encoder, "hear": model.dancer.hear, "lstm": model.dancer.lstm}
    with shapes_of(layers) as shapes:
        model.turn("dancer", batch)
    assert shapes == {"encoder": (2, 64, 64), "hear": (2, 63, 64), "lstm": (2, 63, 256)}
    assert model.dancer.head.write.out_features == 8 * (1 + 2 * 32)


def test_windows_that_are_cut_and_laid_together_are_the_poses_again():
    poses = torch.randn(2, 30, N_POSE)
    windows = cut(poses, 4)
    assert windows.shape == (2, 6, 8, N_POSE)
    assert torch.allclose(lay(windows[1]), poses[1, :28], atol=1e-6)


def test_a_window_passes_smoothly_into_one_that_says_otherwise():
    laid = lay(torch.stack([torch.zeros(8, 1), torch.ones(8, 1)]))[:, 0]
    assert laid.tolist() == [0, 0, 0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1, 1, 1]


def test_smoothing_stills_a_tremor_and_leaves_a_steady_movement():
    steady = torch.arange(20.0)[:, None].repeat(1, 2)
    tremor = steady + torch.tensor([0.5, -0.5]).repeat(10)[:, None]
    assert torch.allclose(smoothed(tremor)[2:-2], steady[2:-2], atol=1e-6)
    assert smoothed(steady[:1]).tolist() == steady[:1].tolist()


def test_both_parts_learn_one_batch_by_heart():
    model, batch = make_model("style_dropout=0"), make_batch()
    before = losses_of(model, batch)
    learn(model, batch, 150)
    after = losses_of(model, batch)
    assert after["recon"] < 0.1 * before["recon"]
    assert after["recon_velocity"] < 0.3 * before["recon_velocity"]
    assert after["nll"] < before["nll"] - 0.5


def test_the_dancer_does_not_bend_the_latents_that_it_has_to_guess():
    model, batch = make_model(), make_batch()
    model.turn("dancer", batch).losses["nll"].backward()
    assert all(weight.grad is None for weight in model.vae.parameters())


def test_sequences_double_until_they_are_whole():
    model, batch = make_model("curriculum_start=2", "curriculum_steps=10"), make_batch()
    lengths = []
    for step in (0, 9, 10, 20, 30, 40, 10**9):
        model.steps_done = step
        with shapes_of({"lstm": model.dancer.lstm}) as shapes:
            model.train().turn("dancer", batch)
        lengths.append(shapes["lstm"][1] + 1)
    assert lengths == [2, 2, 4, 8, 16, 17, 17]  # 72 frames hold 17 windows of 8 every 4


def test_all_that_fits_into_a_sequence_is_learnt_and_validation_hears_it_whole():
    model, batch = make_model("curriculum_start=4"), make_batch(2)
    with shapes_of({"lstm": model.dancer.lstm}) as shapes:
        model.train().turn("dancer", batch)
    assert shapes["lstm"][:2] == (2 * 4, 3)
    with shapes_of({"lstm": model.dancer.lstm}) as shapes:
        model.eval().turn("dancer", batch)
    assert shapes["lstm"][:2] == (2, 16)


def test_a_dance_has_the_length_of_its_music_and_repeats_by_seed():
    model = make_model()
    audio = torch.randn(50, N_AUDIO)
    dance = model.dance(Request(audio, seed=1))
    assert dance.shape == (50, N_POSE)
    assert torch.equal(dance, model.dance(Request(audio, seed=1)))
    assert not torch.equal(dance, model.dance(Request(audio, seed=2)))
    assert [len(model.dance(Request(audio[:n]))) for n in (1, 3, 4, 5)] == [1, 3, 4, 5]


def test_at_temperature_0_only_the_beginning_is_left_to_the_seed():
    model = make_model()
    learn(model, make_batch(), 30)
    audio, begin = torch.randn(40, N_AUDIO), make_batch()["pose"][0]
    cold, colder = (model.dance(Request(audio, begin=begin, temperature=0, seed=s)) for s in (1, 2))
    assert torch.equal(cold, colder)


def test_the_warmer_the_more_varied():
    model = make_model()
    learn(model, make_batch(), 60)
    audio, begin = torch.randn(60, N_AUDIO), make_batch()["pose"][0]

    def variety(temperature: float) -> float:
        dances = [model.dance(Request(audio, begin=begin, temperature=temperature, seed=s)) for s in range(6)]
        return torch.stack(dances).std(dim=0).mean().item()

    assert variety(0) == 0
    assert 0 < variety(0.3) < variety(1) < variety(3)


def test_the_ends_of_a_blend_are_the_styles_and_the_middle_is_neither():
    model = make_model()
    learn(model, make_batch(), 60)
    audio = torch.randn(40, N_AUDIO)

    def dance(weights: Tensor) -> Tensor:
        return model.dance(Request(audio, style=weights, temperature=0))

    first, last = dance(one(0)), dance(one(2))
    assert not torch.allclose(first, last, atol=0.1)
    blends = [dance(torch.lerp(one(0), one(2), w)) for w in (0.0, 0.01, 0.5, 1.0)]
    assert torch.equal(blends[0], first)
    assert torch.equal(blends[3], last)
    assert (blends[1] - first).abs().mean() < 0.3 * (blends[2] - first).abs().mean()
    assert not torch.allclose(blends[2], first, atol=0.1)
    assert not torch.allclose(blends[2], last, atol=0.1)


def test_a_dance_goes_on_from_a_move():
    model, batch = make_model("latent=16"), make_batch()
    learn(model, batch, 200)
    move = batch["pose"][1]
    dance = model.dance(Request(torch.randn(20, N_AUDIO), begin=move[:40], style=one(1), temperature=0))
    others = (batch["pose"][[0, 2], 40] - move[40]).abs().mean()
    assert (dance[0] - move[40]).abs().mean() < 0.5 * others
    for n in (1, 5, 9):  # a move may be of any length
        assert torch.isfinite(model.dance(Request(torch.randn(8, N_AUDIO), begin=move[:n]))).all()


def test_a_dance_hears_its_music():
    model = make_model()
    one_, other = (model.dance(Request(torch.randn(30, N_AUDIO), temperature=0)) for _ in range(2))
    assert not torch.allclose(one_, other)


def test_it_learns_and_dances_where_nobody_named_a_style():
    model = make_model(n_styles=0)
    learn(model, make_batch(n_styles=0), 3)
    assert torch.isfinite(model.dance(Request(torch.randn(9, N_AUDIO)))).all()


@pytest.mark.parametrize("scale", [0.0, 1e4])
def test_poses_without_and_with_absurd_variety_give_finite_losses(scale):
    model, batch = make_model(), make_batch()
    batch["pose"] = batch["pose"] * scale
    for outcome in model.outcomes(batch):
        assert all(torch.isfinite(loss) for loss in outcome.losses.values())


def test_the_kl_divergence_is_that_of_the_textbook():
    torch.manual_seed(0)
    vae = PoseVae(hop=4, n_pose=N_POSE, units=16, latent=6)
    windows = torch.randn(5, 8, N_POSE)
    mean, sd = vae.encode(windows)
    divergence = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, sd), torch.distributions.Normal(0.0, 1.0)
    )
    expected = divergence.sum(-1).mean() / (8 * N_POSE)
    assert torch.allclose(vae.losses(windows, 1.0)["kl"], expected, atol=1e-6)
