"""How many frames a second does `barre watch` look at, and what of the time is the pose and what the style?

    python benchmarks/watch.py [FILM] [--preset motion-bigru] [--repeats N] [--json]

A model of the preset's own size learns the demo's dancers for one epoch (what it answers does not matter, how
long it takes does), and then watches the film over and over; without a FILM it is a dancer of the demo. Each
figure is the median over repeats:

    frames/s               by the clock                                                        budget >= 20
    frames/s by processor  frames over processor seconds and the two cores that a user has     budget >= 20
    watch / bare           over the bare pose loop on the same film right before; 1 = the style costs nothing

On a busy machine (it says how many processors it had) believe the ratio.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from core.data.dance import Dance
from core.demo.choreography import choreograph
from core.demo.videos import make_demo_videos
from core.media.reader import VideoReader
from core.models.stepping import one_thread
from core.pose.landmarker import Landmarker
from core.pose.model import pose_model
from core.skeleton import skeleton
from core.training.fit import fit
from core.training.live import LiveStyles
from core.training.presets import load_preset, with_overrides
from core.training.trained import TrainedModel, load_trained
from workbench.actions.watching import sights

BUDGET = 20.0
CORES = 2


@dataclass(frozen=True)
class Rate:
    """Frames, wall-clock and processor seconds."""

    frames: int
    wall_s: float
    cpu_s: float

    @property
    def frames_per_s(self) -> float:
        return self.frames / self.wall_s


@contextmanager
def opened(film: Path, model: Path) -> Iterator[tuple[VideoReader, Landmarker]]:
    """Open a film and a landmarker that is warm."""
    with VideoReader(film) as video, Landmarker(model, people=1) as landmarker:
        landmarker.find(video.frame(0), 0)
        yield video, landmarker


def bare(film: Path, pose: Path) -> Rate:
    """Only find the dancer."""
    with opened(film, pose) as (video, landmarker):
        began, cpu_began = time.perf_counter(), time.process_time()
        for i, picture in video.frames():
            landmarker.find(picture, 1 + round(1000 * float(video.times_s[i])))
        return Rate(video.n_frames, time.perf_counter() - began, time.process_time() - cpu_began)


def watched(film: Path, pose: Path, model: TrainedModel) -> Rate:
    """Find the dancer and say the style, as `barre watch` does."""
    with one_thread(), opened(film, pose) as (video, landmarker):
        live = LiveStyles(model, skeleton("blazepose33"), name=film.name)
        pictures = ((1.0 + float(video.times_s[i]), picture) for i, picture in video.frames())
        began, cpu_began = time.perf_counter(), time.process_time()
        answers = [sight.styles for sight in sights(pictures, _Later(landmarker), live)]
        if not any(answers):
            raise SystemExit(f"{film} is too short, or nobody is seen in it: no style was ever said.")
        return Rate(video.n_frames, time.perf_counter() - began, time.process_time() - cpu_began)


class _Later:
    """A landmarker whose clock has already begun."""

    def __init__(self, landmarker: Landmarker) -> None:
        self._landmarker = landmarker

    def find(self, picture, time_ms):
        return self._landmarker.find(picture, time_ms + 1)


def learned(preset: str, folder: Path) -> TrainedModel:
    """Return a model of the preset's own sizes."""
    dances = [
        Dance(f"{style}{seed}", choreograph(style, duration_s=8, tempo_bpm=100, seed=seed), style)
        for style in ("waltz", "salsa")
        for seed in range(5)
    ]
    fit(with_overrides(load_preset(preset), ["epochs=1"]), dances, run_dir=folder, seed=0, device="cpu")
    return load_trained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("film", nargs="?", type=Path)
    parser.add_argument("--preset", default="motion-bigru", help="one that reads no music")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        film = wishes.film or make_demo_videos(Path(name), per_style=1, duration_s=12)[0].path
        model, pose = learned(wishes.preset, Path(name) / "run"), pose_model()
        pairs = [(bare(film, pose), watched(film, pose, model)) for _ in range(wishes.repeats)]
    rates = [rate for _, rate in pairs]
    result = {
        "film": film.name,
        "preset": wishes.preset,
        "frames_per_s": median(rate.frames_per_s for rate in rates),
        "frames_per_s_by_processor": median(CORES * rate.frames / rate.cpu_s for rate in rates),
        "watch_over_bare": median(b.frames_per_s / a.frames_per_s for a, b in pairs),
        "watch_over_bare_by_processor": median(a.cpu_s / b.cpu_s for a, b in pairs),
        "processors_had": median(rate.cpu_s / rate.wall_s for rate in rates),
        "repeats": [[asdict(a), asdict(b)] for a, b in pairs],
    }
    if wishes.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{film.name}, {wishes.preset}, {result['processors_had']:.2f} processors had")
    for name in ("frames_per_s", "frames_per_s_by_processor"):
        print(f"  {name:28} {result[name]:6.1f}  {'met' if result[name] >= BUDGET else 'MISSED'}")
    for name in ("watch_over_bare", "watch_over_bare_by_processor"):
        print(f"  {name:28} {result[name]:6.2f}")


if __name__ == "__main__":
    main()
