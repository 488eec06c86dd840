"""The published generator with attention: shapes, ablations, turns, and dancing by itself."""

from __future__ import annotations

import pytest
import torch

from core.models.attention import LocationAttention
from core.models.attention_gan import AttentionGan
from core.models.base import Batch
from core.models.generator import Request
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = [
    *("memory=16", "prenet=16", "hidden=16", "attention=8", "channels=8"),
    *("dropout=0", "pose_noise=0", "own_poses=0", "frames_a_step=3", "reach=4"),
]


def make_model(*overrides: str, n_pose: int = 6) -> AttentionGan:
    torch.manual_seed(0)
    config = with_overrides(load_preset("attention-gan"), overrides).config
    model = AttentionGan(config, n_audio=35, n_pose=n_pose, n_seeds=4)
    model.learn_statistics(torch.randn(3, 40, 35), torch.randn(3, 40, n_pose), seed=0)
    return model


def make_batch(n: int = 3, n_frames: int = 31, n_pose: int = 6) -> Batch:
    torch.manual_seed(1)
    time = torch.linspace(0, 6, n_frames)[None, :, None]
    pose = torch.sin(time * torch.rand(n, 1, n_pose) + torch.rand(n, 1, n_pose))
    return {"audio": torch.randn(n, n_frames, 35), "pose": pose}


def test_the_layers_have_the_published_shapes():
    model = make_model(n_pose=58)
    dancer, decoder = model.dancer, model.dancer.decoder
    layers = {
        "convolve": dancer.ear.convolve,
        "ear": dancer.ear,
        "prenet": decoder.prenet[1],
        "ask": decoder.ask,
        "attend": decoder.attend,
        "lead": decoder.lead,
        "recall": dancer.recall,
        "discriminator": model.discriminator,
    }
    with shapes_of(layers) as shapes:
        outcome = model.outcome(make_batch(2, 125, 58))
    assert shapes == {
        "convolve": (2, 512, 125),
        "ear": (2, 125, 512),
        "prenet": (2, 24, 256),
        "ask": (2, 24, 256),
        "attend": (2, 24, 512),
        "lead": (2, 24, 1024),
        "recall": (2, 35, 125),
        "discriminator": (2, 15),
    }
    assert [layer.kernel_size for layer in dancer.ear.convolve if isinstance(layer, torch.nn.Conv1d)] == [
        (5,)
    ] * 3
    assert list(outcome.losses) == ["gan", "mse", "recon"]
    assert list(outcome.beside) == ["discriminator"]


def test_its_training_is_the_published_one():
    model, training = make_model(), load_preset("attention-gan").config.training
    for optimiser in model.configure_optimizers():
        assert type(optimiser) is torch.optim.Adam
        assert optimiser.param_groups[0]["lr"] == 1e-3
        assert optimiser.param_groups[0]["weight_decay"] == 1e-6
    assert (training.batch_size, training.gradient_clip) == (40, 1.0)
    turns = [[part for part in model.parts if model.has_turn(part)] for model.steps_done in range(4)]
    assert turns == [
        ["generator", "discriminator"],
        ["generator"],
        ["generator"],
        ["generator", "discriminator"],
    ]


@pytest.mark.parametrize(
    ("overrides", "losses", "parts"),
    [
        (["discriminator=false", "audio_autoencoder=false"], ["mse"], ["generator"]),
        (["audio_autoencoder=false"], ["gan", "mse"], ["generator", "discriminator"]),
        ([], ["gan", "mse", "recon"], ["generator", "discriminator"]),
    ],
)
def test_each_ablation_leaves_its_losses_and_weights_out(overrides, losses, parts):
    model = make_model(*SMALL, *overrides)
    assert list(model.outcome(make_batch()).losses) == losses
    assert list(model.parts) == parts
    of_parts = sum(len(list(part.parameters())) for part in model.parts.values())
    assert of_parts == len(list(model.parameters()))


def test_it_learns_one_batch_by_heart():
    model = make_model(*SMALL, "discriminator=false", "recon_weight=0.1", "mse_weight=1")
    before = learn_by_heart(model, make_batch(), steps=0)
    assert learn_by_heart(model, make_batch(), steps=200) < 0.15 * before


def test_a_discriminator_learns_to_tell_generated_and_mismatched_from_real():
    model, batch = make_model(*SMALL), make_batch(n=4)
    optimiser = torch.optim.Adam(model.discriminator.parameters(), 0.01)
    told = []
    for _ in range(60):
        for outcome in model.outcomes(batch):
            if "discriminator" in outcome.losses:
                optimiser.zero_grad()
                outcome.losses["discriminator"].backward()
                optimiser.step()
                told.append(outcome.losses["discriminator"].item())
    assert told[-1] < 0.5 * told[0]


def test_one_sequence_alone_is_still_a_batch():
    outcome = make_model(*SMALL).outcome(make_batch(n=1))
    assert all(torch.isfinite(loss) for loss in {**outcome.losses, **outcome.beside}.values())


@pytest.mark.parametrize("n_frames", [1, 2, 3, 50])
def test_a_dance_has_the_length_of_its_music_and_repeats_by_seed(n_frames):
    model = make_model(*SMALL, "dropout=0.5")
    audio = torch.randn(n_frames, 35)
    dance = model.dance(Request(audio, seed=1))
    assert dance.shape == (n_frames, 6)
    assert torch.equal(dance, model.dance(Request(audio, seed=1)))
    assert not torch.equal(dance, model.dance(Request(audio, seed=5)))  # of the same first pose


