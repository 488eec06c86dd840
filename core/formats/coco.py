"""Pose tracks as COCO keypoint annotations (https://cocodataset.org/#format-data), one image a frame.

What COCO asks for: ``images``; ``annotations`` with ``keypoints`` [x, y, v] and a box; ``categories`` with
joint names and a 1-based ``skeleton``. v is 0 = not labelled, 1 = labelled but hidden (confidence 0), 2 =
visible. ``attributes.track_id`` says which annotations are one person, and so does ``object_id`` for tools
that look there. Joints stay the native ones, in a category named after the skeleton, unless another
skeleton is asked for; what that has no joint for is lost.

COCO knows two dimensions and no confidence. Those are kept beside, where other readers do not look: ``z``,
``confidence`` and ``corrected`` in ``attributes``, time and frame in an image, mirror and root in a
category, and the list of ``tracks``. So nothing is lost between Barre and Barre but half-known places (x
without y). In a file from elsewhere z is 0, and confidence is 1 where v = 2 and 0 where v = 1. Its images
are the frames that their names count when all are called as CVAT calls them (``frame_000012.png``, from 0),
else frames in the order of their ids. A person is who has that ``track_id`` or ``object_id``, in the
attributes or beside them; without one, the first, second ... of an image. World tracks are no pixels and
are refused.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import BarreError, InputError, MediaError
from core.formats.bounds import MAX_JOINTS, Allowance, read_json
from core.formats.pose_track import PoseTrack
from core.formats.skeletons import skeleton_for
from core.media.files import replacing
from core.skeleton import Skeleton

_FRAME_NAME = re.compile(r"(?:.*[/\\])?frame_(\d{6,9})\.\w+")  # as CVAT calls the pictures of a video, from 0


def write(path: Path | str, tracks: Sequence[PoseTrack], *, skeleton: Skeleton | None = None) -> None:
    """Write image tracks; the file appears whole or not at all.

    Args:
        skeleton: map the joints to this one, for example COCO's own 17; native joints when left out.

    Raises:
        InputError: one of the tracks is not in pixels.
    """
    for track in tracks:
        if track.space is not Space.IMAGE:
            raise InputError(f"Track {track.track} of {track.video} is in metres; COCO holds pixels.")
    if skeleton is not None:
        tracks = [track.on(skeleton)[0] for track in tracks]
    images = _Images(tracks)
    numbers = {body: i for i, body in enumerate(dict.fromkeys(track.skeleton for track in tracks), 1)}
    parts: dict[str, Iterator[dict[str, Any]]] = {
        "categories": (_category(number, body) for body, number in numbers.items()),
        "tracks": (_track_entry(track, numbers[track.skeleton]) for track in tracks),
        "images": images.entries(),
        "annotations": _annotations(tracks, images, numbers),
    }
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        # Entry by entry: as one value, an hour of video would fill the memory.
        file.write('{"info": {"description": "pose tracks", "version": "1"}')
        for name, entries in parts.items():
            file.write(f',\n"{name}": [')
            for i, entry in enumerate(entries):
                file.write(",\n" if i else "\n")
                json.dump(entry, file, ensure_ascii=False, allow_nan=False)
            file.write("]")
        file.write("}\n")


class _Images:
    """The frames of the videos, numbered from 1 through all of them."""

    def __init__(self, tracks: Sequence[PoseTrack]) -> None:
        self._longest: dict[str, PoseTrack] = {}
        for track in tracks:
            longest = self._longest.setdefault(track.video, track)
            if len(track.times_s) > len(longest.times_s):
                self._longest[track.video] = track
        self._first: dict[str, int] = {}
        count = 1
        for video, track in self._longest.items():
            self._first[video] = count
            count += len(track.times_s)

    def number(self, video: str, frame: int) -> int:
        return self._first[video] + frame

    def entries(self) -> Iterator[dict[str, Any]]:
        for video, track in self._longest.items():
            for frame, time_s in enumerate(track.times_s.tolist()):
                yield {
                    "id": self.number(video, frame),
                    "file_name": f"{video}/{frame:06d}.jpg",
                    "width": track.size_px[0],
                    "height": track.size_px[1],
                    "video": video,
                    "frame_index": frame,
                    "time_s": time_s,
                }


def _category(number: int, body: Skeleton) -> dict[str, Any]:
    return {
        "id": number,
        "name": body.name,
        "supercategory": "person",
        "keypoints": list(body.joints),
        "skeleton": [[a + 1, b + 1] for a, b in body.bones],
        "mirror": list(body.mirror),
        "root": list(body.root),
    }


def _track_entry(track: PoseTrack, category: int) -> dict[str, Any]:
    return {
        "id": track.track,
        "video": track.video,
        "person": track.person,
        "n_frames": len(track.times_s),
        "category_id": category,
    }


def _annotations(
    tracks: Sequence[PoseTrack], images: _Images, numbers: dict[Skeleton, int]
) -> Iterator[dict[str, Any]]:
    """One annotation for each frame of each track that says anything."""
    count = 0
    for track in tracks:
        category = numbers[track.skeleton]
        said = ~np.isnan(track.poses[..., :3]).all(-1) | (track.poses[..., 3] != 0) | track.corrected
        for frame in np.flatnonzero(said.any(axis=1)).tolist():
            count += 1
            yield {
                "id": count,
                "image_id": images.number(track.video, frame),
                "category_id": category,
                "iscrowd": 0,
                **_keypoints(track.poses[frame]),
                "attributes": {
                    "track_id": track.track,
                    "object_id": track.track,
                    "person": track.person,
                    "z": _numbers(track.poses[frame, :, 2]),
                    "confidence": _numbers(track.poses[frame, :, 3]),
                    "corrected": np.flatnonzero(track.corrected[frame]).tolist(),
                },
            }


def _keypoints(pose: NDArray[np.float32]) -> dict[str, Any]:
    """Return the keypoints of (J, 4) and the box around those that are seen."""
    seen = ~np.isnan(pose[:, :2]).any(axis=1)
    visibility = np.where(seen, np.where(pose[:, 3] > 0, 2, 1), 0)
    places = [
        [x, y, v] if v else [0, 0, 0]
        for x, y, v in zip(_numbers(pose[:, 0]), _numbers(pose[:, 1]), visibility.tolist(), strict=True)
    ]
    corner, size = [0.0, 0.0], [0.0, 0.0]
    if seen.any():
        low, high = pose[seen, :2].min(axis=0).astype(float), pose[seen, :2].max(axis=0).astype(float)
        corner, size = low.tolist(), (high - low).tolist()
    return {
        "keypoints": [value for place in places for value in place],
        "num_keypoints": int(seen.sum()),
        "bbox": [*corner, *size],
        "area": size[0] * size[1],
    }


def _numbers(values: NDArray[np.float32]) -> list[float | None]:
    """Float32s as the shortest decimals that give them again; None for NaN."""
    return [None if math.isnan(value) else value for value in values.astype(str).astype(float).tolist()]


def read(path: Path | str) -> list[PoseTrack]:
    """Read the tracks of a file, by video and number.

    Raises:
        MediaError: the file is not COCO keypoints.
    """
    path = Path(path)
    data = read_json(path)
    try:
        return _Reader(data, path.stem).tracks()
    except (BarreError, KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError) as e:
        reason = e.message if isinstance(e, BarreError) else f"{type(e).__name__}: {e}"
        raise MediaError(f"{path} does not hold COCO keypoints ({reason}).", "Export it again.") from e


@dataclass
class _Person:
    """The annotations of one track."""

    body: Skeleton
    person: int
    n_frames: int
    poses: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    corrected: dict[int, list[int]] = field(default_factory=dict)


class _Reader:
    """A file that is being taken apart; anything unexpected in it raises one of `read`'s exceptions."""

    def __init__(self, data: Any, name: str) -> None:
        self._bodies = {_whole(entry["id"]): _body(entry) for entry in data["categories"]}
        self._frames: dict[int, tuple[str, int]] = {}
        self._times: dict[str, dict[int, float]] = defaultdict(dict)
        self._sizes: dict[str, tuple[int, int]] = {}
        self._untimed: set[str] = set()
        entries = sorted(data["images"], key=lambda entry: _whole(entry["id"]))
        for frame, entry in zip(_frame_numbers(entries), entries, strict=True):
            self._add_image(entry, str(entry.get("video", name)), _whole(entry.get("frame_index", frame)))
        self._people: dict[tuple[str, int], _Person] = {
            (str(entry["video"]), _whole(entry["id"])): _Person(
                self._bodies[_whole(entry["category_id"])], _whole(entry["person"]), _whole(entry["n_frames"])
            )
            for entry in data.get("tracks", [])
        }
        self._in_image: Counter[int] = Counter()
        for entry in data["annotations"]:
            self._add_annotation(entry)

    def _add_image(self, entry: dict[str, Any], video: str, frame: int) -> None:
        self._frames[_whole(entry["id"])] = video, frame
        self._times[video][frame] = _finite(entry.get("time_s", frame))
        if "time_s" not in entry:
            self._untimed.add(video)
        self._sizes[video] = _whole(entry.get("width", 0)), _whole(entry.get("height", 0))

    def _add_annotation(self, entry: dict[str, Any]) -> None:
        image, body = _whole(entry["image_id"]), self._bodies[_whole(entry["category_id"])]
        video, frame = self._frames[image]
        more = entry.get("attributes") or {}
        self._in_image[image] += 1
        track = _identity(entry, more, self._in_image[image])
        person = self._people.setdefault(
            (video, track), _Person(body, _whole(more.get("person", max(track - 1, 0))), 0)
        )
        if person.body is not body:
            raise ValueError(f"track {track} has two skeletons")
        person.n_frames = max(person.n_frames, frame + 1)
        person.poses[frame] = _pose(entry["keypoints"], more, len(body.joints))
        person.corrected[frame] = [_whole(joint) for joint in more.get("corrected", [])]

    def tracks(self) -> list[PoseTrack]:
        allowance = Allowance()
        return [
            self._track(*key, person, allowance)
            for key, person in sorted(self._people.items(), key=lambda at: at[0])
        ]

    def _track(self, video: str, number: int, person: _Person, allowance: Allowance) -> PoseTrack:
        n_frames, n_joints = person.n_frames, len(person.body.joints)
        allowance.take(n_frames, n_joints)
        poses = np.full((n_frames, n_joints, 4), np.nan, np.float32)
        poses[..., 3] = 0
        corrected = np.zeros((n_frames, n_joints), np.bool_)
        for frame, pose in person.poses.items():
            poses[frame] = pose
            corrected[frame, person.corrected[frame]] = True
        return PoseTrack(
            video, number, person.person, Space.IMAGE, person.body, self._all_times(video, n_frames), poses,
            corrected, self._sizes.get(video, (0, 0)), timed=video not in self._untimed,
        )  # fmt: skip

    def _all_times(self, video: str, n_frames: int) -> NDArray[np.float64]:
        """Times of all frames; those without an image lie evenly between their neighbours."""
        times = self._times.get(video) or {0: 0.0}
        known = sorted(times)
        return np.interp(np.arange(n_frames), known, [times[frame] for frame in known])


