"""Options of the baseline that dances what was danced to similar music."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.configs.stacked import StackedSequenceOptions
from core.models.options import Config, option


@dataclass(frozen=True)
class RetrievalOptions(Config):
    """How dances are looked up and joined."""

    n_groups: int = option(5, "groups of similar music that k-means makes, published", low=1, high=1000)
    blend_s: float = option(
        0.5,
        "over which one piece of a dance passes into the next; a beat of dance music",
        low=0.04,
        high=10.0,
    )


@dataclass(frozen=True)
class RetrievalConfig(RunConfig):
    model: RetrievalOptions = field(default_factory=RetrievalOptions)
    data: StackedSequenceOptions = field(default_factory=StackedSequenceOptions)
