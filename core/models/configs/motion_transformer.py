"""Options of our own style classifier `motion-transformer`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.configs.motion_bigru import MotionWindowOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class MotionTransformerOptions(Config):
    """Sizes, about those of motion-bigru, and what keeps the model from learning dancers by heart."""

    channels: int = option(64, "filters of each convolution, and width of the encoder", low=2, high=4096)
    layers: int = option(2, "encoder layers; the dancers to learn from are few", low=1, high=24)
    heads: int = option(4, "heads of each attention; divides the channels", low=1, high=64)
    dropout: float = option(
        0.5, "after convolutions and before the answer, as motion-bigru", low=0.0, high=0.95
    )
    attention_dropout: float = option(0.1, "within the encoder, its usual value", low=0.0, high=0.95)
    offset_noise: float = option(
        0.5,
        "standard deviations of a random constant on each feature of a window in training, as motion-bigru",
        low=0.0,
        high=10.0,
    )
    label_smoothing: float = option(0.1, "share of certainty withheld in training", low=0.0, high=0.9)
    negative_slope: float = option(0.01, "of LeakyReLU, its usual value", low=0.0, high=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.channels % self.heads or self.channels % 2:
            raise InputError(
                f"{self.channels} channels cannot be shared by {self.heads} heads.",
                "Choose an even model.channels that model.heads divides.",
            )


@dataclass(frozen=True)
class MotionTransformerConfig(RunConfig):
    model: MotionTransformerOptions = field(default_factory=MotionTransformerOptions)
    data: MotionWindowOptions = field(default_factory=MotionWindowOptions)
