"""Our generator: shapes, learning, and what it does with what it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from core.models.barre_diffusion.model import BarreDiffusion
from core.models.generator import Request
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import learn_by_heart, shapes_of

SMALL = ["width=32", "layers=2", "heads=2", "patch=2", "steps=4", "dropout=0", "music_dropout=0.2"]
N_AUDIO, N_JOINTS, N_STYLES = 38, 4, 2
N_POSE = 3 * N_JOINTS + 4


def make_poses(n: int, n_frames: int, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    rates, phases = (torch.rand(n, 1, N_POSE, generator=generator) for _ in range(2))
    return 0.3 * torch.sin(torch.linspace(0, 9, n_frames)[None, :, None] * rates + 6 * phases)


def make_batch(n: int = 4, n_frames: int = 16) -> dict[str, Tensor]:
    torch.manual_seed(1)
    return {
        "audio": torch.randn(n, n_frames, N_AUDIO),
        "pose": make_poses(n, n_frames),
        "style": torch.arange(n) % (N_STYLES + 1) - 1,
    }


def make_model(*overrides: str, n_frames: int = 16, n_known: int = 0) -> BarreDiffusion:
    torch.manual_seed(0)
    config = with_overrides(load_preset("barre-diffusion"), [*SMALL, *overrides]).config
    sizes = {"n_audio": N_AUDIO, "n_sound": 32, "n_pose": N_POSE, "n_frames": n_frames}
    model = BarreDiffusion(config, **sizes, n_feet=2, n_bones=2, n_known=n_known, n_styles=N_STYLES)
    model.learn_body(torch.tensor([2, 3]), torch.tensor([[0, 2], [1, 3]]))
    batch = make_batch(32, 32)
    model.learn_statistics(batch["audio"], batch["pose"], seed=0)
    return model


@pytest.fixture(scope="module")
def moved() -> BarreDiffusion:
    """A model whose every weight does something, as after training; new ones have gates of 0."""
    model = make_model()
    torch.manual_seed(2)
    with torch.no_grad():
        for weight in model.average.parameters():
            weight += 0.1 * torch.randn_like(weight)
    return model


def test_frames_become_tokens_and_frames_again():
    model = make_model("patch=4")
    names = ("read", "blocks.0", "mend")
    layers = {name: model.denoiser.get_submodule(name) for name in names}
    with shapes_of(layers) as shapes:
        model.outcome(make_batch())
    assert shapes == {"read": (4, 4, 32), "blocks.0": (4, 4, 32), "mend": (4, N_POSE + 2, 16)}


def test_the_preset_has_the_sizes_that_its_options_explain():
    preset = load_preset("barre-diffusion").config
    assert preset.model.width % preset.model.heads == 0
    assert preset.data.sequence_frames % (2 * preset.model.patch) == 0


def test_it_learns_one_batch_by_heart():
    plain = [f"{name}=0" for name in ("keep_share", "style_dropout", "music_dropout", "sound_noise")]
    model = make_model(*plain, "velocity_weight=0.01", "bone_weight=0.1", "foot_weight=0.1")
    batch = make_batch()
    before = _pose_loss(model, batch)
    learn_by_heart(model, batch, steps=200, learning_rate=3e-3)
    model.average.load_state_dict(model.denoiser.state_dict())
    assert _pose_loss(model, batch) < 0.35 * before


def _pose_loss(model: BarreDiffusion, batch: dict[str, Tensor]) -> float:
    model.eval()
    with torch.no_grad():
        torch.manual_seed(3)
        return float(torch.stack([model.outcome(batch).losses["pose"] for _ in range(8)]).mean())


def test_it_learns_from_windows_that_end_within_a_token():
    outcome = make_model("patch=4").outcome(make_batch(n_frames=18))
    assert all(torch.isfinite(loss) for loss in outcome.losses.values())


def test_the_averaged_weights_follow_the_others_ever_more_slowly():
    model = make_model()
    weight, mean = model.denoiser.write.weight, model.average.write.weight
    with torch.no_grad():
        weight += 1
    for step, least in ((0, 0.999), (1, 0.8), (1000, 0.003)):
        model.steps_done = step
        with torch.no_grad():
            mean.copy_(weight - 1)
        model._follow()
        followed = float((mean - weight + 1).mean().detach())
        assert least <= followed <= 1 + 1e-4
    assert followed < 0.01


def test_only_the_weights_that_learn_are_optimised():
    model = make_model()
    (group,) = model.configure_optimizers().param_groups
    assert sum(p.numel() for p in group["params"]) == sum(p.numel() for p in model.denoiser.parameters())


@pytest.mark.parametrize("n_frames", [1, 2, 7, 16, 17, 41])
def test_a_dance_has_the_length_of_its_music_and_repeats_by_seed(moved, n_frames):
    audio = torch.randn(n_frames, N_AUDIO)
    dance = moved.dance(Request(audio, seed=1))
    assert dance.shape == (n_frames, N_POSE)
    assert torch.isfinite(dance).all()
    assert torch.equal(dance, moved.dance(Request(audio, seed=1)))
    assert not torch.equal(dance, moved.dance(Request(audio, seed=2)))


def test_a_dance_hears_its_music_unless_guidance_is_0(moved):
    one, other = torch.randn(2, 30, N_AUDIO)
    assert not torch.allclose(moved.dance(Request(one)), moved.dance(Request(other)))
    deaf = [moved.dance(Request(audio, guidance=0.0)) for audio in (one, other)]
    assert torch.equal(*deaf)


def test_guidance_1_is_what_was_learnt_and_costs_one_pass(moved, monkeypatch):
    calls = []
    real = type(moved.average).forward
    monkeypatch.setattr(
        type(moved.average), "forward", lambda *args: calls.append(1) or real(*args), raising=True
    )
    moved.dance(Request(torch.randn(10, N_AUDIO), guidance=1.0))
    assert len(calls) == moved.options.steps


def test_a_style_and_a_blend_of_styles_are_heard(moved):
    audio = torch.randn(20, N_AUDIO)
    weights = ([1.0, 0.0], [0.0, 1.0], [0.5, 0.5])
    first, second, both = (moved.dance(Request(audio, style=torch.tensor(w))) for w in weights)
    assert not torch.allclose(first, second)
    assert not torch.allclose(both, first)


def test_temperature_0_forgets_the_seed(moved):
    audio = torch.randn(20, N_AUDIO)
    assert torch.equal(*(moved.dance(Request(audio, seed=seed, temperature=0.0)) for seed in (1, 2)))


def test_a_dance_goes_on_from_another_one(moved):
    audio = torch.randn(20, N_AUDIO)
    poses = make_poses(2, 9, seed=5)
    one, other = (moved.dance(Request(audio, begin=begin)) for begin in poses)
    assert one.shape == other.shape == (20, N_POSE)
    assert not torch.allclose(one, other)
    assert moved.dance(Request(audio, begin=poses[0, :1])).shape == (20, N_POSE)


def test_an_edit_keeps_to_the_bit_what_it_must_and_changes_the_rest(moved):
    audio, kept = torch.randn(40, N_AUDIO), make_poses(1, 40)[0]
    keep = torch.ones(40, N_POSE, dtype=torch.bool)
    keep[10:20] = False
    keep[10:20, :6] = True  # two joints stay there, too
    dance = moved.dance(Request(audio, kept=kept, keep=keep))
    assert torch.equal(dance[keep], kept[keep])
    assert (dance[~keep] != kept[~keep]).all()


def test_what_is_kept_is_seen_by_what_is_danced(moved):
    audio, keep = torch.randn(16, N_AUDIO), torch.ones(16, N_POSE, dtype=torch.bool)
    keep[6:10] = False
    one, other = (moved.dance(Request(audio, kept=kept, keep=keep)) for kept in make_poses(2, 16))
    assert not torch.allclose(one[6:10], other[6:10])


def test_known_phrases_are_danced_as_they_were_but_for_the_seams():
    n = 400
    model = make_model("calm_hz=1000", "on_beat=false", "seam_s=0.4", n_known=n)
    pose = make_poses(1, n)[0]
    model.phrases.remember(
        torch.zeros(n, N_AUDIO), pose, torch.zeros(n, dtype=torch.long), torch.zeros(n, dtype=torch.long)
    )
    audio = torch.zeros(200, N_AUDIO)
    known = pose[:, : 3 * N_JOINTS]

    def near(dance: Tensor) -> Tensor:
        return torch.cdist(dance[:, : 3 * N_JOINTS], known).amin(dim=1)

    joined, anew, new = (near(model.dance(Request(audio, novelty=v))) for v in (0.0, 0.6, 1.0))
    draft = model.phrases.draft(audio, seed=0, whim=1.0, style=None, before=None)
    assert draft is not None
    (seam,) = draft.seams
    assert joined[seam - 3 : seam + 3].max() > 0.03
    away = torch.tensor([abs(frame - seam) > 10 for frame in range(200)])
    assert joined[away].max() < 0.015  # what a low-pass leaves around the seam
    assert joined[away].mean() < anew[away].mean() < new[away].mean()


def test_without_guidance_phrases_are_not_chosen_by_the_music_either():
    n = 300
    model = make_model(n_known=n)
    style = torch.zeros(n, dtype=torch.long)
    music = torch.linspace(-1, 1, n)[:, None].expand(n, N_AUDIO).clone()
    music[:, -3:] = 0  # no beat
    model.phrases.remember(music, make_poses(1, n)[0], style, style)
    one, other = music[:100], music[200:]
    assert not torch.equal(model.dance(Request(one)), model.dance(Request(other)))
    deaf = [model.dance(Request(audio, guidance=0.0)) for audio in (one, other)]
    assert torch.equal(*deaf)


@pytest.fixture(scope="module")
def knowing() -> BarreDiffusion:
    """A model that has something to dance phrases of, in two styles."""
    n = 600
    model = make_model(n_known=n)
    half = (torch.arange(n) >= n // 2).long()
    model.phrases.remember(torch.randn(n, N_AUDIO), make_poses(1, n)[0], half, half)
    return model


def test_a_dance_of_phrases_goes_on_from_a_seed_motion_without_a_jump(knowing, monkeypatch):
    monkeypatch.setattr(knowing, "options", replace(knowing.options, seam_novelty=0.0))
    begin = make_poses(1, 30, seed=5)[0] + 1.0  # elsewhere than all that is known
    dance = knowing.dance(Request(torch.randn(150, N_AUDIO), begin=begin))
    joints = torch.cat([begin[-1:], dance])[:, : 3 * N_JOINTS]
    assert joints.diff(dim=0).abs().max() < 0.25
    assert (dance[-50:, : 3 * N_JOINTS].mean() - begin[:, : 3 * N_JOINTS].mean()).abs() > 0.5


def test_temperature_0_forgets_the_seed_of_phrases_and_of_blends_too(knowing):
    audio, blend = torch.randn(300, N_AUDIO), torch.tensor([0.5, 0.5])
    dances = [knowing.dance(Request(audio, seed=s, style=blend, temperature=0.0)) for s in (0, 1, -7)]
    assert all(torch.equal(dances[0], dance) for dance in dances)
    assert not torch.equal(*(knowing.dance(Request(audio, seed=s, style=blend)) for s in (0, 1)))


def test_a_model_without_guidance_is_deaf_where_nothing_else_is_asked(knowing, monkeypatch):
    monkeypatch.setattr(knowing, "options", replace(knowing.options, guidance=0.0))
    one, other = torch.randn(2, 150, N_AUDIO)
    assert torch.equal(knowing.dance(Request(one)), knowing.dance(Request(other)))


def test_an_edit_can_be_asked_to_stay_near_what_it_was(moved):
    kept = make_poses(1, 60, seed=4)[0]
    keep = torch.zeros(60, N_POSE, dtype=torch.bool)
    keep[:20] = True
    audio = torch.randn(60, N_AUDIO)
    dances = [moved.dance(Request(audio, kept=kept, keep=keep, novelty=v)) for v in (0.1, 0.5, 1.0)]
    off = [(dance - kept)[20:, : 3 * N_JOINTS].abs().mean() for dance in dances]
    assert off[0] < off[1] < off[2]
    made_up = moved.dance(Request(audio, kept=kept, keep=keep))
    assert torch.equal(made_up, moved.dance(Request(audio, kept=kept, keep=keep, novelty=1.0)))


@pytest.mark.parametrize("fps", [4.0, 240.0])
def test_it_dances_at_any_frame_rate_that_it_can_be_trained_at(fps):
    n = round(30 * fps)
    model = make_model(f"fps={fps}", n_known=n)
    style = torch.zeros(n, dtype=torch.long)
    model.phrases.remember(torch.randn(n, N_AUDIO), make_poses(1, n)[0], style, style)
    dance = model.dance(Request(torch.randn(round(8 * fps), N_AUDIO)))
    assert dance.shape == (round(8 * fps), N_POSE)
    assert torch.isfinite(dance).all()
