"""How well songs are recommended for real ballroom dances that were never trained on.

    python benchmarks/recommend.py FOLDER [--seed 0] [--fold 0 1 2 3 4] [--set KEY=VALUE] [--device cpu]
    [--json]

FOLDER is a folder of the public music-to-dance set (``DANCE_C_2`` and so on); dances of cha-cha, rumba and
waltz that have their song. Over the folds of a seed each dance is tested, two of them twice, by models that
saw neither it, nor its song, nor a near-duplicate of its motion. Two questions:

- *style*: the songs that were trained on are ranked for the dance. Is the first, or one of the first five, a
  song of its style?
- *song*: the songs of the tested dances of the fold, which no model ever heard, are ranked. Where is the
  dance's own? A song is what is heard during its dance.

Four answers: `motion-music`, ours; the last hidden layer of `motion-bigru`, as published, which knows songs
by their dances and so has no answer to the second question; averaged features without learning (the mean and
deviation of what `motion-music` reads: the nearest dance's song, and a ridge regression from motion to
music); and chance. To the second question there is a fifth: who knows the style of the dance and of every
song, and nothing else. What is not above that has learnt styles, not songs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from ballroom_style import read_dances
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from core.data.dance import Dance
from core.data.split import Split
from core.metrics.ranking import RankingReport, chance_reciprocal_rank, ranking_report
from core.training.fit import fit
from core.training.motion_music import MotionMusicReader, Rows
from core.training.presets import Preset, load_preset, with_overrides
from core.training.recommending import Matcher, unit
from core.training.trained import TrainedModel, load_trained

Array = NDArray[np.float64]
OURS, PUBLISHED, AVERAGED = "motion-music", "motion-bigru, last hidden layer", "averaged features"
STYLE_KNOWN = "style known, then chance"
console = Console(stderr=True)


@dataclass(eq=False)
class Rankings:
    """What one way answered to one question, ranking by ranking."""

    scores: list[Array] = field(default_factory=list)
    right: list[NDArray[np.bool_]] = field(default_factory=list)

    def add(self, scores: Array, right: Sequence[bool]) -> None:
        self.scores.append(np.asarray(scores, np.float64))
        self.right.append(np.array(right, np.bool_))

    def report(self) -> RankingReport:
        return ranking_report(self.scores, self.right)


@dataclass(frozen=True, eq=False)
class Fold:
    """The dances of one fold that are learnt from and that are tested, all with music."""

    learnt: list[Dance]
    tested: list[Dance]

    def is_style(self, query: Dance) -> list[bool]:
        return [dance.style == query.style for dance in self.learnt]

    def n_of_style(self, query: Dance) -> int:
        """How many of the tested songs are of the style of a dance."""
        return sum(dance.style == query.style for dance in self.tested)

    def is_song(self, query: Dance) -> list[bool]:
        return [dance.song == query.song for dance in self.tested]


def main() -> None:
    wishes = arguments()
    with tempfile.TemporaryDirectory() as temporary, console.status("hearing the songs"):
        dances = read_dances(wishes.data, wishes.cache or Path(temporary))
    dances = [dance for dance in dances if dance.audio is not None]
    styles: dict[str, Rankings] = {}
    songs: dict[str, Rankings] = {}
    n_of_style: list[int] = []
    for seed in wishes.seed:
        for number in wishes.fold:
            with tempfile.TemporaryDirectory() as run_dir, console.status(f"seed {seed}, fold {number}"):
                fold = answer(dances, seed, number, wishes, Path(run_dir), styles, songs)
                n_of_style += [fold.n_of_style(dance) for dance in fold.tested]
    reports = {
        "style": {way: asdict(rankings.report()) for way, rankings in styles.items()},
        "song": {way: asdict(rankings.report()) for way, rankings in songs.items()},
    }
    reports["song"][STYLE_KNOWN] = {
        "n": len(n_of_style),
        "reciprocal_rank": float(np.mean([chance_reciprocal_rank(n, 1) for n in n_of_style])),
        "top": [(1, float(np.mean([1 / n for n in n_of_style])))],
    }
    if wishes.json:
        Console().print_json(json.dumps(reports))
    else:
        show(reports)


def answer(
    dances: list[Dance],
    seed: int,
    number: int,
    wishes: argparse.Namespace,
    folder: Path,
    styles: dict[str, Rankings],
    songs: dict[str, Rankings],
) -> Fold:
    """Train both models on a fold, ask all ways about its tested dances, and add what they say."""
    ours, split = trained("motion-music", wishes.set, dances, seed, number, folder / "ours", wishes.device)
    published, other = trained("motion-bigru", [], dances, seed, number, folder / "style", wishes.device)
    if split.dances_of("test") != other.dances_of("test"):
        raise SystemExit("The two models were split in different ways.")
    fold = Fold(*([dances[i] for i in split.dances_of(side)] for side in ("train", "test")))
    plain = Averaged(fold, with_overrides(load_preset("motion-music"), wishes.set))
    ask = Matcher(ours)
    rank(fold, OURS, ask.of_dance, lambda d: ask.of_song(d.audio), styles, songs)
    rank(fold, PUBLISHED, Matcher(published).of_dance, Matcher(published).of_dance, styles)
    rank(fold, AVERAGED, plain.of_dance, plain.of_dance, styles)
    rank(fold, AVERAGED, plain.music_for, plain.of_song, None, songs)
    return fold


def trained(
    name: str, overrides: Sequence[str], dances: list[Dance], seed: int, fold: int, run_dir: Path, device: str
) -> tuple[TrainedModel, Split]:
    """Train a preset on a fold; return it with its split."""
    preset = with_overrides(load_preset(name), [*overrides, f"split.fold={fold}"])
    result = fit(preset, dances, run_dir=run_dir, seed=seed, device=device)
    return load_trained(run_dir), Split.from_dict(result.content["split"])


def rank(
    fold: Fold,
    way: str,
    of_query: Callable[[Dance], Array],
    of_candidate: Callable[[Dance], Array],
    styles: dict[str, Rankings] | None = None,
    songs: dict[str, Rankings] | None = None,
) -> None:
    """Rank the songs of the dances learnt from by style, and of the dances tested by song."""
    for query in fold.tested:
        asked = of_query(query)
        for found, candidates, right in (
            (styles, fold.learnt, fold.is_style),
            (songs, fold.tested, fold.is_song),
        ):
            if found is not None:
                scores = np.array([asked @ of_candidate(candidate) for candidate in candidates])
                found.setdefault(way, Rankings()).add(scores, right(query))


class Averaged:
    """Mean and deviation of what `motion-music` reads, and its rhythm, over a whole dance or song."""

    def __init__(self, fold: Fold, preset: Preset) -> None:
        self._reader = MotionMusicReader.learned(preset.config, fold.learnt)
        seen = [self._windows(dance, "motion") for dance in fold.learnt]
        heard = [self._windows(dance, "music") for dance in fold.learnt]
        self._of = {"motion": _spread(np.concatenate(seen)), "music": _spread(np.concatenate(heard))}
        # A ridge regression from each window of motion to the mean of its song, as strong as they are many.
        x = np.concatenate([self._standard(rows, "motion") for rows in seen])
        y = np.concatenate(
            [
                np.repeat(self._standard(m, "music").mean(0, keepdims=True), len(s), axis=0)
                for s, m in zip(seen, heard, strict=True)
            ]
        )
        self._ridge = np.linalg.solve(x.T @ x + len(x) * np.eye(x.shape[1]), x.T @ y)

    def of_dance(self, dance: Dance) -> Array:
        return unit(self._standard(self._windows(dance, "motion"), "motion").mean(axis=0))

    def of_song(self, dance: Dance) -> Array:
        return unit(self._standard(self._windows(dance, "music"), "music").mean(axis=0))

    def music_for(self, dance: Dance) -> Array:
        """Return what music the regression expects of a dance."""
        return unit((self._standard(self._windows(dance, "motion"), "motion") @ self._ridge).mean(axis=0))

    def _windows(self, dance: Dance, which: str) -> Array:
        if which == "motion":
            rows = self._reader.windows_of_motion(self._reader.prepare(dance).motion)
        else:
            rows = self._reader.windows_of_music(dance.audio)
        return np.stack([_averages(row, which) for row in rows])

    def _standard(self, rows: Array, which: str) -> Array:
        mean, spread = self._of[which]
        return (rows - mean) / spread


def _averages(row: Rows, which: str) -> Array:
    frames = row[which].astype(np.float64)
    return np.concatenate([frames.mean(axis=0), frames.std(axis=0), row[f"{which}_rhythm"]])


def _spread(rows: Array) -> tuple[Array, Array]:
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread > 1e-9, spread, 1.0)


def show(reports: dict[str, dict[str, dict]]) -> None:
    n = reports["style"][OURS]["n"]
    table = Table("way", "style, first song", "style, first five", "own song, mean reciprocal rank", "first")
    for way in (OURS, PUBLISHED, AVERAGED):
        style, song = reports["style"][way], reports["song"].get(way)
        table.add_row(
            way,
            *(f"{share:.2f}" for _, share in style["top"]),
            *((f"{song['reciprocal_rank']:.2f}", f"{song['top'][0][1]:.2f}") if song else ("", "")),
        )
    style, song = reports["style"][OURS], reports["song"][OURS]
    known = reports["song"][STYLE_KNOWN]
    table.add_row(STYLE_KNOWN, "", "", f"{known['reciprocal_rank']:.2f}", f"{known['top'][0][1]:.2f}")
    table.add_row(
        "chance",
        *(f"{share:.2f}" for _, share in style["chance_top"]),
        f"{song['chance_reciprocal_rank']:.2f}",
        f"{song['chance_top'][0][1]:.2f}",
    )
    Console().print(f"{n} tested dances")
    Console().print(table)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the set's folder")
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    parser.add_argument("--fold", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="option of motion-music"
    )
    parser.add_argument("--cache", type=Path, help="where features of songs are kept")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
