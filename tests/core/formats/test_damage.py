"""Files with random damage: every reader answers with data or one sentence, soon and in little memory."""

import io
import random
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.entities import Space
from core.errors import InputError
from core.formats import bvh, coco, csv, npz, read_motion
from core.formats.pose_track import PoseTrack
from core.motion import Motion
from tests.core.formats.make import CHAIN, c3d_bytes, write_ballroom

ROUNDS = 300


def _motion():
    return Motion(np.random.default_rng(0).normal(0, 1, (4, 4, 3)).astype(np.float32), 25.0, CHAIN)


def _tracks():
    poses = np.random.default_rng(0).normal(0, 1, (3, 4, 4)).astype(np.float32)
    poses[1] = np.nan
    corrected = np.zeros((3, 4), bool)
    corrected[0, 1] = True
    return [PoseTrack("film", 1, 0, Space.IMAGE, CHAIN, np.arange(3) / 25, poses, corrected)]


def _sample(folder: Path, name: str) -> Path:
    """A small whole file of each format."""
    path = folder / name
    if path.suffix == ".npz":
        npz.write(path, _motion())
    elif path.suffix == ".bvh":
        bvh.write(path, _motion())
    elif path.suffix == ".c3d":
        points = np.random.default_rng(0).normal(0, 1000, (4, 5, 4))
        path.write_bytes(c3d_bytes(points, ["A", "B", "*1", "LHIP", "RHIP"], up="+Z", n_analogue=2))
    elif path.suffix == ".csv":
        csv.write(path, _tracks())
    elif name == "skeletons.json":
        write_ballroom(folder / "DANCE_W_1", np.random.default_rng(0).normal(0, 1, (2, 23, 3)))
        return folder / "DANCE_W_1" / name
    else:
        coco.write(path, _tracks())
    return path


READERS = {
    "a.npz": read_motion,
    "a.bvh": read_motion,
    "a.c3d": read_motion,
    "skeletons.json": read_motion,
    "a.csv": csv.read,
    "coco.json": coco.read,
}


def _damaged(data: bytes, rng: random.Random) -> bytes:
    """Flip, drop, double or insert some bytes, or cut the end off."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(out))
        length = rng.randint(1, 8)
        kind = rng.randrange(5)
        if kind == 0:
            out[place] = rng.randrange(256)
        elif kind == 1:
            out[place] = rng.choice(b"09-+.eE{}[],:\"'\n nN")
        elif kind == 2 and len(out) > 2 * length:
            del out[place : place + length]
        elif kind == 3:
            out[place:place] = out[place : place + length]
        else:
            out[place:place] = rng.randbytes(length)
    return bytes(out[: rng.randrange(1, len(out))] if rng.random() < 0.15 else out)


def _damaged_inside(data: bytes, rng: random.Random) -> bytes:
    """An archive that is sound as such, with damage in one of its arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as damaged:
        chosen = rng.choice(whole.namelist())
        for name in whole.namelist():
            content = whole.read(name)
            damaged.writestr(name, _damaged(content, rng) if name == chosen else content)
    return out.getvalue()


@pytest.mark.parametrize("name", READERS)
def test_random_damage_ends_in_data_or_a_sentence(tmp_path, name):
    path, read = _sample(tmp_path, name), READERS[name]
    whole = path.read_bytes()
    read(path)
    outcomes = {"data": 0, "sentence": 0}
    tracemalloc.start()
    for seed in range(ROUNDS):
        damage = _damaged_inside if path.suffix == ".npz" and seed % 2 else _damaged
        path.write_bytes(damage(whole, random.Random(seed)))
        try:
            read(path)
        except InputError as e:
            outcomes["sentence"] += 1
            said = e.message
        else:
            outcomes["data"] += 1
            said = str(path)
        assert str(path.parent) in said
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert outcomes["sentence"] > ROUNDS / 10
    assert peak < 600 << 20
