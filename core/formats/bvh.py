"""Biovision hierarchy files: a skeleton as a tree, and its motion as angles.

Reading. Any order of channels, in degrees; a channel that gives a position replaces that axis of the joint's
offset. End sites of some length become joints named after their parent. The format knows no unit: metres,
centimetres, millimetres, inches and CMU's own (1/0.45 inch) are told apart by which of them makes the rest
pose most nearly as large as a person (1.7 m); pass `unit_m` when you know it. y is taken to be up.

Writing, in metres, so that Blender needs no scale. Lost are:

- missing joints: the gaps of a joint are filled linearly, one that is never seen lies on its parent;
- the bones of skeletons that are not shipped, as far as they are no tree; parts without a bone to the hips
  hang on the hips; a skeleton with a left and a right hip gets a joint between them, which shipped skeletons
  drop when they are read again;
- a frame rate's last digits (it is stored as a frame's time).

Positions are kept to a hundredth of a millimetre, since every joint also has position channels. Programs that
read only the root's see the same dance with bones of constant, mean length; `fixed_lengths` writes just that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.gaps import fill_gaps
from core.errors import InputError, MediaError
from core.formats.bounds import MAX_JOINTS, read_text
from core.formats.kinematics import (
    Floats,
    Tree,
    axis_rotation,
    euler_zxy,
    forward,
    rest_offsets,
    rotate,
    solve_rotations,
    tree_of,
    with_pivots,
)
from core.formats.motion_file import MotionFile
from core.formats.skeletons import PIVOT, shipped_order, skeleton_for, unique
from core.media.files import replacing
from core.motion import Motion

UNITS_M = {
    "metres": 1.0,
    "CMU units": 0.0254 / 0.45,
    "inches": 0.0254,
    "centimetres": 0.01,
    "millimetres": 1e-3,
}
PERSON_M = 1.7

_AXES = {"x": 0, "y": 1, "z": 2}
_MAX_VALUES = 1 << 28  # coordinates of a motion: a gigabyte, two million frames of a body
_MOTION = re.compile(r"^\s*MOTION\b", re.MULTILINE)
_TIMING = re.compile(r"\s*Frames:\s*(\d{1,9})\s+Frame\s+Time:\s*(\S{1,32})[^\n]*", re.IGNORECASE)
_ROOT_CHANNELS = "Xposition Yposition Zposition Zrotation Xrotation Yrotation"
_JOINT_CHANNELS = "Zrotation Xrotation Yrotation"


@dataclass
class _Node:
    name: str
    parent: int
    is_end: bool = False
    offset: tuple[float, ...] = (0.0, 0.0, 0.0)
    channels: list[tuple[str, int]] = field(default_factory=list)  # "position" or "rotation", axis


def read(path: Path | str, *, unit_m: float | None = None) -> MotionFile:
    """Read a motion.

    Args:
        unit_m: metres in one unit of the file; guessed from the size of the rest pose when left out.

    Raises:
        MediaError: the file is no BVH file, or is damaged or cut short.
    """
    path = Path(path)
    text = read_text(path)
    try:
        parts = _MOTION.split(text, maxsplit=1)
        if len(parts) == 1:
            raise ValueError("it has no MOTION part")
        nodes = _hierarchy(parts[0].split())
        n_frames, fps, table = _motion_header(parts[1])
        values = _values(table, n_frames, sum(len(node.channels) for node in nodes))
        unit, unit_m = ("given", unit_m) if unit_m else _guess_unit(nodes)
        motion = _to_motion(nodes, values, fps, unit_m)
    except (ValueError, OverflowError) as e:
        raise MediaError(f"{path} is not a readable BVH file: {e}.", "Export or copy it again.") from e
    return MotionFile(motion, path.stem, f"bvh: read as {unit}, y up")


def _hierarchy(tokens: list[str]) -> list[_Node]:
    """Parse the tree; parents come before their children."""
    nodes: list[_Node] = []
    stack: list[int] = []
    words = iter(tokens)
    for word in words:
        kind = word.upper()
        if kind in ("ROOT", "JOINT", "END"):
            if len(nodes) >= MAX_JOINTS:
                raise ValueError(f"it has more than {MAX_JOINTS} joints")
            if (kind == "ROOT") != (not nodes) or (nodes and not stack):
                raise ValueError("its joints do not form one tree")
            parent = stack[-1] if stack else -1
            name = " ".join(_until_brace(words))
            is_end = kind == "END"
            nodes.append(_Node(f"{nodes[parent].name}_end" if is_end else name, parent, is_end))
            stack.append(len(nodes) - 1)
        elif kind == "OFFSET" and stack:
            nodes[stack[-1]].offset = tuple(_number(next(words, "")) for _ in range(3))
        elif kind == "CHANNELS" and stack:
            nodes[stack[-1]].channels = [_channel(next(words, "")) for _ in range(_count(next(words, "")))]
        elif kind == "}" and stack:
            stack.pop()
        elif kind != "HIERARCHY":
            raise ValueError(f"it says {word[:40]!r} where a joint should be")
    if stack or not nodes:
        raise ValueError("its tree of joints is not complete")
    return nodes


def _until_brace(words: Iterator[str]) -> Iterator[str]:
    for word in words:
        if word == "{":
            return
        yield word
    raise ValueError("its tree of joints is not complete")


def _number(word: str) -> float:
    value = float(word)
    if not abs(value) < 1e9:
        raise ValueError(f"{word!r} is not a length")
    return value


def _count(word: str) -> int:
    if word not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise ValueError(f"a joint has {word[:40]!r} channels")
    return int(word)


def _channel(word: str) -> tuple[str, int]:
    axis, kind = _AXES.get(word[:1].lower()), word[1:].lower()
    if axis is None or kind not in ("position", "rotation"):
        raise ValueError(f"it has the unknown channel {word[:40]!r}")
    return kind, axis


def _motion_header(text: str) -> tuple[int, float, str]:
    """Return the number of frames, the frame rate, and the rest of the text: one row a frame."""
    match = _TIMING.match(text)
    if match is None:
        raise ValueError("it does not say how many frames it has and how long one is")
    frame_time = float(match[2])
    if not 1e-5 <= frame_time <= 1e3:
        raise ValueError(f"its frames last {frame_time} s")
    fps = 1.0 / frame_time
    # Frame times are mostly written with seven digits: .0083333 means 120 frames a second, not 120.0005.
    whole = round(fps)
    return int(match[1]), float(whole) if abs(fps - whole) <= 1e-4 * fps else fps, text[match.end() :]


def _values(table: str, n_frames: int, n_channels: int) -> Floats:
    """Return (T, C) numbers."""
    if n_channels == 0:
        raise ValueError("none of its joints moves")
    if n_frames == 0 or not table.strip():
        values = np.empty((0, n_channels))
    else:
        values = np.loadtxt(io.StringIO(table), ndmin=2, comments=None)[:n_frames]
    if values.shape != (n_frames, n_channels):
        raise ValueError(f"its motion is {values.shape} numbers instead of {(n_frames, n_channels)}")
    if not (np.abs(values) < 1e9).all():
        raise ValueError("its motion holds numbers that are no lengths or angles")
    return values


def _guess_unit(nodes: list[_Node]) -> tuple[str, float]:
    """Return the unit in which the rest pose is most nearly as large as a person; metres for a point."""
    rest = np.zeros((len(nodes), 3))
    for i, node in enumerate(nodes[1:], 1):
        rest[i] = rest[node.parent] + node.offset
    size = float(np.ptp(rest, axis=0).max())
    if size <= 0:
        return "metres", 1.0
    return min(UNITS_M.items(), key=lambda unit: abs(np.log(size * unit[1] / PERSON_M)))


def _to_motion(nodes: list[_Node], values: Floats, fps: float, unit_m: float) -> Motion:
    kept = [i for i, node in enumerate(nodes) if not _is_added(node)]
    if len(values) * len(kept) * 3 > _MAX_VALUES:
        raise ValueError("it is longer than any dance")
    positions = np.empty((len(values), len(kept), 3), np.float32)
    step = max(1, (1 << 18) // len(nodes))  # a few megabytes of rotations at a time
    for start in range(0, len(values), step):
        positions[start : start + step] = _place(nodes, values[start : start + step])[:, kept] * unit_m
    names = unique([nodes[i].name for i in kept])
    if shipped := shipped_order(names):
        body, order = shipped
        return Motion(positions[:, order], fps, body)
    return Motion(positions, fps, skeleton_for(names, _bones(nodes, kept), root=(0,)))


def _is_added(node: _Node) -> bool:
    """Whether our own writer put a node there that is no joint: an end of no length, or a pivot."""
    return not any(node.offset) and (node.is_end or node.name.endswith(PIVOT))


def _bones(nodes: list[_Node], kept: list[int]) -> list[tuple[int, int]]:
    """Join each node that is kept to its nearest ancestor that is."""
    at = {node: j for j, node in enumerate(kept)}
    bones = []
    for i in kept:
        parent = nodes[i].parent
        while parent >= 0 and parent not in at:
            parent = nodes[parent].parent
        if parent >= 0:
            bones.append((at[parent], at[i]))
    return bones


def _place(nodes: list[_Node], values: Floats) -> Floats:
    """Return (t, N, 3) positions of some frames, in the file's unit."""
    n = len(values)
    translations = np.broadcast_to(np.array([node.offset for node in nodes]), (n, len(nodes), 3)).copy()
    rotations = np.broadcast_to(np.eye(3), (n, len(nodes), 3, 3)).copy()
    columns = iter(values.T)
    for i, node in enumerate(nodes):
        for (kind, axis), column in zip(node.channels, columns, strict=False):
            if kind == "position":
                translations[:, i, axis] = column
            else:
                rotations[:, i] = rotations[:, i] @ axis_rotation(axis, column)
    return forward([node.parent for node in nodes], translations, rotations)


