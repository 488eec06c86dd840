"""Options of the published music-to-dance generator `seq2seq`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.options import Config, option

# Those of `core.models.losses`, which needs PyTorch.
LOSS_NAMES = (
    *("mape", "rpd", "mape_velocity", "rpd_velocity", "euclidean"),
    *("srse_velocity", "ensemble", "mae", "mse", "huber"),
)


@dataclass(frozen=True)
class Seq2SeqOptions(Config):
    """Sizes of the layers and loss, as published, and how the decoder learns to live with its own poses."""

    loss: str = option(
        "euclidean",
        "how far a predicted dance is from the real one; the ten that the paper compares, of which "
        "euclidean goes with the other published options",
        choices=LOSS_NAMES,
    )

    hidden: int = option(512, "units of each LSTM layer, published", low=1, high=4096)
    layers: int = option(2, "LSTM layers of encoder and of decoder, published", low=1, high=8)
    dropout: float = option(0.5, "between layers, published", low=0.0, high=0.95)
    pose_noise: float = option(
        0.5,
        "standard deviations of noise on the poses that the decoder is fed in training; ours: without it the "
        "decoder copies the pose before, and dancing alone it moved a third less",
        low=0.0,
        high=10.0,
    )


@dataclass(frozen=True)
class SequenceOptions(Config):
    """Which sequences of motion and music are learnt."""

    fps: float = option(24.0, "frames a second, published", low=4.0, high=240.0)
    sequence_frames: int = option(720, "frames of a sequence, published: 30 s at 24 fps", low=3, high=100_000)
    hop_s: float = option(
        10.0, "seconds between sequences; a third of one, for more of them", low=0.05, high=600.0
    )


@dataclass(frozen=True)
class Seq2SeqConfig(RunConfig):
    model: Seq2SeqOptions = field(default_factory=Seq2SeqOptions)
    data: SequenceOptions = field(default_factory=SequenceOptions)
