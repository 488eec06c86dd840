"""How well `silhouette-rnn` continues films, beside repeating their last frame.

Run: python benchmarks/silhouettes.py --work FOLDER [--preset silhouette-rnn-mdn] [--set training.epochs=20]
                                      [--one-film]

Films of drawn dancers are made in FOLDER (kept and used again): five of each of the demo's styles, 12 s each,
dealt to the sides by whole films, so that dancers, moves and music of the test are new. With --one-film one
film of 60 s is split in time instead: the same dancer goes on with the same moves, as in a set of one film.
Prints the numbers of the test side, and leaves in FOLDER a sheet of given, continued and real silhouettes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from core.data.dance import Dance
from core.data.film import Film
from core.demo.videos import DemoVideo, make_demo_videos, read_truth, truth_path_of
from core.media.opencv import cv2
from core.media.reader import VideoReader
from core.training.continuing import continue_film
from core.training.fit import fit
from core.training.presets import load_preset, with_overrides
from core.training.trained import load_trained

STYLE = "hip-hop"  # of the single film


def dances_in(folder: Path, *, one_film: bool) -> list[Dance]:
    """Return the filmed dances of a folder, made when they are not there."""
    place = folder / ("one" if one_film else "many")
    if not any(place.glob("*.mp4")):
        seconds = 60.0 if one_film else 12.0
        make_demo_videos(place, per_style=1 if one_film else 5, duration_s=seconds, size=288)
    paths = sorted(path for path in place.glob("*.mp4") if truth_path_of(path).exists())
    wanted = [path for path in paths if path.stem.startswith(STYLE)] if one_film else paths
    return [_dance(read_truth(path), folder / "cache") for path in wanted]


def _dance(video: DemoVideo, cache: Path) -> Dance:
    with VideoReader(video.path) as reader:
        film = Film(video.path, video.path.stem, reader.times_s, reader.size, cache_dir=cache)
    return Dance(video.path.stem, video.motion, video.style, video.path.stem, film=film)


def write_sheet(run_dir: Path, dance: Dance, start: int, path: Path, n_frames: int = 20) -> None:
    """Write two rows of silhouettes: given and continued above, filmed below; time goes to the right."""
    model = load_trained(run_dir)
    if dance.film is None:
        raise TypeError("a dance without its film")
    part = Film(dance.film.path, dance.film.sha256, dance.film.times_s[start:], dance.film.size_px)
    given, following = continue_film(model, part, n_frames=n_frames)
    real = model.reader.read(part)[: len(given) + n_frames]
    made = np.concatenate([given * 140, np.where(following > 0.5, 255, 0)]).astype(np.uint8)
    rows = [
        np.hstack(list(pictures)[:: max(1, len(made) // 12)]) for pictures in (made, real * np.uint8(255))
    ]
    width = min(row.shape[1] for row in rows)
    cv2().imwrite(str(path), np.vstack([row[:, :width] for row in rows]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--preset", default="silhouette-rnn")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--one-film", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dances = dances_in(options.work, one_film=options.one_film)
    preset = with_overrides(load_preset(options.preset), options.set)
    run_dir = options.work / f"run-{options.preset}-{'one' if options.one_film else 'many'}-{options.seed}"
    began = time.process_time()
    result = fit(preset, dances, run_dir=run_dir, seed=options.seed, device="cpu", on_log=print)
    print(f"{time.process_time() - began:.0f} s of processor time")
    for name in result.report.pictures[0].values:
        print(
            f"{name}: {result.metrics[name]:.4f}; "
            f"last frame repeated: {result.metrics[f'baseline_{name}']:.4f}"
        )
    for score in result.report.pictures:
        print(score.key, score.n_pictures, {name: round(value, 3) for name, value in score.values.items()})
    test = result.content["split"]["test"]
    for i in (0, len(test) // 2):
        ref = test[i]
        write_sheet(run_dir, dances[ref["dance"]], ref["start"], run_dir / f"continued-{i}.png")
    print(f"sheets in {run_dir}")


if __name__ == "__main__":
    main()