def write(path: Path | str, motion: Motion, *, fixed_lengths: bool = False) -> None:
    """Write a motion; the file appears whole or not at all.

    Args:
        fixed_lengths: give only the root a position, every other joint only angles: what some programs ask
            for. Bones then have their mean length and the right direction; a joint with several children gets
            a pivot for each, since bodies are not stiff between their bones.

    Raises:
        InputError: nobody is seen on any frame, so that there is nothing to write.
    """
    tree = tree_of(motion.skeleton)
    tree = with_pivots(tree) if fixed_lengths else tree
    positions = _node_positions(motion, tree)
    offsets = rest_offsets(tree, positions)
    channels = _channels(tree, positions, offsets, fixed_lengths=fixed_lengths)
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write("HIERARCHY\n" + "\n".join(_tree_lines(tree, offsets, fixed_lengths=fixed_lengths)) + "\n")
        file.write(f"MOTION\nFrames: {len(positions)}\nFrame Time: {1 / motion.fps:.10g}\n")
        np.savetxt(file, channels, fmt="%.8g")


def _node_positions(motion: Motion, tree: Tree) -> Floats:
    """Return (T, N, 3) without gaps."""
    filled = _filled(motion).astype(np.float64)
    centre = filled[:, list(motion.skeleton.root)].mean(axis=1)
    if np.isnan(centre).any():
        centre = np.nanmean(filled, axis=1)
    positions = filled[:, list(tree.joints)]
    between = [node for node, joint in enumerate(tree.joints) if joint < 0]
    positions[:, between] = centre[:, None]
    for node, parent in enumerate(tree.parents):
        if np.isnan(positions[:, node]).any():
            positions[:, node] = positions[:, parent] if parent >= 0 else centre
    return positions


