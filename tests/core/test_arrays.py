"""Arrays in files: what was written is read, and what a stranger wrote does no harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.arrays import read_arrays, write_arrays
from core.errors import MediaError, StoreError


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.float64, np.int32, np.bool_]),
        hnp.array_shapes(min_dims=0, min_side=0),
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
def test_what_was_written_is_read(tmp_path: Path, array: np.ndarray, text: str) -> None:
    write_arrays(tmp_path / "a.npz", {"x": array, "word": np.array(text), "unused": np.zeros(3)})
    back = read_arrays(tmp_path / "a.npz", ["x", "word"])
    assert set(back) == {"x", "word"}
    assert back["x"].dtype == array.dtype
    assert np.array_equal(back["x"], array, equal_nan=array.dtype.kind == "f")
    assert str(back["word"]) == text


def npy(header: str, body: bytes = b"") -> bytes:
    head = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + body


def archive(path: Path, content: bytes, name: str = "x.npy") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return path


def objects() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([{}], object))
    return stream.getvalue()


HUGE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
NEGATIVE = "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"
CALL = "{'descr': '<f8', 'fortran_order': False, 'shape': (len('a'),), }"


@pytest.mark.parametrize(
    "content",
    [b"", b"text", objects(), npy(HUGE), npy(NEGATIVE, b"12345678"), npy(CALL, b"12345678"), npy("{")],
    ids=["empty", "text", "pickle", "huge", "negative", "code", "broken"],
)
def test_arrays_that_are_none_are_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(MediaError, match=r"bad\.npz is not a readable \.npz file"):
        read_arrays(archive(tmp_path / "bad.npz", content), ["x"])


def test_no_more_is_unpacked_than_allowed(tmp_path: Path) -> None:
    write_arrays(tmp_path / "bomb.npz", {"x": np.zeros(4 << 20, np.uint8)})
    assert (tmp_path / "bomb.npz").stat().st_size < 100_000
    with pytest.raises(MediaError, match="unpack to more than 1 MB"):
        read_arrays(tmp_path / "bomb.npz", ["x"], max_bytes=1 << 20)


def test_a_missing_name_or_file_is_one_sentence(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.npz", {"x": np.zeros(3)})
    with pytest.raises(MediaError, match=r"a\.npz"):
        read_arrays(tmp_path / "a.npz", ["y"])
    with pytest.raises(MediaError, match="no file"):
        read_arrays(tmp_path / "b.npz", ["y"])


def test_a_folder_that_is_not_there_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_arrays(tmp_path / "no" / "a.npz", {"x": np.zeros(3)})
    assert list(tmp_path.iterdir()) == []
