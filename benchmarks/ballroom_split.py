"""What does a split of the public ballroom set without leaks cost, and what is a leak worth?

    python benchmarks/ballroom_split.py FOLDER [--window S] [--hop S] [--seed N] [--score] [--songs] [--json]

FOLDER holds the `DANCE_<style>_<n>` folders. Prints, for each dance and style, the share of frames whose
motion is also in another dance; and for each fold, the windows on every side and the frames left out, once
for motion as it was recorded and once for motion turned to one heading. With --score also the macro F1 that a
logistic regression on means and deviations of the motion features reaches on the tested windows of each kind
of split, over its folds and three seeds. With --songs also the pairs of songs that sound most alike (the
songs are analysed first: about a minute).
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.audio.features import extract
from core.data.dance import Dance
from core.data.left_out import Reason
from core.data.songs import SAME_SONG, song_likeness
from core.data.split import Split, split_dances
from core.data.twins import Likeness, near_duplicates
from core.data.windows import WindowRef
from core.features.motion import motion_features
from core.formats import ballroom

LIKENESSES = {
    "as recorded": Likeness(mirrored=False),
    "or mirrored": Likeness(),
    "or turned": Likeness(turned=True),
}
SPLITS = {"as recorded": Likeness(), "turned": Likeness(turned=True)}
N_SEEDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--window", type=float, default=4.0, help="seconds")
    parser.add_argument("--hop", type=float, default=1.0, help="seconds")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--score", action="store_true")
    parser.add_argument("--songs", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folders = sorted(path for path in options.folder.glob("DANCE_*") if path.is_dir())
    dances = [_read(folder, with_song=options.songs) for folder in folders]
    results = {
        "repeated": _repeated(dances),
        "folds": {
            name: _folds(dances, likeness, options.window, options.hop, options.seed)
            for name, likeness in SPLITS.items()
        },
    }
    if options.score:
        results["macro F1"] = _scores(dances, options.window, options.hop)
    if options.songs:
        results["songs"] = _songs(dances)
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        _print(results)


def _read(folder: Path, *, with_song: bool) -> Dance:
    dance, audio = ballroom.read(folder), None
    if with_song and dance.audio_path is not None:
        times_s = dance.audio_offset_s + np.arange(dance.motion.n_frames) / dance.motion.fps
        audio = extract(dance.audio_path, times_s)
    return Dance(dance.name.removeprefix("DANCE_"), dance.motion, dance.style, audio=audio)


def _repeated(dances: Sequence[Dance]) -> list[dict[str, Any]]:
    """Count each dance's frames that are also in another dance."""
    whole = [WindowRef(i, 0, dance.motion.n_frames) for i, dance in enumerate(dances)]
    rows = []
    for i, dance in enumerate(dances):
        others = whole[:i] + whole[i + 1 :]
        found = {name: near_duplicates(dances, [whole[i]], others, like) for name, like in LIKENESSES.items()}
        shares = {
            name: sum(twin.ref.n_frames for twin in twins) / dance.motion.n_frames
            for name, twins in found.items()
        }
        twins = Counter(dances[twin.dance].key for twin in found["or turned"])
        rows.append(
            {"dance": dance.key, "style": dance.style, "frames": dance.motion.n_frames, **shares}
            | {"most often in": twins.most_common(1)[0][0] if twins else ""}
        )
    return rows


def _folds(
    dances: Sequence[Dance], likeness: Likeness, window_s: float, hop_s: float, seed: int
) -> list[dict[str, Any]]:
    rows, fold, n_folds = [], 0, 1
    while fold < n_folds:
        started = time.perf_counter()
        split = split_dances(dances, length_s=window_s, hop_s=hop_s, seed=seed, fold=fold, likeness=likeness)
        rows.append(_row(split) | {"seconds": time.perf_counter() - started})
        fold, n_folds = fold + 1, split.n_folds
    return rows


def _row(split: Split) -> dict[str, Any]:
    sides = {name: split.side(name) for name in ("train", "valid", "test")}
    windows = {name: Counter(split.styles[ref.dance] for ref in refs) for name, refs in sides.items()}
    left_out: Counter[str | None] = Counter()
    for left in split.left_out:
        if left.reason == Reason.NEAR_DUPLICATE:
            left_out[split.styles[left.ref.dance]] += left.ref.n_frames
    return {
        "fold": split.fold,
        "tested": [split.keys[i] for i in split.dances_of("test")],
        "windows": windows,
        "frames left out": left_out,
        "test in training": split.test_in_training,
        "test in training, turned": split.test_in_training_turned,
    }


