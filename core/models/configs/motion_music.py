"""Options of our joint embedding of motion and music `motion-music`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.configs.motion_bigru import MotionWindowOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class MotionMusicOptions(Config):
    """Sizes of the two towers, and what keeps them from learning dances and recordings by heart."""

    channels: int = option(
        64, "filters of each convolution, as motion-bigru; songs to learn from are few", low=2, high=4096
    )
    embedding: int = option(32, "numbers that a dance or a song becomes", low=2, high=4096)
    dropout: float = option(
        0.5, "after convolutions and before the embedding; as motion-bigru", low=0.0, high=0.95
    )
    motion_noise: float = option(
        0.5,
        "standard deviations of a random constant on each feature of a motion window in training: posture "
        "must not decide",
        low=0.0,
        high=10.0,
    )
    music_noise: float = option(
        1.0,
        "the same of a music window: the sound of a recording must not decide, or every song is known by it",
        low=0.0,
        high=10.0,
    )
    style_share: float = option(
        0.5,
        "of what a window is drawn to: this is all music of its style, the rest that of its own song; "
        "0 takes other songs of the style for wrong",
        low=0.0,
        high=1.0,
    )
    temperature: float = option(
        0.1, "by which likeness is divided at first; it is learnt", low=0.01, high=10.0
    )
    negative_slope: float = option(0.01, "of LeakyReLU, its usual value", low=0.0, high=1.0)


@dataclass(frozen=True)
class MotionMusicWindowOptions(MotionWindowOptions):
    """Which windows of motion and music are laid beside each other."""

    music_fps: float = option(
        25.0,
        "rows of music a second; twice those of the motion, so that onsets stay apart",
        low=4.0,
        high=100.0,
    )


@dataclass(frozen=True)
class MotionMusicConfig(RunConfig):
    model: MotionMusicOptions = field(default_factory=MotionMusicOptions)
    data: MotionMusicWindowOptions = field(default_factory=MotionMusicWindowOptions)
