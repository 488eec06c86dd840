"""Skeleton tracks of CVAT, "CVAT for video 1.1" (https://docs.cvat.ai/docs/manual/advanced/xml_format/).

A ``track`` of a label of the type ``skeleton`` has a ``skeleton`` element for each frame, and in it one of
``points`` for each joint, with two words about it: ``outside`` = it is not there, ``occluded`` = it is
there but hidden. So a joint is written as outside where it has no place, as occluded where its confidence
is 0, and comes back like that. Frames count from 0. Every frame is written as a keyframe, so that CVAT
fills in nothing.

Lost are z, every confidence but 0 and 1, the times, which joints people corrected, the mirror and the root
(guessed from the names of the joints), and characters that XML cannot hold. ``group_id`` says who of those
in view a track is, counted from 1.

In a file from elsewhere, frames between the keyframes of a joint are filled in as CVAT does (linear; held
where the joint then leaves) and the track says how many. After its last keyframe a joint is missing. Tracks
of boxes, polygons or loose points and pictures without tracks are left out.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from core.entities import Space
from core.errors import BarreError, InputError, MediaError
from core.formats import xml
from core.formats.bounds import MAX_JOINTS, Allowance
from core.formats.pose_track import PoseTrack
from core.formats.skeletons import skeleton_for, unique
from core.media.files import replacing
from core.skeleton import Skeleton

_MAX_TRACKS = 1000
# Bounded so that each takes time in proportion to the drawing, whatever is in it.
_EDGE = re.compile(r"<line\b([^<>]*)>")
_NODE = re.compile(r"<circle\b([^<>]*)>")
_DATA = re.compile(r'data-([a-z-]{1,20})="([^"]*)"')


def write(path: Path | str, tracks: Sequence[PoseTrack]) -> None:
    """Write the image tracks of one video; the file appears whole or not at all.

    Raises:
        InputError: a track is not in pixels, or they are of several videos.
    """
    for track in tracks:
        if track.space is not Space.IMAGE:
            raise InputError(f"Track {track.track} of {track.video} is in metres; CVAT holds pixels.")
    videos = {track.video for track in tracks}
    if len(videos) > 1:
        raise InputError(f"A CVAT file holds one video; these tracks are of {len(videos)}.")
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        _write_head(file, tracks)
        labels = _labels(tracks)
        for track in tracks:
            _write_track(file, track, labels[track.skeleton])
        file.write("</annotations>\n")


def _write_head(file: TextIO, tracks: Sequence[PoseTrack]) -> None:
    name = tracks[0].video if tracks else ""
    width, height = tracks[0].size_px if tracks else (0, 0)
    n_frames = max((len(track.times_s) for track in tracks), default=0)
    file.write(
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n<meta>\n<task>\n'
    )
    file.write(
        f"<name>{xml.text(name)}</name>\n<size>{n_frames}</size>\n<mode>interpolation</mode>\n<labels>\n"
    )
    for body, label in _labels(tracks).items():
        for line in _label_lines(body, label):
            file.write(line + "\n")
    file.write("</labels>\n")
    file.write(f"<original_size><width>{width}</width><height>{height}</height></original_size>\n")
    file.write("</task>\n</meta>\n")


def _labels(tracks: Sequence[PoseTrack]) -> dict[Skeleton, str]:
    """Return a label of its own for each skeleton."""
    bodies = list(dict.fromkeys(track.skeleton for track in tracks))
    return dict(zip(bodies, unique([body.name for body in bodies]), strict=True))


def _label_lines(body: Skeleton, label: str) -> Iterator[str]:
    """A label for the skeleton, with the drawing that CVAT makes it from, and one for each joint."""
    name = xml.text(label)
    yield f"<label><name>{name}</name><type>skeleton</type><attributes></attributes>"
    yield f"<svg>{xml.text(_drawing(body))}</svg></label>"
    for joint in body.joints:
        yield (
            f"<label><name>{xml.text(joint)}</name><type>points</type><attributes></attributes>"
            f"<parent>{name}</parent></label>"
        )


def _drawing(body: Skeleton) -> str:
    """The joints on a circle and the bones between them; CVAT's nodes count from 1."""
    turn = 2 * math.pi / max(len(body.joints), 1)
    at = [(50 + 40 * math.sin(i * turn), 50 - 40 * math.cos(i * turn)) for i in range(len(body.joints))]
    edges = "".join(
        f'<line x1="{at[a][0]:.2f}" y1="{at[a][1]:.2f}" x2="{at[b][0]:.2f}" y2="{at[b][1]:.2f}"'
        f' data-type="edge" data-node-from="{a + 1}" data-node-to="{b + 1}" stroke="black"'
        ' stroke-width="0.5"></line>'
        for a, b in body.bones
    )
    nodes = "".join(
        f'<circle r="1.5" cx="{x:.2f}" cy="{y:.2f}" data-type="element node" data-element-id="{i}"'
        f' data-node-id="{i}" data-label-name={xml.attribute(joint)}></circle>'
        for i, (joint, (x, y)) in enumerate(zip(body.joints, at, strict=True), 1)
    )
    return edges + nodes


