"""Whether a trained classifier recognises the style that a dance was meant to have.

Pitfalls: the classifier must not have learnt from the dances in question, which `seen` counts; one that was
trained on real dances may call anything unusual by one name. So real dances to the same music are asked
about, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.dance import Dance
from core.errors import InputError
from core.metrics.bootstrap import Estimate, estimated_mean
from core.metrics.classification import ClassificationReport, classification_report
from core.motion import Motion
from core.training.trained import TrainedModel


@dataclass(frozen=True, eq=False)
class StyleRecognition:
    """Intended against recognised style, whole dances.

    Attributes:
        made, real: of the generated dances, and of the real ones to the same music; rows are what was meant.
        made_probability, real_probability: mean probability of the style that was meant.
        n_left_out: dances without a style that the classifier knows, or that it cannot read.
        n_seen: of those judged, how many the classifier was trained on.
    """

    made: ClassificationReport
    real: ClassificationReport
    made_probability: Estimate
    real_probability: Estimate
    n_left_out: int
    n_seen: int


def recognised(
    classifier: TrainedModel,
    dances: Sequence[Dance],
    made: Sequence[Motion],
    *,
    seen: frozenset[str] = frozenset(),
) -> StyleRecognition | None:
    """Ask a classifier about generated dances and the real ones to the same music.

    Args:
        dances: the real ones, at least as long as the generated.
        made: one for each, at the same frame rate.
        seen: keys of the dances that the classifier was trained on.

    Returns:
        None where it can say nothing about any of them.

    Raises:
        InputError: the model names no styles.
    """
    if not classifier.classes:
        raise InputError(f"A run of {classifier.preset!r} cannot tell styles apart.")
    pairs = [
        (_cut(dance, motion.n_frames), replace(_cut(dance, motion.n_frames), motion=motion))
        for dance, motion in zip(dances, made, strict=True)
        if dance.style in classifier.classes
    ]
    pairs = [pair for pair in pairs if all(classifier.reader.problem(dance) is None for dance in pair)]
    if not pairs:
        return None
    meant = np.array([classifier.classes.index(str(real.style)) for real, _ in pairs])
    of_real, of_made = (np.stack([classifier.classify(pair[side]) for pair in pairs]) for side in (0, 1))
    each, at = np.arange(len(pairs)), classifier.classes
    return StyleRecognition(
        made=classification_report(meant, of_made, at, dances=each),
        real=classification_report(meant, of_real, at, dances=each),
        made_probability=estimated_mean(of_made[each, meant].tolist()),
        real_probability=estimated_mean(of_real[each, meant].tolist()),
        n_left_out=len(dances) - len(pairs),
        n_seen=sum(real.key in seen for real, _ in pairs),
    )


def _cut(dance: Dance, n_frames: int) -> Dance:
    """Return the beginning of a dance."""
    n = min(n_frames, dance.motion.n_frames)
    audio = None if dance.audio is None else dance.audio.at(dance.audio.times_s[:n])
    return replace(dance, motion=dance.motion.slice(0, n), audio=audio, film=None)
