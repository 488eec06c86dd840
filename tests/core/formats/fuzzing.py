"""Reads mutated files of one format, in a process whose memory and time are bounded.

`main` (arguments: NAME FOLDER N) prints JSON: how many files gave data, how many a sentence, the slowest read
and the growth of memory. It dies of what it looks for: a crash, a read of more than `PATIENCE_S`, more than
`MEMORY_BYTES`, or an error that is no sentence with the file's path; the seed of the file is then the last
line of standard error.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.entities import Space
from core.errors import InputError, MediaError
from core.formats import (
    aist,
    bvh,
    coco,
    csv,
    cvat,
    eaf,
    npz,
    openpose,
    read_motion,
    sleap,
    sleap_child,
    webvtt,
)
from core.formats.pose_track import PoseTrack
from core.formats.timed_label import TimedLabel
from core.motion import Motion
from core.skeleton import skeleton
from tests.core.formats.make import CHAIN, c3d_bytes, write_ballroom

MEMORY_BYTES = 500 << 20
PATIENCE_S = 20

_NUMBER = re.compile(rb"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_MONSTERS = (
    b"0", b"-1", b"7", b"255", b"65536", b"999999", b"20000000", b"2147483647", b"4294967296",
    b"99999999999999999999", b"1e308", b"1e999", b"-1e-320", b"nan", b"NaN", b"inf", b"0x10", b"1_000", b"",
)  # fmt: skip
_WORDS = (b"\xff" * 4, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\0" * 4, b"\0" * 8, b"\0\0\0\x40", b"\0\0\x10\0")


def _motion() -> Motion:
    return Motion(np.random.default_rng(0).normal(0, 1, (4, 4, 3)).astype(np.float32), 25.0, CHAIN)


def _tracks(body=CHAIN, n_frames=3) -> list[PoseTrack]:
    """Two people of some frames, with gaps and corrections."""
    tracks = []
    for person in range(2):
        poses = (
            np.random.default_rng(person).normal(99, 9, (n_frames, len(body.joints), 4)).astype(np.float32)
        )
        poses[..., 3] = np.random.default_rng(person).choice([0, 0.5, 1], poses.shape[:2])
        poses[1] = [np.nan, np.nan, np.nan, 0]
        corrected = np.zeros(poses.shape[:2], bool)
        corrected[0, 1] = True
        times_s = np.arange(n_frames) / 25
        tracks.append(
            PoseTrack("film", person + 1, person, Space.IMAGE, body, times_s, poses, corrected, (640, 360))
        )
    return tracks


def _labels() -> list[TimedLabel]:
    return [TimedLabel("style", f"waltz & {i}", i / 2, i / 2 + 1, "Kim") for i in range(6)]


def _npz(path: Path) -> None:
    npz.write(path, _motion())


def _c3d(path: Path) -> None:
    points = np.random.default_rng(0).normal(0, 1000, (4, 5, 4))
    path.write_bytes(c3d_bytes(points, ["A", "B", "*1", "LHIP", "RHIP"], up="+Z", n_analogue=2))


def _ballroom(path: Path) -> None:
    write_ballroom(path.parent, np.random.default_rng(0).normal(0, 1, (2, 23, 3)))


def _smpl(path: Path) -> None:
    import pickle

    arrays = {"smpl_poses": np.ones((3, 72)), "smpl_trans": np.ones((3, 3)), "smpl_scaling": np.ones(1)}
    path.write_bytes(pickle.dumps(arrays, protocol=3))


def _openpose(path: Path) -> None:
    openpose.write(path.parent, _tracks(skeleton("openpose25")))


def _slp(path: Path) -> None:
    sleap.write(path, _tracks(skeleton("coco17")))


def _read_slp(path: Path) -> None:
    """Read as `sleap.read` does, but in a fork: importing sleap-io 2,000 times would take an hour.

    A process that dies is a sentence of `sleap.read` too; they are counted.
    """
    import h5py  # noqa: F401 - before the fork
    import sleap_io.io.slp  # noqa: F401

    if (child := os.fork()) == 0:
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SLP_S)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 2)  # HDF5 and the C library say on it what they die of
        code = 0
        try:
            sleap_child.extract(path)
        except Exception:  # noqa: BLE001 - as the child does
            code = 3
        os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        DEATHS.append(os.WTERMSIG(status))
    if status != 0:
        raise MediaError(f"{path} is not a readable SLEAP file.")


DEATHS: list[int] = []
"""Signals that ended reading an `.slp`: SIGALRM where the library ran for ever, which ends after a time."""

_PATIENCE_SLP_S = 5  # as `core.formats.sleap` has it, only shorter


@dataclass(frozen=True)
class Sample:
    """A whole file: its name, what writes and what reads it."""

    name: str
    write: Callable[[Path], object]
    read: Callable[[Path], object]


SAMPLES = {
    "npz": Sample("a.npz", _npz, read_motion),
    "bvh": Sample("a.bvh", lambda path: bvh.write(path, _motion()), read_motion),
    "c3d": Sample("a.c3d", _c3d, read_motion),
    "ballroom": Sample("DANCE_W_1/skeletons.json", _ballroom, read_motion),
    "csv": Sample("a.csv", lambda path: csv.write(path, _tracks()), csv.read),
    "coco": Sample("a.json", lambda path: coco.write(path, _tracks()), coco.read),
    "cvat": Sample("a.xml", lambda path: cvat.write(path, _tracks()), cvat.read),
    "openpose": Sample("film/film_000000000001_keypoints.json", _openpose, openpose.read),
    "eaf": Sample("a.eaf", lambda path: eaf.write(path, _labels(), media="film.mp4"), eaf.read),
    "webvtt": Sample("a.vtt", lambda path: webvtt.write(path, _labels()), webvtt.read),
    "aist": Sample("a.pkl", lambda path: aist.write(path, _tracks(skeleton("coco17"))), aist.read),
    "sleap": Sample("a.slp", _slp, _read_slp),
    "smpl": Sample("gBR_sBM_cAll_d04_mBR0_ch01.pkl", _smpl, read_motion),
}


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Flip bits, blow numbers up, drop, double, splice or insert bytes, cut the end off; up to four times.

    Of a third of the files only numbers are blown up: most others end where text is first taken apart.
    """
    out = bytearray(data)
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            _blow_up(out, rng)
        return bytes(out)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(out))
        length = rng.choice((1, 2, 4, 8, 40, 400))
        kind = rng.randrange(8)
        if kind == 0:
            out[place] ^= 1 << rng.randrange(8)
        elif kind == 1:
            out[place] = rng.choice(b"09-+.eE{}[],:\"'\n nN<>/&=#")
        elif kind == 2 and len(out) > 2 * length:
            del out[place : place + length]
        elif kind == 3:
            out[place:place] = out[place : place + length]
        elif kind == 4:
            source = rng.randrange(len(out))
            out[place : place + length] = out[source : source + length]
        elif kind == 5:
            out[place:place] = rng.randbytes(length)
        elif kind == 6:
            word = rng.choice(_WORDS)
            out[place : place + len(word)] = word
        else:
            _blow_up(out, rng)
    return bytes(out[: rng.randrange(1, len(out))] if rng.random() < 0.1 else out)


