"""What a song sounds like at each frame of a dance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.audio import spectrum
from core.audio.analysis import analysis_of

FloatArray = NDArray[np.float64] | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AudioFeatures:
    """Features of a song at some of its times.

    Attributes:
        times_s: (T,) float64, seconds of the song, rising, T >= 1.
        mfcc: (T, 20) float32.
        mel: (T, 128) float32, dB against full scale; -100 is digital silence.
        chroma: (T, 12) float32, 0 to 1, C first.
        onset: (T,) float32, onset strength; 0 = nothing begins.
        tempo_bpm: of the whole song; 0 where no beat is heard.
        beats_s: (B,) float64, the beats of the whole song, seconds of the song, rising.
    """

    times_s: NDArray[np.float64]
    mfcc: NDArray[np.float32]
    mel: NDArray[np.float32]
    chroma: NDArray[np.float32]
    onset: NDArray[np.float32]
    tempo_bpm: float
    beats_s: NDArray[np.float64]

    def at(self, times_s: FloatArray) -> AudioFeatures:
        """Return the features at other times of the song.

        Values are linear between the two nearest rows. Up to one row's distance before the first and after
        the last the nearest row holds; farther out is silence (mel -100 dB, MFCC of that, chroma and onset
        0), because there is no song there to hear. Tempo and beats stay those of the whole song.
        """
        times, own = np.asarray(times_s, np.float64), self.times_s
        step = float(np.median(np.diff(own))) if len(own) > 1 else 0.0
        inside = (times >= own[0] - step) & (times <= own[-1] + step)
        row = np.interp(times, own, np.arange(len(own)))
        quiet = spectrum.silence()
        sampled = {
            name: _between(getattr(self, name), row, inside, quiet[name])
            for name in ("mfcc", "mel", "chroma", "onset")
        }
        return AudioFeatures(times_s=times, tempo_bpm=self.tempo_bpm, beats_s=self.beats_s, **sampled)


def extract(audio_path: Path | str, times_s: FloatArray, *, cache_dir: Path | None = None) -> AudioFeatures:
    """Return the features of a song at the times of a dance's frames.

    The whole song is analysed every 23 ms (mono, 22.05 kHz) and kept in `cache_dir` by the content of the
    file; the times are then sampled as in `AudioFeatures.at`. Times before or after the song are silence.

    Args:
        audio_path: anything with sound that FFmpeg's libraries read, also a video.
        times_s: (T,) seconds of the song.

    Raises:
        MediaError: the file cannot be read, or has no sound.
    """
    return whole_song(audio_path, cache_dir=cache_dir).at(times_s)


def whole_song(audio_path: Path | str, *, cache_dir: Path | None = None) -> AudioFeatures:
    """Return the features of a whole song, a row every 512 samples of 22.05 kHz; errors as `extract`."""
    arrays = analysis_of(audio_path, cache_dir)
    return AudioFeatures(
        times_s=spectrum.frame_times_s(len(arrays["onset"])),
        mfcc=arrays["mfcc"],
        mel=arrays["mel"],
        chroma=arrays["chroma"],
        onset=arrays["onset"],
        tempo_bpm=float(arrays["tempo_bpm"]),
        beats_s=arrays["beats_s"],
    )


def _between(
    values: NDArray[np.float32],
    row: NDArray[np.float64],
    inside: NDArray[np.bool_],
    outside: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Rows of `values` at fractional places, and `outside` where not inside."""
    low = np.floor(row).astype(int)
    high = np.minimum(low + 1, len(values) - 1)
    wide = (len(row),) + (1,) * (values.ndim - 1)
    weight = (row - low).astype(np.float32).reshape(wide)
    mixed = values[low] * (1 - weight) + values[high] * weight
    return np.where(inside.reshape(wide), mixed, outside).astype(np.float32)
