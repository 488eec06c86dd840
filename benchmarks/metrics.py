"""How much faster are the metrics than the same formulas in loops over frames and joints?

    python benchmarks/metrics.py [--frames N] [--repeats N] [--json]

A random motion of 33 joints at 60 frames a second is measured by `core.metrics` and by plain loops, which are
written as one would read the formula: a frame, a joint or a pair of frames at a time. Printed are the medians
of the processor times, their ratio, and how far the two answers are apart. A loop that would take minutes is
timed on fewer frames and its time scaled by how the work grows; the answers are then compared on these
frames.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.metrics.dtw import warped_mean
from core.metrics.foot_contact import physical_foot_contact
from core.metrics.kinetic import kinetic_features
from core.metrics.motion_beats import motion_beats
from core.metrics.music import alignment_score
from core.metrics.pairing import joint_distances
from core.metrics.pose_error import joint_errors
from core.metrics.procrustes import aligned
from core.metrics.smoothness import sparc
from core.motion import Motion
from core.skeleton import skeleton

FPS = 60.0
BAND_FRAMES = 60
Measure = Callable[[Motion, Motion], float]


@dataclass(frozen=True)
class Case:
    """A metric in both ways.

    Attributes:
        ours, naive: a reference and a motion in, a number out.
        naive_frames: on how many frames the loop is timed, at most.
    """

    name: str
    ours: Measure
    naive: Measure
    naive_frames: int = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--frames", type=int, default=3600, help="a minute at 60 frames a second")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    a, b = _dance(options.frames, 0), _dance(options.frames, 1)
    rows = [_row(case, a, b, options.repeats) for case in CASES]
    if options.json:
        print(json.dumps(rows))
        return
    print(f"{'metric':28}{'ours ms':>10}{'loops ms':>12}{'ratio':>9}{'apart':>12}")
    for row in rows:
        print(
            f"{row['metric']:28}{row['ours_ms']:10.1f}{row['loops_ms']:12.1f}"
            f"{row['ratio']:9.0f}{row['apart']:12.1e}"
        )


def _row(case: Case, a: Motion, b: Motion, repeats: int) -> dict[str, float | str]:
    n = min(a.n_frames, case.naive_frames)
    short_a, short_b = a.slice(0, n), b.slice(0, n)
    ours_ms = _median_ms(lambda: case.ours(a, b), repeats)
    loops_ms = _median_ms(lambda: case.naive(short_a, short_b), 1) * a.n_frames / n
    apart = abs(case.ours(short_a, short_b) - case.naive(short_a, short_b))
    return {
        "metric": case.name,
        "ours_ms": ours_ms,
        "loops_ms": loops_ms,
        "ratio": loops_ms / ours_ms,
        "apart": apart,
    }


def _median_ms(work: Callable[[], float], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def _dance(n_frames: int, seed: int) -> Motion:
    """A body whose joints each swing in three sines of at most 2 Hz."""
    rng = np.random.default_rng(seed)
    body = skeleton("blazepose33")
    t = np.arange(n_frames)[:, None, None] / FPS
    positions = rng.normal(0, 0.5, (1, len(body.joints), 3)) + np.zeros((n_frames, 1, 1))
    for _ in range(3):
        rate, phase = rng.uniform(0.1, 2, positions.shape[1:]), rng.uniform(0, 6, positions.shape[1:])
        positions = positions + 0.2 * np.sin(2 * np.pi * rate * t + phase)
    return Motion(positions.astype(np.float32), FPS, body)


def _beats(motion: Motion) -> np.ndarray:
    return np.arange(0.2, motion.duration_s, 0.5)


def _our_alignment(_: Motion, motion: Motion) -> float:
    return alignment_score(motion_beats(motion, "fact", "reference").at_s, _beats(motion), 0.05)


def _naive_alignment(_: Motion, motion: Motion) -> float:
    speeds = [0.0]
    for t in range(1, motion.n_frames):
        ways = [
            float(np.linalg.norm(motion.positions[t, j] - motion.positions[t - 1, j]))
            for j in range(motion.n_joints)
        ]
        speeds.append(sum(ways))
    danced = [
        t
        for t in range(1, len(speeds) - 1)
        if all(speeds[t] < s for s in [*speeds[max(0, t - 10) : t], *speeds[t + 1 : t + 11]])
    ]
    near = [min(abs(t / FPS - beat) for beat in _beats(motion)) for t in danced]
    return sum(float(np.exp(-(d**2) / (2 * 0.05**2))) for d in near) / len(near)


def _naive_mpjpe(a: Motion, b: Motion) -> float:
    total = 0.0
    for t in range(a.n_frames):
        root_a, root_b = (m.positions[t, list(m.skeleton.root)].mean(axis=0) for m in (a, b))
        for j in range(a.n_joints):
            total += float(np.linalg.norm(a.positions[t, j] - root_a - b.positions[t, j] + root_b))
    return total / (a.n_frames * a.n_joints)


def _our_pa_mpjpe(a: Motion, b: Motion) -> float:
    p, q = a.positions.astype(np.float64), b.positions.astype(np.float64)
    return float(joint_distances(p, aligned(p, q)).mean())


def _naive_pa_mpjpe(a: Motion, b: Motion) -> float:
    total = 0.0
    for t in range(a.n_frames):
        p, q = (m.positions[t].astype(np.float64) for m in (a, b))
        p, q = p - p.mean(axis=0), q - q.mean(axis=0)
        u, s, vt = np.linalg.svd(q.T @ p)
        if np.linalg.det(u @ vt) < 0:
            u[:, -1], s[-1] = -u[:, -1], -s[-1]
        laid = q @ u @ vt * s.sum() / (q**2).sum()
        for j in range(a.n_joints):
            total += float(np.linalg.norm(p[j] - laid[j]))
    return total / (a.n_frames * a.n_joints)


def _our_dtw(a: Motion, b: Motion) -> float:
    return warped_mean(
        lambda i, j: np.linalg.norm(a.positions[i] - b.positions[j], axis=-1).mean(axis=-1),
        a.n_frames,
        BAND_FRAMES,
    )


def _naive_dtw(a: Motion, b: Motion) -> float:
    n = a.n_frames
    total = np.full((n + 1, n + 1), np.inf)
    steps = np.zeros((n + 1, n + 1))
    total[0, 0] = 0.0
    for i in range(n):
        for j in range(max(0, i - BAND_FRAMES), min(n, i + BAND_FRAMES + 1)):
            cost = float(np.linalg.norm(a.positions[i] - b.positions[j], axis=-1).mean())
            before = min(((i, j), (i, j + 1), (i + 1, j)), key=lambda at: total[at])
            total[i + 1, j + 1] = total[before] + cost
            steps[i + 1, j + 1] = steps[before] + 1
    return float(total[n, n] / steps[n, n])


def _our_kinetic(_: Motion, motion: Motion) -> float:
    return float(kinetic_features(motion.positions.astype(np.float64), FPS, "reference").sum())


def _naive_kinetic(_: Motion, motion: Motion) -> float:
    p, n = motion.positions.astype(np.float64), motion.n_frames
    total = 0.0
    for j in range(motion.n_joints):
        for i in range(1, n):
            near = range(max(1, i - 2), min(n - 1, i + 2) + 1)
            steps = [(p[k, j] - p[k - 1, j]) * FPS for k in near]
            v = sum(steps) / len(steps)
            turns = [
                ((p[k + 1, j] - p[k, j]) * FPS - (p[k, j] - p[k - 1, j] * FPS)) * FPS
                for k in near
                if k + 1 < n
            ]
            a = sum(turns) / len(turns)
            total += float(v[0] ** 2 + v[2] ** 2 + v[1] ** 2 + np.linalg.norm(a)) / (n - 1)
    return total


def _thirty(motion: Motion) -> Motion:
    """The published physical foot contact is of 30 frames a second."""
    return Motion(motion.positions, 30.0, motion.skeleton)


def _naive_pfc(_: Motion, motion: Motion) -> float:
    p, feet = _thirty(motion).positions.astype(np.float64), motion.skeleton
    root = p[:, list(feet.root)].mean(axis=1)
    left = feet.indices("left_ankle", "left_foot_index")
    right = feet.indices("right_ankle", "right_foot_index")
    pulls, ways = [], []
    for i in range(1, len(p) - 1):
        a = (root[i + 1] - 2 * root[i] + root[i - 1]) * 900
        pulls.append(float(np.sqrt(a[0] ** 2 + max(a[1], 0.0) ** 2 + a[2] ** 2)))
        slow = [
            min(float(np.hypot(*(p[i + 1, j] - p[i, j])[[0, 2]])) for j in side) for side in (left, right)
        ]
        ways.append(slow[0] * slow[1])
    most = max(pulls)
    return sum(w * a / most for w, a in zip(ways, pulls, strict=True)) / len(pulls) * 10_000


def _speeds(motion: Motion) -> np.ndarray:
    """(stretches of four seconds x joints, frames)."""
    steps = np.linalg.norm(np.diff(motion.positions.astype(np.float64), axis=0), axis=-1) * FPS
    n = len(steps) // 240
    return steps[: n * 240].reshape(n, 240, -1).transpose(0, 2, 1).reshape(-1, 240)


def _naive_sparc(_: Motion, motion: Motion) -> float:
    lengths = []
    for speeds in _speeds(motion):
        amplitude = np.abs(np.fft.fft(speeds, 4096))
        amplitude = amplitude / amplitude.max()
        frequency = np.arange(4096) * FPS / 4096
        kept = [k for k in range(4096) if frequency[k] <= 10]
        kept = kept[: max(k for k in kept if amplitude[k] >= 0.05) + 1]
        arc = 0.0
        for k in kept[1:]:
            across = (frequency[k] - frequency[k - 1]) / frequency[kept[-1]]
            arc += float(np.sqrt(across**2 + (amplitude[k] - amplitude[k - 1]) ** 2))
        lengths.append(-arc)
    return sum(lengths) / len(lengths)


CASES: Sequence[Case] = (
    Case("beat alignment", _our_alignment, _naive_alignment),
    Case("MPJPE", lambda a, b: float(joint_errors(a, b).distances_m.mean()), _naive_mpjpe),
    Case("PA-MPJPE", _our_pa_mpjpe, _naive_pa_mpjpe),
    Case("kinetic features", _our_kinetic, _naive_kinetic),
    Case("physical foot contact", lambda _, motion: physical_foot_contact(_thirty(motion)), _naive_pfc),
    Case("SPARC", lambda _, motion: float(sparc(_speeds(motion), FPS).mean()), _naive_sparc),
    Case("DTW, band of a second", _our_dtw, _naive_dtw, naive_frames=600),
)


if __name__ == "__main__":
    main()
