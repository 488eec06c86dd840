"""Takes an `.slp` file apart, in a process that cannot do much else: see `core.formats.sleap`.

    python -m core.formats.sleap_child FILE.slp OUT.npz

ends with 0 and the tracks in OUT, or with 3 and, as the last line, what is wrong with the file.
"""

from __future__ import annotations

import contextlib
import json
import pickle  # to shut it
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from core.arrays import write_arrays
from core.formats.bounds import MAX_JOINTS, Allowance

MEMORY_BYTES = 500 << 20
MAX_TRACKS = 64

_MAX_PARTS = 10_000
_MAX_DATA_BYTES = 200 << 20  # of the tables of instances and points together


@dataclass
class _Person:
    """Somebody's instances in one video."""

    video: str
    size_px: tuple[int, int]
    n_frames: int
    name: str
    skeleton: Any
    poses: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    made_by_hand: set[int] = field(default_factory=set)


def main() -> None:
    path, out = Path(sys.argv[1]).absolute(), Path(sys.argv[2])
    import h5py  # noqa: F401 - what the libraries need is no memory of the file
    import sleap_io.io.slp  # noqa: F401

    confine(patience_s(path))
    try:
        found = extract(path)
    except Exception as e:  # noqa: BLE001 - whatever a library says of a stranger's file is about the file
        sys.stdout.write("\n" + in_a_line(e))
        sys.exit(3)
    write_arrays(out, found)


def in_a_line(error: Exception) -> str:
    """Return what an error says, in one short line."""
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    if isinstance(error, ValueError | OSError | KeyError) and str(error):
        return " ".join(str(error).split())[:200]
    return f"it is damaged ({type(error).__name__})"


def patience_s(path: Path) -> int:
    """Return how many seconds of work a file is worth: a sound one takes far less."""
    return 10 + (path.stat().st_size >> 20)


def confine(cpu_s: int) -> None:
    """Shut the way to pickle, and bound memory and time where the system can."""
    pickle.loads = pickle.load = pickle.Unpickler = _refuse  # type: ignore[assignment,misc]
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        status = Path("/proc/self/status").read_text("utf-8")
        found = re.search(r"VmSize:\s+(\d+) kB", status)
        has = int(found[1]) * 1024 if found else 0
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
        if has:
            resource.setrlimit(resource.RLIMIT_AS, (has + MEMORY_BYTES, has + MEMORY_BYTES))


def _refuse(*_: object, **__: object) -> NoReturn:
    raise ValueError("it holds pickled objects")


def extract(path: Path) -> dict[str, NDArray[Any]]:
    """Return ``about`` (JSON as bytes: a description a track), and poses and corrected of each track.

    Raises:
        Exception: whatever the libraries raise on a damaged file; ValueError when it is too large.
    """
    import sleap_io as sio

    _check(path)
    labels = sio.load_slp(str(path), open_videos=False, lazy=True)
    lists = (labels.videos, labels.tracks, labels.skeletons)
    places = {id(part): i for parts in lists for i, part in enumerate(parts)}
    people: dict[tuple[int, int, int], _Person] = {}
    for frame in labels.labeled_frames:
        for key, instance in _with_keys(frame, places, len(labels.tracks)):
            if key not in people:
                people[key] = _person(frame.video, instance)
                if len(people) > MAX_TRACKS:
                    raise ValueError(f"it has more than {MAX_TRACKS} people")
            _take(people[key], int(frame.frame_idx), instance, is_predicted=_is_predicted(instance))
    return _arrays(people)


