"""Options of `silhouette-rnn`, which continues a film of silhouettes."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.options import Config, option

HALVINGS = 3  # of height and width in the encoder


@dataclass(frozen=True)
class SilhouetteRnnOptions(Config):
    """Sizes of autoencoder and LSTM; only the size of the code is published."""

    code: int = option(
        128, "numbers between 0 and 1 that a silhouette is reduced to, published", low=1, high=4096
    )
    channels: int = option(
        8,
        "filters of the first convolution; the second and third have two and four times as many, enough for "
        "black and white, and 16 take twice the time",
        low=1,
        high=512,
    )
    hidden: int = option(256, "units of each LSTM layer; twice the code", low=1, high=4096)
    layers: int = option(2, "LSTM layers", low=1, high=8)
    dropout: float = option(0.1, "between LSTM layers; films are few", low=0.0, high=0.95)
    code_noise: float = option(
        0.05,
        "standard deviation of noise on the codes that the LSTM is fed in training: it has to live with its "
        "own",
        low=0.0,
        high=1.0,
    )
    mixtures: int = option(
        0,
        "0: the LSTM names one next code; else how many Gaussians it chooses among, as the other published "
        "variant does, so that seeds and temperature give other continuations",
        low=0,
        high=64,
    )


@dataclass(frozen=True)
class SilhouetteOptions(Config):
    """How films become sequences of silhouettes."""

    height: int = option(64, "pixels of a silhouette, published", low=8, high=1024)
    width: int = option(96, "pixels of a silhouette, published", low=8, high=1024)
    every: int = option(2, "each how-manieth frame is taken, published: every other", low=1, high=100)
    background: str = option(
        "auto",
        "how it is removed: plain by colour, person by MediaPipe's segmentation, moving by OpenCV's "
        "background model of a camera that stands; auto is plain where the backdrop is, else person",
        choices=("auto", "plain", "person", "moving"),
    )
    given: int = option(5, "frames that a film is continued from, published", low=1, high=1000)
    sequence_frames: int = option(
        30,
        "silhouettes of a sequence, the given ones included; 2.4 s of a film of 25 frames a second",
        low=3,
        high=10_000,
    )
    hop_s: float = option(
        1.2, "seconds between sequences; half of one, as a sequence begins anywhere", low=0.02, high=600.0
    )
    copies: int = option(
        4,
        "variations of each training sequence, moved aside and half of them mirrored; without them a new "
        "dancer was continued worse from the twentieth epoch on",
        low=1,
        high=64,
    )
    shift: float = option(
        0.08, "how far a variation is moved at most, share of width and of height", low=0.0, high=0.5
    )
    gap_s: float = option(
        1.0, "seconds left out between the sides where too few films can be dealt whole", low=0.0, high=600.0
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.height % 2**HALVINGS or self.width % 2**HALVINGS:
            raise InputError(
                f"Silhouettes of {self.height} x {self.width} cannot be halved {HALVINGS} times.",
                f"Choose a height and a width that {2**HALVINGS} divides.",
            )
        if self.given >= self.sequence_frames:
            raise InputError(
                f"A sequence of {self.sequence_frames} frames leaves nothing to continue after {self.given}.",
                "Raise data.sequence_frames or lower data.given.",
            )


@dataclass(frozen=True)
class SilhouetteRnnConfig(RunConfig):
    model: SilhouetteRnnOptions = field(default_factory=SilhouetteRnnOptions)
    data: SilhouetteOptions = field(default_factory=SilhouetteOptions)