def _write_track(file: TextIO, track: PoseTrack, name: str) -> None:
    label = xml.attribute(name)
    labels = [xml.attribute(joint) for joint in track.skeleton.joints]
    file.write(f'<track id="{track.track}" label={label} source="manual" group_id="{track.person + 1}">\n')
    seen = np.asarray(~np.isnan(track.poses[..., :2]).any(axis=-1))
    frames = np.flatnonzero(seen.any(axis=1))
    # One more frame, in which nobody is there, ends the track: CVAT holds the last place until it is told.
    first, stop = (int(frames[0]), int(frames[-1]) + 2) if len(frames) else (0, 1)
    for frame in range(first, min(stop, len(track.times_s))):
        file.write(f'<skeleton frame="{frame}" keyframe="1" z_order="0">\n')
        texts = track.poses[frame, :, :2].astype(str).tolist()
        for j, (x, y) in enumerate(texts):
            there = bool(seen[frame, j])
            hidden = there and not track.poses[frame, j, 3] > 0
            file.write(
                f'<points label={labels[j]} keyframe="1" outside="{int(not there)}"'
                f' occluded="{int(hidden)}" points="{f"{x},{y}" if there else "0.0,0.0"}"></points>\n'
            )
        file.write("</skeleton>\n")
    file.write("</track>\n")


def read(path: Path | str) -> list[PoseTrack]:
    """Read the skeleton tracks of a file, in its order.

    Raises:
        MediaError: the file is not CVAT for video 1.1, or has no skeleton tracks.
    """
    path = Path(path)
    try:
        reader = _Reader()
        xml.parse(path, reader.start, reader.end)
        return reader.tracks(path.stem)
    except (KeyError, ValueError, OverflowError, BarreError) as e:
        if isinstance(e, MediaError):
            raise
        reason = e.message if isinstance(e, BarreError) else e.args[0]
        raise MediaError(
            f"{path} does not hold skeleton tracks of CVAT ({reason}).", 'Export it as "CVAT for video 1.1".'
        ) from e


@dataclass
class _Label:
    """A label as the head of the file describes it."""

    name: str = ""
    parent: str = ""
    drawing: str = ""


@dataclass
class _Keyframes:
    """What a track says, as it comes."""

    label: str
    number: int
    person: int | None
    joints: dict[str, int]
    frame: int = -1
    is_outside: bool = False  # the whole skeleton, in this frame
    cells: array[int] = field(default_factory=lambda: array("q"))  # frame, joint, outside, hidden
    places: array[float] = field(default_factory=lambda: array("d"))  # x, y

    def add(self, joint: str, attributes: dict[str, str]) -> None:
        index = self.joints.setdefault(joint, len(self.joints))
        if index >= MAX_JOINTS:
            raise ValueError(f"it has more than {MAX_JOINTS} joints")
        outside = self.is_outside or attributes.get("outside") == "1"
        hidden = attributes.get("occluded") == "1"
        self.cells.extend((self.frame, index, outside, hidden))
        self.places.extend(_place(attributes["points"]))


