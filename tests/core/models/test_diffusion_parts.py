"""The parts of our generator that can be checked by hand: noise, windows, masks, feet."""

from __future__ import annotations

import math

import pytest
import torch

from core.models.barre_diffusion import schedule
from core.models.barre_diffusion.geometry import bone_lengths, feet_of, planted
from core.models.barre_diffusion.guess import LinearGuess
from core.models.barre_diffusion.masks import random_keep
from core.models.barre_diffusion.schedule import SHIFT, levels, noised, signal, step_back
from core.models.barre_diffusion.timeline import danced, mixed, padded_length, windows_of

FPS = 25.0


def test_the_signal_falls_from_the_dance_to_nothing():
    shares = signal(torch.linspace(0, 1, 101))
    assert shares[0] == 1
    assert shares[-1] < 1e-3
    assert (shares.diff() < 0).all()
    assert shares[50] == pytest.approx(1 / math.sqrt(1 + SHIFT**2), abs=1e-5)  # where tan is 1


def test_unshifted_the_schedule_is_the_cosine(monkeypatch):
    monkeypatch.setattr(schedule, "SHIFT", 1.0)
    level = torch.linspace(0, 0.99, 50)
    assert torch.allclose(signal(level), torch.cos(level * math.pi / 2), atol=1e-5)


def test_noise_keeps_the_spread():
    torch.manual_seed(0)
    x, noise = torch.randn(2, 5, 20_000)
    for level in (0.1, 0.5, 0.9):
        assert noised(x, noise, torch.full((5,), level)).std() == pytest.approx(1, abs=0.02)


def test_who_knows_the_dance_steps_back_along_its_noise():
    torch.manual_seed(0)
    x, noise = torch.randn(2, 3, 7)
    level, lower = torch.tensor(0.8), torch.tensor(0.3)
    stepped = step_back(noised(x, noise, level.expand(3)), x, level, lower)
    assert torch.allclose(stepped, noised(x, noise, lower.expand(3)), atol=1e-4)


def test_levels_go_from_noise_to_dance():
    assert torch.allclose(levels(4), torch.tensor([1.0, 0.75, 0.5, 0.25, 0.0]))
    assert torch.allclose(levels(4, 0.5), torch.tensor([0.5, 0.25, 0.0]))
    assert torch.allclose(levels(4, 0.1), torch.tensor([0.1, 0.0]))


@pytest.mark.parametrize("n_frames", [1, 7, 8, 9, 12, 13, 100])
def test_windows_cover_a_dance_and_mixing_them_gives_it_back(n_frames):
    length = padded_length(n_frames, 8)
    assert n_frames <= length < n_frames + 8
    values = torch.randn(length, 3)
    assert torch.allclose(mixed(windows_of(values, 8), length), values, atol=1e-6)


def test_where_windows_differ_each_fades_into_the_next():
    windows = torch.stack([torch.zeros(8, 1), torch.ones(8, 1)])
    whole = mixed(windows, 12)[:, 0]
    assert whole[:4].eq(0).all()
    assert whole[8:].eq(1).all()
    assert (whole[3:9].diff() > 0).all()


def test_a_network_that_knows_the_dance_dances_it_and_what_is_kept_stays():
    torch.manual_seed(0)
    wanted, noise, kept = torch.randn(3, 12, 2)
    keep = torch.zeros(12, 2, dtype=torch.bool)
    keep[:4, 0] = True
    seen = []

    def denoise(x: torch.Tensor, places: torch.Tensor, _level: torch.Tensor, _start: int) -> torch.Tensor:
        seen.append(torch.equal(x[places], windows_of(kept, 8)[places]))
        return windows_of(wanted, 8)

    result = danced(noise, levels(3), kept, keep, denoise, window=8)
    assert torch.allclose(result, torch.where(keep, kept, wanted), atol=1e-6)
    assert seen == [True] * 3


def make_alike(n: int = 400) -> torch.Tensor:
    """(n, 8, 2) dances in which neighbouring frames and the two numbers are nearly the same."""
    torch.manual_seed(0)
    common = torch.randn(n, 1, 1).expand(n, 8, 2)
    return common + 0.1 * torch.randn(n, 8, 2)


def test_without_noise_the_guess_is_the_dance_and_from_noise_alone_the_average():
    guess, x = LinearGuess(2, 4), make_alike()
    guess.learn(x)
    found, error = guess(x, torch.zeros(len(x)))
    assert torch.allclose(found, x, atol=1e-3)
    assert error.max() < 0.01
    found, error = guess(torch.randn_like(x), torch.ones(len(x)))
    assert found.abs().max() < 0.01
    assert torch.allclose(error, x.square().mean().sqrt(), atol=0.02)


@pytest.mark.parametrize("level", [0.05, 0.2, 0.5])
def test_the_guess_has_the_error_that_it_says_and_sees_through_what_hides_one_number(level):
    guess, x = LinearGuess(2, 4), make_alike()
    guess.learn(x)
    levels_ = torch.full((len(x),), level)
    found, error = guess(noised(x, torch.randn_like(x), levels_), levels_)
    made = (found - x).square().mean()
    assert made == pytest.approx(float(error[0].square()), rel=0.1)
    a = signal(torch.tensor(level)) ** 2
    alone = float(1 - a)  # what the best guess of one number of power 1 leaves
    assert made < 0.8 * alone


