"""Options of the published music-to-dance generator `attention-gan`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.configs.stacked import StackedSequenceOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class AttentionGanOptions(Config):
    """Sizes of the layers, the three ablations, and how the losses are weighed."""

    discriminator: bool = option(
        True, "learn against a discriminator, too; published with (G+D) and without (G)"
    )
    audio_autoencoder: bool = option(
        True,
        "make the encoder keep what is needed to hear the music again; published with (G+D+A) and without",
    )
    mse_weight: float = option(10.0, "l1, weight of the squared error of the poses; ours, not tuned", low=0.0)
    recon_weight: float = option(
        1.0, "l2, weight of the squared error of the music heard again; ours", low=0.0
    )
    discriminator_every: int = option(
        3, "generator steps to one of the discriminator, published", low=1, high=1000
    )

    memory: int = option(
        512, "units of the encoder: channels and both directions of its BiLSTM", low=2, high=4096
    )
    prenet: int = option(
        256, "units of the two layers that the pose before passes, published", low=1, high=4096
    )
    hidden: int = option(1024, "units of the decoder's LSTM, published", low=1, high=8192)
    attention: int = option(
        128, "units in which question and music are compared; as its source has", low=1, high=4096
    )
    reach: int = option(
        25,
        "frames before and after the present that the attention can look at; ours, for dances of any "
        "length: a second at 25 fps",
        low=0,
        high=10_000,
    )
    frames_a_step: int = option(
        5,
        "poses that the decoder writes at once; ours, so that copying the pose before is a poor answer",
        low=2,
        high=100,
    )
    channels: int = option(128, "of the discriminator's convolutions; ours", low=1, high=4096)
    dropout: float = option(
        0.5,
        "of the prenet, also when dancing, and of the encoder; as the attention's source has",
        low=0.0,
        high=0.95,
    )
    pose_noise: float = option(
        0.3,
        "standard deviations of noise on the poses fed in training; ours, against freezing",
        low=0.0,
        high=10.0,
    )
    own_poses: float = option(
        0.5,
        "share of the poses fed in training that the decoder wrote itself; ours, against freezing",
        low=0.0,
        high=1.0,
    )


@dataclass(frozen=True)
class AttentionGanConfig(RunConfig):
    model: AttentionGanOptions = field(default_factory=AttentionGanOptions)
    data: StackedSequenceOptions = field(default_factory=StackedSequenceOptions)
