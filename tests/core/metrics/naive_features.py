"""The published kinetic and geometric features as one reads their definitions: frame by frame, in loops.

Written apart from `core.metrics`, to check it; SMPL's order of joints, y up, 60 frames a second.
"""

from __future__ import annotations

import numpy as np

DT = 1 / 60
PELVIS, L_HIP, R_HIP, SPINE1, L_KNEE, R_KNEE = range(6)
L_ANKLE, R_ANKLE, CHEST, L_FOOT, R_FOOT, NECK = 7, 8, 9, 10, 11, 12
L_SHOULDER, R_SHOULDER, L_ELBOW, R_ELBOW, L_WRIST, R_WRIST = range(16, 22)

HUMERUS = float(np.linalg.norm(np.subtract([0.199113488, 0.236807942, -0.0180702247],
                                           [0.454445392, 0.221158922, -0.0410167128])))  # fmt: skip
SHOULDERS = float(np.linalg.norm(np.subtract([0.199113488, 0.236807942, -0.0180702247],
                                             [-0.191692337, 0.236928746, -0.0123055102])))  # fmt: skip
HIPS = float(np.linalg.norm(np.subtract([0.0564076714, -0.323069185, 0.0109197125],
                                        [-0.0624834076, -0.331302464, 0.0150412619])))  # fmt: skip


def naive_kinetic(p: np.ndarray, *, slip: bool) -> list[float]:
    features = []
    n = len(p)
    for joint in range(p.shape[1]):
        flat = upright = energy = 0.0
        for i in range(1, n):
            steps, changes = [], []
            for k in range(i - 2, i + 3):
                if k >= 1 and k < n:
                    steps.append((p[k, joint] - p[k - 1, joint]) / DT)
                if k >= 1 and k + 1 < n:
                    out = (p[k + 1, joint] - p[k, joint]) / DT
                    into = (
                        p[k, joint] - p[k - 1, joint] / DT if slip else (p[k, joint] - p[k - 1, joint]) / DT
                    )
                    changes.append((out - into) / DT)
            v, a = sum(steps) / len(steps), sum(changes) / len(changes)
            flat += v[0] ** 2 + v[2] ** 2
            upright += v[1] ** 2
            energy += float(np.linalg.norm(a))
        features += [flat / (n - 1), upright / (n - 1), energy / (n - 1)]
    return features


def naive_geometric(p: np.ndarray) -> np.ndarray:
    answers = [_answers(p[i], p[i - 1]) for i in range(1, len(p))]
    return np.mean(np.array(answers, float), axis=0)


def _answers(now: np.ndarray, old: np.ndarray) -> list[bool]:
    floor = min(now[:, 1])

    def speed(j):
        return np.linalg.norm(now[j] - old[j]) * 120

    def part(vector, direction):
        return np.dot(vector, direction) / np.linalg.norm(direction)

    def nmove(a, b, c, j, least):
        velocity = ((now[j] - now[a]) - (old[j] - old[a])) * 120
        return part(velocity, np.cross(now[c] - now[a], now[b] - now[a])) > least

    def move(a, b, j, least):
        return part(((now[j] - now[a]) - (old[j] - old[a])) * 120, now[b] - now[a]) > least

    def nplane(a, b, at, j, least):
        return part(now[j] - now[at], now[b] - now[a]) > least

    def plane(a, b, c, j, least):
        return part(now[j] - now[a], np.cross(now[c] - now[a], now[b] - now[a])) > least

    def angle(u, v, low, high):
        degrees = np.degrees(np.arccos(np.dot(u, v) / np.linalg.norm(u) / np.linalg.norm(v)))
        return low < degrees < high

    down = now[PELVIS] - now[NECK]
    return [
        nmove(NECK, R_HIP, L_HIP, R_WRIST, 1.8 * HUMERUS),
        nmove(NECK, L_HIP, R_HIP, L_WRIST, 1.8 * HUMERUS),
        nplane(CHEST, NECK, NECK, R_WRIST, 0.2 * HUMERUS),
        nplane(CHEST, NECK, NECK, L_WRIST, 0.2 * HUMERUS),
        move(SPINE1, CHEST, CHEST, 1.8 * HUMERUS),
        move(SPINE1, CHEST, CHEST, 1.8 * HUMERUS),
        angle(now[R_SHOULDER] - now[R_ELBOW], now[R_WRIST] - now[R_ELBOW], 0, 110),
        angle(now[L_SHOULDER] - now[L_ELBOW], now[L_WRIST] - now[L_ELBOW], 0, 110),
        nplane(L_SHOULDER, R_SHOULDER, L_WRIST, R_WRIST, 2.5 * SHOULDERS),
        move(L_WRIST, R_WRIST, R_WRIST, 1.4 * HUMERUS),
        move(R_WRIST, PELVIS, L_WRIST, 1.4 * HUMERUS),
        move(L_WRIST, PELVIS, R_WRIST, 1.4 * HUMERUS),
        speed(R_WRIST) > 2.5 * HUMERUS,
        speed(L_WRIST) > 2.5 * HUMERUS,
        plane(PELVIS, L_HIP, L_FOOT, R_ANKLE, 0.38 * HUMERUS),
        plane(PELVIS, R_HIP, R_FOOT, L_ANKLE, 0.38 * HUMERUS),
        now[R_ANKLE][1] - floor > 1.2 * HUMERUS,
        now[L_ANKLE][1] - floor > 1.2 * HUMERUS,
        nplane(L_HIP, R_HIP, L_ANKLE, R_ANKLE, 2.1 * HIPS),
        angle(now[R_HIP] - now[R_KNEE], now[R_ANKLE] - now[R_KNEE], 0, 110),
        angle(now[L_HIP] - now[L_KNEE], now[L_ANKLE] - now[L_KNEE], 0, 110),
        speed(R_ANKLE) > 2.5 * HUMERUS,
        speed(L_ANKLE) > 2.5 * HUMERUS,
        angle(down, now[R_ELBOW] - now[R_SHOULDER], 25, 180),
        angle(down, now[L_ELBOW] - now[L_SHOULDER], 25, 180),
        angle(down, now[R_KNEE] - now[R_HIP], 50, 180),
        angle(down, now[L_KNEE] - now[L_HIP], 50, 180),
        plane(R_ANKLE, NECK, L_ANKLE, PELVIS, 0.5 * HUMERUS),
        angle(down, np.array([0, 1, 0]), 70, 110),
        -(now[R_WRIST][1] - floor) > -1.2 * HUMERUS,
        -(now[L_WRIST][1] - floor) > -1.2 * HUMERUS,
        speed(PELVIS) > 2.3 * HUMERUS,
    ]
