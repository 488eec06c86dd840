"""Annotations of AIST++ (Li, Yang, Ross and Kanazawa, *AI Choreographer*, ICCV 2021): pickles of arrays.

| folder | arrays | read as |
| --- | --- | --- |
| ``keypoints2d`` | ``keypoints2d`` (9 views, T, 17, 3): x, y, confidence, pixels | image tracks, one a view |
| ``keypoints3d`` | ``keypoints3d_optim``, else ``keypoints3d`` (T, 17, 3), cm, y up | a motion, a track |
| ``motions`` | ``smpl_poses`` (T, 72) axis-angles, ``smpl_trans`` (T, 3), ``smpl_scaling`` (1,) | a motion |

Joints of the first two are COCO's 17. 60 frames a second. A sequence is called
``gBR_sBM_cAll_d04_mBR0_ch01``; the film of its third view has ``c03`` in place of ``cAll``, and the first
part names the style.

``smpl_poses`` turn the joints of a body that the licensed SMPL model brings. It is not shipped, so that
they turn a standing adult of 1.7 m with usual proportions here: angles and the path of the hips are the
set's, *the lengths of the bones and so the places of the joints are made up*, and the source says so.

`core.formats.pickles` reads the files, which runs nothing of them. Scores of detections and timestamps are
not kept. Writing keeps x, y, confidence (pixels) or x, y, z (metres) of the joints that COCO has.
"""

from __future__ import annotations

import pickle  # to write; what is read goes through core.formats.pickles
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import pickles
from core.formats.bounds import Allowance
from core.formats.kinematics import forward
from core.formats.motion_file import MotionFile
from core.formats.pose_track import PoseTrack
from core.formats.registry import AIST_NAME
from core.media.files import replacing
from core.motion import Motion
from core.skeleton import Mapped, skeleton

FPS = 60.0
SIZE_PX = (1920, 1080)
"""Pictures of the set's own films; another file does not say how large its pictures are."""

STYLES = {
    "gBR": "break", "gPO": "pop", "gLO": "lock", "gMH": "hip-hop", "gLH": "LA hip-hop", "gHO": "house",
    "gWA": "waack", "gKR": "krump", "gJS": "street jazz", "gJB": "ballet jazz",
}  # fmt: skip

_CM = 0.01
_JOINTS_2D = 17
_JOINTS_SMPL = 24
_MAX_VIEWS = 32
_HEIGHT_M = 1.7


def read_motion(path: Path | str) -> MotionFile:
    """Read a sequence of ``motions`` or ``keypoints3d``.

    Raises:
        MediaError: it is neither.
    """
    path = Path(path)
    data = _content(path)
    found = AIST_NAME.fullmatch(path.stem)
    style = STYLES.get(found[1]) if found else None
    if "smpl_poses" in data:
        positions = _smpl_positions(path, data)
        motion = Motion(positions, FPS, skeleton("smpl24"))
        source = f"aist++: smpl_poses on a made-up body of {_HEIGHT_M} m, 60 fps"
        return MotionFile(motion, path.stem, source, style=style)
    motion = Motion(_keypoints3d(path, data), FPS, skeleton("coco17"))
    return MotionFile(motion, path.stem, "aist++: keypoints3d in centimetres, 60 fps", style=style)


def read(path: Path | str) -> list[PoseTrack]:
    """Read a file of ``keypoints2d`` (an image track for each view) or ``keypoints3d`` (a world track).

    Raises:
        MediaError: it is neither.
    """
    path = Path(path)
    data = _content(path)
    body = skeleton("coco17")
    if "keypoints2d" not in data:
        positions = _keypoints3d(path, data)
        seen = ~np.isnan(positions).any(axis=-1, keepdims=True)
        poses = np.concatenate([positions, seen], axis=-1, dtype=np.float32)
        return [_track(path.stem, 0, Space.WORLD, poses, (0, 0))]
    views = _numbers(path, data, "keypoints2d", (None, None, _JOINTS_2D, 3))
    if len(views) > _MAX_VIEWS:
        raise MediaError(f"{path} has {len(views)} views; AIST++ has nine.", "It is damaged.")
    _allow(path, views.shape[1] * len(views), len(body.joints))
    tracks = []
    for view, places in enumerate(views, 1):
        poses = np.zeros((*places.shape[:2], 4), np.float32)
        poses[..., [0, 1, 3]] = places
        unseen = np.isnan(poses[..., :2]).any(axis=-1)
        poses[unseen] = [np.nan, np.nan, np.nan, 0]
        poses[..., 3] = np.nan_to_num(poses[..., 3])
        size = SIZE_PX if AIST_NAME.fullmatch(path.stem) else (0, 0)
        tracks.append(_track(_film(path.stem, view), view, Space.IMAGE, poses, size))
    return tracks