def _check(path: Path) -> None:
    """Refuse a file that refers to others, or whose tables are larger than any dance."""
    import h5py

    with h5py.File(path, "r") as file:
        names: list[str] = []

        def look(name: str, link: Any) -> bool | None:
            names.append(name)
            # What is raised in here is lost in HDF5; True ends the walk and is handed on.
            return True if not isinstance(link, h5py.HardLink) or len(names) > _MAX_PARTS else None

        if file.visititems_links(look):
            raise ValueError("it refers to other files or has too many parts")
        n_bytes = 0
        for name in names:
            table = file[name]
            if isinstance(table, h5py.Dataset):
                if table.is_virtual or table.external:
                    raise ValueError("it refers to other files")
                # Pictures that lie in the file are not read, whatever their size.
                n_bytes += 0 if re.fullmatch(r"video\d+/.*", name) else int(table.nbytes)
        if n_bytes > _MAX_DATA_BYTES:
            raise ValueError(f"its tables have more than {_MAX_DATA_BYTES >> 20} MB")


def _with_keys(
    frame: Any, places: dict[int, int], n_tracks: int
) -> Iterator[tuple[tuple[int, int, int], Any]]:
    """Yield the instances of a frame with video, person and skeleton; those made by hand last.

    Args:
        places: of videos, tracks and skeletons in their lists, by identity.
    """
    n_loose = 0
    for instance in sorted(frame.instances, key=_is_predicted, reverse=True):
        if instance.track is not None:
            person = places[id(instance.track)]
        else:
            person = n_tracks + n_loose
            n_loose += 1
        yield (places[id(frame.video)], person, places[id(instance.skeleton)]), instance


def _is_predicted(instance: Any) -> bool:
    return type(instance).__name__ == "PredictedInstance"


def _person(video: Any, instance: Any) -> _Person:
    shape = video.shape or (0, 0, 0, 0)
    n_frames, height, width = (max(int(n or 0), 0) for n in shape[:3])
    name = video.filename if isinstance(video.filename, str) else "video"
    stem = PurePosixPath(name.replace("\\", "/")).stem
    who = str(instance.track.name) if instance.track is not None else ""
    return _Person(stem, (width, height), n_frames, who, instance.skeleton)


def _take(person: _Person, frame: int, instance: Any, *, is_predicted: bool) -> None:
    if frame < 0 or len(person.skeleton.nodes) > MAX_JOINTS:
        raise ValueError(f"it has a frame {frame} of {len(person.skeleton.nodes)} joints")
    points = instance.points
    pose = np.full((len(points), 4), np.nan, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        pose[:, :2] = points["xy"]
    seen = np.isfinite(pose[:, :2]).all(axis=1)
    pose[~seen, :2] = np.nan
    pose[seen, 2] = 0
    sure = np.nan_to_num(points["score"], posinf=1, neginf=0) if is_predicted else points["visible"]
    pose[:, 3] = np.where(seen, sure, 0)
    person.poses[frame] = pose
    if is_predicted:
        person.made_by_hand.discard(frame)
    else:
        person.made_by_hand.add(frame)


def _arrays(people: dict[tuple[int, int, int], _Person]) -> dict[str, NDArray[Any]]:
    allowance = Allowance(MEMORY_BYTES // 16)
    arrays: dict[str, NDArray[Any]] = {}
    about = []
    for i, (key, person) in enumerate(sorted(people.items())):
        skeleton = person.skeleton
        joints = [str(node.name) for node in skeleton.nodes]
        last = max(person.poses)
        n_frames = max(person.n_frames, last + 1)
        allowance.take(n_frames, len(joints))
        poses = np.full((n_frames, len(joints), 4), np.nan, np.float32)
        poses[..., 3] = 0
        for frame, pose in person.poses.items():
            poses[frame] = pose
        corrected = np.zeros(poses.shape[:2], np.bool_)
        corrected[sorted(person.made_by_hand)] = True
        arrays[f"poses{i}"], arrays[f"corrected{i}"] = poses, corrected
        about.append(
            {
                "video": person.video, "size_px": person.size_px, "name": person.name, "joints": joints,
                "person": sum(other[0] == key[0] for other in sorted(people)[:i]),
                "skeleton": str(skeleton.name or "file"),
                "bones": [[int(a), int(b)] for a, b in skeleton.edge_inds],
            }
        )  # fmt: skip
    text = json.dumps(about).encode()
    return {"about": np.frombuffer(text, np.uint8), **arrays}


if __name__ == "__main__":
    main()
