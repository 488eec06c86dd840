"""The mixture density head, against what is known of Gaussians."""

from __future__ import annotations

import math

import pytest
import torch

from core.models.mixture import Mixture, MixtureHead


def make_mixture(shares: list[float], means: list[list[float]], sd: float = 0.5) -> Mixture:
    m = torch.tensor(means)
    return Mixture(torch.tensor(shares).log(), m, torch.full_like(m, math.log(sd)))


def test_its_likelihood_is_that_of_the_gaussians():
    mixture = make_mixture([0.3, 0.7], [[0.0, 1.0], [2.0, -1.0]])
    x = torch.tensor([0.5, 0.2])
    normal = torch.distributions.Normal(mixture.means, 0.5)
    expected = -torch.log((torch.tensor([0.3, 0.7]) * normal.log_prob(x).sum(-1).exp()).sum())
    assert torch.allclose(mixture.nll(x), expected, atol=1e-5)


def test_at_temperature_0_the_likeliest_mean_is_drawn():
    mixture = make_mixture([0.3, 0.7], [[0.0, 1.0], [2.0, -1.0]])
    assert torch.equal(mixture.sample(0.0), torch.tensor([2.0, -1.0]))


def test_what_is_drawn_follows_shares_means_and_spread():
    one = make_mixture([0.25, 0.75], [[0.0], [10.0]])
    many = Mixture(*(v.expand(4000, *v.shape) for v in (one.log_shares, one.means, one.log_sds)))
    drawn = many.sample(1.0, torch.Generator().manual_seed(0))[:, 0]
    upper = drawn > 5
    assert float(upper.float().mean()) == pytest.approx(0.75, abs=0.03)
    assert float(drawn[upper].std()) == pytest.approx(0.5, abs=0.03)


def test_a_head_gives_a_mixture_of_the_shape_asked_for():
    mixture = MixtureHead(7, 3, 4)(torch.randn(2, 5, 7))
    assert mixture.log_shares.shape == (2, 5, 4)
    assert mixture.means.shape == mixture.log_sds.shape == (2, 5, 4, 3)
    assert torch.allclose(mixture.log_shares.exp().sum(-1), torch.ones(2, 5))
    assert mixture.nll(torch.randn(2, 5, 3)).shape == (2, 5)
    assert mixture.sample(1.0).shape == (2, 5, 3)