def test_the_windows_of_each_step_begin_elsewhere():
    torch.manual_seed(0)
    wanted, noise = torch.randn(2, 16, 2)
    nothing, starts = torch.zeros(16, 2, dtype=torch.bool), []

    def denoise(x: torch.Tensor, _places: torch.Tensor, _level: torch.Tensor, start: int) -> torch.Tensor:
        starts.append(start)
        assert x.shape == (2, 8, 2)
        return windows_of(wanted[start : start + 12], 8)

    result = danced(noise, levels(6), wanted, nothing, denoise, window=8, spare=4)
    assert starts == [0, 3, 1, 4, 2, 0]
    assert torch.allclose(result[4:12], wanted[4:12], atol=1e-6)


def test_training_keeps_something_of_about_the_share_asked_for():
    torch.manual_seed(0)
    keep = random_keep(2000, 16, 3 * 5 + 4 + 2, 5, 0.4)
    share = keep.any(dim=2).any(dim=1).float().mean()
    assert 0.25 < share <= 0.45  # a few of them happen to keep nothing
    assert keep.all(dim=2).all(dim=1).float().mean() < 0.02
    assert not random_keep(50, 16, 21, 5, 0.0).any()


def test_the_coordinates_of_a_joint_are_kept_together():
    torch.manual_seed(0)
    keep = random_keep(200, 16, 3 * 5 + 4 + 2, 5, 1.0)
    joints = keep[..., :15].unflatten(2, (5, 3))
    assert (joints.all(dim=3) == joints.any(dim=3)).all()
    root = keep[..., 15:19]
    assert (root.all(dim=2) == root.any(dim=2)).all()


def turning_walk(n_frames: int = 20, *, turning: float = 0.0) -> torch.Tensor:
    """(T, P) of two feet under a root that goes to the left at 1 m/s; the first foot stays in place."""
    pose = torch.zeros(n_frames, 2 * 3 + 4)
    t = torch.arange(n_frames) / FPS
    angle = turning * t
    # Where the origin is, seen from the body: the root's path turned back by the heading.
    at = torch.zeros(n_frames, 2)
    path = torch.zeros(n_frames, 2)
    for i in range(n_frames - 1):
        a = angle[i]
        path[i + 1] = path[i] + torch.tensor([a.cos(), -a.sin()]) / FPS
    x, z = -path[:, 0], -path[:, 1]
    at[:, 0] = x * angle.cos() - z * angle.sin()
    at[:, 1] = x * angle.sin() + z * angle.cos()
    pose[:, [0, 2]] = at
    pose[:, 1] = -0.9
    pose[:, 3:6] = torch.tensor([0.1, -0.5, 0.2])
    pose[:, 6], pose[:, 8], pose[:, 9] = 1.0, 0.95, turning
    return pose


@pytest.mark.parametrize("turning", [0.0, 1.5])
def test_a_foot_in_place_has_no_speed_however_the_body_moves_and_turns(turning):
    feet = feet_of(turning_walk(turning=turning), torch.tensor([0, 1]), FPS)
    assert feet.velocity[:, 0].abs().max() < 1e-3
    assert (feet.velocity[:, 1].norm(dim=1) > 0.5).all()
    assert feet.height[0].tolist() == pytest.approx([0.05, 0.45])
    assert feet.standing[:, 0].all()
    assert not feet.standing[:, 1].any()


def test_the_foot_that_the_body_stands_on_is_brought_to_rest_by_moving_the_root():
    pose = turning_walk(40, turning=1.0)
    pose[:, 4] += 0.2 * torch.sin(torch.arange(40) / 3)  # the other foot swings, and is seldom down
    pose[:, 6] += 0.4  # the root hurries on, and the standing foot slides with it
    feet, free = torch.tensor([0, 1]), torch.ones(len(pose), dtype=torch.bool)
    mended = planted(pose, free, feet, FPS)
    before, after = (feet_of(p, feet, FPS).velocity[:, 0].norm(dim=1).mean() for p in (pose, mended))
    assert before == pytest.approx(0.4, abs=0.01)
    assert after < 0.25 * before
    assert torch.equal(mended[:, :6], pose[:, :6])
    assert torch.equal(planted(pose, ~free, feet, FPS), pose)


def test_a_leap_is_not_held_back():
    pose = turning_walk(40)
    pose[:, 6] += 1.5
    pose[10:, [1, 4]] += 0.5  # both feet are off the floor
    mended = planted(pose, torch.ones(40, dtype=torch.bool), torch.tensor([0, 1]), FPS)
    assert torch.allclose(mended[15:], pose[15:], atol=0.01)


def test_bone_lengths_are_distances_of_joints():
    pose = turning_walk()
    lengths = bone_lengths(pose[:1], torch.tensor([[0, 1]]))
    assert lengths[0, 0] == pytest.approx(math.sqrt(0.1**2 + 0.4**2 + 0.2**2), abs=1e-5)
