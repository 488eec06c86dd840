"""Options of our own style classifier `motion-bigru`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.options import Config, option


@dataclass(frozen=True)
class MotionBigruOptions(Config):
    """Sizes of the layers, a quarter of the published, and what keeps them from learning dancers by heart."""

    channels: int = option(
        64, "filters of each convolution; more only learns the few dancers by heart", low=1, high=4096
    )
    hidden: int = option(
        64, "units of each recurrent layer and direction; 32 did not always converge", low=1, high=4096
    )
    dense: int = option(64, "units of the dense layer", low=1, high=4096)
    dropout: float = option(
        0.5, "after each block; high, as windows of one dance are alike", low=0.0, high=0.95
    )
    offset_noise: float = option(
        0.5,
        "standard deviations of a random constant added to each feature of a window in training: "
        "how a dancer holds the body must not decide, how it moves must",
        low=0.0,
        high=10.0,
    )
    label_smoothing: float = option(
        0.1, "share of certainty withheld in training, so that one odd dancer costs less", low=0.0, high=0.9
    )
    negative_slope: float = option(0.01, "of LeakyReLU, its usual value", low=0.0, high=1.0)


@dataclass(frozen=True)
class MotionWindowOptions(Config):
    """Which windows of the motion are read, and how they are varied in training."""

    window_s: float = option(4.0, "seconds of motion a window; about two bars", low=1.0, high=600.0)
    hop_s: float = option(1.0, "seconds between windows", low=0.05, high=600.0)
    fps: float = option(
        12.5,
        "frames a second that the model reads; 25 were no better and twice the work",
        low=4.0,
        high=240.0,
    )
    copies: int = option(
        4, "mirrored and tempo-jittered variations of each training window; 8 were no better", low=1, high=64
    )
    mirror: float = option(0.5, "share of the variations that are mirrored", low=0.0, high=1.0)
    tempo_jitter: float = option(
        0.1,
        "largest relative change of speed; 0.2 was no better, and cha-cha and rumba differ by tempo",
        low=0.0,
        high=0.5,
    )


@dataclass(frozen=True)
class MotionBigruConfig(RunConfig):
    model: MotionBigruOptions = field(default_factory=MotionBigruOptions)
    data: MotionWindowOptions = field(default_factory=MotionWindowOptions)
