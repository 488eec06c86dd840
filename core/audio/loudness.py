"""Sounds made equally loud, as people hear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.media.sound import Audio

TARGET_LUFS = -23.0
"""What EBU R 128 asks of programmes; quiet enough that little music would clip."""

PEAK_DB = -1.0
"""No sample goes above this after matching, relative to full scale."""

BLOCK_S = 0.4  # BS.1770 measures in blocks of this length


@dataclass(frozen=True, eq=False)
class Matched:
    """Sounds of one loudness.

    Attributes:
        audios: in the order of what was given; what is silent, or shorter than 0.4 s, is as it was.
        lufs: the loudness of all others: `TARGET_LUFS`, or lower where one of them would have clipped.
    """

    audios: tuple[Audio, ...]
    lufs: float


def loudness(audio: Audio) -> float:
    """Return the integrated loudness in LUFS, gated; minus infinity for silence and under 0.4 s.

    Source: ITU-R BS.1770-4, by pyloudnorm (C. J. Steinmetz and J. D. Reiss, AES Convention 150, 2021).
    """
    import pyloudnorm

    if audio.duration_s < BLOCK_S or not audio.samples.any():
        return float("-inf")
    samples = audio.samples[:, :5].astype(np.float64)  # the standard knows five channels
    return float(pyloudnorm.Meter(audio.rate).integrated_loudness(samples))


def match_loudness(audios: Sequence[Audio], target_lufs: float = TARGET_LUFS) -> Matched:
    """Return sounds amplified so that all are equally loud and none clips."""
    found = [loudness(audio) for audio in audios]
    for audio, lufs in zip(audios, found, strict=True):
        if np.isfinite(lufs):
            room_db = PEAK_DB - 20 * float(np.log10(np.abs(audio.samples).max()))
            target_lufs = min(target_lufs, lufs + room_db)
    amplified = [
        Audio(audio.samples * np.float32(10 ** ((target_lufs - lufs) / 20)), audio.rate)
        if np.isfinite(lufs)
        else audio
        for audio, lufs in zip(audios, found, strict=True)
    ]
    return Matched(tuple(amplified), target_lufs)
