"""Music for the demo's dances, on the same beats: drums, bass and chords from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.demo import instruments as play
from core.demo.choreography import beat_grid, style_of
from core.demo.instruments import RATE, Sound
from core.errors import InputError
from core.media.sound import Audio

MAJOR, MINOR = (0, 4, 7), (0, 3, 7)
Chord = tuple[int, tuple[int, ...]]  # semitones above the key, and the notes on it


@dataclass(frozen=True)
class Note:
    """`sound` is struck at `beat`; `pan` is -1 (left) to 1 (right)."""

    beat: float
    sound: Sound
    gain: float
    pan: float = 0.0


@dataclass(frozen=True)
class Song:
    """What a band has to agree on. `key` is the MIDI note of the key's root below middle C."""

    n_beats: int
    beat_s: float
    metre: int
    key: int
    chords: Sequence[Chord]
    rng: np.random.Generator

    def chord(self, beat: int) -> Chord:
        """The chord of a beat; one a bar, round and round."""
        return self.chords[beat // self.metre % len(self.chords)]

    def notes(self, beat: int, octave: int = 0) -> list[int]:
        """The MIDI notes of a beat's chord."""
        root, shape = self.chord(beat)
        return [self.key + root + note + 12 * octave for note in shape]


def synthesise(
    style: str, tempo_bpm: float, duration_s: float, seed: int
) -> tuple[Audio, NDArray[np.float64]]:
    """Make a song in the manner of a style.

    Args:
        style: one of `core.demo.choreography.STYLES`.
        seed: chooses key, chords and ornaments.

    Returns:
        The song, (N, 2) at 44.1 kHz, and the times of its beats in seconds: the first is 0, and they are the
        beats that `choreograph` dances on at the same tempo.

    Raises:
        InputError: unknown style, or a tempo or length that is not above 0.
    """
    metre = style_of(style).metre
    if not (tempo_bpm > 0 and duration_s > 0):
        raise InputError(f"A song needs a tempo and a length above 0; got {tempo_bpm} and {duration_s}.")
    beats_s = beat_grid(tempo_bpm, duration_s)
    band, progressions = _BANDS[style]
    rng = np.random.default_rng((seed, sorted(_BANDS).index(style), 11))
    chords = progressions[int(rng.integers(len(progressions)))]
    song = Song(len(beats_s), 60.0 / tempo_bpm, metre, int(rng.integers(46, 56)), chords, rng)
    return Audio(_mixed(band(song), song.beat_s, duration_s), RATE), beats_s


def _mixed(notes: Iterator[Note], beat_s: float, duration_s: float) -> NDArray[np.float32]:
    """(N, 2) all notes together, louder parts pressed down instead of clipped."""
    out = np.zeros((round(duration_s * RATE), 2), np.float32)
    for note in notes:
        at = round(note.beat * beat_s * RATE)
        sound = note.sound[: max(0, len(out) - at)]
        out[at : at + len(sound), 0] += sound * note.gain * min(1.0, 1.0 - note.pan)
        out[at : at + len(sound), 1] += sound * note.gain * min(1.0, 1.0 + note.pan)
    peak = float(np.abs(out).max(initial=1e-6))
    return np.asarray(np.tanh(1.4 * out / peak) * 0.8, np.float32)


def _ballet(song: Song) -> Iterator[Note]:
    """A class pianist: a low note on the bar, a chord on every beat, a melody above."""
    for beat in range(song.n_beats):
        chord = song.notes(beat, 1)
        first = beat % song.metre == 0
        yield Note(beat, play.piano(chord[0] - (24 if first else 12), 1.2), 1.0 if first else 0.7, -0.2)
        for note in chord:
            yield Note(beat, play.piano(note, 0.8), 0.42)
        melody = chord[song.rng.integers(3)] + 12
        yield Note(beat, play.piano(melody, 0.9), 0.55, 0.2)
        if first:
            yield Note(beat, play.strings(chord[0], song.metre * song.beat_s), 0.10, 0.4)
        elif song.rng.random() < 0.3:
            yield Note(beat + 0.5, play.piano(melody + 2, 0.4), 0.16, 0.2)


def _hip_hop(song: Song) -> Iterator[Note]:
    """Bass drum and snare in turn, hats on the half beats, a low bass, a chord stab a bar."""
    swing = float(song.rng.uniform(0.5, 0.58))
    for beat in range(song.n_beats):
        in_bar = beat % 4
        yield Note(beat, play.kick() if in_bar % 2 == 0 else play.snare(), 1.0)
        yield Note(beat, play.hat(0.03), 0.25, 0.3)
        yield Note(beat + swing, play.hat(0.02), 0.12, 0.3)
        if in_bar == 1 and song.rng.random() < 0.5:
            yield Note(beat + 0.5, play.kick(), 0.35)
        root = song.notes(beat)[0] - 12
        if in_bar in (0, 2):
            yield Note(beat, play.bass(root, song.beat_s * 1.5), 0.7)
        if in_bar == 0:
            for note in song.notes(beat, 1):
                yield Note(beat, play.piano(note, 0.5), 0.22, -0.3)


_CLAVE_BEATS = (0.0, 1.5, 3.0, 5.0, 6.0)  # the 3-2 son clave over two bars of four


def _salsa(song: Song) -> Iterator[Note]:
    """Cowbell on the beat, clave, congas, a bass that anticipates, a piano that answers off the beat."""
    for beat in range(song.n_beats):
        in_bar = beat % 4
        yield Note(beat, play.cowbell(), 0.75 if in_bar % 2 == 0 else 0.5, 0.3)
        yield Note(beat, play.kick(), 0.55 if in_bar % 2 == 0 else 0.3)
        yield Note(beat, play.hat(0.02), 0.22, -0.4)
        chord = song.notes(beat, 1)
        if beat % 8 == 0:
            for at in _CLAVE_BEATS:
                yield Note(beat + at, play.woodblock(), 0.26, -0.2)
        if in_bar == 3:
            yield Note(beat, play.conga(205), 0.5, -0.3)
            yield Note(beat + 0.5, play.conga(205), 0.25, -0.3)
        if in_bar in (0, 2):
            yield Note(beat, play.bass(chord[0] - 24 + (7 if in_bar == 2 else 0), song.beat_s * 1.6), 0.7)
            for note in chord:
                yield Note(beat, play.piano(note + 12, 0.3), 0.25)
        else:
            yield Note(beat + 0.5, play.piano(chord[song.rng.integers(3)] + 12, 0.25), 0.2)


def _waltz(song: Song) -> Iterator[Note]:
    """Bass on one, chords on two and three, brushes, strings that sing a note a bar."""
    for beat in range(song.n_beats):
        chord = song.notes(beat, 1)
        if beat % 3 == 0:
            yield Note(beat, play.bass(chord[0] - 24, song.beat_s * 1.8), 1.0)
            yield Note(beat, play.kick(), 0.35)
            melody = chord[song.rng.integers(3)] + 12
            yield Note(beat, play.strings(melody, song.beat_s * 3), 0.16, 0.3)
        else:
            for note in chord:
                yield Note(beat, play.piano(note, 0.4), 0.42, -0.2)
            yield Note(beat, play.woodblock(1400), 0.12)
        yield Note(beat, play.hat(0.05), 0.32, 0.2)


_I, _II, _IV, _V, _VI = (0, MAJOR), (2, MINOR), (5, MAJOR), (7, MAJOR), (9, MINOR)
_MINOR_I, _MINOR_IV, _MINOR_V = (0, MINOR), (5, MINOR), (7, MINOR)
_BANDS: dict[str, tuple[Callable[[Song], Iterator[Note]], Sequence[Sequence[Chord]]]] = {
    "ballet": (_ballet, ((_I, _VI, _II, _V), (_I, _IV, _V, _I), (_I, _V, _VI, _IV))),
    "hip-hop": (
        _hip_hop,
        ((_MINOR_I, _MINOR_I, _MINOR_IV, _MINOR_V), (_MINOR_I, (8, MAJOR), (3, MAJOR), (10, MAJOR))),
    ),
    "salsa": (_salsa, ((_MINOR_I, _MINOR_IV, _V, _MINOR_I), (_I, _IV, _V, _IV), (_II, _V, _I, _I))),
    "waltz": (_waltz, ((_I, _I, _V, _V, _IV, _I, _V, _I), (_I, _VI, _II, _V))),
}
