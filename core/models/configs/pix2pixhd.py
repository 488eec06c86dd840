"""Options of `pix2pixhd`, which turns poses into pictures of a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.options import Config, option


@dataclass(frozen=True)
class Pix2PixHdOptions(Config):
    """Sizes of the parts and weights of the losses; published where it says so."""

    channels: int = option(
        64,
        "filters of the global generator's first layer, published; doubled by each halving",
        low=1,
        high=512,
    )
    halvings: int = option(4, "times the global generator halves its picture, published", low=1, high=6)
    blocks: int = option(9, "residual blocks of the global generator, published", low=1, high=32)
    local: bool = option(
        True, "the local enhancer at full size around a global generator at half of it, published; false is "
        "the global generator alone, at full size",
    )  # fmt: skip
    local_blocks: int = option(3, "residual blocks of the local enhancer, published", low=1, high=32)
    judge_channels: int = option(64, "filters of a discriminator's first layer, published", low=1, high=512)
    judge_layers: int = option(
        3, "strided layers of a discriminator, published: 70 x 70 patches", low=1, high=6
    )
    judges: int = option(
        2,
        "discriminators, each at half the size of the one before; 3 published at 2048 x 1024",
        low=1,
        high=5,
    )
    coarse_steps: int = option(
        0,
        "first steps in which the global generator learns alone, on pictures of half the size; then both "
        "learn. Published is half of the training",
        low=0,
        high=10_000_000,
    )
    feature_weight: float = option(10.0, "of feature matching, published", low=0.0, high=1000.0)
    perceptual: str = option(
        "",
        "a VGG-19 as a .safetensors file with torchvision's names, for the perceptual loss; empty: without, "
        "as nothing is downloaded",
    )
    perceptual_weight: float = option(10.0, "of the perceptual loss, published", low=0.0, high=1000.0)
    beta1: float = option(0.5, "of Adam, published: less inertia between two that play", low=0.0, high=0.999)


@dataclass(frozen=True)
class PosePictureOptions(Config):
    """Which pictures of whom are learnt."""

    dancer: str = option(
        "",
        "whose films: those whose name contains this; empty takes the film with most frames, as a model "
        "shows one person",
    )
    size: int = option(512, "height and width of the pictures, published for dancers", low=16, high=2048)
    hop_frames: int = option(
        1,
        "frames between two pairs; 2 halves the memory, as each picture is then held once",
        low=1,
        high=1000,
    )
    line: float = option(
        0.012, "thickness of a bone in the skeleton map, share of the picture's size", low=0.001, high=0.2
    )
    gap_s: float = option(
        1.0, "seconds left out between the sides, which are parts of one film", low=0.0, high=600.0
    )


@dataclass(frozen=True)
class Pix2PixHdConfig(RunConfig):
    model: Pix2PixHdOptions = field(default_factory=Pix2PixHdOptions)
    data: PosePictureOptions = field(default_factory=PosePictureOptions)

    def __post_init__(self) -> None:
        super().__post_init__()
        factor = 2 ** (self.model.halvings + self.model.local)
        if self.data.size % factor or self.data.size // factor < 2:
            raise InputError(
                f"Pictures of {self.data.size} pixels cannot be halved {factor.bit_length() - 1} times.",
                f"Choose a data.size that {factor} divides, at least {2 * factor}.",
            )
