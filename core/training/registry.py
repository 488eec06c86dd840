"""Which models there are: the one place that joins a model to its options and to the data it reads.

Everything is named by ``module:Name`` and imported when it is asked for, so that listing presets needs no
PyTorch. A new model is one line here.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from core.errors import InputError
from core.models.ability import Ability
from core.models.configs.common import RunConfig

MAKING = frozenset({"generate", "continue", "render"})
"""Tasks whose runs make something that a project keeps."""


@dataclass(frozen=True)
class ModelEntry:
    """A model and its surroundings.

    Attributes:
        task: ``"classify"``, ``"generate"`` (dances to music), ``"continue"`` (goes on with a film),
            ``"render"`` (shows a person in given poses) or ``"recommend"`` (songs for a dance).
        config: the frozen options; a `core.models.configs.common.RunConfig`.
        module: the model; a `core.models.base.DanceModel`.
        reader: how it reads a dance; a `StyleReader` or `SequenceReader` of `core.training`.
        abilities: of generators: what, beside the music, it listens to.
        own_data: how dances become what it learns from, where that is not as for others of its task.
    """

    task: str
    config: str
    module: str
    reader: str
    abilities: frozenset[Ability] = frozenset()
    own_data: str = ""

    @property
    def data(self) -> str:
        """How dances become what the model learns from; a `core.training.data.TrainingData`."""
        return (
            self.own_data
            or {
                "classify": "core.training.styles:StyleData",
                "generate": "core.training.sequences:SequenceData",
                "continue": "core.training.silhouettes:SilhouetteData",
                "recommend": "core.training.motion_music:MotionMusicData",
                "render": "core.training.pose_pictures:PosePictureData",
            }[self.task]
        )

    @property
    def sees_films(self) -> bool:
        """Whether models of this task look at the pictures of a dance."""
        return self.task in ("continue", "render")

    def config_type(self) -> type[RunConfig]:
        """Import the options."""
        kind: type[RunConfig] = load_name(self.config)
        return kind


MODELS = {
    "attention-gan": ModelEntry(
        task="generate",
        config="core.models.configs.attention_gan:AttentionGanConfig",
        module="core.models.attention_gan:AttentionGan",
        reader="core.training.stacked_sequences:StackedReader",
        abilities=frozenset({Ability.BEGIN}),
    ),
    "barre-diffusion": ModelEntry(
        task="generate",
        config="core.models.configs.barre_diffusion:BarreDiffusionConfig",
        module="core.models.barre_diffusion.model:BarreDiffusion",
        reader="core.training.varied_sequences:VariedReader",
        abilities=frozenset(Ability),
        own_data="core.training.varied_sequences:VariedSequences",
    ),
    "bilstm-bigru": ModelEntry(
        task="classify",
        config="core.models.configs.bilstm_bigru:BilstmBigruConfig",
        module="core.models.bilstm_bigru:BilstmBigru",
        reader="core.training.published_vectors:PublishedVectors",
    ),
    "bilstm-bigru-rich": ModelEntry(
        task="classify",
        config="core.models.configs.bilstm_bigru:RichBilstmBigruConfig",
        module="core.models.rich_bilstm_bigru:RichBilstmBigru",
        reader="core.training.rich_vectors:RichVectors",
    ),
    "motion-bigru": ModelEntry(
        task="classify",
        config="core.models.configs.motion_bigru:MotionBigruConfig",
        module="core.models.motion_bigru:MotionBigru",
        reader="core.training.motion_windows:MotionWindows",
    ),
    "motion-music": ModelEntry(
        task="recommend",
        config="core.models.configs.motion_music:MotionMusicConfig",
        module="core.models.motion_music:MotionMusic",
        reader="core.training.motion_music:MotionMusicReader",
    ),
    "motion-transformer": ModelEntry(
        task="classify",
        config="core.models.configs.motion_transformer:MotionTransformerConfig",
        module="core.models.motion_transformer:MotionTransformer",
        reader="core.training.motion_windows:MotionWindows",
    ),
    "pose-sequence": ModelEntry(
        task="classify",
        config="core.models.configs.pose_sequence:PoseSequenceConfig",
        module="core.models.pose_sequence:PoseSequence",
        reader="core.training.pose_music:PoseMusic",
    ),
    "retrieval": ModelEntry(
        task="generate",
        config="core.models.configs.retrieval:RetrievalConfig",
        module="core.models.retrieval:Retrieval",
        reader="core.training.stacked_sequences:StackedReader",
        own_data="core.training.known_dances:KnownDances",
    ),
    "seq2seq": ModelEntry(
        task="generate",
        config="core.models.configs.seq2seq:Seq2SeqConfig",
        module="core.models.seq2seq:Seq2Seq",
        reader="core.training.sequences:SequenceReader",
        abilities=frozenset({Ability.BEGIN}),
    ),
    "pix2pixhd": ModelEntry(
        task="render",
        config="core.models.configs.pix2pixhd:Pix2PixHdConfig",
        module="core.models.pix2pixhd:Pix2PixHd",
        reader="core.training.pose_pictures:PosePictureReader",
    ),
    "silhouette-rnn": ModelEntry(
        task="continue",
        config="core.models.configs.silhouette_rnn:SilhouetteRnnConfig",
        module="core.models.silhouette_rnn:SilhouetteRnn",
        reader="core.training.silhouettes:SilhouetteReader",
    ),
    "vae-lstm-mdn": ModelEntry(
        task="generate",
        config="core.models.configs.vae_lstm_mdn:VaeLstmMdnConfig",
        module="core.models.vae_lstm_mdn:VaeLstmMdn",
        reader="core.training.stacked_sequences:StackedReader",
        abilities=frozenset({Ability.BEGIN, Ability.STYLE, Ability.TEMPERATURE}),
        own_data="core.training.styled_starts:StyledStarts",
    ),
}


def entry(model: str) -> ModelEntry:
    """Return a model's entry; `InputError` lists the models when it is unknown."""
    if model not in MODELS:
        raise InputError(f"There is no model {model!r}.", f"Known: {', '.join(sorted(MODELS))}.")
    return MODELS[model]


def load_name(name: str) -> Any:
    """Import ``module:Name``."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)
