"""Options of the published style classifier `bilstm-bigru` and its ablations."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models.configs.common import RunConfig
from core.models.options import Config, option


@dataclass(frozen=True)
class BilstmBigruOptions(Config):
    """Sizes of the layers, as published but for the dropout's rate."""

    channels: int = option(256, "filters of each convolution, published", low=1, high=4096)
    hidden: int = option(256, "units of each recurrent layer and direction, published", low=1, high=4096)
    dense: int = option(256, "units of the dense layer, published", low=1, high=4096)
    dropout: float = option(
        0.3, "after each block; the rate is not in the table, 0.3 is common for this size", low=0.0, high=0.95
    )
    negative_slope: float = option(0.01, "of LeakyReLU, its usual value", low=0.0, high=1.0)
    lstm_both_ways: bool = option(True, "BiLSTM, the best of the published; false is its LSTM ablation")
    gru_both_ways: bool = option(True, "BiGRU, the best of the published; false is its GRU ablation")


@dataclass(frozen=True)
class VectorOptions(Config):
    """Which windows the 130 numbers are averaged over."""

    window_s: float = option(
        5.0, "seconds averaged into one vector; long enough for two bars of a waltz", low=0.2, high=600.0
    )
    hop_s: float = option(
        2.5, "seconds between windows; half a window, as neighbours say nearly the same", low=0.05, high=600.0
    )


@dataclass(frozen=True)
class BilstmBigruConfig(RunConfig):
    model: BilstmBigruOptions = field(default_factory=BilstmBigruOptions)
    data: VectorOptions = field(default_factory=VectorOptions)


@dataclass(frozen=True)
class RichVectorOptions(VectorOptions):
    """Which of the richer features are kept."""

    select: str = option(
        "importance",
        "published are both: pca mixes all features, importance keeps those that tell styles apart",
        choices=("importance", "pca"),
    )
    n_selected: int = option(
        130, "how many numbers are read, as many as bilstm-bigru reads; at most all", low=16, high=4096
    )


@dataclass(frozen=True)
class RichBilstmBigruConfig(RunConfig):
    model: BilstmBigruOptions = field(default_factory=BilstmBigruOptions)
    data: RichVectorOptions = field(default_factory=RichVectorOptions)
