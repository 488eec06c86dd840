"""What speaks against a frame, one function a reason: each takes a prepared block and gives its evidence.

Distances are in sizes of the dancer. The constants are where a measure makes an error as likely as not; they
were chosen on demo tracks of other seeds than the benchmark's.
"""

from __future__ import annotations

import numpy as np

from core.skeleton import Skeleton
from core.suggestions.block import Block, Evidence
from core.suggestions.dancer_habits import Habits
from core.suggestions.limbs import limbs_of
from core.suggestions.paths import Array, distance, likely
from core.suggestions.reasons import Reason

_JUMP, _JUMP_SIGMAS, _JUMP_PACES = 0.04, 6.0, 2.5
_STRETCHED = 1.25  # times the longest that a bone is usually seen
_LOOSE = 0.02  # what is allowed beyond that
_BONE_SPREADS = 4.5
_SHORT = 0.85  # weight of a bone that is too short: estimators often guess too little depth
_BLAME = 0.2  # how much more its other bones must be off for the end nearer the trunk to be the wrong one
_OUTSIDE = 0.02
_GAIN, _NEARER = 0.025, 1.6  # how much, and how many times, nearer the joints are once exchanged
_STRANGE = 2.2  # times as far from the dancer's other poses as 9 of 10 frames are
_DOUBT = 0.4  # confidence


def jumps(block: Block, habits: Habits) -> Evidence:
    """Joints that are elsewhere for up to three frames, or leave in one step, faster than they moved before.

    What a body may do depends on the joint's usual unrest and on how fast it moves just then: a kick is
    fast for longer than a frame.
    """
    allowed = _JUMP + _JUMP_SIGMAS * habits.off + _JUMP_PACES * block.pace
    measure = np.maximum(block.off, block.steps)
    found = np.maximum(likely(block.off / allowed, 1.0, 6), likely(block.steps / allowed, 1.5, 6, 0.9))
    return Evidence(Reason.JUMP, np.where(block.judged, found, np.float32(0)), measure)


def bones(block: Block, habits: Habits, skeleton: Skeleton) -> Evidence:
    """Joints whose bones are not as long as this dancer's.

    In the world a bone may be too long or too short. In the picture it looks shorter whenever it points at
    the camera, so there it can only be too long. A bone says that one of its ends is wrong: the one
    whose other bones are wrong, too, else the one farther from the trunk.
    """
    ends = np.array(skeleton.bones, np.int64).reshape(-1, 2).T
    flat = distance(block.xy[:, ends[0]], block.xy[:, ends[1]]) / block.size_px[:, None]
    strain = likely(flat / (habits.longest + np.float32(_LOOSE)), _STRETCHED, 14)
    ratio = flat / np.maximum(habits.longest, 1e-3)
    if block.xyz is not None and habits.length_m is not None and habits.spread is not None:
        solid = distance(block.xyz[:, ends[0]], block.xyz[:, ends[1]]) / habits.length_m
        off = np.abs(np.log(np.maximum(solid, 1e-3)))
        worth = np.clip((habits.length_m - 0.08) / 0.12, 0, 1)  # a face's bones are shorter than its noise
        found = likely(off / habits.spread, _BONE_SPREADS, 6) * np.where(solid < 1, _SHORT, 1.0) * worth
        strain = np.maximum(strain, found.astype(np.float32))
        ratio = solid
    likelihood, measure = _blamed(strain, ratio, skeleton)
    return Evidence(Reason.BONE, np.where(block.judged, likelihood, np.float32(0)), measure)


def _blamed(strain: Array, ratio: Array, skeleton: Skeleton) -> tuple[Array, Array]:
    """(n, J) likelihood and length ratio of each joint, from (n, B) of each bone."""
    n, joints = len(strain), len(skeleton.joints)
    total, degree = np.zeros((n, joints), np.float32), np.zeros(joints, np.float32)
    for bone, ends in enumerate(skeleton.bones):
        for joint in ends:
            total[:, joint] += strain[:, bone]
            degree[joint] += 1
    parent = limbs_of(skeleton).parent
    likelihood, measure = np.zeros((n, joints), np.float32), np.ones((n, joints), np.float32)
    for bone, (a, b) in enumerate(skeleton.bones):
        far, near = (a, b) if parent[a] == b else (b, a)
        others = [(total[:, j] - strain[:, bone]) / max(degree[j] - 1, 1) for j in (far, near)]
        takes_near = others[1] > others[0] + _BLAME
        for joint, takes in ((far, ~takes_near), (near, takes_near)):
            more = takes & (strain[:, bone] > likelihood[:, joint])
            likelihood[more, joint], measure[more, joint] = strain[more, bone], ratio[more, bone]
    return likelihood, measure