def _frame_numbers(images: Sequence[dict[str, Any]]) -> list[int]:
    """Return the frame of each image as its name counts it, or else its place."""
    named = [_FRAME_NAME.fullmatch(str(entry.get("file_name", ""))) for entry in images]
    numbers = [int(match[1]) for match in named if match is not None]
    return numbers if len(set(numbers)) == len(images) else list(range(len(images)))


def _identity(entry: dict[str, Any], attributes: dict[str, Any], place: int) -> int:
    """Return which track an annotation belongs to; `place` counts the annotations of its image from 1."""
    for where in (attributes, entry):
        for key in ("track_id", "object_id"):
            if where.get(key) is not None:
                return _whole(where[key])
    return place


def _body(entry: dict[str, Any]) -> Skeleton:
    joints = [str(joint) for joint in entry["keypoints"]]
    if len(joints) > MAX_JOINTS:
        raise ValueError(f"it has {len(joints)} joints")
    bones = [[_whole(a) - 1, _whole(b) - 1] for a, b in entry.get("skeleton") or []]
    if "mirror" in entry and "root" in entry:
        structure = {"bones": bones, "mirror": entry["mirror"], "root": entry["root"]}
        return Skeleton.from_dict({"name": str(entry["name"]), "joints": joints, **structure})
    return skeleton_for(joints, [(a, b) for a, b in bones], name=str(entry.get("name", "file")))


def _pose(keypoints: Any, more: dict[str, Any], n_joints: int) -> NDArray[np.float32]:
    """Return (J, 4) from [x, y, v] * J and, where the file has them, z and confidence."""
    places = np.array(keypoints, np.float64).reshape(n_joints, 3)
    pose = np.empty((n_joints, 4), np.float64)
    pose[:, :2] = places[:, :2]
    pose[:, 2] = _floats(more["z"], n_joints) if "z" in more else 0.0
    pose[:, 3] = _floats(more["confidence"], n_joints) if "confidence" in more else places[:, 2] == 2
    pose[places[:, 2] == 0, :3] = np.nan
    if (np.abs(pose) > 3.4e38).any():
        raise ValueError("a keypoint is too far away")
    return pose.astype(np.float32)


def _floats(values: Any, n_joints: int) -> NDArray[np.float64]:
    return np.array([math.nan if value is None else value for value in values], np.float64).reshape(n_joints)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise ValueError(f"{str(value)[:40]!r} is not a whole number")
    return value


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{str(value)[:40]!r} is not a number")
    return float(value)
