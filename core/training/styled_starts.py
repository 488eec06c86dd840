"""What a generator learns from that goes on from a dance of the style it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from core.data.dance import Dance
from core.errors import InputError
from core.models.base import DanceModel
from core.models.configs.vae_lstm_mdn import VaeLstmMdnConfig
from core.models.vae_lstm_mdn import VaeLstmMdn
from core.training.sequences import SequenceData, SequenceReader

_MOST_WINDOWS = 12  # that a dance goes on from; some two seconds


class StyledStarts(SequenceData):
    """The training sequences, and from them moves of each style to go on from."""

    def __init__(
        self, reader: SequenceReader, config: VaeLstmMdnConfig, dances: Sequence[Dance], *, seed: int
    ) -> None:
        super().__init__(reader, config, dances, seed=seed)
        hop = config.model.hop_frames
        if reader.n_frames < 3 * hop:
            raise InputError(
                f"Sequences of {reader.n_frames} frames hold no two windows of {2 * hop}.",
                "Lower model.hop_frames, or raise data.sequence_frames.",
            )
        start_frames = min(reader.n_frames, (_MOST_WINDOWS + 1) * hop) // hop * hop
        self.sizes = {**self.sizes, "start_frames": start_frames}

    def teach(self, model: DanceModel) -> None:
        super().teach(model)
        if not isinstance(model, VaeLstmMdn):
            raise TypeError(f"{type(model).__name__} goes on from no style")
        side = self.train().tensors
        model.learn_starts(side["pose"], side["style"], self.seed)
