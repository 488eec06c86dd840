"""A mixture density head: a network says how likely every possible answer is, not one answer.

Source: C. M. Bishop, Mixture Density Networks, Aston University, 1994.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

_LEAST_LOG_SD = -4.6  # an sd of 0.01: below that a mixture can win without end on a single point
_MOST_LOG_SD = 2.0


@dataclass(frozen=True, eq=False)
class Mixture:
    """K Gaussians of D independent numbers each.

    Attributes:
        log_shares: (..., K) logarithm of how likely each Gaussian is; their exponentials sum to 1.
        means, log_sds: (..., K, D).
    """

    log_shares: Tensor
    means: Tensor
    log_sds: Tensor

    def nll(self, x: Tensor) -> Tensor:
        """(..., D) -> (...): the negative log-likelihood, in nats."""
        off = (x[..., None, :] - self.means) * torch.exp(-self.log_sds)
        log_density = -0.5 * off.square() - self.log_sds - 0.5 * math.log(2 * math.pi)  # (..., K, D)
        return -torch.logsumexp(self.log_shares + log_density.sum(-1), dim=-1)

    def sample(self, temperature: float, generator: torch.Generator | None = None) -> Tensor:
        """Draw (..., D): a Gaussian, then a point of it.

        Shares are raised to 1 / temperature and spreads multiplied by its square root, so that 1 is the
        mixture as it is and 0 the mean of its likeliest Gaussian.
        """
        if temperature <= 0:
            chosen = self.log_shares.argmax(-1, keepdim=True)
        else:
            shares = torch.softmax(self.log_shares / temperature, dim=-1).flatten(0, -2)
            drawn = torch.multinomial(shares, 1, generator=generator)
            chosen = drawn.view(*self.log_shares.shape[:-1], 1)
        place = chosen[..., None].expand(*chosen.shape, self.means.shape[-1])
        mean, log_sd = (values.gather(-2, place).squeeze(-2) for values in (self.means, self.log_sds))
        noise = torch.randn(mean.shape, generator=generator, device=mean.device)
        return mean + math.sqrt(max(temperature, 0.0)) * log_sd.exp() * noise


class MixtureHead(nn.Module):
    """(..., I) -> a `Mixture` of K Gaussians of D numbers."""

    def __init__(self, n_in: int, n_out: int, n_mixtures: int) -> None:
        super().__init__()
        self.n_mixtures, self.n_out = n_mixtures, n_out
        self.write = nn.Linear(n_in, n_mixtures * (1 + 2 * n_out))

    def forward(self, x: Tensor) -> Mixture:
        k, d = self.n_mixtures, self.n_out
        shares, means, log_sds = self.write(x).split([k, k * d, k * d], dim=-1)
        return Mixture(
            torch.log_softmax(shares, dim=-1),
            means.unflatten(-1, (k, d)),
            log_sds.unflatten(-1, (k, d)).clamp(_LEAST_LOG_SD, _MOST_LOG_SD),
        )
