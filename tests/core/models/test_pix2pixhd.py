"""From poses to a person: shapes, the game of two, and that one pair can be learnt by heart."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file

from core.errors import InputError
from core.models.perceptual import _WIDTHS, Perceptual
from core.models.pix2pixhd import Pix2PixHd, halved
from core.models.skeleton_map import SkeletonMap
from core.training.presets import load_preset, with_overrides
from tests.core.models.overfitting import shapes_of

SMALL = (
    "model.channels=8", "halvings=2", "blocks=1", "local_blocks=1", "judge_channels=8", "judge_layers=2",
    "size=32", "coarse_steps=0", "line=0.05",
)  # fmt: skip
BONES = [(0, 1), (1, 2)]


def make_model(*overrides: str, preset: str = "pix2pixhd-small", small: bool = True) -> Pix2PixHd:
    torch.manual_seed(0)
    options = [*(SMALL if small else ()), *overrides]
    model = Pix2PixHd(with_overrides(load_preset(preset), options).config, n_bones=len(BONES))
    model.map.learn(BONES)
    return model


def make_batch(size: int = 32) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    joints = torch.cat([torch.rand(1, 2, 3, 2, generator=generator) * size, torch.ones(1, 2, 3, 1)], dim=3)
    pictures = torch.zeros(1, 2, 3, size, size, dtype=torch.uint8)
    pictures[:, :, 0, : size // 2] = 200
    pictures[:, 1, 1, size // 4 :] = 120
    return {"joints": joints, "pictures": pictures}


@pytest.mark.parametrize("preset", ["pix2pixhd", "pix2pixhd-small"])
def test_the_parts_have_the_sizes_of_the_preset(preset):
    with torch.device("meta"):
        model = Pix2PixHd(load_preset(preset).config, n_bones=2)
    m = load_preset(preset).config.model
    size = load_preset(preset).config.data.size
    layers = {
        "global": model.painter.coarse_features, "down": model.painter.local_down,
        "picture": model.painter.picture, "judge": model.judges.judges[0].layers[-1],
    }  # fmt: skip
    maps = torch.empty(1, 3, size, size, device="meta")
    with shapes_of(layers) as shapes:
        made = model.painter(maps, maps)
        model.judges(torch.cat([maps, maps, made, made], dim=1))
    assert shapes["global"] == shapes["down"] == (1, m.channels, size // 2, size // 2)
    assert shapes["picture"] == (1, 3, size, size)
    assert shapes["judge"][1] == 1
    assert shapes["judge"][2] >= size // 8
    assert len(model.judges.judges) == m.judges


def test_the_published_preset_has_the_published_sizes():
    model = load_preset("pix2pixhd").config.model
    assert (model.channels, model.halvings, model.blocks, model.local_blocks) == (64, 4, 9, 3)
    assert (model.judge_channels, model.feature_weight) == (64, 10.0)
    assert load_preset("pix2pixhd").config.data.size == 512


def test_it_learns_one_pair_by_heart():
    model, batch = make_model("learning_rate=3e-3"), make_batch()
    optimisers = dict(zip(model.parts, model.configure_optimizers(), strict=True))
    model.train()
    first = None
    for _ in range(60):
        for part, optimiser in optimisers.items():
            outcome = model.turn(part, batch)
            optimiser.zero_grad()
            sum(outcome.losses.values()).backward()
            optimiser.step()
            first = outcome.beside.get("l1") if first is None else first
    model.eval()
    with torch.no_grad():
        last = model.turn("painter", batch).beside["l1"]
    assert last < 0.35 * first


def test_the_losses_of_both_turns_are_told():
    outcome = make_model().outcome(make_batch())
    assert list(outcome.losses) == ["adversarial", "feature_matching"]
    assert set(outcome.beside) == {"l1", "judged_real", "judged_made"}


def test_adam_has_the_published_inertia():
    painter, judges = make_model().configure_optimizers()
    assert painter.param_groups[0]["betas"] == judges.param_groups[0]["betas"] == (0.5, 0.999)


def test_the_second_picture_is_made_of_the_first_too():
    model, batch = make_model(), make_batch()
    poses = batch["joints"][0, :1].repeat(3, 1, 1)
    first, second, _ = model.paint(poses)
    assert first.shape == (3, 32, 32)
    assert first.dtype == torch.uint8
    assert not torch.equal(first, second)  # the pose is the same; what was before is not
    (alone,) = model.paint(poses[:1])
    assert torch.equal(alone, first)


def test_at_first_only_the_global_generator_learns():
    model, batch = make_model("coarse_steps=5"), make_batch()
    model.train()
    model.turn("painter", batch).losses["feature_matching"].backward()
    assert all(weight.grad is None for weight in model.painter.local_up.parameters())
    assert any(weight.grad is not None for weight in model.painter.coarse_picture.parameters())
    model.steps_done = 5
    model.turn("painter", batch).losses["feature_matching"].backward()
    assert any(weight.grad is not None for weight in model.painter.local_up.parameters())


def test_without_the_local_enhancer_the_global_generator_paints_all():
    model = make_model("local=false")
    assert model.outcome(make_batch()).losses["adversarial"].isfinite()
    assert not hasattr(model.painter, "local_up")


def test_a_bone_is_drawn_where_both_its_ends_are_seen():
    skeleton_map = SkeletonMap(1, 20, 0.1)
    skeleton_map.learn([(0, 1)])
    joints = torch.tensor([[[2.5, 10.5, 1.0], [17.5, 10.5, 1.0]]])
    (picture,) = skeleton_map(joints)
    lit = picture.amax(0) > -1
    assert lit[10, 2:18].all()
    assert not lit[:9].any()
    assert not lit[12:].any()
    joints[0, 1, 2] = 0.1
    assert (skeleton_map(joints) == -1).all()
    joints[0, 1] = float("nan")
    assert (skeleton_map(joints) == -1).all()


def test_pictures_are_halved_by_means():
    assert torch.allclose(halved(torch.full((1, 1, 8, 8), 0.3)), torch.full((1, 1, 4, 4), 0.3))


@pytest.fixture(scope="module")
def vgg(tmp_path_factory):
    """A VGG-19 that knows nothing, as a file with torchvision's names."""
    weights, n_in, place = {}, 3, 0
    generator = torch.Generator().manual_seed(0)
    for width in _WIDTHS:
        if width:
            weights[f"features.{place}.weight"] = torch.randn(width, n_in, 3, 3, generator=generator) * 0.02
            weights[f"features.{place}.bias"] = torch.zeros(width)
            n_in = width
        place += 2 if width else 1
    path = tmp_path_factory.mktemp("vgg") / "vgg19.safetensors"
    save_file(weights, path)
    return path