def write(path: Path | str, tracks: Sequence[PoseTrack]) -> Mapped | None:
    """Write one person's image tracks as views of ``keypoints2d``, or a world track as ``keypoints3d``.

    Returns:
        what the mapping to COCO's joints lost and made up; None where there was nothing to map.

    Raises:
        InputError: there is no track, or more than one of them, one of which is in metres.
    """
    target, mapped = skeleton("coco17"), None
    on_coco = []
    for track in tracks:
        if track.skeleton != target:
            track, mapped = track.on(target)
        on_coco.append(track)
    spaces = {track.space for track in on_coco}
    if not on_coco or (Space.WORLD in spaces and len(on_coco) > 1):
        raise InputError("An AIST++ file holds one person: views in pixels, or one track in metres.")
    data: dict[str, NDArray[np.float64]]
    if Space.WORLD in spaces:
        positions = on_coco[0].poses[..., :3].astype(np.float64) / _CM
        data = {"keypoints3d": positions, "keypoints3d_optim": positions}
    else:
        n_frames = max(len(track.times_s) for track in on_coco)
        views = np.full((len(on_coco), n_frames, _JOINTS_2D, 3), np.nan)
        views[..., 2] = 0
        for view, track in zip(views, on_coco, strict=True):
            view[: len(track.poses)] = track.poses[..., [0, 1, 3]]
        seen = ~np.isnan(views[..., 0]).all(axis=2)
        times = np.round(np.arange(n_frames) * 1e6 / FPS)
        data = {"keypoints2d": views, "det_scores": seen.astype(np.float64), "timestamps": times}
    with replacing(path) as part, part.open("wb") as file:
        pickle.dump(data, file, protocol=4)
    return mapped


def _content(path: Path) -> dict[str, Any]:
    data = pickles.read(path)
    if not isinstance(data, dict):
        raise MediaError(f"{path} is not an annotation of AIST++: it holds no named arrays.")
    return data


def _keypoints3d(path: Path, data: dict[str, Any]) -> NDArray[np.float32]:
    """(T, 17, 3) metres, y up."""
    key = "keypoints3d_optim" if "keypoints3d_optim" in data else "keypoints3d"
    positions = _numbers(path, data, key, (None, _JOINTS_2D, 3))
    _allow(path, len(positions), _JOINTS_2D)
    return (positions * _CM).astype(np.float32)


def _smpl_positions(path: Path, data: dict[str, Any]) -> NDArray[np.float32]:
    """(T, 24, 3) metres of a body of usual proportions, y up."""
    poses = data["smpl_poses"]
    shape = (None, _JOINTS_SMPL, 3) if getattr(poses, "ndim", 0) == 3 else (None, _JOINTS_SMPL * 3)
    turns = _numbers(path, data, "smpl_poses", shape).reshape(-1, _JOINTS_SMPL, 3)
    path_of_hips = _numbers(path, data, "smpl_trans", (None, 3))
    scaling = _numbers(path, data, "smpl_scaling", (1,)) if "smpl_scaling" in data else np.ones(1)
    if len(path_of_hips) != len(turns) or not scaling[0] > 0:
        raise MediaError(f"{path}: smpl_trans or smpl_scaling does not fit its poses.", "It is damaged.")
    _allow(path, len(turns), _JOINTS_SMPL * 3)  # rotations are three times as many numbers
    from scipy.spatial.transform import Rotation

    known = np.nan_to_num(turns.reshape(-1, 3))
    rotations = Rotation.from_rotvec(known).as_matrix().reshape(*turns.shape[:2], 3, 3)
    parents, offsets = _body()
    translations = np.repeat(offsets[None], len(turns), axis=0)
    translations[:, 0] = path_of_hips / scaling[0]
    positions = forward(parents, translations, rotations)
    positions[np.isnan(turns).any(axis=(1, 2))] = np.nan
    return positions.astype(np.float32)


