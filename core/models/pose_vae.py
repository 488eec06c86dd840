"""A variational autoencoder of pose windows, and how windows are cut and laid together again.

    windows  (..., 2 H, P) standardised poses, of which each begins H frames after the one before it
    encoder  Linear, GELU, Linear, GELU, Linear: (..., L) mean and (..., L) log variance of the latent
    decoder  Linear, GELU, Linear, GELU, Linear: (..., 2 H, P)

Loss: mean squared error of the poses (`recon`), that of their changes from frame to frame, which a pose alone
says too little of (`recon_velocity`), and the KL divergence from a standard normal, a number of the window
(`kl`), times its weight. Source: D. P. Kingma and M. Welling, Auto-Encoding Variational Bayes, ICLR 2014.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class PoseVae(nn.Module):
    """(..., 2 H, P) windows <-> (..., L) latents."""

    def __init__(self, *, hop: int, n_pose: int, units: int, latent: int) -> None:
        super().__init__()
        self.hop, self._window = hop, (2 * hop, n_pose)
        n = 2 * hop * n_pose
        self.encoder = nn.Sequential(
            nn.Linear(n, units), nn.GELU(), nn.Linear(units, units), nn.GELU(), nn.Linear(units, 2 * latent)
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent, units), nn.GELU(), nn.Linear(units, units), nn.GELU(), nn.Linear(units, n)
        )

    def encode(self, windows: Tensor) -> tuple[Tensor, Tensor]:
        """(..., 2 H, P) -> mean and standard deviation of the latent, (..., L) each."""
        mean, log_variance = self.encoder(windows.flatten(-2)).chunk(2, dim=-1)
        return mean, torch.exp(0.5 * log_variance.clamp(-10.0, 10.0))

    def draw(self, windows: Tensor) -> Tensor:
        """(..., 2 H, P) -> (..., L): latents that these windows may have."""
        mean, sd = self.encode(windows)
        return mean + sd * torch.randn_like(sd)

    def decode(self, latents: Tensor) -> Tensor:
        """(..., L) -> (..., 2 H, P)."""
        windows: Tensor = self.decoder(latents).unflatten(-1, self._window)
        return windows

    def losses(self, windows: Tensor, kl_weight: float) -> dict[str, Tensor]:
        """Return what packing and unpacking (..., 2 H, P) windows costs."""
        mean, sd = self.encode(windows)
        again = self.decode(mean + sd * torch.randn_like(sd))
        kl = 0.5 * (mean.square() + sd.square() - 1) - sd.log()  # a number of the latent, in nats
        return {
            "recon": F.mse_loss(again, windows),
            "recon_velocity": F.mse_loss(again.diff(dim=-2), windows.diff(dim=-2)),
            "kl": kl_weight * kl.sum(-1).mean() / math.prod(self._window),
        }


def cut(poses: Tensor, hop: int) -> Tensor:
    """(B, T, P) -> (B, N, 2 hop, P), N = T // hop - 1; frames that fill no window are left out."""
    return poses.unfold(1, 2 * hop, hop).transpose(2, 3)


def lay(windows: Tensor) -> Tensor:
    """(N, 2 H, P) -> ((N + 1) H, P): each window passes into the next over the H frames that both have."""
    hop = windows.shape[1] // 2
    into = (torch.arange(hop, device=windows.device) + 0.5)[:, None] / hop
    between = torch.lerp(windows[:-1, hop:], windows[1:, :hop], into)
    return torch.cat([windows[0, :hop], between.flatten(0, 1), windows[-1, hop:]])


def smoothed(poses: Tensor) -> Tensor:
    """(T, P) -> (T, P): each pose the binomial mean of five, held at both ends."""
    weights = poses.new_tensor([1, 4, 6, 4, 1]) / 16
    held = torch.cat([poses[:1], poses[:1], poses, poses[-1:], poses[-1:]])
    return held.unfold(0, 5, 1) @ weights
