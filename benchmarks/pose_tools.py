"""How far from the truth do the tools leave a wrist or an ankle that the machine lost for a while?

    python benchmarks/pose_tools.py [--seconds S] [--json]

Drawn dancers of every style, 720 x 480 at 25 frames a second, whose joints are known. A wrist or ankle is
lost for a number of frames; the frames before and after are right, up to what a hand and an estimator tremble
(2 px). Each tool fills the gap; printed is the distance from the truth in pixels, median and 95th percentile
over all filled frames, and which share of the frames a tool fills at all: following gives up where a joint
cannot be found again. A spline reads the motion outside the gap: the rows "wrong outside" show it where the
joint was lost there, too, and only the two frames beside the gap were corrected. The dancers are about 300 px
tall, of plain colours with sharp edges, and never blurred: a real film is harder to follow.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.demo.choreography import STYLES, choreograph
from core.editing.flow import follow
from core.editing.interpolate import Method, interpolate
from core.motion import Motion
from core.render.camera import Camera
from core.render.frames import Painter

SIZE_PX = (720, 480)
FPS = 25.0
GAPS = (4, 8, 16)  # frames that are lost
EVERY = 10  # frames from one gap to the next
TREMBLE_PX = 2.0
LOST_PX = (40, -30)  # how far from the truth a lost joint is
JOINTS = ("left_wrist", "right_wrist", "left_ankle", "right_ankle")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=8.0, help="of each style")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    errors: dict[tuple[str, int], list[float]] = defaultdict(list)
    for seed, style in enumerate(STYLES):
        motion = choreograph(style, duration_s=options.seconds, tempo_bpm=120, seed=seed, fps=FPS)
        for name, gap, error in _errors(motion, seed):
            errors[name, gap].append(error)
    rows = {f"{name}, {gap} frames": _row(values) for (name, gap), values in sorted(errors.items())}
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'tool, gap':34}{'median px':>12}{'p95 px':>10}{'filled':>10}{'frames':>10}")
    for name, row in rows.items():
        print(f"{name:34}{row['median']:12.1f}{row['p95']:10.1f}{row['filled']:10.0%}{row['frames']:10.0f}")


def _row(values: list[float]) -> dict[str, float]:
    errors = np.array(values)
    found = errors[np.isfinite(errors)]
    return {
        "median": float(np.median(found)),
        "p95": float(np.percentile(found, 95)),
        "filled": len(found) / len(errors),
        "frames": len(errors),
    }


def _errors(motion: Motion, seed: int) -> Iterator[tuple[str, int, float]]:
    """Yield (tool, gap, distance from the truth) of every lost frame; NaN where a tool gave up."""
    camera, painter = Camera.fitted(motion, *SIZE_PX), Painter(motion, *SIZE_PX)
    truth = np.stack([camera.project(pose, t)[:, :2] for t, pose in enumerate(motion.positions)])
    rng = np.random.default_rng(seed)
    seen = np.zeros((*truth.shape[:2], 4), np.float32)
    seen[..., :2] = truth + rng.normal(0, TREMBLE_PX, truth.shape)
    seen[..., 3] = 1
    pictures = [painter.frame(t) for t in range(len(truth))]
    joints = motion.skeleton.indices(*JOINTS)
    for gap in GAPS:
        for first in range(2, len(truth) - gap - 3, EVERY):
            lost = slice(first + 1, first + 1 + gap)
            for name, filled in _filled(seen, pictures, first, gap, joints):
                for error in np.hypot(*(filled - truth[lost][:, joints]).T).ravel().tolist():
                    yield name, gap, error


def _filled(
    seen: NDArray[np.float32], pictures: list[NDArray[np.uint8]], first: int, gap: int, joints: list[int]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield (tool, (gap, joints, 2)) what each tool makes of the frames after `first`."""
    last = first + gap + 1
    around = seen[first - 1 : last + 2].copy()
    around[2:-2, joints, :2] = np.nan
    keys = np.zeros(around.shape[:2], bool)
    keys[[1, -2]] = True
    for method in Method:
        yield f"interpolate, {method}", interpolate(around, keys, method=method).poses[2:-2, joints, :2]
    around[[0, -1], :, :2] += LOST_PX
    wrong = interpolate(around, keys, method=Method.SPLINE).poses[2:-2, joints, :2]
    yield "spline, wrong outside", wrong
    way = np.full((gap, len(joints), 2), np.nan, np.float32)
    for i, followed in enumerate(follow(pictures[first:last], seen[first, joints, :2])):
        way[i] = followed.xy
    yield "follow", way


if __name__ == "__main__":
    main()
