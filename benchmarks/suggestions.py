"""How well does the queue of suggestions find 300 planted errors, and how fast?

    python benchmarks/suggestions.py [--seeds N] [--frames T] [--json]

Two dancers of the demo, 10,000 frames each, seen as an estimator sees them, have errors of every kind planted
in them: exchanged sides mostly in turns, jumps, bones that grow without a jump, limbs led out of the picture,
guesses, limbs found twice or bent, two people exchanged. A suggestion is right when the frame that it sends a
person to is one of an error's (or right beside it) and it names a wrong joint.

    precision at 100   share of the first 100 suggestions that are right             aim >= 0.95
    recall at 600      share of the planted errors that the first 600 lead to        aim >= 0.90

The constants of the detectors were chosen on seeds 1 to 4; the seeds here begin at 100.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import asdict, dataclass
from statistics import mean

from core.demo.planted import PlantedFilm, plant
from core.suggestions.reasons import DETECTED
from core.suggestions.search import suggest
from core.suggestions.suggestion import Dancer, Suggestion

FIRST_SEED = 100
AIMS = {"precision at 100": 0.95, "recall at 600": 0.90}


@dataclass(frozen=True)
class Found:
    """What one track gave. `recall_of` is by kind; `named_of`: how often its reason was among those said."""

    seed: int
    n_errors: int
    n_suggestions: int
    precision_at_100: float
    recall_at_600: float
    recall_of: dict[str, float]
    named_of: dict[str, float]
    frames_per_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = [measure(FIRST_SEED + i, options.frames) for i in range(options.seeds)]
    if options.json:
        print(json.dumps([asdict(result) for result in results]))
    else:
        _print(results)


def measure(seed: int, n_frames: int) -> Found:
    film = plant(n_frames=n_frames, seed=seed)
    pairs = zip(film.image, film.world, strict=True)
    dancers = [Dancer.of(film.skeleton, image, world) for image, world in pairs]
    start = time.perf_counter()
    queue = suggest(dancers, fps=film.fps, size_px=film.size_px)
    took_s = time.perf_counter() - start
    first = queue[:600]
    reached = {number for suggestion in first for number in film.met(suggestion)}
    return Found(
        seed,
        len(film.errors),
        len(queue),
        mean(bool(film.met(suggestion)) for suggestion in queue[:100]),
        len(reached) / len(film.errors),
        _by_reason(film, reached),
        _by_reason(film, _named(film, first), among=reached),
        len(dancers) * n_frames / took_s,
    )


def _by_reason(film: PlantedFilm, found: set[int], among: set[int] | None = None) -> dict[str, float]:
    chosen = range(len(film.errors)) if among is None else among
    total = Counter(str(film.errors[number].reason) for number in chosen)
    met = Counter(str(film.errors[number].reason) for number in found)
    return {str(reason): met[reason] / max(total[reason], 1) for reason in DETECTED}


def _named(film: PlantedFilm, queue: list[Suggestion]) -> set[int]:
    return {
        number
        for suggestion in queue
        for number in film.met(suggestion)
        if film.errors[number].reason in suggestion.reasons
    }


def _print(results: list[Found]) -> None:
    print(f"{'seed':>6}{'precision@100':>15}{'recall@600':>12}{'suggestions':>13}{'frames/s':>10}")
    for result in results:
        print(
            f"{result.seed:6}{result.precision_at_100:15.3f}{result.recall_at_600:12.3f}"
            f"{result.n_suggestions:13}{result.frames_per_s:10,.0f}"
        )
    precision = mean(result.precision_at_100 for result in results)
    recall = mean(result.recall_at_600 for result in results)
    print(f"{'mean':>6}{precision:15.3f}{recall:12.3f}")
    print(f"{'aim':>6}{AIMS['precision at 100']:15.2f}{AIMS['recall at 600']:12.2f}\n")
    print(f"{'kind':12}{'recall@600':>12}{'of those, reason said':>24}")
    for reason in DETECTED:
        found = mean(result.recall_of[reason] for result in results)
        named = mean(result.named_of[reason] for result in results)
        print(f"{reason:12}{found:12.3f}{named:24.3f}")


if __name__ == "__main__":
    main()