def _blow_up(out: bytearray, rng: random.Random) -> None:
    numbers = list(_NUMBER.finditer(out))
    if numbers:
        start, end = rng.choice(numbers).span()
        out[start:end] = rng.choice(_MONSTERS)


def _mutated_inside(data: bytes, rng: random.Random) -> bytes:
    """An archive that is sound as such, with damage in one of its arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as damaged:
        chosen = rng.choice(whole.namelist())
        for name in whole.namelist():
            content = whole.read(name)
            damaged.writestr(name, mutated(content, rng) if name == chosen else content)
    return out.getvalue()


def _memory_bytes(what: str) -> int:
    """What this process has (`VmSize`: asked for; `VmHWM`: used at most); 0 on systems without /proc."""
    status = Path("/proc/self/status")
    found = re.search(rf"{what}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) * 1024 if found else 0


def bound_memory() -> None:
    """Let this process ask for no more than `MEMORY_BYTES` beyond what it has."""
    if has := _memory_bytes("VmSize"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (has + MEMORY_BYTES, has + MEMORY_BYTES))


def run(name: str, folder: Path, n_files: int) -> dict[str, float]:
    """Read mutated files; raises or dies where a reader does what it must not."""
    sample = SAMPLES[name]
    path = folder / sample.name
    path.parent.mkdir(parents=True, exist_ok=True)
    sample.write(path)
    whole = path.read_bytes()
    sample.read(path)  # whatever it imports is no memory of the files
    used_bytes = _memory_bytes("VmHWM")
    bound_memory()
    counts = {"data": 0, "sentence": 0}
    slowest_s = 0.0
    for seed in range(n_files):
        sys.stderr.write(f"{seed}\n")
        rng = random.Random(seed)
        inside = path.suffix == ".npz" and seed % 2
        path.write_bytes(_mutated_inside(whole, rng) if inside else mutated(whole, rng))
        start_s = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
        try:
            sample.read(path)
            counts["data"] += 1
        except InputError as e:
            counts["sentence"] += 1
            if str(path.parent) not in e.message:
                raise AssertionError(f"seed {seed}: {e.message!r} does not name the file") from e
        signal.setitimer(signal.ITIMER_REAL, 0)
        slowest_s = max(slowest_s, time.perf_counter() - start_s)
    grown_mb = (_memory_bytes("VmHWM") - used_bytes) / (1 << 20)
    stopped = DEATHS.count(signal.SIGALRM)
    deaths = {"died": len(DEATHS) - stopped, "stopped": stopped} if name == "sleap" else {}
    return {**counts, **deaths, "slowest_s": round(slowest_s, 3), "grown_mb": round(grown_mb, 1)}


def main() -> None:
    name, folder, n_files = sys.argv[1:]
    sys.stdout.write(json.dumps(run(name, Path(folder), int(n_files))))
