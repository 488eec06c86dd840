"""Geometric ("manual") features: how much of the time each of 32 yes-or-no questions about the body is a yes.

Sources: Müller, Röder and Clausen, "Efficient Content-Based Retrieval of Motion Capture Data" (ACM TOG 24:3,
2005), as computed by fairmotion and `aist_plusplus/features/manual.py` of google/aistplusplus_api.

Pitfalls of the published code, which `reference` keeps: its speeds take a frame for 1/120 s while its motions
have 60 a second, so that all its thresholds are half of what they say; its lengths are those of SMPL's
template, whoever dances; its test "moves towards" reads three of its four joints; and it compares thresholds
that are often missed or met by a whole set, so that features are constant and their deviation 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.metrics.motion_beats import Convention
from core.metrics.smpl_order import SMPL

Array = NDArray[np.float64]
Answer = NDArray[np.bool_]

REFERENCE_FPS = 60.0
_REFERENCE_SPEED_FPS = 120.0
_TEMPLATE = {
    "left_shoulder": (0.199113488, 0.236807942, -0.0180702247),
    "right_shoulder": (-0.191692337, 0.236928746, -0.0123055102),
    "left_elbow": (0.454445392, 0.221158922, -0.0410167128),
    "left_hip": (0.0564076714, -0.323069185, 0.0109197125),
    "right_hip": (-0.0624834076, -0.331302464, 0.0150412619),
}  # of SMPL, metres, as in the published code
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, eq=False)
class _Body:
    """What the questions are asked about: (T - 1, 3) places now and one frame before, lengths, and the rate.

    Attributes:
        humerus, shoulders, hips: lengths, metres.
    """

    now: Array
    before: Array
    rate: float
    humerus: float
    shoulders: float
    hips: float

    def at(self, joint: str) -> Array:
        place: Array = self.now[:, SMPL.index(joint)]
        return place

    def velocity(self, joint: str, against: str | None = None) -> Array:
        moved = (self.now - self.before) * self.rate
        own: Array = moved[:, SMPL.index(joint)]
        return own if against is None else own - moved[:, SMPL.index(against)]


Question = Callable[[_Body], Answer]


def geometric_features(positions: Array, fps: float, convention: Convention = "corrected") -> Array:
    """Return (32,) shares of the time, 0 to 1, in which each question is a yes.

    ``reference`` takes a frame for 1/120 s and lengths of SMPL's template; ``corrected`` takes `fps` and the
    median lengths of the body itself, so that size and frame rate do not matter.

    Args:
        positions: (T, 24, 3) in SMPL's order, metres, y up, without gaps.

    Raises:
        InputError: less than two frames.
    """
    if len(positions) < 2:
        raise InputError(f"Geometric features need at least 2 frames; got {len(positions)}.")
    template = np.array([_TEMPLATE.get(joint, (0.0, 0.0, 0.0)) for joint in SMPL.joints])[None]
    measured = template if convention == "reference" else positions
    body = _Body(
        positions[1:],
        positions[:-1],
        _REFERENCE_SPEED_FPS if convention == "reference" else fps,
        humerus=_length(measured, "left_shoulder", "left_elbow"),
        shoulders=_length(measured, "left_shoulder", "right_shoulder"),
        hips=_length(measured, "left_hip", "right_hip"),
    )
    with np.errstate(invalid="ignore", divide="ignore"):  # a direction between two joints at one place
        answers = [question(body) for question in _QUESTIONS]
    shares: Array = np.array([answer.mean() for answer in answers], np.float64)
    return shares


def _length(positions: Array, a: str, b: str) -> float:
    gap = positions[:, SMPL.index(a)] - positions[:, SMPL.index(b)]
    return float(np.median(np.linalg.norm(gap, axis=-1)))


def _along(vector: Array, direction: Array) -> Array:
    """(T,) part of a vector in a direction."""
    part: Array = (vector * direction).sum(axis=-1) / np.linalg.norm(direction, axis=-1)
    return part


def _out_of_plane(a: str, b: str, c: str, joint: str, humeri: float) -> Question:
    """Is the joint velocity, against `a`, normal to the plane of a, b, c above a speed?"""

    def ask(body: _Body) -> Answer:
        normal = np.cross(body.at(c) - body.at(a), body.at(b) - body.at(a))
        return _along(body.velocity(joint, a), normal) > humeri * body.humerus

    return ask


def _towards(a: str, b: str, joint: str, humeri: float) -> Question:
    """Does the joint move, against `a`, in the direction from a to b faster than a speed?"""

    def ask(body: _Body) -> Answer:
        return _along(body.velocity(joint, a), body.at(b) - body.at(a)) > humeri * body.humerus

    return ask


def _fast(joint: str, humeri: float) -> Question:
    return lambda body: np.linalg.norm(body.velocity(joint), axis=-1) > humeri * body.humerus


def _before_plane(a: str, b: str, c: str, joint: str, humeri: float) -> Question:
    """Is the joint on one side of the plane through a, b, c, further than a length?"""

    def ask(body: _Body) -> Answer:
        normal = np.cross(body.at(c) - body.at(a), body.at(b) - body.at(a))
        return _along(body.at(joint) - body.at(a), normal) > humeri * body.humerus

    return ask


def _beyond(a: str, b: str, at: str, joint: str, length: Callable[[_Body], float]) -> Question:
    """Is the joint further than a length from `at`, in the direction from a to b?"""

    def ask(body: _Body) -> Answer:
        return _along(body.at(joint) - body.at(at), body.at(b) - body.at(a)) > length(body)

    return ask


def _higher(joint: str, humeri: float, *, below: bool = False) -> Question:
    """Is the joint further above the lowest one than a length; or `below`: less far than that?"""

    def ask(body: _Body) -> Answer:
        height = body.at(joint)[:, 1] - body.now[..., 1].min(axis=1)
        answer: Answer = -height > -humeri * body.humerus if below else height > humeri * body.humerus
        return answer

    return ask


def _bent(a: str, b: str, c: str, d: str | None, low: float, high: float) -> Question:
    """Is the angle between a to b and c to d, or the vertical, between two bounds in degrees?"""

    def ask(body: _Body) -> Answer:
        first = body.at(b) - body.at(a)
        second = body.at(d) - body.at(c) if d else np.broadcast_to(_UP, first.shape)
        lengths = np.linalg.norm(first, axis=-1) * np.linalg.norm(second, axis=-1)
        angle = np.degrees(np.arccos((first * second).sum(axis=-1) / lengths))
        answer: Answer = (angle > low) & (angle < high)
        return answer

    return ask


_QUESTIONS: tuple[Question, ...] = (
    _out_of_plane("neck", "right_hip", "left_hip", "right_wrist", 1.8),
    _out_of_plane("neck", "left_hip", "right_hip", "left_wrist", 1.8),
    _beyond("spine3", "neck", "neck", "right_wrist", lambda body: 0.2 * body.humerus),
    _beyond("spine3", "neck", "neck", "left_wrist", lambda body: 0.2 * body.humerus),
    # Meant for the two wrists: of four joints that are named, the published code reads three.
    _towards("spine1", "spine3", "spine3", 1.8),
    _towards("spine1", "spine3", "spine3", 1.8),
    _bent("right_elbow", "right_shoulder", "right_elbow", "right_wrist", 0, 110),
    _bent("left_elbow", "left_shoulder", "left_elbow", "left_wrist", 0, 110),
    _beyond(
        "left_shoulder", "right_shoulder", "left_wrist", "right_wrist", lambda body: 2.5 * body.shoulders
    ),
    _towards("left_wrist", "right_wrist", "right_wrist", 1.4),
    _towards("right_wrist", "pelvis", "left_wrist", 1.4),
    _towards("left_wrist", "pelvis", "right_wrist", 1.4),
    _fast("right_wrist", 2.5),
    _fast("left_wrist", 2.5),
    _before_plane("pelvis", "left_hip", "left_foot", "right_ankle", 0.38),
    _before_plane("pelvis", "right_hip", "right_foot", "left_ankle", 0.38),
    _higher("right_ankle", 1.2),
    _higher("left_ankle", 1.2),
    _beyond("left_hip", "right_hip", "left_ankle", "right_ankle", lambda body: 2.1 * body.hips),
    _bent("right_knee", "right_hip", "right_knee", "right_ankle", 0, 110),
    _bent("left_knee", "left_hip", "left_knee", "left_ankle", 0, 110),
    _fast("right_ankle", 2.5),
    _fast("left_ankle", 2.5),
    _bent("neck", "pelvis", "right_shoulder", "right_elbow", 25, 180),
    _bent("neck", "pelvis", "left_shoulder", "left_elbow", 25, 180),
    _bent("neck", "pelvis", "right_hip", "right_knee", 50, 180),
    _bent("neck", "pelvis", "left_hip", "left_knee", 50, 180),
    _before_plane("right_ankle", "neck", "left_ankle", "pelvis", 0.5),
    _bent("neck", "pelvis", "neck", None, 70, 110),
    _higher("right_wrist", 1.2, below=True),
    _higher("left_wrist", 1.2, below=True),
    _fast("pelvis", 2.3),
)
