"""SLEAP labels (`.slp`, https://docs.sleap.ai) through sleap-io, which `pip install "barre[sleap]"` brings.

A frame has instances: predicted ones with a score a joint, and ones that a person made or corrected. Both
come as one track a person; the second kind counts as corrected, with confidence 1, or 0 for joints that are
not visible. Where a frame has both of a person, the person's word counts. An instance that belongs to no
SLEAP track is the first, second ... of those in its frame. Frames count from 0 in the file (and from 1 on
SLEAP's screen).

Lost are z, times, the confidence in corrected frames (1 or 0 after it) and which of their joints were
corrected (all, after it), mirror and root of a skeleton (guessed from the names of the joints), and frames
beyond the last in which somebody is seen where the file does not say how long its video is. Embedded
pictures, suggestions, regions and sessions are not read.

An `.slp` is an HDF5 file, whose library is not made for strangers' files: damaged ones make it run for
ever. It is read in a process of its own (`core.formats.sleap_child`) that may use 500 MB and ten seconds,
more for large files, follows no link out of the file, opens no video and cannot unpickle. If that process
dies, so does only the reading.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from core.arrays import read_arrays
from core.entities import Space
from core.errors import BarreError, InputError, MediaError
from core.formats.bounds import MAX_BYTES
from core.formats.pose_track import PoseTrack
from core.formats.skeletons import skeleton_for
from core.formats.sleap_child import patience_s
from core.media.files import check_readable, replacing
from core.media.opencv import cv2

_START_S = 30  # for the child to start on a busy machine
_REFUSED = 3  # how the child says that its last line is a sentence about the file


def check_installed() -> None:
    """Raise `InputError` with what to do where sleap-io is missing."""
    if find_spec("sleap_io") is None:
        raise InputError(
            "SLEAP files need sleap-io, which is not installed.", 'Run `pip install "barre[sleap]"`.'
        )


def read(path: Path | str) -> list[PoseTrack]:
    """Read the tracks of all videos of a file.

    Raises:
        InputError: sleap-io is not installed.
        MediaError: the file is no SLEAP file, is damaged, or is too large.
    """
    check_installed()
    path = check_readable(path)
    with tempfile.TemporaryDirectory(prefix="barre-slp-") as folder:
        out = Path(folder) / "tracks.npz"
        _run_child(path, out)
        return list(_tracks(out, path))


def _run_child(path: Path, out: Path) -> None:
    command = [sys.executable, "-P", "-m", "core.formats.sleap_child", str(path), str(out)]
    env = os.environ | {"HDF5_PLUGIN_PRELOAD": "::", "OPENBLAS_NUM_THREADS": "1"}  # no code from plug-ins
    hint = "Save it again in SLEAP."
    limit_s = patience_s(path) + _START_S
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired as e:
        raise MediaError(f"{path} is not a readable SLEAP file: reading it does not end.", hint) from e
    if done.returncode == _REFUSED:
        reason = done.stdout.strip().rpartition("\n")[2]
        raise MediaError(f"{path} is not a readable SLEAP file: {reason}.", hint)
    if done.returncode != 0:
        raise MediaError(f"{path} is not a readable SLEAP file: reading it failed.", hint)


def _tracks(out: Path, path: Path) -> Iterator[PoseTrack]:
    """Yield what the child found. It read a stranger's file, so that its word is checked like one's."""
    try:
        about = json.loads(read_arrays(out, ["about"])["about"].tobytes())
        for i, said in enumerate(about):
            arrays = read_arrays(out, [f"poses{i}", f"corrected{i}"], max_bytes=MAX_BYTES)
            poses = arrays[f"poses{i}"].astype(np.float32)
            bones = [(int(a), int(b)) for a, b in said["bones"]]
            body = skeleton_for([str(joint) for joint in said["joints"]], bones, name=str(said["skeleton"]))
            width, height = said["size_px"]
            yield PoseTrack(
                str(said["video"]), i + 1, int(said["person"]), Space.IMAGE, body,
                np.arange(len(poses), dtype=np.float64), poses, arrays[f"corrected{i}"].astype(np.bool_),
                (int(width), int(height)), name=_own_name(str(said["name"])), timed=False,
            )  # fmt: skip
    except (BarreError, KeyError, TypeError, ValueError, AttributeError) as e:
        reason = e.message if isinstance(e, BarreError) else str(e)
        raise MediaError(f"{path} is not a readable SLEAP file: {reason}", "Save it again in SLEAP.") from e


def _own_name(name: str) -> str:
    """Return what somebody called a person; empty for what programs call the unnamed."""
    return "" if re.fullmatch(r"(person|track)[ _]?\d+", name) else name


def write(path: Path | str, tracks: Sequence[PoseTrack], *, media: str = "") -> None:
    """Write the image tracks of one video; the file appears whole or not at all.

    Args:
        media: path of the video, which SLEAP opens with the file.

    Raises:
        InputError: sleap-io is not installed, a track is not in pixels, or they are of several videos.
    """
    for track in tracks:
        if track.space is not Space.IMAGE:
            raise InputError(f"Track {track.track} of {track.video} is in metres; SLEAP holds pixels.")
    if len({track.video for track in tracks}) != 1:
        raise InputError("A SLEAP file holds the tracks of one video here.")
    check_installed()
    cv2()  # sleap-io imports it, and by itself it would hurt Qt
    import sleap_io as sio

    n_frames = max(len(track.times_s) for track in tracks)
    width, height = tracks[0].size_px
    video = sio.Video(
        filename=media or f"{tracks[0].video}.mp4", open_backend=False,
        backend_metadata={"shape": (n_frames, height, width, 3)},
    )  # fmt: skip
    bodies = {
        body: sio.Skeleton(
            nodes=list(body.joints), name=body.name,
            edges=[(body.joints[a], body.joints[b]) for a, b in body.bones],
        )
        for body in dict.fromkeys(track.skeleton for track in tracks)
    }  # fmt: skip
    people = [sio.Track(track.name or f"person {track.person + 1}") for track in tracks]
    found = sorted(
        (
            (frame, i, _instance(sio, track, frame, bodies[track.skeleton], people[i]))
            for i, track in enumerate(tracks)
            for frame in _frames_of(track)
        ),
        key=lambda each: each[:2],
    )
    frames = [
        sio.LabeledFrame(video=video, frame_idx=frame, instances=[instance for _, _, instance in each])
        for frame, each in groupby(found, key=lambda each: each[0])
    ]
    labels = sio.Labels(labeled_frames=frames, videos=[video], skeletons=list(bodies.values()), tracks=people)
    with replacing(path) as part:
        # sleap-io tells a format by the suffix.
        whole = part.with_name(f"{part.name}.slp")
        try:
            sio.save_slp(labels, str(whole), embed=False, verbose=False)
            whole.replace(part)
        finally:
            whole.unlink(missing_ok=True)


def _frames_of(track: PoseTrack) -> list[int]:
    """Return the frames in which somebody is seen."""
    seen = np.asarray(~np.isnan(track.poses[..., :2]).any(axis=-1))
    return [int(frame) for frame in np.flatnonzero(seen.any(axis=1))]


def _instance(sio: Any, track: PoseTrack, frame: int, skeleton: Any, person: Any) -> Any:
    pose = track.poses[frame].astype(np.float64)
    if track.corrected[frame].any():
        points = np.column_stack([pose[:, :2], pose[:, 3] > 0])
        return sio.Instance.from_numpy(points, skeleton=skeleton, track=person)
    return sio.PredictedInstance.from_numpy(
        pose[:, :2], skeleton=skeleton, point_scores=pose[:, 3], score=float(pose[:, 3].mean()), track=person
    )
