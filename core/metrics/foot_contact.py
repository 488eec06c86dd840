"""Whether feet stand where they stand: skating, sinking into the floor, and forces without a foot.

Sources: the skating ratio after Karunratanakul et al., "Guided Motion Diffusion for Controllable Human Motion
Synthesis" (ICCV 2023): a foot within 5 cm of the floor that moves by 2.5 cm in a frame of 20 a second; the
physical foot contact after Tseng, Castellon and Liu, "EDGE: Editable Dance Generation From Music" (CVPR 2023)
and `eval/eval_pfc.py` of Stanford-TML/EDGE.

Pitfalls: dancers do slide and brush their feet, so that real dances skate, too: only the difference to
real ones says something. A statue is perfect by every number here. A motion that was held at the origin
(BlazePose's own space) has feet that move because the body stands still; its numbers are NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import Filled, fill_gaps
from core.metrics.feet import Foot, feet_of, heights
from core.metrics.resampling import at_rate
from core.motion import Motion

Array = NDArray[np.float64]

CONTACT_M = 0.05
SKATING_M_S = 0.5
SUNK_M = 0.02
PFC_FPS = 30.0
_PFC_SCALE = 10_000.0
_HELD_M = 1e-3  # a root whose way is shorter than this in all directions was put there


@dataclass(frozen=True)
class FootContact:
    """How the feet of a dance meet the floor.

    Attributes:
        skate_ratio: share of contact that skates: of all (foot, step between two frames) in which the foot is
            within `CONTACT_M` of the floor at both ends, those in which it moves over the floor faster than
            `SKATING_M_S`. A foot that turns on its toe or heel stands: the slower of its joints in contact
            counts.
        skate_m_s: mean speed over the floor during contact.
        contact_ratio: share of all (foot, step) that are in contact.
        sunk_m: mean over frames of how far the lowest joint of the feet lies below where it stands.
        sunk_ratio: share of the frames in which that is more than `SUNK_M`.
        pfc: physical foot contact, see `physical_foot_contact`.
        n_filled: (frame, joint) pairs of the feet and the root that were not seen and were filled in between.
    """

    skate_ratio: float
    skate_m_s: float
    contact_ratio: float
    sunk_m: float
    sunk_ratio: float
    pfc: float
    n_filled: int


_NAN = float("nan")
NOTHING = FootContact(_NAN, _NAN, _NAN, _NAN, _NAN, _NAN, n_filled=0)


def foot_contact(motion: Motion) -> FootContact:
    """Measure the feet; all NaN where the skeleton has none, one is never seen, or the root is held.

    Raises:
        InputError: no person is seen on any frame.
    """
    filled = fill_gaps(motion)
    feet = feet_of(motion.skeleton)
    used = sorted({*motion.skeleton.root, *(j for foot in feet for j in _joints(foot))})
    if len(feet) < 2 or not _is_seen(filled, used) or root_is_held(filled.motion):
        return NOTHING
    in_contact, speed = _steps(filled.motion, feet)
    depth = _depths(filled.motion, feet)
    n_steps, n_contact = in_contact.size, int(in_contact.sum())
    speeds = speed[in_contact]
    return FootContact(
        skate_ratio=float((speeds > SKATING_M_S).mean()) if n_contact else float("nan"),
        skate_m_s=float(speeds.mean()) if n_contact else float("nan"),
        contact_ratio=n_contact / n_steps if n_steps else float("nan"),
        sunk_m=float(depth.mean()),
        sunk_ratio=float((depth > SUNK_M).mean()),
        pfc=physical_foot_contact(filled.motion),
        n_filled=int(motion.missing[:, used].sum()),
    )


def physical_foot_contact(motion: Motion) -> float:
    """Return EDGE's PFC: what accelerates the body while neither foot stands; 0 is best.

    ``10,000 * mean_i(a_i / max(a) * l_i * r_i)`` at 30 frames a second (another rate is brought there by a
    cubic spline): ``a_i`` the length of the root's acceleration with its downward part set to 0, ``l_i`` and
    ``r_i`` the horizontal way, metres a frame, of the slower of ankle and toe of the left and the right foot.

    Pitfalls: it is relative to the dance's own largest acceleration, so that one jerk makes a dance better;
    it is in metres squared, so that a smaller body is better, and as published it needs no floor.

    NaN without ankles and toes, for less than three frames, or with gaps; 0 where nothing accelerates.
    """
    feet = feet_of(motion.skeleton)
    pairs = [(foot.ankle, foot.tip) for foot in feet if foot.ankle is not None and foot.tip is not None]
    if len(pairs) < 2:
        return float("nan")
    joints = [j for pair in pairs for j in pair if j is not None]
    paths = np.concatenate([motion.root[:, None], motion.positions[:, joints]], axis=1)
    paths = at_rate(paths, motion.fps, PFC_FPS) if np.isfinite(paths).all() else paths
    if len(paths) < 3 or not np.isfinite(paths).all():
        return float("nan")
    root, soles = paths[:, 0].astype(np.float64), paths[:, 1:].astype(np.float64)
    acceleration = np.diff(root, n=2, axis=0) * PFC_FPS**2
    acceleration[:, 1] = np.maximum(acceleration[:, 1], 0.0)
    pull = np.linalg.norm(acceleration, axis=1)
    if pull.max() == 0:
        return 0.0
    ways = np.linalg.norm(np.diff(soles[1:, :, [0, 2]], axis=0), axis=-1).reshape(-1, 2, 2).min(axis=2)
    return float((ways.prod(axis=1) * pull / pull.max()).mean() * _PFC_SCALE)


def root_is_held(motion: Motion) -> bool:
    """Say whether somebody put the root in one place; such a motion does not say how the body travels."""
    root = motion.root
    if len(root) < 2 or not np.isfinite(root).any():
        return False
    moves = bool((np.nanmax(root, axis=0) - np.nanmin(root, axis=0) >= _HELD_M).any())
    return not moves and bool((np.nanstd(motion.positions, axis=0) >= _HELD_M).any())


def _joints(foot: Foot) -> tuple[int, ...]:
    return (*foot.sole, *(j for j in (foot.ankle, foot.tip) if j is not None))


def _is_seen(filled: Filled, joints: list[int]) -> bool:
    return not filled.motion.missing[:, joints].any()


def _steps(motion: Motion, feet: tuple[Foot, ...]) -> tuple[NDArray[np.bool_], Array]:
    """Return (T - 1, F) whether a foot is in contact from frame to frame, and its speed over the floor."""
    contacts, speeds = [], []
    for foot in feet:
        paths = motion.positions[:, list(foot.sole)].astype(np.float64)
        low = heights(paths, motion.fps) < CONTACT_M
        touching = low[1:] & low[:-1]
        ways = np.linalg.norm(np.diff(paths[..., [0, 2]], axis=0), axis=-1) * motion.fps
        contacts.append(touching.any(axis=1))
        speeds.append(np.where(touching, ways, np.inf).min(axis=1))
    return np.stack(contacts, axis=1), np.stack(speeds, axis=1)


def _depths(motion: Motion, feet: tuple[Foot, ...]) -> Array:
    """(T,) how far the lowest joint of the feet lies below where it stands, metres; 0 above."""
    soles = [j for foot in feet for j in foot.sole]
    lowest: Array = heights(motion.positions[:, soles], motion.fps).min(axis=1)
    return np.maximum(-lowest, 0.0)