def test_the_beginning_is_danced_twice_and_shown_once():
    model, audio = make_model(*SMALL, "dropout=0.5"), torch.randn(50, 35)
    twice = model.dance(Request(torch.cat([audio[:30], audio]), begin=model.seeds[2], seed=2))
    assert torch.equal(model.dance(Request(audio, seed=2)), twice[30:])


def test_a_dance_leaves_the_callers_random_numbers_alone():
    model = make_model(*SMALL, "dropout=0.5")
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    model.dance(Request(torch.randn(9, 35, generator=torch.Generator().manual_seed(0))))
    assert torch.equal(torch.rand(3), expected)


def test_dancing_step_by_step_is_what_was_learnt_at_once():
    model = make_model(*SMALL).eval()
    audio, begin = torch.randn(31, 35), torch.randn(3, 6)
    dance = model.dance(Request(audio, begin=begin))
    decoder, fed = model.dancer.decoder, model.pose(torch.cat([begin, dance[:27]])).reshape(1, 10, 18)
    with torch.no_grad():
        heard = decoder.attend.hear(model.dancer.ear(model.audio(audio)[None]))
        made = model._gone_on(fed, decoder(fed, heard))
    assert torch.allclose(model.pose.undo(made.reshape(30, 6)), dance[:30], atol=1e-4)


def test_a_step_leads_smoothly_from_what_was_danced_to_what_was_written():
    model = make_model(*SMALL, "frames_a_step=10")
    time = torch.arange(-9, 11)[:, None] / 10
    path = time**3 - time**2 + 2 * time + torch.arange(6)  # a cubic is one of its own kind
    end, speed = path[-1], (3 - 2 + 2) / 10 * torch.ones(6)
    written = torch.stack([end, (speed - model.change.mean) / model.change.spread])
    after = model._gone_on(path[:10].reshape(1, 60), written.reshape(1, 12)).reshape(10, 6)
    assert torch.allclose(after, path[10:], atol=0.03)  # the speed before is a difference, half a frame late
    assert torch.allclose(after[-1], end, atol=1e-5)


def test_a_dance_goes_on_from_a_beginning_that_is_shorter_than_a_step():
    model, audio = make_model(*SMALL), torch.randn(9, 35)
    one = torch.randn(1, 6)
    assert torch.equal(
        model.dance(Request(audio, begin=one)), model.dance(Request(audio, begin=one.expand(3, 6)))
    )


def test_a_dance_hears_its_music():
    model = make_model(*SMALL)
    begin = torch.randn(3, 6)
    one, other = (model.dance(Request(torch.randn(30, 35), begin=begin)) for _ in range(2))
    assert not torch.allclose(one, other)


def test_what_is_fed_in_training_is_partly_the_models_own():
    torch.manual_seed(0)
    model, batch = make_model(*SMALL, "own_poses=0.5").train(), make_batch(40)
    fed = []
    model.dancer.decoder.ask.register_forward_pre_hook(lambda _lstm, inputs: fed.append(inputs[0]))
    model(model.audio(batch["audio"])[:, :30], model.pose(batch["pose"])[:, :30])
    real, mixed = fed
    kept = (real == mixed).all(dim=2)
    assert kept[:, 0].all()  # before the first step there is nothing of its own
    assert 0.4 < kept[:, 1:].float().mean() < 0.6


def make_attention(reach: int = 2, stride: int = 3) -> LocationAttention:
    torch.manual_seed(0)
    return LocationAttention(5, 4, 8, reach=reach, stride=stride)


def test_attention_looks_at_what_is_in_reach_and_at_nothing_else():
    attention, memory = make_attention(), torch.randn(1, 12, 4, requires_grad=True)
    answers = attention(torch.randn(1, 4, 5), attention.hear(memory))
    # A window of 7 rows from 2 before the step's three frames to 2 after them.
    for s, (first, stop) in enumerate([(0, 5), (1, 8), (4, 11), (7, 12)]):
        (gradient,) = torch.autograd.grad(answers[0, s].sum(), memory, retain_graph=True)
        looked_at = gradient[0].abs().sum(dim=1) > 0
        # Where it has been steers where it looks, so that rows of earlier steps count, too.
        assert not looked_at[stop:].any()
        assert looked_at[first:stop].all()


def test_attention_is_an_average_and_silence_has_no_share():
    attention = make_attention()
    answers = attention(torch.randn(2, 4, 5), attention.hear(torch.ones(2, 12, 4)))
    assert torch.allclose(answers, torch.ones(2, 4, 4), atol=1e-6)


def test_attention_knows_where_it_has_been():
    attention, heard = make_attention(), make_attention().hear(torch.randn(1, 12, 4))
    asked, kernel = attention.question(torch.randn(1, 5)), attention.kernel()
    fresh, total = attention.step(asked, heard, 1, attention.begin(heard), kernel)
    again, _ = attention.step(asked, heard, 1, total + 1, kernel)
    assert not torch.allclose(fresh, again)
    assert total.shape == (1, 7)
    assert (total[:, -3:] == 0).all()  # rows that come into reach with the next step
    assert 0 < total.sum() <= 1


def test_past_weights_pass_one_kernel_as_they_would_pass_convolution_and_projection():
    attention, total = make_attention(reach=20), torch.rand(2, 43)
    padded = torch.nn.functional.pad(total, (15, 15))
    both = attention.location(attention.filters(padded[:, None]).mT)
    assert torch.allclose(padded.unfold(1, 31, 1) @ attention.kernel(), both, atol=1e-5)


def test_a_song_longer_than_any_training_sequence_is_danced_to_its_end():
    model = make_model(*SMALL)
    dance = model.dance(Request(torch.randn(400, 35)))
    assert dance.shape == (400, 6)
    assert torch.isfinite(dance).all()
