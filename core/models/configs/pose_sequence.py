"""Options of the published classifiers of pose sequences: `pose-lstm`, `pose-cnn`, `pose-cnn-lstm`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.options import Config, option


@dataclass(frozen=True)
class PoseSequenceOptions(Config):
    """Which of the two parts there are, and their sizes. None of the sizes is published."""

    cnn: bool = option(True, "convolutions over time; pose-lstm has none")
    lstm: bool = option(
        True, "an LSTM over the frames or over what the convolutions found; pose-cnn has none"
    )
    channels: int = option(64, "filters of each convolution; as in our motion-bigru", low=1, high=4096)
    hidden: int = option(128, "units of the LSTM; about one for each number of a frame", low=1, high=4096)
    dense: int = option(64, "units of the dense layer", low=1, high=4096)
    dropout: float = option(
        0.5, "after each part; high, as windows of one dance are alike", low=0.0, high=0.95
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.cnn or self.lstm):
            raise InputError("A model needs convolutions or an LSTM.", "Set model.cnn or model.lstm to true.")


@dataclass(frozen=True)
class PoseMusicOptions(Config):
    """Which windows of pose and music are read."""

    window_s: float = option(4.0, "seconds of a window; about two bars, not published", low=0.5, high=600.0)
    hop_s: float = option(1.0, "seconds between windows, not published", low=0.05, high=600.0)
    fps: float = option(
        12.5, "frames a second that the model reads; as motion-bigru, half of most films", low=4.0, high=240.0
    )


@dataclass(frozen=True)
class PoseSequenceConfig(RunConfig):
    model: PoseSequenceOptions = field(default_factory=PoseSequenceOptions)
    data: PoseMusicOptions = field(default_factory=PoseMusicOptions)
