"""How often the bars that Barre finds by itself are right.

    python benchmarks/downbeats.py [--songs 10] [--ballroom FOLDER]

The demo's songs are synthesised, so their beats and bars are known: the share of the found downbeats that
lie within 70 ms of a true one is printed for their true beats and for the beats that are tracked, songs of 8
and of 30 seconds. Songs whose tempo was tracked wrongly (by more than a tenth) are counted apart: their bars
cannot be right.

Of the real ballroom songs only the metre is known (three beats in a waltz, four in the others), so only the
metre is judged, once on all of them and once on those whose tracked tempo is one that the dance has; besides,
how often the first and the second half of a song, each judged alone, agree on where the bars begin.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from core.audio.analysis import analysis_of
from core.audio.downbeats import find_bars
from core.audio.tracking import tempo_of
from core.demo.choreography import STYLES, style_of, tempo_for
from core.demo.music import synthesise
from core.media.sound import save_wav

NEAR_S = 0.07
# Beats a minute of each dance's music, wide enough for practice songs.
TEMPI = {"C": (4, 100, 135), "R": (4, 85, 125), "T": (4, 110, 140), "W": (3, 78, 100)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--songs", type=int, default=10, help="songs of each style and length")
    parser.add_argument("--ballroom", type=Path, help="folder with DANCE_*/audio.mp3")
    args = parser.parse_args()
    for duration_s in (8.0, 30.0):
        for style in STYLES:
            print(_demo(style, duration_s, args.songs))
    if args.ballroom:
        _ballroom(args.ballroom)


def _demo(style: str, duration_s: float, n_songs: int) -> str:
    metre, right, metres, astray = style_of(style).metre, defaultdict(list), defaultdict(list), 0
    for seed in range(n_songs):
        tempo_bpm = tempo_for(style, seed)
        song, true_s = synthesise(style, tempo_bpm, duration_s, seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "song.wav"
            save_wav(path, song)
            heard = analysis_of(path, None)
        for kind, beats_s in (("true", true_s), ("tracked", heard["beats_s"])):
            if abs(tempo_of(beats_s) / tempo_bpm - 1) > 0.1:
                astray += 1
                continue
            bars = find_bars(beats_s, heard["mel"], heard["chroma"])
            downbeats_s = beats_s[bars.downbeat :: bars.beats_per_bar]
            near = np.abs(downbeats_s[:, None] - true_s[::metre]).min(axis=1) < NEAR_S
            right[kind].append(near.mean())
            metres[kind].append(bars.beats_per_bar == metre)
    words = [
        f"{kind} beats: downbeats {np.mean(shares):.0%}, metre {np.mean(metres[kind]):.0%} (n {len(shares)})"
        for kind, shares in right.items()
    ]
    return f"{style} {duration_s:g} s: {'; '.join(words)}; tempo astray {astray}"


def _ballroom(folder: Path) -> None:
    counted = defaultdict(list)
    for path in sorted(folder.glob("DANCE_*/audio.mp3")):
        kind = path.parent.name.split("_")[1]
        metre, slow, fast = TEMPI[kind]
        heard = analysis_of(path, None)
        beats_s = heard["beats_s"]
        bars = find_bars(beats_s, heard["mel"], heard["chroma"])
        half = len(beats_s) // 2
        parts = [
            find_bars(part, heard["mel"], heard["chroma"], metres=(metre,))
            for part in (beats_s[:half], beats_s[half:])
        ]
        tempo = tempo_of(beats_s)
        counted[kind].append(
            (
                bars.beats_per_bar == metre,
                slow <= tempo <= fast,
                parts[0].downbeat == (parts[1].downbeat + half) % metre,
            )
        )
        print(
            f"{path.parent.name}: {tempo:.0f} a minute, {bars.beats_per_bar} a bar, "
            f"clarity {bars.clarity:.1f}"
        )
    for kind, rows in counted.items():
        right, usual, agree = np.array(rows).T
        print(
            f"{kind}: metre right {right.sum()} of {len(rows)}; where the tempo is usual "
            f"{(right & usual).sum()} of {usual.sum()}; halves agree {agree.sum()} of {len(rows)}, "
            f"{(agree & usual).sum()} of {usual.sum()}"
        )


if __name__ == "__main__":
    main()