def _body() -> tuple[list[int], NDArray[np.float64]]:
    """Return SMPL's tree, and each joint from its parent (24, 3) in metres: standing, arms out, facing z."""
    from core.render import anatomy

    body = skeleton("smpl24")
    parents = [-1] * _JOINTS_SMPL
    for parent, child in body.bones:
        parents[child] = parent
    half_spine = anatomy.TORSO / 4
    side = {
        "hip": (anatomy.HIP_HALF, -0.03, 0.0),
        "knee": (0.0, -anatomy.THIGH, 0.0),
        "ankle": (0.0, -anatomy.SHANK, 0.0),
        "foot": (0.0, -anatomy.ANKLE[1], -anatomy.ANKLE[2]),
        "collar": (anatomy.SHOULDER_HALF / 3, half_spine / 2, 0.0),
        "shoulder": (anatomy.SHOULDER_HALF * 2 / 3, half_spine / 2, 0.0),
        "elbow": (anatomy.UPPER_ARM, 0.0, 0.0),
        "wrist": (anatomy.FOREARM, 0.0, 0.0),
        "hand": (anatomy.HAND["index"][0], 0.0, 0.0),
    }
    middle = {
        "pelvis": (0.0, 0.0, 0.0),
        "spine1": (0.0, half_spine, 0.0),
        "spine2": (0.0, half_spine, 0.0),
        "spine3": (0.0, half_spine, 0.0),
        "neck": (0.0, half_spine + anatomy.NECK / 3, 0.0),
        "head": (0.0, anatomy.NECK * 2 / 3, 0.0),
    }
    offsets = []
    for joint in body.joints:
        which, _, part = joint.partition("_")
        x, y, z = side[part] if part else middle[which]
        offsets.append((-x if which == "right" else x, y, z))
    return parents, np.array(offsets) * _HEIGHT_M


def _numbers(
    path: Path, data: dict[str, Any], key: str, shape: tuple[int | None, ...]
) -> NDArray[np.float64]:
    """Return an array of the file; NaN where a number is missing or is no place that a room has."""
    values = data.get(key)
    if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiu":
        raise MediaError(
            f"{path} has no array {key!r} of numbers.",
            "Barre reads keypoints2d, keypoints3d and motions of AIST++.",
        )
    fits = values.ndim == len(shape) and all(n in (None, m) for n, m in zip(shape, values.shape, strict=True))
    if not fits:
        wanted = " x ".join("T" if n is None else str(n) for n in shape)
        raise MediaError(f"{path}: {key} has shape {values.shape} instead of {wanted}.", "It is damaged.")
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = values.astype(np.float64)
    return np.where(np.abs(numbers) < 1e9, numbers, np.nan)


def _allow(path: Path, n_frames: int, n_joints: int) -> None:
    try:
        Allowance().take(n_frames, n_joints)
    except ValueError as e:
        raise MediaError(f"{path} is longer than any dance: {e}.", "It is damaged.") from e


def _film(stem: str, view: int) -> str:
    """Return what the film of a view is called."""
    return re.sub(r"_cAll(?=_)", f"_c{view:02d}", stem) if "_cAll_" in stem else f"{stem} c{view:02d}"


def _track(
    video: str, number: int, space: Space, poses: NDArray[np.float32], size: tuple[int, int]
) -> PoseTrack:
    return PoseTrack(
        video, number, 0, space, skeleton("coco17"), np.arange(len(poses)) / FPS, poses,
        np.zeros(poses.shape[:2], np.bool_), size, timed=False,
    )  # fmt: skip