def outside(block: Block, size_px: tuple[int, int]) -> Evidence:
    """Joints outside of the picture: whatever is there, it was not seen."""
    beyond = np.maximum(-block.xy, block.xy - np.array(size_px, np.float32))
    far = np.maximum(beyond[..., 0], beyond[..., 1])
    measure = np.maximum(far, 0) / block.size_px[:, None]
    found = likely(measure, _OUTSIDE, 3, 0.95)
    return Evidence(Reason.OUTSIDE, np.where(block.judged, found, np.float32(0)), measure)


def doubts(block: Block, habits: Habits) -> Evidence:
    """Joints of which the estimator itself is less sure than it usually is; alone that is a weak sign."""
    confidence = np.clip(block.confidence, 0.0, 1.0)
    usual = np.maximum(habits.confidence, 0.3)
    measure = np.where(block.judged, confidence, 1.0).astype(np.float32)
    return Evidence(
        Reason.CONFIDENCE, likely(_DOUBT * usual / np.maximum(measure, 1e-3), 1.0, 3, 0.85), measure
    )


def strange(block: Block, habits: Habits) -> Evidence:
    """Limbs that are not where any of the dancer's own poses has them; see `pose_model`."""
    likelihood = np.zeros(block.seen.shape, np.float32)
    measure = np.zeros(block.seen.shape, np.float32)
    if habits.poses is not None and block.xyz is not None:
        for limb, surprise in habits.poses.surprise(block.xyz):
            at = list(limb.joints)
            likelihood[:, at] = likely(surprise, _STRANGE, 8, 0.9)[:, None]
            measure[:, at] = surprise[:, None]
    return Evidence(Reason.MODEL, np.where(block.judged, likelihood, np.float32(0)), measure)


def exchanged_sides(block: Block, skeleton: Skeleton) -> Evidence:
    """Limbs that fit their other side's path better than their own, for up to three frames or from one frame
    to the next.

    A real turn leads left and right through each other over many frames, and the paths lead with it: each
    side stays near its own. Where both are in one place there is nothing to exchange, and nothing to see.
    """
    likelihood = np.zeros(block.seen.shape, np.float32)
    measure = np.zeros(block.seen.shape, np.float32)
    mirrored, scale = block.xy[:, list(skeleton.mirror)], block.size_px[:, None]
    lasting = block.off, distance(mirrored, block.usual) / scale
    sudden = distance(block.xy, block.expected) / scale, distance(mirrored, block.expected) / scale
    part = np.array(limbs_of(skeleton).part)
    mirror = np.array(skeleton.mirror)
    for limb in np.unique(part).tolist():
        joints = np.flatnonzero(part == limb)
        other = mirror[joints]
        if limb >= mirror[limb] or (other == joints).any():
            continue
        both = np.concatenate([joints, other])
        found, gain = _either(*(_exchange(a[:, both], b[:, both]) for a, b in (lasting, sudden)))
        likelihood[:, both] = np.maximum(likelihood[:, both], found[:, None])
        measure[:, both] = np.maximum(measure[:, both], gain[:, None])
    return Evidence(Reason.SIDES, np.where(block.judged, likelihood, np.float32(0)), measure)


def exchanged_people(block: Block, other: Block) -> Evidence:
    """Frames in which a person fits the other's path better than their own, for up to three frames or from
    one frame to the next."""
    scale = block.size_px[:, None]
    lasting = _exchange(block.off, distance(other.xy, block.usual) / scale)
    sudden = _exchange(*(distance(xy, block.expected) / scale for xy in (block.xy, other.xy)))
    found, gain = _either(lasting, sudden)
    both = block.judged & np.asarray(other.seen.any(axis=1))[:, None]
    likelihood = np.where(both, found[:, None], np.float32(0))
    return Evidence(Reason.PEOPLE, likelihood, gain[:, None] + np.zeros_like(block.off))


def _either(one: tuple[Array, Array], other: tuple[Array, Array]) -> tuple[Array, Array]:
    return np.maximum(one[0], other[0]), np.maximum(one[1], other[1])


def _exchange(keeps: Array, changes: Array) -> tuple[Array, Array]:
    """(n,) likelihood of an exchange, and how much nearer the joints are with it; from (n, K) distances."""
    keep, change = keeps.mean(axis=1), changes.mean(axis=1)
    gain = np.maximum(keep - change, 0)
    return likely(gain, _GAIN, 4) * likely(keep / np.maximum(change, 1e-4), _NEARER, 6), gain