def test_the_perceptual_loss_is_optional_and_no_part_of_the_model(vgg):
    model = make_model(f"perceptual={vgg}")
    losses = model.outcome(make_batch()).losses
    assert list(losses) == ["adversarial", "feature_matching", "perceptual"]
    assert losses["perceptual"] > 0
    assert model.state_dict().keys() == make_model().state_dict().keys()


def test_equal_pictures_look_equal(vgg):
    picture = torch.rand(1, 3, 32, 32) * 2 - 1
    loss = Perceptual(str(vgg))
    assert loss.between(picture, picture) == 0
    made = (picture * 0.5).requires_grad_()
    loss.between(made, picture).backward()
    assert made.grad.abs().sum() > 0


@pytest.mark.parametrize("content", [None, {"features.0.weight": torch.zeros(1)}])
def test_a_file_that_is_no_vgg_is_refused(content, tmp_path):
    path = tmp_path / "w.safetensors"
    if content is not None:
        save_file(content, path)
    with pytest.raises(InputError, match=r"w\.safetensors"):
        Perceptual(str(path)).between(torch.zeros(1, 3, 32, 32), torch.zeros(1, 3, 32, 32))


def test_a_size_that_cannot_be_halved_is_refused():
    with pytest.raises(InputError, match="halved 5 times"):
        with_overrides(load_preset("pix2pixhd"), ["size=500"])