class _Reader:
    """A file as it goes by; anything unexpected in it raises one of `read`'s exceptions."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._label = _Label()
        self._joints: dict[str, dict[str, int]] = {}  # of each skeleton's label
        self._drawings: dict[str, str] = {}
        self._name = ""
        self._size = 0
        self._width = self._height = 0
        self._tracks: list[_Keyframes] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._path and tag != "annotations":
            raise ValueError(f"it begins with {tag[:40]!r}")
        self._path.append(tag)
        match self._path[1:]:
            case ["track"]:
                self._begin_track(attributes)
            case ["track", "skeleton"]:
                self._tracks[-1].frame = _whole(attributes["frame"])
                self._tracks[-1].is_outside = attributes.get("outside") == "1"
            case ["track", "skeleton", "points"]:
                self._tracks[-1].add(attributes["label"], attributes)
            case ["meta", _, "labels", "label"]:
                self._label = _Label()

    def end(self, _: str, text: str) -> None:
        match self._path[1:]:
            case ["meta", _, "labels", "label", "name"]:
                self._label.name = text
            case ["meta", _, "labels", "label", "parent"]:
                self._label.parent = text
            case ["meta", _, "labels", "label", "svg"]:
                self._label.drawing = text
            case ["meta", _, "labels", "label"]:
                self._end_label(self._label)
            case ["meta", _, "name"]:
                self._name = text
            case ["meta", _, "size"]:
                self._size = _whole(text)
            case ["meta", *_, "original_size", "width"]:
                self._width = _whole(text)
            case ["meta", *_, "original_size", "height"]:
                self._height = _whole(text)
        self._path.pop()

    def _end_label(self, label: _Label) -> None:
        if label.parent:
            joints = self._joints.setdefault(label.parent, {})
            joints.setdefault(label.name, len(joints))
            if len(joints) > MAX_JOINTS:
                raise ValueError(f"it has more than {MAX_JOINTS} joints")
        elif label.drawing:
            self._drawings[label.name] = label.drawing

    def _begin_track(self, attributes: dict[str, str]) -> None:
        label = attributes["label"]
        if len(self._tracks) >= _MAX_TRACKS:
            raise ValueError(f"it has more than {_MAX_TRACKS} tracks")
        group = _whole(attributes.get("group_id") or "0")
        self._tracks.append(
            _Keyframes(
                label, _whole(attributes["id"]), group - 1 if group else None,
                dict(self._joints.get(label, {})),
            )
        )  # fmt: skip

    def tracks(self, name: str) -> list[PoseTrack]:
        """Return the tracks with joints; `name` is the video's where the file does not say it."""
        found = [track for track in self._tracks if track.joints]
        if not found:
            raise ValueError("no track of it is a skeleton")
        persons = [track.person for track in found]
        numbered = None not in persons and len(set(persons)) == len(persons)
        allowance = Allowance()
        return [
            self._track(track, (track.person or 0) if numbered else place, name, allowance)
            for place, track in enumerate(found)
        ]

    def _track(self, track: _Keyframes, person: int, name: str, allowance: Allowance) -> PoseTrack:
        cells = np.array(track.cells, np.int64).reshape(-1, 4)
        n_frames = max(self._size, int(cells[:, 0].max(initial=-1)) + 1)
        joints = tuple(track.joints)
        allowance.take(n_frames, len(joints))
        poses, n_filled = _fill(cells, np.array(track.places).reshape(-1, 2), n_frames, len(joints))
        note = f"Places between keyframes that were filled in, as CVAT does: {n_filled}."
        return PoseTrack(
            self._name or name, track.number, person, Space.IMAGE, self._body(track.label, joints),
            np.arange(n_frames, dtype=np.float64), poses, np.zeros(poses.shape[:2], np.bool_),
            (self._width, self._height), (note,) if n_filled else (), timed=False,
        )  # fmt: skip

    def _body(self, label: str, joints: tuple[str, ...]) -> Skeleton:
        return skeleton_for(joints, _bones(self._drawings.get(label, ""), joints), name=label)


def _bones(drawing: str, joints: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the edges of a label's drawing between joints that there are."""
    index = {joint: i for i, joint in enumerate(joints)}
    at: dict[str, int] = {}
    for found in _NODE.finditer(drawing):
        data = dict(_DATA.findall(found[1]))
        name = _unescaped(data.get("label-name", ""))
        if name in index:
            at[data.get("node-id", "")] = index[name]
    ends = [dict(_DATA.findall(found[1])) for found in _EDGE.finditer(drawing)]
    pairs = [(at.get(data.get("node-from", "")), at.get(data.get("node-to", ""))) for data in ends]
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _fill(
    cells: NDArray[np.int64], places: NDArray[np.float64], n_frames: int, n_joints: int
) -> tuple[NDArray[np.float32], int]:
    """Return (T, J, 4) poses, and how many places lie between keyframes and were filled in."""
    poses = np.full((n_frames, n_joints, 4), np.nan, np.float32)
    poses[..., 3] = 0
    n_filled = 0
    by_joint = np.argsort(cells[:, 1], kind="stable")
    begins = np.searchsorted(cells[by_joint, 1], np.arange(n_joints + 1))
    for joint in range(n_joints):
        mine = by_joint[begins[joint] : begins[joint + 1]]
        frames, last = np.unique(
            cells[mine, 0][::-1], return_index=True
        )  # of two in a frame the later counts
        rows = mine[::-1][last]
        there, hidden = cells[rows, 2] == 0, cells[rows, 3] == 1
        if not there.any():
            continue
        xy = places[rows]
        next_xy = np.where(there[1:, None], xy[1:], xy[:-1])
        at = np.arange(frames[0], frames[-1] + 1)
        left = np.searchsorted(frames, at, side="right") - 1
        share = (at - frames[left]) / np.maximum(np.diff(frames, append=frames[-1] + 1)[left], 1)
        ends = np.concatenate([next_xy, xy[-1:]])
        filled = xy[left] + (ends - xy)[left] * share[:, None]
        filled[share == 0] = xy[left][share == 0]
        shown = there[left]
        poses[at[shown], joint, :2] = filled[shown]
        poses[at[shown], joint, 2] = 0
        poses[at[shown], joint, 3] = np.where(hidden[left][shown], 0, 1)
        n_filled += int((shown & (share > 0)).sum())
    return poses, n_filled


def _place(text: str) -> tuple[float, float]:
    """Return x and y of a joint."""
    x, comma, y = text.partition(",")
    try:
        place = float(x), float(y)
    except ValueError:
        place = math.nan, math.nan
    if not comma or not all(abs(number) < 1e9 for number in place):
        raise ValueError(f"{text[:40]!r} is not the place of a joint")
    return place


def _whole(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def _unescaped(text: str) -> str:
    for code, character in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&#10;", "\n"), ("&#13;", "\r")):
        text = text.replace(code, character)
    return text.replace("&#9;", "\t").replace("&amp;", "&")
