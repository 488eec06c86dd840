"""Folders of OpenPose, a JSON file a frame (its "Output format": BODY_25, version 1.3).

``NAME_000000000012_keypoints.json`` is frame 12, from 0. ``people`` lists who was seen in it, each with
``pose_keypoints_2d``, x, y, confidence of 25 joints in pixels; 0, 0, 0 is a joint that was not seen. Joints
of other skeletons are mapped to BODY_25. What a body does not have is made up (a neck between the
shoulders) or missing; each file names both under ``barre``, where OpenPose's readers do not look.

``person_id`` says who of those in view it is, from 0. OpenPose itself writes -1: then people are told apart
by where they were in the frames before, and the tracks say so.

Lost are z, the times, the size of the pictures, the name of the video where it is no file name, which
joints people corrected, joints that BODY_25 does not have, and a hidden joint that lies exactly at 0, 0.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats.bounds import Allowance, read_json
from core.formats.pose_track import PoseTrack
from core.media.files import part_of, translated_write
from core.skeleton import Mapped, skeleton

SKELETON = "openpose25"

_N_JOINTS = 25
_FILE = re.compile(r"(?:(?P<name>.*)_)?(?P<frame>\d{1,15})_keypoints\.json")
_MAX_FILES = 2_000_000
_MAX_FILE_BYTES = 4 << 20
_MAX_PEOPLE = 64
_NO_PICTURES_S = 1 / 30  # how far apart frames are taken to be where nothing says it: only for who is who


def write(folder: Path | str, tracks: Sequence[PoseTrack]) -> Mapped | None:
    """Write the image tracks of one video, a file for each of its frames, into a folder of its own.

    The folder appears whole or not at all; one that an earlier export made is replaced.

    Returns:
        what the mapping to BODY_25 lost and made up; None where there was nothing to map.

    Raises:
        InputError: a track is not in pixels, they are of several videos, or the folder holds other files.
    """
    for track in tracks:
        if track.space is not Space.IMAGE:
            raise InputError(f"Track {track.track} of {track.video} is in metres; OpenPose holds pixels.")
    if len({track.video for track in tracks}) > 1:
        raise InputError("An OpenPose folder holds one video.")
    target, mapped = skeleton(SKELETON), None
    on_target = []
    for track in tracks:
        if track.skeleton != target:
            track, mapped = track.on(target)
        on_target.append(track)
    made = {} if mapped is None else {"barre": {"derived": mapped.derived, "lost": mapped.lost}}
    name = re.sub(r"[^\w .,()-]", "_", tracks[0].video)[:100] if tracks else "video"
    n_frames = max((len(track.times_s) for track in tracks), default=0)
    with _replacing_folder(Path(folder)) as part:
        for frame in range(n_frames):
            people = [_person(track, frame) for track in on_target if _is_seen(track, frame)]
            text = json.dumps({"version": 1.3, "people": people, **made}, allow_nan=False)
            (part / f"{name}_{frame:012d}_keypoints.json").write_text(text, "utf-8")
    return mapped


def _is_seen(track: PoseTrack, frame: int) -> bool:
    return frame < len(track.poses) and not bool(np.isnan(track.poses[frame, :, :2]).any(axis=-1).all())


def _person(track: PoseTrack, frame: int) -> dict[str, Any]:
    pose = track.poses[frame][:, [0, 1, 3]]
    pose = np.where(np.isnan(pose).any(axis=-1, keepdims=True), 0, pose)
    return {
        "person_id": [track.person],
        "pose_keypoints_2d": pose.astype(str).astype(float).reshape(-1).tolist(),
        **{
            f"{part}_keypoints_{space}": []
            for space in ("2d", "3d")
            for part in ("pose", "face", "hand_left", "hand_right")
            if (part, space) != ("pose", "2d")
        },
    }


@contextmanager
def _replacing_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to write to; it becomes `folder` when the block ends, and goes when it fails."""
    if folder.exists() and not _is_ours(folder):
        raise InputError(f"{folder} holds other files than poses of OpenPose.", "Choose another folder.")
    part = part_of(folder)
    try:
        with translated_write(folder):
            part.mkdir()
            yield part
            if folder.exists():
                shutil.rmtree(folder)
            part.replace(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and all(_FILE.fullmatch(file.name) for file in folder.iterdir())


def read(path: Path | str) -> list[PoseTrack]:
    """Read the people of a folder (or of the folder that one of its files is in), one track each.

    Raises:
        MediaError: the folder has no such files, or one of them is not of BODY_25.
    """
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    files, name = _files(folder)
    frames: list[list[tuple[int, NDArray[np.float32]]]] = []
    for file in files:
        try:
            frames.append(_people(read_json(file, limit=_MAX_FILE_BYTES)))
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as e:
            reason = e.args[0] if isinstance(e, ValueError) else f"{type(e).__name__}: {e}"
            raise MediaError(f"{file} is not a frame of OpenPose ({reason}).", "Export it again.") from e
    notes: tuple[str, ...] = ()
    if any(person < 0 for people in frames for person, _ in people):
        frames = _told_apart(frames, list(files.values()))
        notes = ("Who is who was told by where people were in the frames before: OpenPose did not say.",)
    return _tracks(frames, list(files.values()), name or folder.name, folder, notes)


def _files(folder: Path) -> tuple[dict[Path, int], str]:
    """Return the files of a folder with their frames, by frame, and what they are called."""
    try:
        with os.scandir(folder) as entries:
            matches = [_FILE.fullmatch(entry.name) for entry in islice(entries, _MAX_FILES)]
    except OSError as e:
        raise MediaError(f"{folder} cannot be read: {e.strerror}.", "Check its name.") from e
    found = [match for match in matches if match is not None]
    if not found:
        raise MediaError(
            f"{folder} has no poses of OpenPose.", "They are called NAME_000000000000_keypoints.json."
        )
    files = sorted((int(match["frame"]), match.string) for match in found)
    if len({frame for frame, _ in files}) < len(files):
        raise MediaError(f"{folder} has several files of one frame.", "Give each video a folder of its own.")
    names = {match["name"] or "" for match in found}
    return {folder / file: frame for frame, file in files}, names.pop() if len(names) == 1 else ""


def _people(data: Any) -> list[tuple[int, NDArray[np.float32]]]:
    """Return who is in a frame: person (-1 = unknown) and (25, 4) pose."""
    people = data["people"]
    if not isinstance(people, list) or len(people) > _MAX_PEOPLE:
        raise ValueError("its people are no list of at most 64")
    found = []
    for entry in people:
        values = entry["pose_keypoints_2d"]
        if not isinstance(values, list) or len(values) != _N_JOINTS * 3:
            n = len(values) // 3 if isinstance(values, list) else 0
            raise ValueError(f"a person has {n} joints; BODY_25 has 25")
        ids = entry.get("person_id") or [-1]
        person = ids[0] if isinstance(ids, list) else ids
        if isinstance(person, bool) or not isinstance(person, int) or person >= _MAX_PEOPLE:
            raise ValueError(f"{str(person)[:40]!r} is not the number of a person")
        found.append((max(person, -1), _pose(values)))
    known = [person for person, _ in found if person >= 0]
    if len(set(known)) < len(known):
        raise ValueError("two people have one number")
    return found


def _pose(values: list[Any]) -> NDArray[np.float32]:
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        raise ValueError("a keypoint is not made of numbers")
    xyc = np.array(values, np.float64).reshape(_N_JOINTS, 3)
    if not (np.abs(xyc) < 3.4e38).all():
        raise ValueError("a keypoint is too far away")
    pose = np.zeros((_N_JOINTS, 4), np.float32)
    pose[:, [0, 1, 3]] = xyc
    pose[(xyc == 0).all(axis=1), :3] = np.nan
    return pose


def _told_apart(
    frames: list[list[tuple[int, NDArray[np.float32]]]], numbers: list[int]
) -> list[list[tuple[int, NDArray[np.float32]]]]:
    """Return the frames with people numbered by who is nearest to whom in the frames before."""
    from core.pose.identity import Identities

    identities = Identities(max(len(people) for people in frames))
    told = []
    for people, frame in zip(frames, numbers, strict=True):
        poses = np.array([pose[:, :2] for _, pose in people], np.float32).reshape(-1, _N_JOINTS, 2)
        seen = [i for i in range(len(people)) if not np.isnan(poses[i]).all()]
        places = identities.assign(poses[seen], frame * _NO_PICTURES_S) if seen else []
        told.append(
            [(place, people[i][1]) for i, place in zip(seen, places, strict=True) if place is not None]
        )
    return told


def _tracks(
    frames: list[list[tuple[int, NDArray[np.float32]]]],
    numbers: list[int],
    name: str,
    folder: Path,
    notes: tuple[str, ...],
) -> list[PoseTrack]:
    n_frames = numbers[-1] + 1
    persons = sorted({person for people in frames for person, _ in people})
    allowance = Allowance()
    tracks = {}
    for person in persons:
        try:
            allowance.take(n_frames, _N_JOINTS)
        except ValueError as e:
            raise MediaError(f"{folder} is longer than any dance: {e}.", "Cut it into parts.") from e
        tracks[person] = np.full((n_frames, _N_JOINTS, 4), np.nan, np.float32)
        tracks[person][..., 3] = 0
    for people, frame in zip(frames, numbers, strict=True):
        for person, pose in people:
            tracks[person][frame] = pose
    times_s = np.arange(n_frames, dtype=np.float64)
    return [
        PoseTrack(
            name, person, person, Space.IMAGE, skeleton(SKELETON), times_s, poses,
            np.zeros(poses.shape[:2], np.bool_), notes=notes, timed=False,
        )
        for person, poses in tracks.items()
    ]  # fmt: skip
