"""Motions, tracks and files to try the formats with."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from core.entities import Space
from core.formats.pose_track import PoseTrack
from core.motion import Motion
from core.skeleton import Skeleton, shipped_skeletons, skeleton

ONE_JOINT = Skeleton("dot", ("it",), (), (0,), (0,))
CHAIN = Skeleton("chain", ("a", "b c", "d{e}", "f"), ((0, 1), (1, 2), (2, 3)), (0, 1, 2, 3), (0,))
RING = Skeleton("ring", ("a", "b", "c", "alone"), ((0, 1), (1, 2), (2, 0)), (1, 0, 2, 3), (0, 1))
anywhere = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)

SKELETONS = [*shipped_skeletons(), ONE_JOINT, CHAIN, RING]


@st.composite
def motions(draw: st.DrawFn, *, missing: bool = True, frames: st.SearchStrategy[int] | None = None) -> Motion:
    """Motions of a few frames on any skeleton, with gaps, perhaps of nobody."""
    body = draw(st.sampled_from(SKELETONS))
    n_frames = draw(frames or st.integers(0, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    positions = rng.normal(0, draw(st.sampled_from([0.0, 0.3, 2.0])), (n_frames, len(body.joints), 3))
    if missing:
        positions[rng.random(positions.shape[:2]) < draw(st.sampled_from([0.0, 0.2, 1.0]))] = np.nan
    fps = draw(st.floats(0.5, 1000))
    return Motion(positions.astype(np.float32), fps, body)


@st.composite
def pose_tracks(
    draw: st.DrawFn, *, spaces: tuple[Space, ...] = tuple(Space), frames: int = 0
) -> list[PoseTrack]:
    """Up to three tracks, each in its own film, of at least so many `frames`."""
    tracks = []
    for number in range(draw(st.integers(0, 3))):
        body = draw(st.sampled_from(SKELETONS))
        n_frames = draw(st.integers(frames, 4))
        rng = np.random.default_rng(draw(st.integers(0, 2**32)))
        poses = rng.normal(0, 10.0 ** draw(st.integers(-3, 6)), (n_frames, len(body.joints), 4)).astype(
            np.float32
        )
        poses[..., 3] = rng.choice([0, 0.25, 1], poses.shape[:2])
        unseen = rng.random(poses.shape[:2]) < 0.3
        poses[unseen, :3], poses[unseen, 3] = np.nan, 0
        poses[rng.random(poses.shape[:2]) < 0.1, 2] = np.nan  # in the plane only
        tracks.append(
            PoseTrack(
                draw(st.text("ab ,\"'é舞\n", min_size=1, max_size=8)), number, draw(st.integers(0, 5)),
                draw(st.sampled_from(spaces)), body, np.sort(rng.uniform(0, 1e4, n_frames)), poses,
                rng.random(poses.shape[:2]) < 0.2, (640, 360),
            )
        )  # fmt: skip
    return tracks


def one_track(n_frames: int = 2, body: Skeleton = ONE_JOINT, **more: object) -> PoseTrack:
    """A track whose numbers count up from 1."""
    poses = (
        np.arange(n_frames * len(body.joints) * 4, dtype=np.float32).reshape(n_frames, len(body.joints), 4)
        + 1
    )
    values = {
        "video": "film", "track": 7, "person": 0, "space": Space.IMAGE, "skeleton": body,
        "times_s": np.arange(n_frames) / 25, "poses": poses,
        "corrected": np.zeros(poses.shape[:2], bool), "size_px": (640, 360),
    }  # fmt: skip
    return PoseTrack(**(values | more))


def assert_same_track(read: PoseTrack, written: PoseTrack) -> None:
    assert (read.video, read.track, read.person, read.space) == (
        written.video, written.track, written.person, written.space,
    )  # fmt: skip
    assert read.skeleton.joints == written.skeleton.joints
    np.testing.assert_array_equal(read.times_s, written.times_s)
    np.testing.assert_array_equal(read.poses, written.poses)
    np.testing.assert_array_equal(read.corrected, written.corrected)


def write_ballroom(
    folder: Path, positions_m: np.ndarray, *, start: float | None = 50, song: bool = True
) -> Path:
    """A folder as the music-to-dance set has them."""
    folder.mkdir(parents=True, exist_ok=True)
    center = np.nan_to_num(positions_m.mean(axis=1)) * 100
    data = {
        "length": len(positions_m),
        "center": center.tolist(),
        "skeletons": (positions_m * 100 - center[:, None]).tolist(),
    }
    (folder / "skeletons.json").write_text(json.dumps(data))
    if start is not None:
        (folder / "config.json").write_text(json.dumps({"start_position": start, "end_position": 999}))
    if song:
        (folder / "audio.mp3").write_bytes(b"a song")
    return folder


def standing(n_frames: int = 5, name: str = "ballroom23") -> Motion:
    """A body that trembles."""
    body = skeleton(name)
    positions = np.random.default_rng(0).normal(0, 0.5, (n_frames, len(body.joints), 3))
    return Motion(positions.astype(np.float32), 25.0, body)


INTEL, DEC, SGI = 84, 85, 86


def c3d_bytes(
    points: np.ndarray, labels: list[str], *, rate: float = 100.0, scale: float = -0.1,
    processor: int = INTEL, units: str = "mm", n_analogue: int = 0, up: str = "", first: int = 1,
) -> bytes:  # fmt: skip
    """Encode (T, N, 4) points (x, y, z, residual) as a C3D file, from the format's public description."""
    order = ">" if processor == SGI else "<"
    n_frames, n_points = points.shape[:2]

    def float32(values: np.ndarray) -> bytes:
        if processor != DEC:
            return np.asarray(values, f"{order}f4").tobytes()
        words = (np.asarray(values, "<f4") * np.float32(4)).view("<u2").reshape(-1, 2)
        return words[:, ::-1].tobytes()

    def entry(group: int, name: str, body: bytes) -> bytes:
        return (
            struct.pack("<bb", len(name), group)
            + name.encode()
            + struct.pack(f"{order}h", 2 + len(body))
            + body
        )

    def text(values: list[str]) -> bytes:
        width = max([len(value.encode()) for value in values] + [1])
        data = b"".join(value.encode().ljust(width) for value in values)
        return struct.pack("<bBBB", -1, 2, width, len(values)) + data + b"\0"

    parameters = struct.pack("<BBBB", 1, 0x50, 0, processor)
    parameters += entry(-1, "POINT", b"\0")
    parameters += entry(1, "LABELS", text(labels)) if labels else b""
    parameters += entry(1, "UNITS", text([units]))
    parameters += entry(1, "RATE", struct.pack("<bB", 4, 0) + float32(np.array([rate])) + b"\0")
    if up:
        parameters += entry(1, "Y_SCREEN", text([up]))
    parameters += b"\0\0"
    n_blocks = -(-len(parameters) // 512)
    header = struct.pack("<BB", 2, 0x50) + struct.pack(
        f"{order}5H", n_points, n_analogue, first, first + n_frames - 1, 10
    )
    header += (
        float32(np.array([scale])) + struct.pack(f"{order}2H", 2 + n_blocks, 1) + float32(np.array([rate]))
    )
    rows = np.concatenate([points.reshape(n_frames, n_points * 4), np.zeros((n_frames, n_analogue))], axis=1)
    data = float32(rows) if scale < 0 else np.asarray(rows, f"{order}i2").tobytes()
    return header.ljust(512, b"\0") + parameters.ljust(512 * n_blocks, b"\0") + data