def _filled(motion: Motion) -> NDArray[np.float32]:
    if motion.n_frames == 0:
        return motion.positions
    if motion.missing.all():
        raise InputError(
            "The motion cannot be written as BVH: no person is seen on any frame.",
            "BVH knows no missing joints; write .npz instead.",
        )
    return fill_gaps(motion).motion.positions


def _channels(tree: Tree, positions: Floats, offsets: Floats, *, fixed_lengths: bool) -> Floats:
    """Return (T, C) numbers in the order of the file."""
    turned = solve_rotations(tree, positions, offsets)
    columns = []
    for node, parent in enumerate(tree.parents):
        if parent < 0:
            columns += [positions[:, node], euler_zxy(turned[:, node])]
            continue
        back = turned[:, parent].transpose(0, 2, 1)
        if not fixed_lengths:
            columns.append(rotate(back, positions[:, node] - positions[:, parent]))
        columns.append(euler_zxy(back @ turned[:, node]))
    return np.concatenate(columns, axis=1)


def _tree_lines(tree: Tree, offsets: Floats, *, fixed_lengths: bool) -> Iterator[str]:
    depth_of: list[int] = []
    children = tree.children()
    for node, parent in enumerate(tree.parents):
        depth = 0 if parent < 0 else depth_of[parent] + 1
        depth_of.append(depth)
        words = _ROOT_CHANNELS if parent < 0 or not fixed_lengths else _JOINT_CHANNELS
        pad = "  " * depth
        yield f"{pad}{'ROOT' if parent < 0 else 'JOINT'} {tree.names[node]}"
        yield f"{pad}{{"
        yield f"{pad}  OFFSET {' '.join(f'{value:.8g}' for value in offsets[node])}"
        yield f"{pad}  CHANNELS {len(words.split())} {words}"
        if not children[node]:
            yield from (f"{pad}  End Site", f"{pad}  {{", f"{pad}    OFFSET 0 0 0", f"{pad}  }}")
            following = depth_of[tree.parents[node + 1]] + 1 if node + 1 < len(tree.names) else 0
            yield from ("  " * level + "}" for level in range(depth, following - 1, -1))
