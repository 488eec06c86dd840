"""Options of `vae-lstm-mdn`, which dances in the latent space of pose windows."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.configs.stacked import StackedSequenceOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class VaeLstmMdnOptions(Config):
    """Sizes of the parts, and how the sequences lengthen."""

    latent: int = option(
        32, "numbers that a window of poses is packed into; half the numbers of one pose", low=1, high=1024
    )
    hop_frames: int = option(
        4, "frames from one window to the next, which is twice as long; 0.16 s at 25 fps", low=1, high=100
    )
    vae_units: int = option(
        384, "of each of the two hidden layers that pack and unpack windows", low=1, high=8192
    )
    kl_weight: float = option(
        0.02,
        "pull of the latents to a standard normal; 0.02 is the likelihood of poses that may be off by a "
        "tenth of a standard deviation",
        low=0.0,
        high=10.0,
    )
    units: int = option(256, "of each LSTM layer", low=1, high=4096)
    layers: int = option(2, "LSTM layers", low=1, high=8)
    mixtures: int = option(8, "K, Gaussians among which the next latent is drawn", low=1, high=64)
    music_units: int = option(64, "that the music of a window is heard with", low=1, high=4096)
    style_units: int = option(16, "of the vector that stands for a style", low=1, high=1024)
    dropout: float = option(
        0.3, "of the music, between and after LSTM layers; dances are few", low=0.0, high=0.95
    )
    style_dropout: float = option(
        0.1,
        "share of the sequences whose style is withheld in training, so that it can dance without one",
        low=0.0,
        high=1.0,
    )
    curriculum_start: int = option(
        8, "windows of a sequence at first; 1.4 s, a step or two of a dance", low=2, high=100_000
    )
    curriculum_steps: int = option(
        300, "optimiser steps after which sequences double in length, up to whole ones", low=1, high=1_000_000
    )


@dataclass(frozen=True)
class VaeLstmMdnConfig(RunConfig):
    model: VaeLstmMdnOptions = field(default_factory=VaeLstmMdnOptions)
    data: StackedSequenceOptions = field(default_factory=StackedSequenceOptions)
