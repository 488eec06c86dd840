"""Which sequences are learnt where music is heard as 35 numbers a moment, and how their motion is treated."""

from __future__ import annotations

from dataclasses import dataclass

from core.models.configs.seq2seq import SequenceOptions
from core.models.options import option


@dataclass(frozen=True)
class StackedSequenceOptions(SequenceOptions):
    """The treatments are those that a published figure compares: each can be left out."""

    rhythm: bool = option(True, "hear onsets and beats, 3 of the 35 numbers; published with and without")
    filter_wrong: bool = option(
        True, "drop joints that are suddenly elsewhere for a few frames; published with and without"
    )
    interpolate: bool = option(
        True,
        "put joints that are missing on the way between where they were seen; published with and without, "
        "which here holds them where they were seen last",
    )
