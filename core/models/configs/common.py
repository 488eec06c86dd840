"""Options that every run has: how the dances are dealt to the sides, and how the optimiser goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import InputError
from core.models.options import C, Config, option


@dataclass(frozen=True)
class SplitOptions(Config):
    """How whole dances are dealt to training, validation and test."""

    train: float = option(
        0.6, "share of each style's dances to train on; the usual 60/20/20", low=0.0, high=1.0
    )
    valid: float = option(
        0.2, "share to choose the best epoch on; enough for one dance a style", low=0.0, high=1.0
    )
    test: float = option(0.2, "share to judge with; never seen before that", low=0.0, high=1.0)
    fold: int = option(0, "which dances are tested; the folds of one seed test every dance once", low=0)

    turned_copies: bool = option(
        False,
        "also keep off the other sides what was copied to face another way; strict, and it can leave little "
        "to train on where dances are put together from the same figures",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if abs(sum(self.fractions) - 1) > 1e-6 or self.train == 0:
            raise InputError(
                f"The shares of training, validation and test are {self.fractions}.",
                "They must sum to 1 and leave something to train on.",
            )

    @property
    def fractions(self) -> tuple[float, float, float]:
        return (self.train, self.valid, self.test)


@dataclass(frozen=True)
class TrainingOptions(Config):
    """How the optimiser goes. Presets say why where they differ."""

    epochs: int = option(100, "times through the training windows", low=1, high=1_000_000)
    batch_size: int = option(32, "windows a step; small enough for a few hundred windows", low=1, high=65_536)
    optimiser: str = option(
        "adamw",
        "adamw goes well untuned; adam, rmsprop and sgd are what papers used",
        choices=("adamw", "adam", "rmsprop", "sgd"),
    )
    learning_rate: float = option(
        1e-3, "step size; 1e-3 is the usual start for adamw and rmsprop", low=0.0, high=10.0
    )
    momentum: float = option(0.0, "of sgd and rmsprop; adam and adamw have their own", low=0.0, high=0.999)
    weight_decay: float = option(
        0.0, "pull of the weights to 0, per step and learning rate", low=0.0, high=10.0
    )
    gradient_clip: float = option(
        1.0, "largest gradient norm, so that one odd batch cannot wreck a run; 0 = off", low=0.0
    )
    keep: str = option(
        "best",
        "which epoch is used: best has the lowest validation loss; generators keep the last, "
        "because a low loss with the real pose before it says nothing of dancing alone",
        choices=("best", "last"),
    )
    schedule: str = option(
        "constant", "cosine lets the learning rate fall to 0 over the run", choices=("constant", "cosine")
    )
    patience: int = option(
        0,
        "epochs without a lower validation loss (training loss where nothing is held out) after which a run "
        "stops early; 0 = never, as papers train for a fixed number of epochs",
        low=0,
        high=1_000_000,
    )
    precision: str = option(
        "auto",
        "auto computes in bfloat16 on a GPU that has it where the model gains by it, else in 32 bits",
        choices=("auto", "32", "bf16"),
    )
    compile: str = option(
        "auto",
        "whether PyTorch compiles the model; auto does on a GPU where the model gains by it, never on a CPU: "
        "there it takes longer than most runs can win back",
        choices=("auto", "on", "off"),
    )


@dataclass(frozen=True)
class RunConfig(Config):
    """What every model's options begin with; each model adds its own `model` and `data`."""

    training: TrainingOptions = field(default_factory=TrainingOptions)
    split: SplitOptions = field(default_factory=SplitOptions)


def data_options(config: RunConfig, kind: type[C]) -> C:
    """Return the `data` options of a model, which a reader needs to be of its kind."""
    data = getattr(config, "data", None)
    if not isinstance(data, kind):
        raise TypeError(f"{type(config).__name__} has no {kind.__name__}")
    return data
