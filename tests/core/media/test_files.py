"""Files are recognised by content, and replaced whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import StoreError
from core.media.files import check_readable, replacing, sha256_of


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    shares: list[float] = []
    # FIPS 180-2, appendix B.1
    assert (
        sha256_of(path, shares.append) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert shares == [1.0]
    assert check_readable(path).is_absolute()


def test_a_file_is_replaced_when_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    with replacing(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def write_half(part: Path) -> None:
    part.write_text("half")
    Path("/dev/full").write_text("the rest")  # the disk that is always full


def test_a_file_stays_when_writing_the_new_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    with pytest.raises(StoreError, match="x cannot be written: No space left"), replacing(path) as part:
        write_half(part)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreError, match="nowhere/x cannot be written"),
        replacing(tmp_path / "nowhere/x") as part,
    ):
        part.write_text("new")
