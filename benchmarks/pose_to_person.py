"""How well `pix2pixhd` shows a dancer, beside showing the film's nearest frame.

Run: python benchmarks/pose_to_person.py --work FOLDER [--preset pix2pixhd] [--set training.epochs=2]

A film of a drawn dancer, 24 s, is made in FOLDER (kept and used again); its beginning is trained on, its
end tested, a second in between left out. Joints are the true ones. Prints the numbers of the test part,
beside those of the training frame whose pose is nearest, and leaves in FOLDER a sheet: skeleton maps, what
was made of them, the film; then another dancer, and the learnt person in those poses. Started again, it
goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.dance import Dance
from core.data.film import Film
from core.demo.videos import DemoVideo, make_demo_videos, read_truth
from core.media.opencv import cv2
from core.media.reader import VideoReader
from core.training.fit import fit
from core.training.presets import load_preset, with_overrides
from core.training.rendering import show_person
from core.training.trained import load_trained

SECONDS, SIZE_PX = 24.0, 288
LEARNT, OTHER = "hip-hop-1", "ballet-1"
N_SHOWN = 8


def dance_of(video: DemoVideo) -> Dance:
    """Return a filmed dance with its true joints."""
    with VideoReader(video.path) as reader:
        film = Film(
            video.path, video.path.stem, reader.times_s, reader.size, joints_of(video), video.motion.skeleton
        )
    return Dance(video.path.stem, video.motion, video.style, video.path.stem, film=film)


def joints_of(video: DemoVideo) -> NDArray[np.float32]:
    """(T, J, 3) pixels and full confidence."""
    sure = np.ones((*video.joints_px.shape[:2], 1), np.float32)
    return np.concatenate([video.joints_px, sure], axis=2)


def write_sheet(run_dir: Path, dance: Dance, start: int, other: DemoVideo, path: Path) -> None:
    """Write maps, pictures made of them, the film; another dancer, and the person in those poses."""
    model = load_trained(run_dir)
    reader, film = model.reader, dance.film
    if film is None:
        raise TypeError("a dance without its film")
    joints = reader.joints(film)
    frames = list(range(start, start + 5 * N_SHOWN))
    made = list(show_person(model, joints[frames], reader.body, in_place=True))[4::5]
    real = reader.pictures(film, frames[4::5])
    maps = (model.model.map(torch.from_numpy(joints[frames[4::5]])) + 1) * 127.5
    drawn = maps.to(torch.uint8).permute(0, 2, 3, 1).numpy()
    theirs = list(range(0, other.motion.n_frames, max(1, other.motion.n_frames // N_SHOWN)))[:N_SHOWN]
    moved = list(show_person(model, joints_of(other)[theirs], other.motion.skeleton))
    with VideoReader(other.path) as film_of_other:
        source = [cv2().resize(film_of_other.frame(t), (reader.size, reader.size)) for t in theirs]
    rows = [np.hstack(list(row)) for row in (drawn, made, real, source, moved)]
    cv2().imwrite(str(path), np.vstack(rows)[..., ::-1])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--preset", default="pix2pixhd-small")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    films = options.work / "films"
    if not (films / f"{LEARNT}.mp4").exists():
        make_demo_videos(films, per_style=1, duration_s=SECONDS, size=SIZE_PX)
    dance, other = dance_of(read_truth(films / f"{LEARNT}.mp4")), read_truth(films / f"{OTHER}.mp4")
    preset = with_overrides(load_preset(options.preset), options.set)
    run_dir = options.work / f"run-{options.preset}"
    began = time.process_time()
    result = fit(preset, [dance], run_dir=run_dir, seed=0, device=options.device, on_log=print, resume=True)
    print(f"{time.process_time() - began:.0f} s of processor time")
    for name, value in result.report.pictures[0].values.items():
        print(f"{name}: {value:.4f}; nearest pose: {result.report.pictures[0].baseline[name]:.4f}")
    start = result.content["split"]["test"][0]["start"]
    write_sheet(run_dir, dance, start, other, run_dir / "person.png")
    print(f"sheet in {run_dir}")


if __name__ == "__main__":
    main()
