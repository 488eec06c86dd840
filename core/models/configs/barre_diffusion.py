"""Options of our own generator `barre-diffusion`."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.configs.common import RunConfig
from core.models.configs.seq2seq import SequenceOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class BarreDiffusionOptions(Config):
    """Sizes that a processor trains in twenty minutes, what is learnt beside the pose, and how it dances."""

    width: int = option(128, "of the transformer; what twenty minutes without a GPU allow", low=4, high=4096)
    layers: int = option(6, "blocks; as many as the width pays for", low=1, high=48)
    heads: int = option(4, "of each attention, 32 channels a head; divides the width", low=1, high=64)
    spread: int = option(3, "times the width in the middle of a block; 4 is usual and slower", low=1, high=8)
    patch: int = option(
        4,
        "frames a token: 0.16 s, in which little happens, at a quarter of the cost",
        low=1,
        high=64,
    )
    dropout: float = option(
        0.0, "within the blocks; no run is long enough to learn windows by heart", low=0.0, high=0.95
    )

    music_dropout: float = option(
        0.2,
        "share of training windows without music, and again without its beginning: from them it learns what "
        "guidance is away from, and to go on from a seed motion whose music it does not know",
        low=0.0,
        high=0.5,
    )
    style_dropout: float = option(
        0.5, "share of training windows whose style is not told, as most who ask tell none", low=0.0, high=1.0
    )
    sound_noise: float = option(
        0.5,
        "standard deviations of a random constant on each number of the sound (not the rhythm) of a window, "
        "so that twenty songs are not known by their timbre",
        low=0.0,
        high=10.0,
    )
    keep_share: float = option(
        0.3, "share of training windows of which something is given: so it learns to edit", low=0.0, high=1.0
    )

    velocity_weight: float = option(
        0.1, "of the error of the change from frame to frame, in deviations of it", low=0.0, high=100.0
    )
    foot_weight: float = option(
        1.0, "of the squared speed, (m/s)^2, of feet that stand in the real dance", low=0.0, high=1000.0
    )
    bone_weight: float = option(
        2.0, "of the squared error of bone lengths, dm^2, against limbs that grow", low=0.0, high=10_000.0
    )
    average: float = option(
        0.998,
        "how slowly the weights that dance follow those that learn: a mean over some 500 steps, "
        "a few per cent of a run",
        low=0.0,
        high=0.99999,
    )

    steps: int = option(
        20,
        "from noise to dance; more (30, 60) were no nearer to real dances and trembled more",
        low=1,
        high=1000,
    )
    guidance: float = option(
        1.5, "how far a dance goes from what it would be without music towards the music", low=0.0, high=20.0
    )
    style_guidance: float = option(2.0, "the same of a style that is asked for", low=0.0, high=20.0)

    novelty: float = option(
        0.0,
        "noise level from which the known phrases that a dance is drafted of are danced anew: 0 only joins "
        "them, 1 makes up all of it; the further from 0, the slower and the less varied the dance",
        low=0.0,
        high=1.0,
    )
    seam_s: float = option(0.6, "where two phrases meet, that is made up: about a beat", low=0.0, high=10.0)
    seam_novelty: float = option(
        0.7,
        "noise level from which seams are danced; at 1 what was there is not seen at all",
        low=0.0,
        high=1.0,
    )
    on_beat: bool = option(
        True, "move a dance in time so that its beats, where the body is slowest, fall on those of the music"
    )
    calm_hz: float = option(
        4.0,
        "what is faster is taken out of what was made up: a tremor that the network leaves; real ballroom "
        "dances keep 99 % of their speed, but lose half of their jerk",
        low=0.5,
        high=1000.0,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width % self.heads or self.width % 2:
            raise InputError(
                f"A width of {self.width} cannot be shared by {self.heads} heads.",
                "Choose an even model.width that model.heads divides.",
            )


@dataclass(frozen=True)
class VariedSequenceOptions(SequenceOptions):
    """Which sequences are learnt, and how they are varied."""

    fps: float = option(25.0, "frames a second, those of the ballroom set", low=4.0, high=240.0)
    sequence_frames: int = option(
        128, "frames of a window: 5 s, two bars and a half of most dances", low=3, high=100_000
    )
    hop_s: float = option(1.0, "seconds between windows; copies begin in between", low=0.05, high=600.0)
    copies: int = option(
        6, "variations of each window, of which an epoch sees one; as many as memory takes", low=1, high=64
    )
    mirror: float = option(
        0.0,
        "probability that a variation is seen in a mirror; 0, because partners who hold each other, and most "
        "steps, have a side, and a dance from the mirror is told from a real one",
        low=0.0,
        high=1.0,
    )
    tempo_jitter: float = option(
        0.1, "largest change of a variation's speed, dance and music together", low=0.0, high=0.5
    )
    known_s: float = option(
        3600.0,
        "seconds of training dances that are kept to dance phrases of; an hour of 18 joints is 35 MB",
        low=0.0,
        high=36_000.0,
    )


@dataclass(frozen=True)
class BarreDiffusionConfig(RunConfig):
    model: BarreDiffusionOptions = field(default_factory=BarreDiffusionOptions)
    data: VariedSequenceOptions = field(default_factory=VariedSequenceOptions)