def _scores(dances: Sequence[Dance], window_s: float, hop_s: float) -> dict[str, list[float]]:
    """Return the macro F1 of each fold of each seed, also for a split that looks for no copies."""
    features = [motion_features(dance.motion) for dance in dances]
    scores: dict[str, list[float]] = {}
    for name, likeness in {"copies left in": None, **SPLITS}.items():
        for seed, fold in product(range(N_SEEDS), range(5)):
            split = split_dances(
                dances, length_s=window_s, hop_s=hop_s, seed=seed, fold=fold, likeness=likeness
            )
            scores.setdefault(name, []).append(_score(features, split))
    return scores


def _score(features: Sequence[NDArray[np.float32]], split: Split) -> float:
    def read(refs: Sequence[WindowRef]) -> tuple[NDArray[np.float32], list[str]]:
        windows = [features[ref.dance][ref.start : ref.stop] for ref in refs]
        x = [np.concatenate([window.mean(axis=0), window.std(axis=0)]) for window in windows]
        return np.stack(x), [str(split.styles[ref.dance]) for ref in refs]

    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=1000)
    )
    model.fit(*read(split.train))
    x, true = read(split.test)
    return float(f1_score(true, model.predict(x), average="macro"))


def _songs(dances: Sequence[Dance]) -> list[tuple[str, str, float]]:
    heard = [(dance.key, dance.audio) for dance in dances if dance.audio is not None]
    pairs = [(a, b, song_likeness(one, two)) for (a, one), (b, two) in combinations(heard, 2)]
    return sorted(pairs, key=lambda pair: -pair[2])


def _print(results: dict[str, Any]) -> None:
    rows = results["repeated"]
    print("Frames whose motion is also in another dance\n")
    print(f"{'':14}{'frames':>8}" + "".join(f"{name:>14}" for name in LIKENESSES) + "   most often in")
    for row in rows:
        shares = "".join(f"{row[name]:14.0%}" for name in LIKENESSES)
        print(f"{row['dance']:14}{row['frames']:8,}{shares}   {row['most often in']}")
    for style in sorted({row["style"] for row in rows}):
        mine = [row for row in rows if row["style"] == style]
        frames = np.array([row["frames"] for row in mine])
        shares = [np.average([row[name] for row in mine], weights=frames) for name in LIKENESSES]
        print(f"{style:14}{frames.sum():8,}" + "".join(f"{share:14.0%}" for share in shares))
    for name, folds in results["folds"].items():
        print(f"\nFolds; motion counts as the same {name} (windows of train / valid / test)\n")
        _print_folds(folds)
    if "macro F1" in results:
        print("\nMacro F1 of a logistic regression on the tested windows (mean, deviation, worst fold)\n")
        for name, scores in results["macro F1"].items():
            print(f"{name:16}{np.mean(scores):8.3f}{np.std(scores):8.3f}{min(scores):8.3f}")
    if "songs" in results:
        print(f"\nSongs that sound most alike (the same from {SAME_SONG} on)\n")
        for a, b, alike in results["songs"][:5]:
            print(f"{a:6}{b:6}{alike:6.2f}")


def _print_folds(folds: Sequence[dict[str, Any]]) -> None:
    styles = sorted({style for row in folds for style in row["windows"]["test"]})
    print(f"{'fold':6}" + "".join(f"{style:>18}" for style in styles), end="")
    print(f"{'frames left out':>18}{'in training':>13}{'turned':>8}{'s':>7}")
    for row in folds:
        cells = [" / ".join(str(row["windows"][side][s]) for side in row["windows"]) for s in styles]
        print(f"{row['fold'] + 1:<6}" + "".join(f"{cell:>18}" for cell in cells), end="")
        print(f"{sum(row['frames left out'].values()):18,}{row['test in training']:13.1%}", end="")
        print(f"{row['test in training, turned']:8.1%}{row['seconds']:7.1f}")


if __name__ == "__main__":
    main()
