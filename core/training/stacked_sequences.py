"""Sequences for generators that hear 35 numbers a moment, with or without treatment of their motion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.audio.features import AudioFeatures
from core.audio.stack import stacked
from core.data.outliers import held, without_outliers
from core.models.configs.common import RunConfig, data_options
from core.models.configs.stacked import StackedSequenceOptions
from core.motion import Motion
from core.training.bodies import on_body
from core.training.sequences import SequenceReader


class StackedReader(SequenceReader):
    """Hears timbre, harmony and, as an option, rhythm; mends wrong and missing joints, as options."""

    def __init__(self, config: RunConfig, facts: Mapping[str, Any]) -> None:
        super().__init__(config, facts)
        self.treatment = data_options(config, StackedSequenceOptions)

    def hear(self, audio: AudioFeatures) -> NDArray[np.float32]:
        return stacked(audio, rhythm=self.treatment.rhythm)

    def see(self, motion: Motion) -> NDArray[np.float32]:
        motion = on_body(motion, self.body)
        if self.treatment.filter_wrong:
            motion = without_outliers(motion)
        return super().see(motion if self.treatment.interpolate else held(motion))
